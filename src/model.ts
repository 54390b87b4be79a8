/**
 * The words of the house, as types. Data flows one way:
 * target → case → exchange → problems → attribution → diagnoses → report.
 */

import type { ClientCall, ClientUse, OfficialClient } from './model/client.ts'

/** One program in the chain, from the caller inwards. `gateway` is any relay that is none of the others. */
export const HOPS = ['client', 'edge', 'one-api', 'gateway', 'apim', 'aoai', 'openai'] as const
export type Hop = (typeof HOPS)[number]

export type Operation = 'generations' | 'edits' | 'chat' | 'other'
/** How much is sent: `probe` pays for no image, `acceptance` for one per operation kind, `full` for the printed plan. */
export const TIERS = ['probe', 'acceptance', 'full'] as const
export type Tier = (typeof TIERS)[number]
/** The levels of RFC 2119; only a MUST makes a run fail. */
export type Level = 'MUST' | 'SHOULD' | 'MAY'
export type Confidence = 'certain' | 'likely' | 'possible'

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
/** Header names as they were on the wire; a name that came several times has a list. Compare with `header()`. */
export type Headers = Readonly<Record<string, string | readonly string[]>>

/** How a credential travels: `Authorization: Bearer`, or the raw key in a header or a query parameter of that name. */
export type AuthScheme =
  | { readonly kind: 'bearer' }
  | { readonly kind: 'header'; readonly name: string }
  | { readonly kind: 'query'; readonly name: string }

/** What a case puts in the place of the credential. */
export type Credential =
  | { readonly kind: 'right' }
  /** The right key, sent in another way than the target's default. */
  | { readonly kind: 'right-as'; readonly scheme: AuthScheme }
  | { readonly kind: 'none' }
  /** The scheme's header with nothing in it (`Authorization: Bearer `). */
  | { readonly kind: 'empty' }
  | { readonly kind: 'wrong' }
  /** The right key under a scheme that nobody promised to read (`Authorization: Basic`). */
  | { readonly kind: 'wrong-scheme' }

/** One part of a multipart body. Files are streamed from disk, in the order given. */
export type Part =
  | { readonly kind: 'field'; readonly name: string; readonly value: string }
  | {
      readonly kind: 'file'
      readonly name: string
      /** Absolute path of the file to stream. */
      readonly path: string
      /** A PNG is filled up to this many bytes with chunks that decoders skip; null for the file as it is. */
      readonly paddedTo: number | null
      readonly filename: string
      readonly contentType: string
    }

export type FilePart = Extract<Part, { kind: 'file' }>

/** A body that the suite writes itself. */
export type WrittenBody =
  | { readonly kind: 'none' }
  | { readonly kind: 'json'; readonly value: Json }
  | { readonly kind: 'multipart'; readonly parts: readonly Part[] }
  /** Bytes sent as they stand, for requests that no well-behaved client would write. */
  | { readonly kind: 'raw'; readonly contentType: string; readonly text: string }

export type RequestBody =
  | WrittenBody
  /** Address, headers and body are what an official client makes of a call of one of its methods. */
  | { readonly kind: 'client'; readonly client: OfficialClient; readonly call: ClientCall }

/** One concrete request, as data: everything but the target's secret. */
export interface Case {
  readonly id: string
  /** Why it is sent, in one sentence. */
  readonly sentence: string
  readonly operation: Operation
  /** Images that the target's owner pays for when it answers as it should; 0 for what is refused, or answered for nothing. */
  readonly images: number
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Absolute URL without the credential. */
  readonly url: string
  readonly credential: Credential
  readonly body: RequestBody
}

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

/** Something about an exchange that is not as required. `cause` is what it would mean if nothing more specific explains it. */
export interface Problem {
  /** The exchange that shows it. */
  readonly exchange: string
  readonly cause: CauseName
  readonly expected: string
  readonly actual: string
}

/** Which hop wrote an answer, and how deep the call got. */
export interface Attribution {
  readonly answeredBy: Hop | 'unknown'
  /** The program's own name where it is known: `new-api`, `litellm`, `nginx`, `cloudflare`, `fastapi`... */
  readonly product: string | null
  /** Other hops that could have written the same answer; empty when there are none. */
  readonly couldAlsoBe: readonly Hop[]
  /** The hops that the call certainly went through, from the caller inwards. */
  readonly reached: readonly Hop[]
  readonly confidence: Confidence
  /** The readings that led here, strongest first. */
  readonly because: readonly string[]
}

