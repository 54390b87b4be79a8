import type { AttributedExchange, CauseName, Hop, Operation } from '../model.ts'
import type { Context } from './context.ts'
import type { Evidence } from './evidence.ts'
import { originOf } from './origin.ts'
import { read } from './reading.ts'
import { exchangeOf, innermostRelay, letIn, type Refinement, relayBehind } from './refining.ts'

/** Refusals that say no more than that the credential will not do. */
export const UNSPECIFIC_REFUSAL: readonly CauseName[] = [
  'client-credential-rejected',
  'client-credential-missing',
  'request-rejected',
]

export const LET_IN_ELSEWHERE: Refinement = {
  sentence: 'The same key is let in elsewhere: it is not the key that is wrong.',
  refine(finding, evidence) {
    const exchange = exchangeOf(finding, evidence)
    const isRefusal = [401, 403].includes(exchange?.response?.status ?? 0) && exchange?.credential === 'right'
    if (exchange === undefined || !isRefusal || !UNSPECIFIC_REFUSAL.includes(finding.cause)) return null
    const elsewhere = siblings(finding.operation).find((operation) => letIn(evidence, operation))
    if (elsewhere === undefined) return null
    const hop = whoRefused(exchange, evidence)
    const told = [
      letIn(evidence, finding.operation)
        ? `other calls of ${finding.operation} are let in with the same key: the instances behind this address probably differ`
        : `the same key is let in on ${elsewhere}`,
      ...finding.evidence,
    ]
    return { ...finding, cause: 'auth-inconsistent', hop, confidence: 'likely', evidence: told }
  },
}

const siblings = (operation: Operation): readonly Operation[] =>
  (['generations', 'edits', 'chat'] as const).filter((other) => other !== operation)

/** How a relay says that a status is its upstream's. */
const PASSED_ON = /^(?:bad_response_status_code|upstream_http_error|upstream_error)$/

/** The hop whose refusal it is: a relay may only quote it. The model refuses what the hop right in front of it gives it. */
function whoRefused(exchange: AttributedExchange, evidence: Evidence): Hop | 'unknown' {
  const { chain, headers } = evidence.target.profile
  const context: Context = { chain, identity: headers.identity, headersSeen: [] }
  const { answeredBy } = exchange.attribution
  const origin = originOf(exchange, exchange.attribution, context)
  if (answeredBy === 'unknown' || (origin !== answeredBy && (origin === 'aoai' || origin === 'openai')))
    return innermostRelay(evidence) ?? 'unknown'
  if (origin !== answeredBy) return origin
  return read(exchange).codes.some((code) => PASSED_ON.test(code)) ? relayBehind(answeredBy, evidence) : answeredBy
}
