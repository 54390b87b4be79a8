import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib'
import { type Exchange, type Failure, type Headers, header, type Json } from '../model.ts'
import { DEEPEST, isTooDeep } from '../nesting.ts'
import { isList, isObject, type JsonObject, numberOr, objectAt, textOr } from './json.ts'

/** One recorded call as the file holds it, before secrets and pictures are taken out. */
export interface Entry {
  readonly id: string
  /** Only a report of this suite says which credential it sent. */
  readonly credential: Exchange['credential']
  readonly method: string
  readonly url: string
  readonly requestHeaders: Headers
  readonly requestBody: Json
  /** Null when the recorder lost it. */
  readonly status: number | null
  readonly headers: Headers
  readonly body: Json
  /** When each event of a stream came, ms; empty where the recorder did not say. */
  readonly arrivals: readonly number[]
  readonly failure: Failure | null
  readonly startedAt: string
  readonly durationMs: number
}

const CREDENTIALS: readonly Exchange['credential'][] = ['right', 'right-as', 'none', 'empty', 'wrong', 'wrong-scheme']

/** The entry cannot be used; the message says what it lacks. */
export class BadEntry extends Error {
  override readonly name = 'BadEntry'
}

/**
 * `{request: {method, url, headers?}, response: {status, headers, body}}`; `path` may stand for `url`, and everything
 * but the request may be missing.
 */
export function entryOfPair(value: Json, index: number): Entry {
  if (!isObject(value)) throw new BadEntry('it is no object')
  if (isTooDeep(value)) throw new BadEntry(`it is nested more than ${DEEPEST} deep`)
  if (!isObject(value.request) && !isObject(value.response)) throw new BadEntry('it has neither a request nor a response')
  const request = objectAt(value, 'request')
  const response = objectAt(value, 'response')
  return {
    id: textOr(value.id, String(index)),
    credential: CREDENTIALS.find((kind) => kind === value.credential) ?? 'unknown',
    method: textOr(request.method, 'POST').toUpperCase(),
    url: textOr(request.url, textOr(request.path, '')),
    requestHeaders: headersOf(request.headers),
    requestBody: request.body ?? null,
    status: statusOf(response.status),
    headers: headersOf(response.headers),
    body: response.body ?? response.text ?? null,
    arrivals: isList(response.events)
      ? response.events.map((event) => numberOr(isObject(event) ? event.atMs : undefined, 0))
      : [],
    failure: failureOf(value.failure),
    startedAt: textOr(value.startedAt, ''),
    durationMs: numberOr(value.durationMs, 0),
  }
}

/** An entry of a HAR 1.2 file (http://www.softwareishard.com/blog/har-12-spec/). */
export function entryOfHar(value: Json, index: number): Entry {
  if (!isObject(value)) throw new BadEntry('it is no object')
  if (!isObject(value.request)) throw new BadEntry('it has no request')
  const request = objectAt(value, 'request')
  const response = objectAt(value, 'response')
  const status = statusOf(response.status)
  return {
    id: textOr(value._id, String(index)),
    credential: 'unknown',
    method: textOr(request.method, 'POST').toUpperCase(),
    url: textOr(request.url, ''),
    requestHeaders: withCookies(headersOf(request.headers), 'Cookie', request.cookies),
    requestBody: sentIn(objectAt(request, 'postData')),
    status,
    headers: withCookies(headersOf(response.headers), 'Set-Cookie', response.cookies),
    body: contentOf(objectAt(response, 'content'), headersOf(response.headers)),
    arrivals: [],
    failure: status === null ? failureOfBrowser(textOr(response._error, textOr(value._error, ''))) : null,
    startedAt: textOr(value.startedDateTime, ''),
    durationMs: numberOr(value.time, 0),
  }
}

/** A HAR may keep cookies in a list of its own, without the header. */
function withCookies(headers: Headers, name: string, cookies: Json | undefined): Headers {
  if (!isList(cookies) || cookies.length === 0) return headers
  if (Object.keys(headers).some((known) => known.toLowerCase() === name.toLowerCase())) return headers
  const written = cookies.filter(isObject).map((cookie) => `${textOr(cookie.name, '')}=${textOr(cookie.value, '')}`)
  return { ...headers, [name]: name === 'Cookie' ? written.join('; ') : written }
}

