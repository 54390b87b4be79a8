import {
  type AttributedExchange,
  type CauseName,
  type ClientResult,
  header,
  type Json,
  type Problem,
  type Profile,
} from '../model.ts'
import { isDrawnAsAsked } from './asked.ts'
import { isObject } from './body.ts'
import { answerInWords } from './check.ts'
import { answersWith } from './status.ts'
import { answersWithStreams, comeToTheirEnd } from './stream.ts'

/**
 * The client got every picture of an answer that is as it was asked for.
 * @param byHand the same call, written by the suite
 */
export function givesPictures(exchange: AttributedExchange, byHand: AttributedExchange, profile: Profile): readonly Problem[] {
  return firstOf(
    () => takesTheCall(exchange, byHand),
    () => isDrawnAsAsked(exchange, profile),
    () => isRead(exchange, 'the picture of the answer', (result) => result.kind === 'pictures' && result.count > 0),
  )
}

/** The client got the events of a whole stream, the completed one too. */
export function givesEvents(exchange: AttributedExchange, byHand: AttributedExchange): readonly Problem[] {
  const toTheEnd = (result: ClientResult): boolean =>
    result.kind === 'events' && result.types.some((type) => type.endsWith('.completed'))
  return firstOf(
    // A stream that breaks off is a stream: the call was taken.
    () => (exchange.response?.status === 200 ? [] : takesTheCall(exchange, byHand)),
    () => answersWithStreams([exchange]),
    // An event that the client cannot read hides those behind it. Whatever else it throws on may be what the stream says.
    () => (holdsUnreadable(exchange) ? isRead(exchange, 'the events of the stream', (result) => result.kind !== 'threw') : []),
    () => comeToTheirEnd([exchange]),
    () => isRead(exchange, 'the events of the stream to the completed one', toTheEnd),
  )
}

/** The client got the text of a chat completion. */
export function givesText(exchange: AttributedExchange): readonly Problem[] {
  return firstOf(
    () => answersWith(exchange, 200),
    () => holdsText(exchange),
    () => isRead(exchange, 'the text of the answer', (result) => result.kind === 'text'),
  )
}

/** What comes after a step has nothing to look at when that one failed. */
function firstOf(...steps: readonly (() => readonly Problem[])[]): readonly Problem[] {
  for (const step of steps) {
    const problems = step()
    if (problems.length > 0) return problems
  }
  return []
}

/** The call of the client is answered with 200, as the same call by hand is. */
function takesTheCall(exchange: AttributedExchange, byHand: AttributedExchange): readonly Problem[] {
  return answersWith(exchange, 200).map((problem) => {
    if (addressOf(exchange) !== addressOf(byHand))
      return {
        ...problem,
        cause: 'client-fault',
        expected: `a call of ${byHand.request.url}, as by hand`,
        actual: `a call of ${exchange.request.url}: ${problem.actual}`,
      }
    const taken = byHand.failure === null && byHand.response?.status === 200
    return taken ? { ...problem, expected: `${problem.expected}, as the same call by hand (${byHand.id}) gets` } : problem
  })
}

/** Parameters of a query may come in any order. */
function addressOf({ request }: AttributedExchange): string {
  const url = new URL(request.url)
  url.searchParams.sort()
  return url.href
}

function holdsText(exchange: AttributedExchange): readonly Problem[] {
  const body = exchange.response?.body ?? null
  const choices: Json = isObject(body) ? (body.choices ?? null) : null
  const first: Json = Array.isArray(choices) ? (choices[0] ?? null) : null
  const message = isObject(first) ? (first.message ?? null) : null
  if (isObject(message) && typeof message.content === 'string') return []
  return [
    {
      exchange: exchange.id,
      cause: isObject(body) ? 'response-schema' : 'response-not-json',
      expected: 'a chat completion with a text in choices[0].message.content',
      actual: answerInWords(exchange),
    },
  ]
}

/** The client read what the answer holds. */
function isRead(exchange: AttributedExchange, what: string, isRight: (result: ClientResult) => boolean): readonly Problem[] {
  const { id, client } = exchange
  if (client === null || isRight(client.result)) return []
  const actual = `${client.name} ${inWords(client.result)} (Content-Type: ${contentTypeOf(exchange)})`
  return [{ exchange: id, cause: whyUnread(exchange), expected: `the official client to give back ${what}`, actual }]
}

/** Whose fault it is when a client cannot read an answer that holds what it should: the client's, unless the form is wrong. */
function whyUnread(exchange: AttributedExchange): CauseName {
  const isAnnounced = /^(?:application\/json|[^;]*\+json|text\/event-stream)\s*(?:;|$)/i.test(contentTypeOf(exchange))
  if (!isAnnounced) return 'response-not-json'
  return holdsUnreadable(exchange) ? 'stream-broken' : 'client-fault'
}

/** An event whose data is no JSON, beside the one that ends a stream. */
const holdsUnreadable = ({ response }: AttributedExchange): boolean =>
  (response?.events ?? []).some(({ data }) => typeof data === 'string' && !data.startsWith('[DONE]'))

const contentTypeOf = ({ response }: AttributedExchange): string => header(response?.headers ?? {}, 'content-type') ?? 'none'

function inWords(result: ClientResult): string {
  switch (result.kind) {
    case 'pictures':
      return `gave back ${result.count} pictures`
    case 'events':
      return result.types.length === 0 ? 'gave back no event' : `gave back the events ${result.types.join(', ')}`
    case 'text':
      return 'gave back a text'
    case 'response':
      return `gave back the answer ${result.status} unread`
    case 'unusable':
      return `gave back ${result.what}`
    case 'threw':
      return `threw ${result.error}: ${result.message}`
  }
}
