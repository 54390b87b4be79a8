import type { Exchange, Json, Operation } from '../model.ts'
import { type Found, findEmbedded, parseLenient } from './lenient.ts'

export type JsonObject = { readonly [key: string]: Json }

/**
 * One voice in an answer. A relay that wraps what it got has two: its own envelope, and inside the text that it quotes.
 * `error` is `{"error": {...}}` (also without the outer braces), `flat` is `{"statusCode", "message"}`, `detail` is FastAPI's.
 */
export interface Layer {
  readonly shape: 'error' | 'flat' | 'detail' | 'object' | 'text'
  /** The object that holds the message; empty for plain text. */
  readonly fields: JsonObject
  /** The object around `fields`, for its siblings (`created`, `provider`, `user_id`). */
  readonly around: JsonObject
  readonly message: string
  readonly code: string | null
  readonly type: string | null
}

/** An exchange in the form in which fingerprints and symptoms read it. */
export interface Reading {
  readonly status: number | null
  readonly host: string
  readonly path: string
  readonly query: string
  readonly operation: Operation
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, string>
  readonly content: 'none' | 'json' | 'page' | 'text' | 'stream'
  readonly body: Json
  /** The body is a message without its envelope, or its end is missing: what stood around it is not known. */
  readonly bare: boolean
  /** Outermost first; empty for a page, a success and an empty body. */
  readonly layers: readonly Layer[]
  /** Codes and types of every voice, inner ones (`innererror.code`) included. */
  readonly codes: readonly string[]
  /** Everything that the answer says in words, codes and types included. */
  readonly words: string
}

/** Long enough for every error page seen, short enough to read ten thousand of them in a second. */
const LONGEST_TEXT = 20_000
const readings = new WeakMap<Exchange, Reading>()

/** Reads an exchange once; later calls give the same reading. */
export function read(exchange: Exchange): Reading {
  const known = readings.get(exchange)
  if (known !== undefined) return known
  const reading = toReading(exchange)
  readings.set(exchange, reading)
  return reading
}

function toReading(exchange: Exchange): Reading {
  const { response, request } = exchange
  const headers = new Map(
    Object.entries(response?.headers ?? {}).map(([name, value]) => [
      name.toLowerCase(),
      typeof value === 'string' ? value : value.join(', '),
    ]),
  )
  const { value: body, cut } = parsedBody(response?.body ?? null)
  const page = typeof body === 'string' && looksLikePage(body, headers.get('content-type') ?? '')
  const streamed = (response?.events.length ?? 0) > 0
  const layers = page || streamed ? [] : layersOf(body, 0)
  const codes = layers.flatMap((layer) => [layer.code, layer.type, ...deepCodes(layer.fields)]).filter((code) => code !== null)
  return {
    status: response?.status ?? statusIn(layers[0]),
    ...address(request.url),
    operation: exchange.operation,
    headers,
    content: contentOf(body, page, streamed),
    body,
    bare: cut || layers[0]?.shape === 'text',
    layers,
    codes,
    words: page ? body : [...layers.map(({ message }) => message), ...codes].join('\n'),
  }
}

function contentOf(body: Json, page: boolean, streamed: boolean): Reading['content'] {
  if (streamed) return 'stream'
  if (body === null || body === '') return 'none'
  if (page) return 'page'
  return typeof body === 'string' ? 'text' : 'json'
}

