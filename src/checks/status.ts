import type { AttributedExchange, CauseName, FreeRefusal, Hop, Problem } from '../model.ts'
import { answerInWords, NotObservable } from './check.ts'

/** The answer came whole, with one of these statuses. */
export function answersWith(exchange: AttributedExchange, ...statuses: number[]): readonly Problem[] {
  const { response, failure } = exchange
  if (failure === null && response !== null && response.status !== null && statuses.includes(response.status)) return []
  return [
    {
      exchange: exchange.id,
      cause: meaningOf(exchange),
      expected: `status ${statuses.join(' or ')}`,
      actual: answerInWords(exchange),
    },
  ]
}

/** What an unexpected status means when nothing in the answer says more. */
function meaningOf({ response, failure }: AttributedExchange): CauseName {
  const status = response?.status ?? 0
  if (failure !== null) return failure.kind === 'timeout' ? 'backend-timeout' : 'upstream-error'
  if (status >= 500) return 'upstream-error'
  if (status >= 300 && status < 400) return 'redirected'
  if (status === 404) return 'gateway-route-missing'
  return status >= 200 && status < 300 ? 'short-circuited' : 'request-rejected'
}

/** Any status but 2xx, and an answer at all. */
export function answersNoSuccess(exchange: AttributedExchange): readonly Problem[] {
  const status = exchange.response?.status ?? null
  if (exchange.failure === null && status !== null && status >= 400 && status < 500) return []
  const cause = status !== null && status >= 200 && status < 300 ? 'wrong-base-url' : meaningOf(exchange)
  return [{ exchange: exchange.id, cause, expected: 'an error status (4xx)', actual: answerInWords(exchange) }]
}

/** A bad request is refused as one: with the statuses that the profile names, and never with 404, which means a missing route. */
export function isRefusedAsBadRequest(exchange: AttributedExchange, refusal: FreeRefusal | null): readonly Problem[] {
  const problems = answersWith(exchange, ...(refusal?.statuses ?? [400, 422]))
  const { status } = exchange.response ?? { status: null }
  const isRefusal = exchange.failure === null && status !== null && status >= 400 && ![401, 403, 404].includes(status)
  // A picture for a request that nobody should fulfil: it was paid for, too.
  const isFulfilled = exchange.response !== null && exchange.response.pictures.length > 0
  return isRefusal || isFulfilled ? problems.map((problem) => ({ ...problem, cause: 'wrong-refusal' })) : problems
}

/**
 * The refusal was written by the hop that the profile names.
 * @throws NotObservable when another hop refused by itself, or when nobody can tell who did: the way behind it is then not proven
 */
export function reachesTheModel(exchange: AttributedExchange, refusal: FreeRefusal | null): readonly Problem[] {
  const { answeredBy, couldAlsoBe, because } = exchange.attribution
  if (refusal === null) throw new NotObservable('the profile knows no request that is refused for free')
  if (answeredBy === refusal.refusedBy || couldAlsoBe.includes(refusal.refusedBy)) return []
  const reading = because[0] === undefined ? '' : ` (${because[0]})`
  throw new NotObservable(
    answeredBy === 'unknown'
      ? `cannot tell which hop refused, so the way to ${refusal.refusedBy} is not proven${reading}`
      : `${answeredBy} refused the free probe itself, so the way behind it is not proven${reading}`,
  )
}

/** Two answers to requests that mean the same: equal status, and the same hop as far as it is known. */
export function answersLike(exchange: AttributedExchange, other: AttributedExchange, cause: CauseName): readonly Problem[] {
  const same = exchange.failure === null && other.failure === null && exchange.response?.status === other.response?.status
  return same
    ? []
    : [
        {
          exchange: exchange.id,
          cause,
          expected: `the answer of ${other.id}: ${answerInWords(other)}`,
          actual: answerInWords(exchange),
        },
      ]
}

/** The call got as deep into the chain as the other one, as far as its answer shows. */
export function goesAsFarAs(exchange: AttributedExchange, other: AttributedExchange): readonly Problem[] {
  const deepest = ({ attribution }: AttributedExchange): Hop | 'unknown' => attribution.reached.at(-1) ?? attribution.answeredBy
  const sameStatus = answersLike(exchange, other, 'auth-inconsistent').length === 0
  if (sameStatus && deepest(exchange) === deepest(other)) return []
  if (sameStatus && (deepest(exchange) === 'unknown' || deepest(other) === 'unknown'))
    throw new NotObservable(`cannot tell how far ${exchange.id} or ${other.id} got`)
  const inWords = (one: AttributedExchange): string => `answered by ${one.attribution.answeredBy}: ${answerInWords(one)}`
  return [
    {
      exchange: exchange.id,
      cause: meaningOf(exchange),
      expected: `as ${other.id}, ${inWords(other)}`,
      actual: inWords(exchange),
    },
  ]
}
