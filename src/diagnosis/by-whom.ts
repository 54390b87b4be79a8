import { reachedTheModel } from './evidence.ts'
import { exchangeOf, type Refinement, relayBehind } from './refining.ts'

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

/** Headers of Azure OpenAI that no gateway in front of it has a reason to write. */
const OF_THE_MODEL = /^(?:apim-request-id|x-ms-|azureml-|x-ratelimit-(?:limit|remaining)-)/i

export const STRIPPED_BY_WHOM: Refinement = {
  sentence:
    'A gateway in front that writes every answer anew drops the headers of all hops behind it; a policy deletes the ones it names.',
  refine(finding, evidence) {
    const exchange = exchangeOf(finding, evidence)
    const { chain } = evidence.target.profile
    const front = chain.slice(0, Math.max(0, chain.indexOf('apim'))).find((hop) => hop === 'one-api' || hop === 'gateway')
    const isOpen = finding.cause === 'identity-headers-missing' && finding.hop === 'apim' && finding.confidence !== 'certain'
    if (!isOpen || front === undefined || !exchange?.response) return null
    const comeThrough = Object.keys(exchange.response.headers).some((name) => OF_THE_MODEL.test(name))
    if (comeThrough) return null
    const rebuilds = evidence.readings.some(({ exchange: { attribution } }) => attribution.product === 'one-hub')
    const told = rebuilds
      ? `${exchange.id}: no header of Azure OpenAI came through one-hub, which writes every answer anew`
      : `${exchange.id}: no header of Azure OpenAI at all came through: ${front} may drop those of every hop behind it, or an answer of API Management was built anew`
    return { ...finding, hop: rebuilds ? front : 'unknown', evidence: [told, ...finding.evidence] }
  },
}

/** What a relay says of a refusal in which it found no words. */
const WORDLESS = /upstream image request failed with status|"message": ?"(?:openai_error|bad response status code)/i

export const EMPTIED_BY_WHOM: Refinement = {
  sentence:
    'A relay passes on that a bad request is refused, and found no words in the refusal: somebody behind it took them out.',
  refine(finding, evidence) {
    const exchange = exchangeOf(finding, evidence)
    const isProbe = exchange?.case.startsWith('probe-') === true
    if (finding.cause !== 'request-rejected' || !isProbe || !WORDLESS.test(exchange.response?.text ?? '')) return null
    const told = `${exchange.id}: the refusal came without the words in which the model refuses; the body may have been emptied or rebuilt behind ${exchange.attribution.answeredBy}`
    const or = { cause: 'request-rejected', because: 'a hop behind may refuse the request for a reason of its own' } as const
    return {
      ...finding,
      cause: 'wrong-refusal',
      hop: relayBehind(exchange.attribution.answeredBy, evidence),
      confidence: 'possible',
      evidence: [told, ...finding.evidence],
      alternatives: [or],
    }
  },
}
