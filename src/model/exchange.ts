import type { Credential } from './case.ts'
import type { ClientUse } from './client.ts'
import type { Headers, Json, Operation } from './words.ts'

/** A picture as it was found in an answer or sent in a part; the bytes themselves are in `file`. */
export type Picture =
  | {
      readonly kind: 'decoded'
      readonly format: string
      /** Pixels. */
      readonly width: number
      readonly height: number
      readonly hasAlpha: boolean
      readonly bytes: number
      readonly sha256: string
      /** Standard deviation of the luminance over the picture, 0 (one flat colour) to 127. */
      readonly contrast: number
      /** Share of clearly coloured pixels in each 30° sector of the colour circle, starting at red; twelve numbers, 0 to 1. */
      readonly hues: readonly number[]
      /** Where these pixels lie on the average, 0 at the left edge to 1 at the right; null for a sector without any. */
      readonly centres: readonly (number | null)[]
      /** Mean luminance (0 to 255) of an 8 × 8 grid, row by row, to compare two pictures roughly. */
      readonly grid: readonly number[]
      /** Share of transparent pixels (0 to 1) in each cell of the same grid; empty for a picture without any. */
      readonly clear: readonly number[]
      /** Path of the saved bytes, relative to the report folder; null when they were not kept. */
      readonly file: string | null
    }
  | { readonly kind: 'undecodable'; readonly reason: string; readonly bytes: number; readonly sha256: string }
  /** The answer gave a link in the place of the picture. It is not followed. */
  | { readonly kind: 'link'; readonly url: string }

/** A part as it was sent, without its bytes. */
export interface SentPart {
  readonly name: string
  readonly filename: string | null
  readonly contentType: string | null
  readonly bytes: number
  /** The text of a field; null for a file. */
  readonly value: string | null
  readonly picture: Picture | null
}

export interface SentRequest {
  readonly method: string
  readonly url: string
  readonly headers: Headers
  /** The JSON or text that was sent; null when there was none, or when it was multipart (see `parts`). */
  readonly body: Json
  readonly parts: readonly SentPart[]
}

/** One event of a `text/event-stream` answer. */
export interface StreamEvent {
  readonly event: string | null
  readonly data: Json
  /** Milliseconds from the start of the request to the arrival of the event's last byte. */
  readonly atMs: number
}

export interface Answer {
  /** Null only in recorded traffic that lost it. */
  readonly status: number | null
  readonly headers: Headers
  /** The JSON value when the text is JSON, else the text, else null for an empty body. Base64 pictures are replaced by a note. */
  readonly body: Json
  /** The text as it came (pictures replaced, secrets removed); null where only a parsed body was recorded. */
  readonly text: string | null
  /** Length of the body on the wire after decompression, bytes; null where it was not recorded. */
  readonly bytes: number | null
  readonly pictures: readonly Picture[]
  readonly events: readonly StreamEvent[]
  /** Milliseconds from the start of the request to the answer's headers; null where it was not recorded. */
  readonly headersMs: number | null
}

/** Why no whole answer came. */
export const FAILURES = [
  'dns',
  'refused',
  'reset',
  /** A connection that had carried other requests was closed before any byte of the answer: the request may never have been seen. */
  'stale',
  'tls',
  'timeout',
  'cut-off',
  'too-large',
  'protocol',
  'interrupted',
] as const
export interface Failure {
  readonly kind: (typeof FAILURES)[number]
  /** How far the call had got. */
  readonly phase: 'connect' | 'request' | 'headers' | 'body'
  readonly message: string
}

/**
 * One case as it was sent and answered, secrets removed at capture: the one noun that everything downstream reads.
 * At least one of `response` and `failure` is there; both when an answer was cut off.
 */
export interface Exchange {
  /** Unique in its run. */
  readonly id: string
  readonly case: string
  readonly operation: Operation
  /** Which credential was sent, in the words of the case (`right`, `none`, ...; `unknown` in recorded traffic). */
  readonly credential: Credential['kind'] | 'unknown'
  /** `target`, or the inner hop that was called directly. */
  readonly sentTo: 'target' | 'apim' | 'aoai'
  readonly request: SentRequest
  readonly response: Answer | null
  readonly failure: Failure | null
  /** ISO 8601. */
  readonly startedAt: string
  readonly durationMs: number
  /** `paid`: an image came back. `possibly-paid`: it may have been drawn though no whole answer came. */
  readonly billing: 'free' | 'paid' | 'possibly-paid'
  /** The official client that sent it; null when the suite wrote the request itself. */
  readonly client: ClientUse | null
  /** The request for a shell, with `$TARGET_API_KEY` in place of the key. */
  readonly curl: string
}
