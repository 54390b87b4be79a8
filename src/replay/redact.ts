import type { Headers, Json } from '../model.ts'
import { echoOf } from './echo.ts'
import { Needle } from './needle.ts'
import { read } from './reading.ts'

/** What a secret is to the run. The name stands in an answer that repeats it: `[redacted: the credential]`. */
export interface Secret {
  readonly value: string
  readonly name: 'the credential' | 'the wrong key' | 'a secret'
}

/**
 * Takes secrets out by exact value, however they are spelled. In a request they become `[redacted]`; in an answer the
 * marker says what was repeated, because an answer that repeats the credential is itself a finding
 * (`credential-echoed`). A fragment is no repeating, and becomes `[redacted]` there too.
 */
export interface Redactor {
  request(text: string): string
  requestJson(value: Json): Json
  answer(text: string): string
  answerJson(value: Json): Json
  answerHeaders(headers: Headers): Headers
  /** Does a secret stand in these bytes, as it is? */
  standsIn(bytes: Buffer): boolean
}

const PLAIN = '[redacted]'
/** Among the random bytes of a picture, anything shorter is found sooner or later. */
const SHORTEST_IN_BYTES = 8

/** @param known values that everybody may read, such as the deployment's name: a part of a secret that is one of them is no secret */
export function createRedactor(secrets: readonly Secret[], known: readonly string[] = []): Redactor {
  const words = known.map((word) => read(word).text)
  const isKnown = (text: string): boolean => words.some((word) => word.includes(text))
  const needles = secrets
    .flatMap(inPieces)
    // The longest first: where one secret is part of another, the whole of the longer one goes.
    .sort((a, b) => b.value.length - a.value.length)
    .map(({ value, name }) => ({ needle: new Needle(value), name }))
  const keys = needles.filter(({ name }) => name !== 'the wrong key')

  const redact = (text: string, echo: boolean): string => {
    const reading = read(text)
    const whole = needles.flatMap(({ needle, name }) =>
      needle.whole(reading).map((place) => ({ ...place, marker: echo ? echoOf(name) : PLAIN })),
    )
    const fragments = keys
      .flatMap(({ needle }) => needle.fragments(reading))
      .filter(({ from, to }) => !isKnown(reading.text.slice(from, to)))
      .map((place) => ({ ...place, marker: PLAIN }))
    const stretches = [...whole, ...fragments].map(({ from, to, marker }): Stretch => {
      const [start, end] = reading.original(from, to)
      return { start, end, marker }
    })
    return replaced(text, withoutOverlaps(stretches))
  }

  const request = (text: string): string => redact(text, false)
  const answer = (text: string): string => redact(text, true)
  return {
    request,
    requestJson: (value) => mapTexts(value, request),
    answer,
    answerJson: (value) => mapTexts(value, answer),
    answerHeaders: (headers) =>
      Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [
          answer(name),
          typeof value === 'string' ? answer(value) : value.map(answer),
        ]),
      ),
    standsIn: (bytes) => secrets.some(({ value }) => value.length >= SHORTEST_IN_BYTES && bytes.includes(value)),
  }
}

/** `Bearer abc` is a secret, and so is `abc`. */
function inPieces(secret: Secret): readonly Secret[] {
  const pieces = secret.value.split(/\s+/).filter((piece) => piece !== secret.value && piece.length >= 8)
  return [secret, ...pieces.map((value) => ({ ...secret, value }))]
}

/** What goes from a text, and what stands there instead. */
interface Stretch {
  readonly start: number
  readonly end: number
  readonly marker: string
}

/** Stretches that touch the same characters become one, with the marker of the one that was found first. */
function withoutOverlaps(stretches: readonly Stretch[]): readonly Stretch[] {
  const ranked = stretches.map((stretch, rank) => ({ ...stretch, rank })).sort((a, b) => a.start - b.start)
  const apart: typeof ranked = []
  for (const next of ranked) {
    const last = apart.at(-1)
    if (last === undefined || next.start >= last.end) apart.push(next)
    else {
      const first = next.rank < last.rank ? next : last
      apart[apart.length - 1] = { ...first, start: last.start, end: Math.max(last.end, next.end) }
    }
  }
  return apart
}

function replaced(text: string, stretches: readonly Stretch[]): string {
  let clean = ''
  let from = 0
  for (const { start, end, marker } of stretches) {
    clean += text.slice(from, start) + marker
    from = end
  }
  return clean + text.slice(from)
}

/** A JSON value with every text in it changed: values, the names of members, and numbers that are a secret in digits. */
function mapTexts(value: Json, change: (text: string) => string): Json {
  if (typeof value === 'string') return change(value)
  if (typeof value === 'number') return change(String(value)) === String(value) ? value : change(String(value))
  if (value === null || typeof value === 'boolean') return value
  if (isList(value)) return value.map((item) => mapTexts(item, change))
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [change(name), mapTexts(member, change)]))
}

/** `Array.isArray` does not narrow a readonly list. */
const isList = (value: Json): value is readonly Json[] => Array.isArray(value)
