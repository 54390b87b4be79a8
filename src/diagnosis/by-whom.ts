import { reachedTheModel } from './evidence.ts'
import { exchangeOf, type Refinement } from './refining.ts'

/** The cause is known and two hops could have made it: which of them, as far as the run shows it. */

export const NAMED_BY_WHOM: Refinement = {
  sentence: 'A gateway in front of API Management may have written the name of the deployment.',
  refine(finding, { target }) {
    const { chain } = target.profile
    const inFront = chain.slice(0, Math.max(0, chain.indexOf('apim'))).some((hop) => hop === 'one-api' || hop === 'gateway')
    if (finding.cause !== 'deployment-not-found' || finding.hop !== 'apim' || !inFront) return null
    // one-api: an Azure channel calls /openai/deployments/{model} itself, and takes the dots out of the name (relay/adaptor/azure).
    return finding.confidence === 'certain' ? { ...finding, confidence: 'likely' } : null
  },
}

export const GIVEN_UP_BY_WHOM: Refinement = {
  sentence: 'Free probes pass an edge that gives up on real images: its own time limit is the shorter one.',
  refine(finding, evidence) {
    const answeredBy = exchangeOf(finding, evidence)?.attribution.answeredBy
    if (finding.cause !== 'backend-timeout' || answeredBy !== 'edge') return null
    if (!reachedTheModel(evidence, finding.operation)) return { ...finding, confidence: 'likely' }
    const told = 'the free probe passes the edge and reaches the model: the edge does not wait for as long as an image takes'
    const or = { cause: 'upstream-error', because: 'a hop behind the edge may hang on real images' } as const
    return { ...finding, hop: 'edge', confidence: 'likely', evidence: [told, ...finding.evidence], alternatives: [or] }
  },
}
