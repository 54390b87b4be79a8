import type { Hop } from '../../model.ts'
import { type Alternative, atAuthor, atOrigin, type Clue, coded, hasStatus, isAbout, type Symptom, says } from '../symptom.ts'

const TIMEOUT: Alternative = { cause: 'backend-timeout', because: 'API Management answers its own time-out with the same 500' }
const UNREACHABLE: Alternative = { cause: 'backend-unreachable', because: 'an address that cannot be reached looks the same' }
const POLICY: Alternative = { cause: 'upstream-error', because: 'a policy expression that failed looks the same' }

/** Milliseconds after which a failure of API Management is rather its time limit than a connection that was refused. */
const LONG = 20_000

const isApimFailure = (clue: Clue): boolean => {
  const { reading, attribution } = clue
  const isApims = isAbout(clue, 'apim') || attribution.couldAlsoBe.includes('apim')
  return hasStatus(clue, 500) && isApims && (reading.content === 'none' || says(clue, /internal server error/i))
}

/** How relays of the one-api family name an answer that is not the JSON that they expect. */
const UNREADABLE = /^(?:unmarshal_response_body_failed|decode_response_failed|bad_response_body|bad_response)$/
/** Go's words for JSON of no bytes. The longer ones are also those for half of it. */
const EMPTY = /unexpected end of json input|(?<!unexpected )\bEOF\b/i

/** Is API Management what the relay that answered calls, as far as the chain is known? */
const isInFrontOfApim = ({ context, attribution: { answeredBy } }: Clue): boolean => {
  const chain: readonly (Hop | 'unknown')[] = context.chain ?? []
  const place = chain.indexOf(answeredBy)
  return place >= 0 && chain.indexOf('apim') > place
}

/** Hops that did not get an answer from the one behind them. */
export const UPSTREAM: readonly Symptom[] = [
  {
    cause: 'backend-timeout',
    sentence: "API Management's 500 after a long wait: the backend did not answer within forward-request's timeout",
    when: (clue) => isApimFailure(clue) && clue.exchange.durationMs >= LONG,
    confidence: 'likely',
    hop: () => 'apim',
    or: [UNREACHABLE, POLICY],
  },
  {
    cause: 'backend-unreachable',
    sentence: "API Management's 500 at once: no connection to the backend, or a policy that failed",
    when: (clue) => isApimFailure(clue) && clue.exchange.durationMs > 0,
    confidence: 'possible',
    hop: () => 'apim',
    or: [POLICY, TIMEOUT],
  },
  {
    cause: 'upstream-error',
    sentence: "API Management's 500: the backend did not answer, or a policy failed",
    when: isApimFailure,
    confidence: 'possible',
    hop: () => 'apim',
    or: [TIMEOUT, UNREACHABLE],
  },
  {
    cause: 'backend-timeout',
    sentence: 'a hop waited for the one behind it and gave up',
    when: (clue) =>
      hasStatus(clue, 408, 504, 522, 524) ||
      coded(clue, /^(?:timeout|RequestTimeout|GatewayTimeout)$/i) ||
      says(
        clue,
        /origin_?timeout|upstream request timeout|deadline exceeded|(?:request|gateway|connection|operation|read) (?:was |has )?(?:timed? ?out|time-?out)|function_invocation_timeout|a timeout occurred/i,
      ),
    confidence: 'certain',
    hop: behindEdge,
  },
  {
    cause: 'backend-unreachable',
    sentence: 'a hop cannot reach the one behind it',
    when: (clue) =>
      hasStatus(clue, 521, 523, 525, 526, 530) ||
      coded(clue, /^do_request_failed$/) ||
      says(
        clue,
        /connection refused|econnrefused|no such host|dial tcp|enotfound|getaddrinfo|failed to (?:forward|connect|reach)|could(?: not|n't) (?:connect|reach)|cannot connect to the origin|no healthy upstream|upstream connect error|services aren't available right now|backend pool|connection error/i,
      ),
    confidence: 'likely',
    hop: behindEdge,
    or: [{ cause: 'upstream-error', because: 'the hop behind may have failed and not been unreachable' }],
  },
  {
    cause: 'backend-unreachable',
    sentence: 'a 503 of a hop that has no backend to send to',
    when: (clue) => hasStatus(clue, 503) && (isAbout(clue, 'edge', 'apim') || clue.reading.content === 'none'),
    confidence: 'possible',
    hop: behindEdge,
    or: [
      { cause: 'upstream-error', because: 'the backend may have said so itself' },
      { cause: 'rate-limited', because: 'a tripped circuit breaker or an overloaded backend answers the same' },
    ],
  },
  {
    cause: 'short-circuited',
    sentence: 'the relay got an empty body, or half of one: API Management behind it may have answered without asking the model',
    when: (clue) => coded(clue, UNREADABLE) && says(clue, EMPTY) && isInFrontOfApim(clue),
    confidence: 'possible',
    hop: () => 'apim',
    or: [
      { cause: 'upstream-error', because: 'a body that was cut off, or a refusal without a body, is read the same way' },
      { cause: 'wrong-base-url', because: "the channel's base URL may lead elsewhere" },
    ],
  },
  {
    cause: 'upstream-error',
    sentence: 'the relay could not read an empty body, or one that was cut off, of its upstream',
    when: (clue) => coded(clue, UNREADABLE) && says(clue, EMPTY),
    confidence: 'likely',
    hop: atAuthor,
    or: [
      { cause: 'short-circuited', because: 'a hop behind it may answer with an empty success and ask nobody' },
      { cause: 'wrong-base-url', because: "the channel's base URL may lead elsewhere" },
    ],
  },
  {
    cause: 'upstream-error',
    sentence: 'the relay could not read what its upstream answered (a web page, or nothing)',
    when: (clue) =>
      coded(clue, UNREADABLE) ||
      says(clue, /invalid character '<'|^openai_error$|^bad response status code|unexpected token '?</im),
    confidence: 'likely',
    hop: atAuthor,
    or: [
      { cause: 'wrong-base-url', because: "the channel's base URL may lead to a web site" },
      { cause: 'edge-blocked', because: 'a firewall in front of the upstream may have answered' },
      { cause: 'short-circuited', because: 'a hop behind it may answer with something of its own and ask nobody' },
    ],
  },
  {
    cause: 'upstream-error',
    sentence: 'a server error',
    when: ({ reading }) => reading.status !== null && reading.status >= 500,
    confidence: 'likely',
    hop: atOrigin,
    or: [UNREACHABLE],
  },
  {
    cause: 'upstream-error',
    sentence: 'a relay says that its upstream failed, or the model says that it did',
    when: (clue) =>
      coded(clue, /^(?:server_error|upstream_error|InternalServerError)$/) ||
      says(clue, /(?:error occurred|had an error) while processing your request|upstream service|internal server error/i),
    confidence: 'likely',
    hop: atOrigin,
    or: [UNREACHABLE],
  },
  {
    cause: 'request-rejected',
    sentence: 'an error without a status',
    when: ({ reading }) => reading.layers.some(({ shape }) => shape === 'error' || shape === 'flat' || shape === 'detail'),
    confidence: 'possible',
    hop: atOrigin,
    or: [{ cause: 'upstream-error', because: 'the status is not known' }],
  },
]

/** What an edge cannot reach is the hop behind it. */
function behindEdge({ attribution, origin, context }: Clue): ReturnType<typeof atOrigin> {
  if (attribution.answeredBy !== 'edge') return origin
  return context.chain?.[0] ?? 'unknown'
}
