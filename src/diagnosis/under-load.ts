import type { CauseName } from '../model.ts'
import { reachedTheModel } from './evidence.ts'
import { exchangeOf, type Refinement } from './refining.ts'

/** What a hop that fails under load may look like. */
const FAILED: readonly CauseName[] = ['backend-unreachable', 'upstream-error', 'wrong-refusal']

/** Calls that fail only in the company of others. */
export const UNDER_LOAD: readonly Refinement[] = [
  {
    sentence: 'The same request alone is answered as it should be: what fails is that there are many.',
    refine(finding, evidence) {
      const exchange = exchangeOf(finding, evidence)
      if (exchange === undefined || !exchange.case.startsWith('burst-') || !FAILED.includes(finding.cause)) return null
      if (!reachedTheModel(evidence, finding.operation)) return null
      const told = `alone, the free probe of ${finding.operation} reaches the model; this was sent with others at once`
      return {
        ...finding,
        cause: 'upstream-error',
        hop: exchange.attribution.answeredBy,
        confidence: 'likely',
        evidence: [told, ...finding.evidence],
        alternatives: [{ cause: 'rate-limited', because: "nginx's limit_req answers 503 unless limit_req_status is set to 429" }],
      }
    },
  },
]
