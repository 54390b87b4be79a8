import { completedEvent, errorEvent, kindOf, memberOf } from '../model/stream.ts'
import {
  type Answer,
  type AttributedExchange,
  type CauseName,
  type FreeRefusal,
  header,
  type Problem,
  type Profile,
  type StreamEvent,
} from '../model.ts'
import { violations } from '../schemas.ts'
import { fieldOf } from './asked.ts'
import { hasErrorEnvelope, reportsUsage } from './body.ts'
import { answerInWords, NotObservable } from './check.ts'
import { decodes, hasSize, holdsPictures, isNotBlank } from './picture.ts'
import { answersWith, isRefusedAsBadRequest } from './status.ts'

type Streams = readonly AttributedExchange[]

/** What the names of an operation's events begin with. */
const PREFIXES: Readonly<Record<string, string>> = { generations: 'image_generation', edits: 'image_edit' }
/** What openai-openapi has in every event beside the picture. */
const DETAILS = ['created_at', 'size', 'quality', 'background', 'output_format']

/** Each request for a stream is answered with 200 and events. */
export function answersWithStreams(exchanges: Streams): readonly Problem[] {
  return exchanges.flatMap((exchange) => {
    if (exchange.response?.status !== 200) return answersWith(exchange, 200)
    if (isEventStream(exchange.response)) return []
    // A picture in one JSON is the answer to the same request without `stream`.
    const cause = exchange.response.pictures.length > 0 ? 'parameter-ignored' : 'response-not-json'
    return [problem(exchange, cause, 'text/event-stream', `${contentType(exchange.response)}: ${answerInWords(exchange)}`)]
  })
}

/** Each stream comes to its end: an event with the finished picture, no error in its place, and no break. */
export function comeToTheirEnd(exchanges: Streams): readonly Problem[] {
  return exchanges.flatMap((exchange) => {
    const { response, failure } = exchange
    const expected = 'a stream that ends with the finished picture'
    const broken = (actual: string): readonly Problem[] => [problem(exchange, 'stream-broken', expected, actual)]
    if (failure !== null) return broken(`${eventsInWords(exchange)}, then ${answerInWords(exchange)}`)
    const error = errorEvent(eventsOf(response))
    if (error !== null) return broken(`an error event: ${dataInWords(error)}`)
    return completedEvent(eventsOf(response)) === null ? broken(`${eventsInWords(exchange)}, none of them completed`) : []
  })
}

/**
 * Events are named after their operation, by `event:` as by the type in their data; partial images are numbered
 * upwards from 0; the one completed event comes behind them.
 */
export function nameTheirEvents(exchanges: Streams): readonly Problem[] {
  return exchanges.flatMap((exchange) =>
    [...wrongNames(exchange), ...wrongOrder(exchange), ...wrongNumbers(exchange)]
      .slice(0, 3)
      .map(([expected, actual]) => problem(exchange, 'stream-broken', expected, actual)),
  )
}

type Difference = readonly [expected: string, actual: string]

function wrongNames(exchange: AttributedExchange): readonly Difference[] {
  return imageEvents(exchange).flatMap((event) => {
    const due = `${PREFIXES[exchange.operation]}.${kindOf(event) === 'partial' ? 'partial_image' : 'completed'}`
    const type = memberOf(event.data, 'type') ?? due
    return event.event === due && type === due ? [] : [[`event: ${due}`, `event: ${event.event}, type: ${JSON.stringify(type)}`]]
  })
}

function wrongOrder(exchange: AttributedExchange): readonly Difference[] {
  const kinds = imageEvents(exchange).map(kindOf)
  const first = kinds.indexOf('completed')
  return first === -1 || first === kinds.length - 1
    ? []
    : [['one completed event, behind all partial images', `the events ${kinds.join(', ')}`]]
}

/** A model that is quick may leave partial images out (OpenAI's image guide), so numbers may be missing. */
function wrongNumbers(exchange: AttributedExchange): readonly Difference[] {
  const numbers = partialsOf(exchange).map(({ data }) => memberOf(data, 'partial_image_index'))
  const known = numbers.filter((number) => typeof number === 'number')
  const most = Math.max(askedPartials(exchange), numbers.length) - 1
  const upwards = known.every((number, place) => number > (known[place - 1] ?? -1) && number <= most)
  return upwards ? [] : [[`partial images numbered upwards from 0 to ${most}`, known.join(', ')]]
}

/** The data of each event is JSON and as its schema says. */
export function matchEventSchemas(exchanges: Streams): readonly Problem[] {
  return exchanges.flatMap((exchange) =>
    imageEvents(exchange).flatMap((event) => {
      const schema = kindOf(event) === 'partial' ? 'stream-partial-image' : 'stream-completed'
      const wrong = violations(schema, event.data)
      if (wrong.length === 0) return []
      return [problem(exchange, 'stream-broken', `schemas/${schema}.json`, `${wrong.join('; ')}: ${dataInWords(event)}`)]
    }),
  )
}

