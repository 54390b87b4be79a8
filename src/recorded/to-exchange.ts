import type { Exchange, Json, Operation, StreamEvent } from '../model.ts'
import { EventReader } from '../replay/events.ts'
import type { Entry } from './entry.ts'
import { isList, isObject, parseJson } from './json.ts'

/** A recorded call in the form that everything downstream reads. It is never sent again, so it has no curl line. */
export function toExchange(entry: Entry): Exchange {
  const { method, url, status, headers, failure } = entry
  const body = bodyOf(entry.body)
  const lost = failure !== null && status === null && body === null
  return {
    id: entry.id,
    case: entry.id,
    operation: operationOf(url),
    credential: entry.credential,
    sentTo: 'target',
    request: { method, url, headers: entry.requestHeaders, body: withoutPictures(entry.requestBody), parts: [] },
    response: lost
      ? null
      : { status, headers, body, text: null, bytes: null, pictures: [], events: eventsOf(body, entry.arrivals), headersMs: null },
    failure,
    startedAt: entry.startedAt,
    durationMs: entry.durationMs,
    billing: hasData(body) ? 'paid' : 'free',
    client: null,
    curl: '',
  }
}

export function operationOf(url: string): Operation {
  const path = url.split('?')[0] ?? ''
  if (/\/images\/edits\b/.test(path)) return 'edits'
  if (/\/images\/generations\b/.test(path)) return 'generations'
  return /\/chat\/completions\b/.test(path) ? 'chat' : 'other'
}

function bodyOf(body: Json): Json {
  if (body === '' || body === null) return null
  if (typeof body !== 'string') return withoutPictures(body)
  const text = shortened(body)
  return withoutPictures(/^\s*[[{]/.test(text) ? (parseJson(text) ?? text) : text)
}

/** The events in a text that begins like a stream, whatever the recorder made of its headers. */
function eventsOf(body: Json, arrivals: readonly number[]): readonly StreamEvent[] {
  if (typeof body !== 'string' || !/^\s*(?:event|data|id|retry)?:/.test(body)) return []
  return new EventReader()
    .read(body)
    .map(({ event, data }, index) => ({ event, data: parseJson(data) ?? data, atMs: arrivals[index] ?? 0 }))
}

/** Characters; the longest page that matters is a hundredth of it. */
const LONGEST_TEXT = 200_000
/** A run of base64 beyond this is a picture, characters. */
const LONGEST_RUN = 300

function shortened(text: string): string {
  return withoutRuns(text).slice(0, LONGEST_TEXT)
}

function withoutRuns(text: string): string {
  return text.length <= LONGEST_RUN
    ? text
    : text.replace(/[A-Za-z0-9+/_-]{300,}={0,2}/g, (run) => `[${run.length} characters of base64]`)
}

function withoutPictures(value: Json): Json {
  if (typeof value === 'string') return withoutRuns(value)
  if (value === null || typeof value !== 'object') return value
  if (isList(value)) return value.map(withoutPictures)
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withoutPictures(member)]))
}

const hasData = (body: Json): boolean => isObject(body) && isList(body.data) && body.data.length > 0
