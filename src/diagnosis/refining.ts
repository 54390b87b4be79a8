import { treatmentOf } from '../checks/credential.ts'
import type { AttributedExchange, CauseName, Hop, Operation } from '../model.ts'
import { callsOf, type Evidence, otherOf, works } from './evidence.ts'
import type { Finding } from './findings.ts'

/** What the run as a whole adds to a finding; null when it adds nothing. Every row that applies changes it, one after the other. */
export interface Refinement {
  readonly sentence: string
  readonly refine: (finding: Finding, evidence: Evidence) => Finding | null
}

/** The cause is known now: nothing else is left. */
export function settled(finding: Finding, cause: CauseName, because: string): Finding {
  return { ...finding, cause, confidence: 'certain', evidence: [because, ...finding.evidence], alternatives: [] }
}

/** The likeliest of the causes that the evidence allows, the others behind it. What was certain stays as it is. */
export function preferring(finding: Finding, cause: CauseName, because: string): Finding {
  if (finding.confidence === 'certain') return finding
  const others = [{ cause: finding.cause, because: 'the answer alone allows it' }, ...finding.alternatives].filter(
    (other) => other.cause !== cause,
  )
  const confidence = others.length === 0 ? finding.confidence : 'possible'
  return { ...finding, cause, confidence, evidence: [because, ...finding.evidence], alternatives: others }
}

/** Is this operation broken while the other of the pair works? */
export const alone = ({ operation }: Finding, evidence: Evidence): boolean =>
  operation !== 'chat' && !works(evidence, operation) && works(evidence, otherOf(operation))

export const exchangeOf = ({ exchange: id }: Finding, { readings }: Evidence): AttributedExchange | undefined =>
  readings.find(({ exchange }) => exchange.id === id)?.exchange

/** The hop right in front of the model: what it sends on is what the model sees. Null when callers reach the model themselves. */
export const innermostRelay = ({ target }: Evidence): Hop | null =>
  target.profile.chain.findLast((hop) => hop !== 'aoai' && hop !== 'openai') ?? null

/** The only relay behind a hop, which is then whose answer it passes on unless that is the model's; `unknown` when there are several or none. */
export function relayBehind(hop: Hop | 'unknown', { target }: Evidence): Hop | 'unknown' {
  const chain: readonly (Hop | 'unknown')[] = target.profile.chain
  const [first, ...others] = chain.slice(chain.indexOf(hop) + 1).filter((one) => one !== 'aoai' && one !== 'openai')
  return others.length === 0 ? (first ?? 'unknown') : 'unknown'
}

/** Does the target let the right key in on this operation? */
export function letIn(evidence: Evidence, operation: Operation): boolean {
  return callsOf(evidence, operation).some(
    ({ exchange }) => treatmentOf(exchange).kind === 'let in' && (isModels(exchange) || !mayPrecedeTheCheck(exchange)),
  )
}

const isModels = ({ attribution: { answeredBy } }: AttributedExchange): boolean =>
  answeredBy === 'aoai' || answeredBy === 'openai'

/** Redirects and missing routes: many hops answer so before they look at a key. */
const mayPrecedeTheCheck = ({ response }: AttributedExchange): boolean => {
  const status = response?.status ?? 0
  return status === 404 || status === 405 || (status >= 300 && status < 400)
}