/** Each event says when its picture was made and how. */
export function describeTheirPictures(exchanges: Streams): readonly Problem[] {
  return exchanges.flatMap((exchange) => {
    const missing = DETAILS.filter((name) => imageEvents(exchange).some(({ data }) => (memberOf(data, name) ?? null) === null))
    return missing.length === 0
      ? []
      : [problem(exchange, 'response-schema', `events with ${DETAILS.join(', ')}`, `events without ${missing.join(', ')}`)]
  })
}

/** No stream holds more partial images than its request asked for: each one is paid for. */
export function sendNoMoreThanAsked(exchanges: Streams): readonly Problem[] {
  return exchanges.flatMap((exchange) => {
    const [asked, came] = [askedPartials(exchange), partialsOf(exchange).length]
    return came <= asked
      ? []
      : [problem(exchange, 'parameter-ignored', `at most ${asked} partial images`, `${came} partial images`)]
  })
}

/** Where partial images are asked for, some come, in one of the streams at least. */
export function sendPartialImages(exchanges: Streams): readonly Problem[] {
  const asking = exchanges.filter((exchange) => askedPartials(exchange) > 0)
  if (asking.length === 0) throw new NotObservable('no stream with partial images was asked for')
  return asking.some((exchange) => partialsOf(exchange).length > 0)
    ? []
    : asking.map((exchange) =>
        problem(exchange, 'parameter-ignored', `up to ${askedPartials(exchange)} partial images`, 'the finished picture alone'),
      )
}

/** Every picture decodes; the last one is finished: of the size that was asked for, and more than one flat colour. */
export function endWithPictures(exchanges: Streams, profile: Profile): readonly Problem[] {
  return exchanges.flatMap((exchange) => {
    const end = endOf(exchange)
    const wrong = [...holdsPictures(end, 1), ...decodes(exchange, profile)]
    if (wrong.length > 0) return wrong
    return [...(profile.capabilities.exactSize ? hasSize(end, profile.cheapest.size) : []), ...isNotBlank(end)]
  })
}

/** The completed event of each stream reports usage that adds up. */
export const reportUsageAtTheirEnd = (exchanges: Streams): readonly Problem[] =>
  exchanges.flatMap((exchange) => reportsUsage(endOf(exchange)))

/** What cannot be drawn is refused before the stream begins: with an error status, and in JSON. */
export function isRefusedBeforeTheStream(
  exchange: AttributedExchange,
  refusal: FreeRefusal | null,
  envelopes: Profile['envelopes'],
): readonly Problem[] {
  const { response } = exchange
  if (response !== null && isEventStream(response)) {
    const cause = response.pictures.length > 0 ? 'wrong-refusal' : 'error-status-200'
    const expected = `${(refusal?.statuses ?? [400]).join(' or ')} and a JSON error`
    return [problem(exchange, cause, expected, `a stream: ${answerInWords(exchange)}`)]
  }
  const problems = isRefusedAsBadRequest(exchange, refusal)
  return problems.length > 0 ? problems : hasErrorEnvelope(exchange, envelopes)
}

/** The exchange as if its last event had been the whole answer. */
function endOf(exchange: AttributedExchange): AttributedExchange {
  const { response } = exchange
  if (response === null) return exchange
  const last = completedEvent(response) === null ? [] : response.pictures.slice(-1)
  return { ...exchange, response: { ...response, body: completedEvent(response)?.data ?? null, pictures: last } }
}

function partialsOf(exchange: AttributedExchange): readonly StreamEvent[] {
  return imageEvents(exchange).filter((event) => kindOf(event) === 'partial')
}

/** The events that hold a picture: all but errors and what clients pass over. */
const imageEvents = ({ response }: AttributedExchange): readonly StreamEvent[] =>
  eventsOf(response).events.filter((event) => ['partial', 'completed'].includes(kindOf(event)))

const askedPartials = (exchange: AttributedExchange): number => Number(fieldOf(exchange, 'partial_images') ?? 0)

const eventsOf = (response: Answer | null): Pick<Answer, 'events'> => response ?? { events: [] }

const contentType = ({ headers }: Answer): string => header(headers, 'content-type') ?? 'no content type'

const isEventStream = (answer: Answer): boolean => /^text\/event-stream\b/i.test(contentType(answer))

const problem = (exchange: AttributedExchange, cause: CauseName, expected: string, actual: string): Problem => ({
  exchange: exchange.id,
  cause,
  expected,
  actual,
})

function eventsInWords({ response }: AttributedExchange): string {
  const count = eventsOf(response).events.length
  return `${count} event${count === 1 ? '' : 's'}`
}

const dataInWords = ({ data }: StreamEvent): string =>
  (typeof data === 'string' ? data : JSON.stringify(data)).replace(/\s+/g, ' ').slice(0, 300)
