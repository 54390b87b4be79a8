import { type AttributedExchange, type CauseName, type FreeRefusal, HOPS, type Hop, type Json, type Problem } from '../model.ts'
import { isObject } from './body.ts'
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
  if (status === 401 || status === 403) return 'client-credential-rejected'
  if (status === 404) return 'gateway-route-missing'
  if (status < 200 || status >= 300) return 'request-rejected'
  return status !== 200 && isDrawn(response) ? 'response-schema' : 'short-circuited'
}

const isDrawn = (response: AttributedExchange['response']): boolean =>
  response?.pictures.some(({ kind }) => kind === 'decoded') === true

/** An error that the caller is told of as its own (4xx): no success, no redirect, no fault of the target. */
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
 * The refusal was written by the hop that the profile names, or went through it (relays write an answer anew in words of
 * their own), and it is about what the probe got wrong on purpose: Azure OpenAI says "API version not supported" or
 * "Unsupported content type" with 400 too, and then the way is the fault.
 * @throws NotObservable when the hop cannot be seen: the way to it is then not proven
 */
export function reachesTheModel(exchange: AttributedExchange, refusal: FreeRefusal | null): readonly Problem[] {
  const { answeredBy, couldAlsoBe, reached, because } = exchange.attribution
  if (refusal === null) throw new NotObservable('the profile knows no request that is refused for free')
  const isSeen = [answeredBy, ...reached].includes(refusal.refusedBy)
  // A relay may put a refusal into words that say nothing; what API Management or the model itself says is meant.
  if (!mentions(exchange, refusal) && (isSeen || answeredBy === 'apim'))
    return [
      {
        exchange: exchange.id,
        cause: 'request-rejected',
        expected: `a refusal about ${Object.keys(refusal.change).join(', ')}, which is what the probe gets wrong`,
        actual: answerInWords(exchange),
      },
    ]
  if (mentions(exchange, refusal) && (isSeen || couldAlsoBe.includes(refusal.refusedBy))) return []
  const reading = because[0] === undefined ? '' : ` (${because[0]})`
  throw new NotObservable(
    answeredBy === 'unknown'
      ? `cannot tell which hop refused, so the way to ${refusal.refusedBy} is not proven${reading}`
      : `${answeredBy} wrote the refusal of the free probe, so the way behind it is not proven${reading}`,
  )
}

/**
 * The free refusal in another form still gets to the model, whose own refusal is about the same field.
 * @throws NotObservable when the hop that refused cannot be seen
 */
export function isCarriedToTheModel(exchange: AttributedExchange, refusal: FreeRefusal | null): readonly Problem[] {
  const problems = isRefusedAsBadRequest(exchange, refusal)
  return problems.length > 0 ? problems : reachesTheModel(exchange, refusal)
}

/** Does the answer name a field that the probe changed, or the value that it was given? */
function mentions({ response }: AttributedExchange, { change }: FreeRefusal): boolean {
  const text = (response?.text ?? JSON.stringify(response?.body ?? null)).toLowerCase()
  const names = Object.entries(change).flatMap(([field, value]) => (value === null ? [field] : [field, String(value)]))
  return names.some((name) => isNamed(text, name.toLowerCase()))
}

/** A short name (`n`) is part of half of all words and numbers: it counts only where it stands alone. */
export const isNamed = (text: string, name: string): boolean =>
  name.length > 3 ? text.includes(name) : text.split(/\W+/).includes(name)

/**
 * Two answers to requests that mean the same: equal status, and the same error by its code. The status alone would not
 * do: Azure OpenAI says "API version not supported" with 400 too, as it does for a bad value.
 */
export function answersLike(exchange: AttributedExchange, other: AttributedExchange, cause: CauseName): readonly Problem[] {
  // A picture in the place of a refusal says nothing of how the two requests differ.
  const isDrawnInstead = isDrawn(exchange.response) && !isDrawn(other.response)
  const same = haveSameStatus(exchange, other) && errorCode(exchange) === errorCode(other)
  return same
    ? []
    : [
        {
          exchange: exchange.id,
          cause: isDrawnInstead ? 'wrong-refusal' : cause,
          expected: `the answer of ${other.id}: ${answerInWords(other)}`,
          actual: answerInWords(exchange),
        },
      ]
}

const haveSameStatus = (one: AttributedExchange, other: AttributedExchange): boolean =>
  one.failure === null && other.failure === null && one.response?.status === other.response?.status

function errorCode({ response }: AttributedExchange): Json {
  const body = response?.body ?? null
  const error = isObject(body) ? (body.error ?? null) : null
  return isObject(error) ? (error.code ?? null) : null
}

/**
 * The call got at least as deep into the chain as the other one, as far as its answer shows.
 * @throws NotObservable when the two answers have one status and one of them does not show how far its call got
 */
export function goesAsFarAs(exchange: AttributedExchange, other: AttributedExchange): readonly Problem[] {
  // A picture that should have been refused got as far as the model, if it shows the model.
  if (isDrawn(exchange.response) || haveSameStatus(exchange, other)) {
    const [own, others] = [deepest(exchange), deepest(other)]
    if (own === others) return []
    // A hop that takes the model's headers off leaves an answer that it could have written itself.
    if (own === 'unknown' || others === 'unknown' || exchange.attribution.couldAlsoBe.includes(others))
      throw new NotObservable(`cannot tell how far ${exchange.id} or ${other.id} got`)
    if (HOPS.indexOf(own) > HOPS.indexOf(others)) return []
  }
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

const deepest = ({ attribution }: AttributedExchange): Hop | 'unknown' => attribution.reached.at(-1) ?? attribution.answeredBy
