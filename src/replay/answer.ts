import type { Answer, Headers, Json, Picture, StreamEvent } from '../model.ts'
import { isTooDeep } from '../nesting.ts'
import type { Header } from './credential.ts'
import { EventReader } from './events.ts'
import { extractPictures, type Gallery } from './pictures.ts'
import type { Redactor } from './redact.ts'
import { shortened as withoutLongTexts } from './shorten.ts'
import type { Incoming } from './transmit.ts'

/** Text beyond this is not kept, characters. Pictures are out of it by then, so it takes a download or an endless body. */
const LONGEST_TEXT = 200_000

/** The answer as it is recorded: pictures described and saved, secrets taken out, events with the time of their arrival. */
export async function answerOf(
  incoming: Incoming,
  name: string,
  gallery: Gallery | null,
  redactor: Redactor,
): Promise<Answer | null> {
  if (incoming.head === null) return null
  const { status, atMs } = incoming.head
  const headers = grouped(incoming.head.headers)
  const bytes = incoming.pieces.reduce((sum, piece) => sum + piece.bytes.length, 0)
  const raw = new TextDecoder().decode(Buffer.concat(incoming.pieces.map((piece) => piece.bytes)))
  const streamed = /^text\/event-stream\b/i.test([contentTypeOf(headers)].flat()[0] ?? '')
  // A picture in the text of a web page (an icon, say) is no picture of the model's.
  const holdsPictures = streamed || /^\s*[[{]/.test(raw)
  const { text, pictures } = holdsPictures ? await extractPictures(raw, name, gallery, redactor) : { text: raw, pictures: [] }
  const parsed = parse(text)
  const body = parsed === undefined ? shortened(redactor.answer(text)) || null : withoutLongTexts(redactor.answerJson(parsed))
  return {
    status,
    headers: redactor.answerHeaders(headers),
    body,
    text: shortened(redactor.answer(text)),
    bytes,
    pictures: [...pictures, ...linksOf(parsed, redactor)],
    events: streamed ? eventsOf(text, incoming.pieces, redactor) : [],
    headersMs: atMs,
  }
}

/** Undefined when the text is not JSON. */
function parse(text: string): Json | undefined {
  try {
    const value: Json = JSON.parse(text)
    return isTooDeep(value) ? undefined : value
  } catch {
    return undefined
  }
}

function shortened(text: string): string {
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT)}[${text.length - LONGEST_TEXT} more characters]`
}

/** `data[].url` where the item holds no picture itself. */
function linksOf(body: Json | undefined, redactor: Redactor): readonly Picture[] {
  return list(member(body, 'data')).flatMap((item): readonly Picture[] => {
    const [url, base64] = [member(item, 'url'), member(item, 'b64_json')]
    const isLink = typeof url === 'string' && /^https?:/i.test(url) && (base64 === undefined || base64 === null || base64 === '')
    return isLink ? [{ kind: 'link', url: redactor.answer(url) }] : []
  })
}

function member(value: Json | undefined, name: string): Json | undefined {
  if (value === null || typeof value !== 'object') return undefined
  return Object.entries(value).find(([key]) => key === name)?.[1]
}

function list(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : []
}

/**
 * The events, from the text without pictures, with the arrival times of the events in the bytes as they came. Both
 * have the same lines, so the same number of events.
 */
function eventsOf(text: string, pieces: Incoming['pieces'], redactor: Redactor): readonly StreamEvent[] {
  const decoder = new TextDecoder()
  const arriving = new EventReader()
  const times = pieces.flatMap(({ bytes, atMs }) => arriving.read(decoder.decode(bytes, { stream: true })).map(() => atMs))
  return new EventReader().read(text).map(({ event, data }, index) => {
    const parsed = parse(data)
    return {
      event: event === null ? null : redactor.answer(event),
      data: parsed === undefined ? redactor.answer(data) : redactor.answerJson(parsed),
      atMs: times[index] ?? 0,
    }
  })
}

function contentTypeOf(headers: Headers): string | readonly string[] {
  return Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? ''
}

/** Names as they came; those that came several times, in whatever case, under the first spelling. */
function grouped(pairs: readonly Header[]): Headers {
  const groups = new Map<string, { name: string; values: string[] }>()
  for (const [name, value] of pairs) {
    const group = groups.get(name.toLowerCase())
    if (group === undefined) groups.set(name.toLowerCase(), { name, values: [value] })
    else group.values.push(value)
  }
  return Object.fromEntries(
    [...groups.values()].map(({ name, values }) => [name, values.length === 1 ? (values[0] ?? '') : values]),
  )
}
