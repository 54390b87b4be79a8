import { Readable } from 'node:stream'
import { bodyOf, isEventStream, isObject, type JsonObject, jsonObject, reply } from '../replies.ts'
import type { HopRequest, Reply } from '../serve.ts'
import type { AnswerDamage } from './answers.ts'
import { cutOff } from './cut-off.ts'

/** Characters of base64 that are left of a picture. */
const SHORT = 2000

const SERVER_ERROR = {
  message: 'The server had an error while processing your request.',
  type: 'server_error',
  param: null,
  code: null,
}
/** What the filter says of a picture that it stops when it is drawn already. */
const FILTERED = {
  message: 'Your request was rejected by the safety system. If you believe this is an error, contact us at Azure support ticket.',
  type: 'image_generation_user_error',
  param: null,
  code: 'moderation_blocked',
}

/** What a relay does to streams, event by event as they pass; all other answers stay as they are. */
export const STREAM_DAMAGE = {
  'stream held back': onStream(async (answer) => ({ ...answer, body: await bodyOf(answer) })),
  'stream cut off': onStream(async (answer) => ({ ...answer, body: cutOff(await bodyOf(answer)) })),
  'stream ends early': onEvents((event) => (isCompleted(event) ? [] : [event])),
  'stream ends with an error': onEvents((event) => (isCompleted(event) ? [errorEvent(SERVER_ERROR)] : [event])),
  'stream ends with a filter': onEvents((event) => (isCompleted(event) ? [errorEvent(FILTERED)] : [event])),
  'stream data broken': onEvents(({ name, data }) => [{ name, data: `{${data}` }]),
  'stream events unnamed': onEvents(({ data }) => [{ name: null, data }]),
  'stream details removed': onData((data) => without(data, ['created_at', 'size', 'quality', 'background', 'output_format'])),
  'stream usage removed': onData((data) => without(data, ['usage'])),
  'stream pictures renamed': onData(({ b64_json, ...data }) => ({ ...data, image: b64_json })),
  'stream pictures cut short': onData((data) => ({ ...data, b64_json: String(data.b64_json).slice(0, SHORT) })),
  'stream partials numbered from 1': onData((data) =>
    isPartial(data) ? { ...data, partial_image_index: Number(data.partial_image_index) + 1 } : data,
  ),
  'stream kept alive by data': onEvents((event) => [{ name: null, data: 'ping' }, event]),
  'stream refused in a stream': async (answer, request) =>
    answer.status === 400 && asksForStream(request)
      ? reply(200, { 'Content-Type': 'text/event-stream' }, written(errorEvent(jsonObject(await bodyOf(answer))?.error)))
      : answer,
} satisfies Record<string, AnswerDamage>

interface Event {
  readonly name: string | null
  readonly data: string
}

const isCompleted = ({ name }: Event): boolean => name?.endsWith('.completed') ?? false
const isPartial = ({ type }: JsonObject): boolean => String(type).endsWith('.partial_image')

function errorEvent(error: unknown): Event {
  return { name: 'error', data: JSON.stringify({ type: 'error', error: isObject(error) ? error : SERVER_ERROR }) }
}

function onStream(change: (answer: Reply) => Promise<Reply>): AnswerDamage {
  return async (answer) => (isEventStream(answer) ? change(answer) : answer)
}

function onEvents(change: (event: Event) => readonly Event[]): AnswerDamage {
  return onStream(async (answer) => ({ ...answer, body: Readable.from(changed(answer, change)) }))
}

function onData(change: (data: JsonObject) => JsonObject): AnswerDamage {
  return onEvents(({ name, data }) => [{ name, data: JSON.stringify(change(jsonObject(data) ?? {})) }])
}

/** Each event is passed on as soon as it is there, so that nothing else than the change can be seen. */
async function* changed({ body }: Reply, change: (event: Event) => readonly Event[]): AsyncGenerator<string> {
  let rest = ''
  for await (const piece of Buffer.isBuffer(body) ? [body] : body) {
    const events = (rest + String(piece)).split('\n\n')
    rest = events.pop() ?? ''
    yield* events.map((event) => change(read(event)).map(written).join(''))
  }
}

function read(event: string): Event {
  const lines = event.split('\n')
  const field = (name: string): string | undefined => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2)
  return { name: field('event') ?? null, data: field('data') ?? '' }
}

const written = ({ name, data }: Event): string => `${name === null ? '' : `event: ${name}\n`}data: ${data}\n\n`

/** In JSON and in a form. */
const asksForStream = ({ body }: HopRequest): boolean =>
  /"stream":\s*true|name="stream"\r\n\r\ntrue/.test(body.toString('latin1'))

function without(body: JsonObject, fields: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([name]) => !fields.includes(name)))
}
