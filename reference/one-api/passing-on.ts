import { isEventStream, isObject, type JsonObject, jsonObject, jsonReply, keepHeaders, withHeaders } from '../replies.ts'
import type { HeaderValues, Reply } from '../serve.ts'
import { errorReply, numbered, OwnRefusal } from './errors.ts'

/** An answer of the next hop: a stream, or a whole body. */
export type UpstreamAnswer = Reply & ({ readonly whole: Buffer } | { readonly whole: null })

/** What the client gets of it. Throws `OwnRefusal` where the dialect cannot make sense of the answer. */
export type PassingOn = (answer: UpstreamAnswer, id: string) => Reply

/** Status, headers and bytes as they came. */
export const unchanged: PassingOn = (answer) => ({ ...answer, headers: goHeaders(answer.headers) })

/** Stock one-api looks for JSON whatever the status, then passes everything on (relay/adaptor/openai/image.go). */
export const unchangedIfJson: PassingOn = (answer, id) => {
  if (answer.whole === null || jsonObject(answer.whole) === null) throw unreadable(answer.whole)
  return unchanged(answer, id)
}

function unreadable(body: Buffer | null): OwnRefusal {
  const text = body?.toString().trimStart() ?? 'event: '
  const message =
    text === '' ? 'unexpected end of JSON input' : `invalid character '${text.charAt(0)}' looking for beginning of value`
  return new OwnRefusal(500, 'unmarshal_response_body_failed', message)
}

/** New-api rewraps every error without its headers, and knows OpenAI's envelope from others (service/error.go, types/error.go). */
export const newApiPassing: PassingOn = (answer, id) => {
  if (answer.status === 200) {
    if (!isEventStream(answer) && (answer.whole === null || jsonObject(answer.whole) === null)) {
      throw new OwnRefusal(500, 'bad_response_body', 'invalid character in the answer of the upstream')
    }
    return unchanged(answer, id)
  }
  const body = jsonObject(answer.whole ?? '')
  if (isObject(body?.error)) {
    const { message, type, param, code } = body.error
    return errorReply(answer.status, {
      message: masked(text(message)),
      type: text(type) || 'upstream_error',
      param: text(param),
      code: code ?? null,
    })
  }
  const message = masked(text(body?.message)) || 'openai_error'
  return errorReply(answer.status, { message, type: 'bad_response_status_code', param: '', code: 'bad_response_status_code' })
}

/** Laisky's fork rewraps errors too, but lets a few headers through (relay/adaptor/openai/image.go, copyImageErrorHeaders). */
export const laiskyPassing: PassingOn = (answer, id) => {
  if (answer.status < 300) return unchangedIfJson(answer, id)
  const body = jsonObject(answer.whole ?? '')
  const error = isObject(body?.error) ? body.error : body
  const message = text(error?.message) || `upstream image request failed with status ${answer.status}`
  const reply = errorReply(answer.status, {
    message: numbered(message, id),
    type: text(error?.type) || 'upstream_error',
    param: text(error?.param),
    code: error?.code ?? 'upstream_http_error',
  })
  return withHeaders(reply, goHeaders(keepHeaders(answer.headers, (name) => LAISKY_KEEPS.test(name))))
}

const LAISKY_KEEPS = /^(retry-after|x-request-id|request-id|apim-request-id|x-ms-request-id|x-ratelimit-.*|ratelimit-.*)$/

/** One-hub writes every answer anew and drops all headers, also of a success (relay/image-edits.go, common/requester). */
export const oneHubPassing: PassingOn = (answer, id) => {
  const body = jsonObject(answer.whole ?? '')
  if (answer.status < 400) {
    if (body === null) throw new OwnRefusal(500, 'decode_response_failed', 'invalid character in the answer of the upstream')
    return jsonReply(200, picked(body, ['created', 'data', 'usage']))
  }
  const error = isObject(body?.error) ? body.error : null
  if (error === null) {
    const message = numbered(answer.whole?.toString() ?? `bad response status code ${answer.status}`, id)
    return errorReply(answer.status, {
      code: 'bad_response_status_code',
      message,
      param: String(answer.status),
      type: 'upstream_error',
    })
  }
  return errorReply(answer.status, {
    code: error.code ?? null,
    message: numbered(`Provider API error: ${text(error.message)}`, id),
    param: text(error.param),
    type: text(error.type),
  })
}

export function picked(object: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => names.includes(name)))
}

/** Go writes header names with capitals and keeps the first value of each. */
function goHeaders(headers: HeaderValues): HeaderValues {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.toLowerCase().replaceAll(/\b[a-z]/g, (letter) => letter.toUpperCase()),
      [value].flat()[0] ?? '',
    ]),
  )
}

/** A Go string: null and everything else that is no text become empty. */
function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** New-api hides addresses in messages (common/str.go). */
function masked(message: string): string {
  return message.replaceAll(/https?:\/\/[^\s/]+\.(\w+)(\/[^\s]*)?/g, 'https://***.$1/***')
}
