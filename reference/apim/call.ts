import type { Readable } from 'node:stream'
import type { LastError, Reply } from './answers.ts'
import type { Api } from './configuration/apis.ts'
import type { Product, Subscription } from './configuration/products.ts'
import type { Operation } from './configuration/specification.ts'
import type { Dictionary } from './expression/dictionary.ts'
import type { HeldResponse } from './expression/held-response.ts'
import type { Json } from './expression/json-token.ts'
import type { Fields } from './fields.ts'

/** A value of a policy expression. */
export type Value = string | number | boolean | null | readonly string[] | Json | HeldResponse | Dictionary

/** Stands in a variable for the value that could not be computed here. */
export class Uncomputed {}

/** Where the call is sent. */
export interface Destination {
  /** Base URL; path and query of the request are appended. */
  readonly url: string
  /**
   * The policy document that chose a backend entity (`backend-id`). A narrower document's `base-url` cannot override it
   * (Microsoft Learn, set-backend-service, usage notes). Null when the URL is the API's or a policy's `base-url`.
   */
  readonly entityFrom: string | null
  /** What the entity's credentials add to the request. */
  readonly headers: readonly (readonly [string, string])[]
  readonly query: readonly (readonly [string, string])[]
}

/** A request as policies see and change it. */
export interface PolicyRequest {
  method: string
  /** Without query. */
  path: string
  query: Fields
  headers: Fields
  body: RequestBody
}

export type RequestBody =
  | { readonly kind: 'none' }
  /** Still on the wire; it can be read once. */
  | { readonly kind: 'stream'; readonly stream: Readable }
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  /** It was a stream, and has gone to the backend. */
  | { readonly kind: 'spent' }

/** What matched the caller's method and URL. */
export interface Match {
  readonly api: Api
  readonly operation: Operation
  /** Values of the URL template's parameters, decoded. */
  readonly parameters: ReadonlyMap<string, string>
  /** The path below the API's own. */
  readonly path: string
}

/** One call, while its policies run. */
export interface Call {
  readonly id: string
  readonly original: {
    readonly method: string
    readonly host: string
    readonly path: string
    readonly query: Fields
    readonly ip: string
  }
  /** Null for a call that matched nothing: only on-error runs for it. */
  readonly match: Match | null
  readonly subscription: Subscription | null
  /** The key that the caller sent, when it was accepted. */
  readonly key: string | null
  /** The product in whose context the call runs; none for keys of an API or of the whole service. */
  readonly product: Product | null
  readonly request: PolicyRequest
  destination: Destination
  /** Null until the backend or a policy has answered. */
  response: Reply | null
  /** What the backend sends, to be dropped when another answer is given. */
  backendBody: Readable | null
  readonly variables: Map<string, Value | Uncomputed>
  lastError: LastError | null
  /** Aborts when the caller goes away. */
  readonly gone: AbortSignal
}
