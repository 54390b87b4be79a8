import type { AttributedExchange, CauseName, Confidence, Hop, Judgement, Operation, Problem } from '../model.ts'
import { causes } from './causes.ts'
import type { Explained } from './environment.ts'
import { type Evidence, isRefusedByTheModel, isWrongOnPurpose, works } from './evidence.ts'
import type { Alternative } from './symptom.ts'

/** One problem of one requirement, with the cause that explains it best when it is looked at alone. */
export interface Finding {
  readonly cause: CauseName
  readonly hop: Hop | 'unknown'
  readonly confidence: Confidence
  readonly operation: Operation
  /** Exchange that shows it. */
  readonly exchange: string
  readonly requirement: string
  readonly evidence: readonly string[]
  /** Other causes that the same evidence allows, likeliest first. */
  readonly alternatives: readonly Alternative[]
}

/** What an unexpected status alone means: anything that the answer itself says is better. */
const FROM_STATUS: readonly CauseName[] = [
  'gateway-route-missing',
  'request-rejected',
  'upstream-error',
  'backend-timeout',
  'redirected',
  'short-circuited',
  'client-credential-rejected',
  'response-not-json',
  'wrong-base-url',
]

/** A hop that refused a credential: what was refused is known, what is wrong is how. */
const CREDENTIAL: readonly CauseName[] = [
  'client-credential-missing',
  'client-credential-rejected',
  'subscription-key-missing',
  'subscription-key-rejected',
  'backend-credential-rejected',
]

export function findingsOf(evidence: Evidence): readonly Finding[] {
  const byId = new Map(evidence.readings.map((reading) => [reading.exchange.id, reading]))
  return evidence.judgements
    .filter(({ status }) => status === 'failed')
    .flatMap((judgement) =>
      judgement.problems.flatMap((problem): readonly Finding[] => {
        const reading = byId.get(problem.exchange)
        if (reading === undefined) return []
        const compared = judgement.exchanges.flatMap((id) => byId.get(id) ?? [])
        return [findingOf(problem, judgement, theOddOne(reading, compared, evidence), evidence)]
      }),
    )
}

/** Where the answer that was judged is as it should be, and differs from another one, that one is to be explained. */
function theOddOne(judged: Explained, compared: readonly Explained[], { target }: Evidence): Explained {
  if (!isRefusedByTheModel(judged.exchange, target.profile)) return judged
  return compared.find(({ exchange }) => saysNothingOfTheDifference(exchange)) ?? judged
}

function findingOf(problem: Problem, { id }: Judgement, { exchange, explanation }: Explained, evidence: Evidence): Finding {
  const base = { operation: exchange.operation, exchange: exchange.id, requirement: id }
  const told = `${problem.exchange}: expected ${problem.expected}, got ${problem.actual}`
  if (explanation !== null && explainsBetter(problem, exchange, explanation.cause, evidence)) {
    const { cause, hop, confidence, because, alternatives } = explanation
    return {
      ...base,
      cause,
      hop,
      confidence,
      alternatives,
      evidence: [...because.map((reading) => `${exchange.id}: ${reading}`), told],
    }
  }
  const own = problem.cause === 'auth-not-enforced' && mayLookAtTheBodyFirst(exchange, evidence)
  return {
    ...base,
    cause: problem.cause,
    hop: whereToFix(problem, exchange, evidence),
    confidence: own ? 'possible' : 'likely',
    evidence: [told],
    alternatives: own ? [VALIDATES_FIRST] : explanation?.cause === problem.cause ? explanation.alternatives : [],
  }
}

const VALIDATES_FIRST: Alternative = {
  cause: 'wrong-refusal',
  because:
    'the gateway may look at the body before it looks at the key: a sound request without a key would show it, and might be paid for',
}

/** The first hop itself refuses a request that is wrong on purpose, whoever sends it: it may not have come to the key yet. */
function mayLookAtTheBodyFirst({ response, attribution }: Explained['exchange'], { target }: Evidence): boolean {
  const refusesTheBody = response?.status === 400 || response?.status === 422
  return refusesTheBody && attribution.answeredBy === target.profile.chain[0] && target.profile.chain[0] !== 'aoai'
}

/** What a check makes of an answer that differs from another one: the difference of the two requests is taken for the reason. */
const BY_DIFFERENCE: readonly CauseName[] = ['rewrite-wrong', 'api-version-unsupported']

/** A hop that broke down, or refused the key, does so for something else than a parameter in the URL. */
function saysNothingOfTheDifference({ response }: Explained['exchange']): boolean {
  const status = response?.status ?? null
  return status === null || status >= 500 || status === 401 || status === 403
}

/** An edge that gets no answer from behind has looked at no credential. */
const isBrokenAtTheEdge = ({ response, attribution }: Explained['exchange']): boolean =>
  attribution.answeredBy === 'edge' && [502, 503, 504].includes(response?.status ?? 0)

/** Is what the answer says of itself better than what the check made of it? */
function explainsBetter(problem: Problem, exchange: Explained['exchange'], explained: CauseName, evidence: Evidence): boolean {
  // A firewall's page or a rate limit is no answer to what was asked.
  if (causes[explained].stage === 'environment') return true
  if (isWrongOnPurpose(exchange)) return false
  if (FROM_STATUS.includes(problem.cause)) return true
  // 413 is about the size alone, whatever else the request gets wrong.
  if (explained === 'body-too-large') return true
  if (BY_DIFFERENCE.includes(problem.cause) && saysNothingOfTheDifference(exchange)) return true
  if (problem.cause !== 'wrong-refusal') return false
  if (isBrokenAtTheEdge(exchange)) return true
  // A refusal in the wrong form is what it is when the operation works; when it does not, the form is a consequence.
  return !CREDENTIAL.includes(explained) && !works(evidence, exchange.operation)
}

function whereToFix(
  { cause, expected }: Problem,
  { attribution, billing }: AttributedExchange,
  { target }: Evidence,
): Hop | 'unknown' {
  // It is for the first hop to ask for a credential: what it lets in may be served by any hop behind it.
  // Only that hop knows the caller's key, so that it is the one that repeats it, too.
  if (cause === 'auth-not-enforced' || cause === 'credential-echoed') return target.profile.chain[0] ?? 'unknown'
  const { requestId } = target.profile.headers
  if (requestId !== null && expected.includes(requestId)) return target.profile.chain[0] ?? 'unknown'
  // What is wrong in a request that is drawn may have been taken out by any relay in front of the model.
  if (cause === 'wrong-refusal' && billing === 'paid' && target.profile.chain.length > 1) return 'unknown'
  const { hop, stage } = causes[cause]
  // Any relay on the way may have changed what the model answered.
  if (hop === null && stage === 'answer' && target.profile.chain.length > 1) return 'unknown'
  return hop ?? attribution.answeredBy
}