export const CAUSES = [
  'operation-missing',
  'rewrite-wrong',
  'rewrite-copied',
  'deployment-not-found',
  'deployment-mismatch',
  'api-version-missing',
  'api-version-unsupported',
  'backend-credential-rejected',
  'backend-key-auth-disabled',
  'backend-permission-denied',
  'auth-inconsistent',
  'subscription-key-missing',
  'subscription-key-rejected',
  'client-credential-missing',
  'client-credential-rejected',
  'auth-not-enforced',
  'gateway-route-missing',
  'gateway-not-implemented',
  'gateway-no-channel',
  'wrong-base-url',
  'image-field-rejected',
  'multipart-damaged',
  'request-rejected',
  'body-too-large',
  'wrong-refusal',
  'redirected',
  'short-circuited',
  'identity-headers-missing',
  'response-not-json',
  'response-schema',
  'error-status-200',
  'image-undecodable',
  'image-format-mismatch',
  'image-size-mismatch',
  'image-count-mismatch',
  'edit-ignored-input',
  'stream-buffered',
  'stream-broken',
  'rate-limited',
  'quota-exhausted',
  'content-filtered',
  'resource-blocked',
  'backend-timeout',
  'backend-unreachable',
  'upstream-error',
  'edge-blocked',
  'target-unreachable',
  'credential-echoed',
  'client-refused',
  'client-fault',
  'parameter-ignored',
  'text-damaged',
  'answers-mixed-up',
] as const
export type CauseName = (typeof CAUSES)[number]

/** What is wrong with the target, from all exchanges: the thing to act on. */
export interface Diagnosis {
  readonly cause: CauseName
  /** Where to fix it. */
  readonly hop: Hop | 'unknown'
  readonly confidence: Confidence
  readonly checklistItems: readonly number[]
  /** The requirements that fail because of it. */
  readonly affects: readonly string[]
  /** Exchanges that show it. */
  readonly exchanges: readonly string[]
  readonly evidence: readonly string[]
  readonly remedy: string
  /** Other causes that the same evidence allows, likeliest first, and what would settle it. */
  readonly alternatives: readonly string[]
}

export interface ChecklistItem {
  readonly item: number
  readonly title: string
  readonly status: 'holds' | 'broken' | 'not-observable'
  readonly evidence: readonly string[]
}

export type RequirementStatus = 'passed' | 'failed' | 'blocked' | 'not-applicable' | 'unjudged' | 'not-run'

/** One requirement, judged. */
export interface Judgement {
  readonly id: string
  readonly area: string
  readonly level: Level
  readonly title: string
  readonly status: RequirementStatus
  /** Why it has that status; empty for a plain pass. */
  readonly message: string
  readonly problems: readonly Problem[]
  /** The failed requirement that makes this one `blocked`. */
  readonly blockedBy: string | null
  readonly exchanges: readonly string[]
}

/** An exchange with what could be read from it: who answered, and under which number each hop filed the call. */
export interface AttributedExchange extends Exchange {
  readonly attribution: Attribution
  /** Request number that each hop gave this call, by hop. */
  readonly requestIds: Readonly<Record<string, string>>
}

/** The value of a header whatever the case of its name; several values are joined by a comma. Null when it is not there. */
export function header(headers: Headers, name: string): string | null {
  const found = Object.entries(headers).filter(([key]) => key.toLowerCase() === name.toLowerCase())
  return found.length === 0 ? null : found.flatMap(([, value]) => value).join(', ')
}

export type { ClientCall, ClientResult, ClientUse, ImageFields, OfficialClient } from './model/client.ts'
export type { FreeRefusal, PictureFormat, Profile } from './model/profile.ts'
export type {
  Changes,
  Configuration,
  ConfigurationFinding,
  KnownFailure,
  NotRun,
  ReadConfiguration,
  Rehearsal,
  Run,
  Shard,
  SideBySide,
} from './model/run.ts'
