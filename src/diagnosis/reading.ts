import { errorEvent } from '../model/stream.ts'
import type { Exchange, Json, Operation } from '../model.ts'
import { isObject, type JsonObject } from './json.ts'
import { type Layer, type Voices, voicesIn, word } from './layers.ts'
import { type Found, parseLenient } from './lenient.ts'

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
  const streamed = (response?.events.length ?? 0) > 0 || (isEventStream(headers) && (body === null || typeof body === 'string'))
  // What a stream says in words is what its error event says; its pictures say nothing.
  const { layers, bare } = page ? NO_VOICES : voicesIn(streamed ? (errorEvent(response ?? NO_EVENTS)?.data ?? null) : body)
  const codes = layers.flatMap((layer) => [layer.code, layer.type, ...deepCodes(layer.fields)]).filter((code) => code !== null)
  return {
    status: response?.status ?? statusIn(layers[0]),
    ...address(request.url),
    operation: exchange.operation,
    headers,
    content: contentOf(body, page, streamed),
    body,
    bare: cut || bare,
    layers,
    codes,
    words: page ? body : [...layers.map(({ message }) => message), ...codes].join('\n'),
  }
}

const NO_EVENTS = { events: [] }
const isEventStream = (headers: Reading['headers']): boolean => /^text\/event-stream\b/i.test(headers.get('content-type') ?? '')

const NO_VOICES: Voices = { layers: [], bare: false }

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
  if (NO_BODY.test(text)) return { value: null, cut: false }
  const said = withoutClientPrefix(text)
  return parseLenient(said) ?? { value: said, cut: false }
}

/** How openai-node prints an empty body; logs put the name of the error in front. */
const NO_BODY = /^\s*(?:[\w.]*Error: )?\d{3} status code \(no body\)\s*$/

/** Official clients print `404 message` and `Error code: 404 - {...}`, also as `NotFoundError: 404 message`; a log adds no hop. */
function withoutClientPrefix(text: string): string {
  return text.replace(/^\s*(?:[\w.]*Error: )?(?:Error code: |HTTP(?: status)? )?\d{3}(?:\s*[-:])?\s+(?=\S)/i, '')
}

function looksLikePage(text: string, contentType: string): boolean {
  return (
    /<!doctype html|<html|<\/?(?:head|body|title|center|h[1-6])\b/i.test(text) || (/text\/html/i.test(contentType) && text !== '')
  )
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