/** Some recorders keep the fields of a form apart, and not its text. */
function sentIn({ text, params }: JsonObject): Json {
  if (typeof text === 'string' && text !== '') return text
  const fields = isList(params) ? params.filter(isObject) : []
  return fields.length === 0
    ? null
    : new URLSearchParams(fields.map(({ name, value }) => [textOr(name, ''), textOr(value, '')])).toString()
}

function contentOf(content: JsonObject, headers: Headers): Json {
  const text = textOr(content.text, null)
  if (text === null) return null
  return content.encoding === 'base64' ? expanded(Buffer.from(text, 'base64'), headers).toString('utf8') : text
}

const EXPANDERS: Readonly<Record<string, typeof gunzipSync>> = {
  gzip: gunzipSync,
  br: brotliDecompressSync,
  deflate: inflateSync,
}
/** Bytes. No answer that is explained by its words is as long. */
const LONGEST_EXPANDED = 64 * 1024 * 1024

/** A HAR holds bodies as they are read; some recorders keep them as they came. */
function expanded(bytes: Buffer, headers: Headers): Buffer {
  const encoding = header(headers, 'content-encoding')?.trim().toLowerCase() ?? ''
  try {
    return EXPANDERS[encoding]?.(bytes, { maxOutputLength: LONGEST_EXPANDED }) ?? bytes
  } catch {
    return bytes
  }
}

/** Headers as an object, as a list of {name, value}, or as a list of pairs. */
function headersOf(value: Json | undefined): Headers {
  const pairs = isObject(value) ? Object.entries(value) : isList(value) ? value.flatMap(pairOf) : []
  const groups = new Map<string, string[]>()
  for (const [name, content] of pairs) {
    const values = isList(content) ? content : [content]
    groups.set(name, [...(groups.get(name) ?? []), ...values.filter((part) => part !== null).map((part) => String(part))])
  }
  return Object.fromEntries([...groups].map(([name, values]) => [name, values.length === 1 ? (values[0] ?? '') : values]))
}

function pairOf(item: Json): readonly (readonly [string, Json])[] {
  if (isObject(item) && typeof item.name === 'string') return [[item.name, item.value ?? '']]
  const [name, content] = isList(item) ? item : []
  return typeof name === 'string' ? [[name, content ?? '']] : []
}

/** Browsers write 0 where no answer came. */
function statusOf(value: Json | undefined): number | null {
  const status = typeof value === 'string' ? Number.parseInt(value, 10) : value
  return typeof status === 'number' && status >= 100 && status <= 999 ? status : null
}

/** A failure as this suite records it; the words of another recorder are kept as they are. */
function failureOf(value: Json | undefined): Failure | null {
  if (!isObject(value)) return null
  const message = textOr(value.message, textOr(value.kind, 'the call failed'))
  const found = FAILURES.find(({ kind }) => kind === value.kind) ?? FAILURES.find(({ words }) => words.test(message))
  const phase = (['connect', 'request', 'headers', 'body'] as const).find((name) => name === value.phase)
  return { kind: found?.kind ?? 'protocol', phase: phase ?? found?.phase ?? 'headers', message }
}

/** `net::ERR_CONNECTION_REFUSED` and its like, as Chromium writes them into a HAR; `ERR_FAILED` says nothing of why. */
function failureOfBrowser(error: string): Failure | null {
  return error === '' || /ERR_(?:FAILED|BLOCKED\w*)$/.test(error) ? null : failureOf({ message: error })
}

const FAILURES: readonly { kind: Failure['kind']; phase: Failure['phase']; words: RegExp }[] = [
  { kind: 'dns', phase: 'connect', words: /name_not_resolved|enotfound|getaddrinfo|eai_again|dns/i },
  { kind: 'refused', phase: 'connect', words: /connection_refused|econnrefused|address_unreachable/i },
  { kind: 'tls', phase: 'connect', words: /cert|ssl|tls/i },
  { kind: 'timeout', phase: 'headers', words: /timed?_?out|etimedout|timeout/i },
  { kind: 'reset', phase: 'headers', words: /reset|econnreset|connection_closed|socket hang up|empty_response/i },
  { kind: 'cut-off', phase: 'body', words: /incomplete|content_length_mismatch|terminated/i },
  { kind: 'too-large', phase: 'body', words: /too[ _-]large/i },
  { kind: 'interrupted', phase: 'headers', words: /abort|cancel|interrupted/i },
  { kind: 'protocol', phase: 'headers', words: /protocol|invalid_http/i },
]
