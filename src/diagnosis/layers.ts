import type { Json } from '../model.ts'
import { isObject, type JsonObject } from './json.ts'
import { findEmbedded, parseLenient } from './lenient.ts'

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

export interface Voices {
  /** Outermost first; empty for a success and an empty body. */
  readonly layers: readonly Layer[]
  /** The outermost is a message without its envelope: what stood around it is not known. */
  readonly bare: boolean
}

/** The voices in a body. */
export function voicesIn(body: Json): Voices {
  if (typeof body !== 'string') return { layers: layersOf(body, 0), bare: false }
  const reported = isRelays(body) ? null : findEmbedded(body)
  const layers = reported === null ? [] : layersOf(reported.value, 0)
  // A client's exception around the body that it got is no hop: `Error at ImageEdit (https://...). Content: {"error": ...}`.
  return layers.length > 0 && layers[0]?.shape !== 'object' ? { layers, bare: true } : { layers: layersOf(body, 0), bare: true }
}

const MOST_LAYERS = 4
/** Characters. */
const LONGEST_MESSAGE = 20_000

function layersOf(value: Json, depth: number): Layer[] {
  if (depth >= MOST_LAYERS || value === null || value === '') return []
  if (typeof value === 'string') return [plain(value), ...quotedIn(value, depth)]
  if (Array.isArray(value)) return layersOf(value[0] ?? null, depth)
  if (!isObject(value)) return []
  const outer = envelope(value)
  if (outer === null) return []
  const { detail } = value
  const inside = outer.shape === 'detail' && isObject(detail) ? layersOf(detail, depth + 1) : quotedIn(outer.message, depth)
  return [outer, ...inside, ...rawIn(outer.fields, depth)]
}

/** What kind of envelope an object is; null for a success, which has none. */
function envelope(value: JsonObject): Layer | null {
  const { error, errors, detail, data } = value
  if (isObject(error)) return layer('error', error, value)
  const first = Array.isArray(error) ? error[0] : Array.isArray(errors) ? errors[0] : undefined
  if (isObject(first)) return layer('error', first, value)
  if (typeof error === 'string' && value.message === undefined) return layer('error', { message: error }, value)
  if (detail !== undefined) return layer('detail', value, value)
  if (value.statusCode !== undefined) return layer('flat', value, value)
  if (Array.isArray(data) || Array.isArray(value.choices)) return null
  // Axios prints the body under `data`.
  if (isObject(data) && (isObject(data.error) || data.statusCode !== undefined)) return envelope(data)
  const isError = typeof value.message === 'string' && (value.code !== undefined || value.type !== undefined)
  return layer(isError ? 'error' : 'object', value, value)
}

function layer(shape: Layer['shape'], fields: JsonObject, around: JsonObject): Layer {
  return { shape, fields, around, message: messageOf(shape, fields), code: word(fields.code), type: word(fields.type) }
}

function plain(message: string): Layer {
  return { shape: 'text', fields: {}, around: {}, message, code: null, type: null }
}

function messageOf(shape: Layer['shape'], fields: JsonObject): string {
  const said =
    shape === 'detail' ? fields.detail : (fields.message ?? fields.msg ?? fields.error_msg ?? fields.title ?? fields.error)
  return (typeof said === 'string' ? said : said === undefined ? '' : JSON.stringify(said)).slice(0, LONGEST_MESSAGE)
}

/** What a relay quotes inside its own message: a JSON body, or the upstream's words between the relay's. */
function quotedIn(message: string, depth: number): Layer[] {
  const embedded = findEmbedded(message)
  if (embedded !== null && isObject(embedded.value)) return layersOf(embedded.value, depth + 1)
  const inner = withoutRelayWords(message)
  return inner === message.trim() || inner === '' ? [] : [plain(inner)]
}

const isRelays = (message: string): boolean => withoutRelayWords(message) !== message.trim()

/**
 * LiteLLM's prefixes and suffixes and one-api's request number around the upstream's words. No pattern begins with white
 * space: on an answer of nothing but blanks each of them would be tried from every blank to the end.
 */
function withoutRelayWords(message: string): string {
  const [said = '', suffix] = message.split('Received Model Group=', 2)
  return (suffix === undefined ? said : said.trimEnd().replace(/\.$/, ''))
    .trim()
    .replace(/^(?:litellm\.\w+: )+/, '')
    .replace(/^(?:\w+Error: )?\w+Exception(?: \w+)? - /, '')
    .replace(/\((?:request id|traceid): ?[^)]*\)/g, '')
    .trim()
}

/** OpenRouter and others keep the upstream's body in `metadata.raw`. */
function rawIn({ metadata }: JsonObject, depth: number): Layer[] {
  const raw = isObject(metadata) ? metadata.raw : undefined
  return typeof raw === 'string' ? layersOf(parseLenient(raw)?.value ?? raw, depth + 1) : []
}

/** A code as text: some write numbers. */
export function word(value: Json | undefined): string | null {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : null
}
