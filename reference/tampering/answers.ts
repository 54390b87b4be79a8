import {
  bodyOf,
  htmlReply,
  isEventStream,
  isObject,
  type JsonObject,
  jsonObject,
  jsonReply,
  keepHeaders,
  withHeaders,
} from '../replies.ts'
import type { HopAnswer, HopRequest, Reply } from '../serve.ts'
import { cutOff } from './cut-off.ts'
import { REFUSAL_DAMAGE } from './refusals.ts'
import { STREAM_DAMAGE } from './streams.ts'

export type AnswerDamage = (answer: Reply, request: HopRequest) => Promise<HopAnswer>

/** What a relay does to an answer on its way out. Each row leaves the answers alone that it does not speak of. */
export const ANSWER_DAMAGE = {
  'success emptied': onSuccess(() => ({})),
  'pictures removed': onSuccess((body) => ({ ...body, data: [] })),
  'success replaced by error': onSuccess(() => ({
    error: { message: 'upstream did not return an image', type: 'upstream_error', param: null, code: 'bad_response' },
  })),
  'pictures as links': onPictures(() => ({ url: 'https://cdn.example.com/files/8f1c.png' })),
  'base64 cut short': onPictures(({ b64_json }) => ({ b64_json: String(b64_json).slice(0, 2000) })),
  'usage removed': onSuccess((body) => without(body, 'usage')),
  'unknown fields added': onSuccess((body) => ({ ...body, id: 'img-1', provider: { name: 'azure', region: 'eastus2' } })),
  'success as web page': async (answer) =>
    answer.status === 200
      ? htmlReply(200, '<!doctype html><html><head><title>One API</title></head><body><div id="root"></div></body></html>')
      : answer,

  'success as plain text': onSuccessBody((answer, body) => withContentType({ ...answer, body }, 'text/plain; charset=utf-8')),
  'content type in capitals': onSuccessBody((answer, body) => withContentType({ ...answer, body }, 'Application/JSON')),

  'errors as 200': onError((answer) => ({ ...answer, status: 200 })),
  'bad requests as 500': onStatus([400, 422], 500),
  'unauthorized as 403': onStatus([401], 403),
  'errors in own envelope': onError(({ status }) => jsonReply(status, { success: false, code: status, msg: 'request failed' })),
  'errors without body': onError((answer) => ({ ...answer, body: Buffer.alloc(0) })),
  'key quoted in errors': onError(async (answer, request) => {
    const key = request.headers.authorization ?? request.headers['api-key'] ?? ''
    const body = jsonObject(await bodyOf(answer)) ?? {}
    const quoting = (words: unknown): string => `${typeof words === 'string' ? words : 'request failed'} (called with ${key})`
    if ('detail' in body) return jsonReply(answer.status, { ...body, detail: quoting(body.detail) })
    const error = isObject(body.error) ? body.error : {}
    return jsonReply(answer.status, { ...body, error: { ...error, message: quoting(error.message) } })
  }),

  'request number repeated': async (answer) => withHeaders(answer, { 'X-Oneapi-Request-Id': '2026010108000000000000000000001' }),
  'request number removed': async (answer) => ({
    ...answer,
    headers: keepHeaders(answer.headers, (name) => name !== 'x-oneapi-request-id'),
  }),

  'answer cut off': onSuccessBody((answer, body) =>
    withHeaders({ ...answer, body: cutOff(body) }, { 'Content-Length': String(body.length) }),
  ),
  'connection closed': async () => ({ kind: 'hang-up' }),
  'never answered': async () => ({ kind: 'silence' }),

  ...REFUSAL_DAMAGE,
  ...STREAM_DAMAGE,
} satisfies Record<string, AnswerDamage>

type Pictures = (picture: JsonObject) => JsonObject

function onSuccess(change: (body: JsonObject) => JsonObject): AnswerDamage {
  return onSuccessBody((answer, body) => {
    const object = jsonObject(body)
    return object === null ? { ...answer, body } : { ...answer, body: Buffer.from(JSON.stringify(change(object))) }
  })
}

function onPictures(change: Pictures): AnswerDamage {
  return onSuccess((body) => (Array.isArray(body.data) ? { ...body, data: body.data.filter(isObject).map(change) } : body))
}

function onSuccessBody(change: (answer: Reply, body: Buffer) => Reply): AnswerDamage {
  return async (answer) => (answer.status === 200 && !isEventStream(answer) ? change(answer, await bodyOf(answer)) : answer)
}

const withContentType = (answer: Reply, contentType: string): Reply =>
  withHeaders(
    { ...answer, headers: keepHeaders(answer.headers, (name) => name !== 'content-type') },
    { 'Content-Type': contentType },
  )

function onError(change: (answer: Reply, request: HopRequest) => Reply | Promise<Reply>): AnswerDamage {
  return async (answer, request) => (answer.status >= 400 ? change(answer, request) : answer)
}

function onStatus(from: readonly number[], to: number): AnswerDamage {
  return async (answer) => (from.includes(answer.status) ? { ...answer, status: to, reason: null } : answer)
}

function without(body: JsonObject, field: string): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([name]) => name !== field))
}