/** Recorded paths are not always URLs (`/openai/…/images/edits`, `https://<apim>.azure-api.net/…`), so no URL parser. */
function address(url: string): { host: string; path: string; query: string } {
  const [, host = '', rest = url] = /^(?:https?|wss?):\/\/([^/?#]*)(.*)$/i.exec(url) ?? []
  const [path = '', query = ''] = rest.split('?', 2)
  return { host: host.toLowerCase().replace(/:\d+$/, ''), path: path.toLowerCase(), query }
}

function parsedBody(body: Json): Found {
  if (typeof body !== 'string') return { value: body, cut: false }
  const text = body.slice(0, LONGEST_TEXT)
  return parseLenient(withoutClientPrefix(text)) ?? { value: text, cut: false }
}

/** Official clients print `404 message` and `Error code: 404 - {...}`; a log adds no hop. */
function withoutClientPrefix(text: string): string {
  return text.replace(/^\s*(?:Error code: |HTTP(?: status)? )?\d{3}(?:\s*[-:])?\s+(?=\S)/i, '')
}

function looksLikePage(text: string, contentType: string): boolean {
  return (
    /<!doctype html|<html|<\/?(?:head|body|title|center|h[1-6])\b/i.test(text) || (/text\/html/i.test(contentType) && text !== '')
  )
}

const MOST_LAYERS = 4

function layersOf(value: Json, depth: number): Layer[] {
  if (depth >= MOST_LAYERS || value === null || value === '') return []
  if (typeof value === 'string') return [text(value), ...quotedIn(value, depth)]
  if (Array.isArray(value)) return layersOf(value[0] ?? null, depth)
  if (!isObject(value)) return []
  const outer = envelope(value)
  if (outer === null) return []
  const inside =
    outer.shape === 'detail' && isObject(value.detail) ? layersOf(value.detail, depth + 1) : quotedIn(outer.message, depth)
  return [outer, ...inside, ...rawIn(outer.fields, depth)]
}

/** What kind of envelope an object is; null for a success, which has none. */
function envelope(value: JsonObject): Layer | null {
  const { error, errors, detail } = value
  if (isObject(error)) return layer('error', error, value)
  const first = Array.isArray(error) ? error[0] : Array.isArray(errors) ? errors[0] : undefined
  if (isObject(first)) return layer('error', first, value)
  if (typeof error === 'string' && value.message === undefined) return layer('error', { message: error }, value)
  if (detail !== undefined) return layer('detail', value, value)
  if (value.statusCode !== undefined) return layer('flat', value, value)
  if (Array.isArray(value.data) || Array.isArray(value.choices)) return null
  const bare = typeof value.message === 'string' && (value.code !== undefined || value.type !== undefined)
  return layer(bare ? 'error' : 'object', value, value)
}

function layer(shape: Layer['shape'], fields: JsonObject, around: JsonObject): Layer {
  return { shape, fields, around, message: messageOf(shape, fields), code: word(fields.code), type: word(fields.type) }
}

function messageOf(shape: Layer['shape'], fields: JsonObject): string {
  if (shape === 'detail') return typeof fields.detail === 'string' ? fields.detail : JSON.stringify(fields.detail)
  const said = fields.message ?? fields.msg ?? fields.error_msg ?? fields.title ?? fields.error
  return (typeof said === 'string' ? said : said === undefined ? '' : JSON.stringify(said)).slice(0, LONGEST_TEXT)
}

function text(message: string): Layer {
  return { shape: 'text', fields: {}, around: {}, message, code: null, type: null }
}

/** What a relay quotes inside its own message: a JSON body, or the upstream's words between the relay's. */
function quotedIn(message: string, depth: number): Layer[] {
  const embedded = message.length > 2 ? findEmbedded(message) : null
  if (embedded !== null && isObject(embedded.value)) return layersOf(embedded.value, depth + 1)
  const inner = withoutRelayWords(message)
  return inner === message.trim() || inner === '' ? [] : [text(inner)]
}

/** LiteLLM's prefixes and suffixes and one-api's request number around the upstream's words. */
function withoutRelayWords(message: string): string {
  return message
    .replace(/^\s*(?:litellm\.\w+: )+/, '')
    .replace(/^(?:\w+Error: )?\w+Exception(?: \w+)? - /, '')
    .replace(/\.?\s*Received Model Group=[\s\S]*$/, '')
    .replace(/\s*\((?:request id|traceid): ?[^)]*\)/g, '')
    .trim()
}

/** OpenRouter and others keep the upstream's body in `metadata.raw`. */
function rawIn(fields: JsonObject, depth: number): Layer[] {
  const raw = isObject(fields.metadata) ? fields.metadata.raw : undefined
  return typeof raw === 'string' ? layersOf(parsedBody(raw).value, depth + 1) : []
}

/** Codes one level down (`innererror.code`), which say more than the envelope's own. */
function deepCodes(fields: JsonObject): readonly (string | null)[] {
  const inner = [fields.innererror, fields.inner_error, fields.provider_specific_fields].filter(isObject)
  return inner
    .flatMap((object) => [object, object.innererror])
    .filter(isObject)
    .map((object) => word(object.code))
}

/** Recordings that lost the status often kept it in the body. */
function statusIn(outer: Layer | undefined): number | null {
  const said = [outer?.fields.statusCode, outer?.around.status_code, outer?.fields.status, outer?.code].map(Number)
  return said.find((status) => Number.isInteger(status) && status >= 400 && status < 600) ?? null
}

function word(value: Json | undefined): string | null {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : null
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
