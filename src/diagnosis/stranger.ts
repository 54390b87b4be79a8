import { causes } from './causes.ts'
import { otherOf, reachedTheModel, works } from './evidence.ts'
import { exchangeOf, type Refinement } from './refining.ts'
import { isStraight } from './straight-to-the-model.ts'

/** These may stand in front of every chain. */
const ANYWHERE: readonly string[] = ['client', 'edge', 'unknown']

export const A_STRANGER: Refinement = {
  sentence: 'The profile has no place for the hop that answers: it is the wrong profile, or the wrong address.',
  refine(finding, evidence) {
    const { target } = evidence
    const { chain, name } = target.profile
    const attribution = exchangeOf(finding, evidence)?.attribution
    if (attribution === undefined || attribution.confidence === 'possible') return null
    const { answeredBy } = attribution
    if (ANYWHERE.includes(answeredBy) || chain.some((hop) => hop === answeredBy)) return null
    if (causes[finding.cause].stage !== 'way' || finding.cause === 'wrong-base-url') return null
    // Where anything of the API is answered, profile and address lead there.
    const operations = [finding.operation, otherOf(finding.operation)]
    if (operations.some((operation) => works(evidence, operation) || reachedTheModel(evidence, operation))) return null
    const told = `${answeredBy} answers, and the chain of TARGET_PROFILE=${name} has none (${chain.join(' → ')})`
    if (isStraight(target))
      return { ...finding, cause: 'wrong-base-url', hop: 'client', evidence: [told, ...finding.evidence], alternatives: [] }
    return {
      ...finding,
      confidence: finding.confidence === 'certain' ? 'likely' : finding.confidence,
      evidence: [told, ...finding.evidence],
      alternatives: [
        ...finding.alternatives,
        { cause: 'wrong-base-url', because: 'the profile or the address may be the wrong one' },
      ],
    }
  },
}
