/**
 * An APIM configuration export as typed data. Every thing knows the file and line it was read from, because a
 * finding that does not say where to look sends someone searching at night.
 */

export interface Origin {
  /** Relative to the export folder, with forward slashes. */
  readonly file: string
  /** From 1. */
  readonly line: number
}

/** One element of a policy document: a statement, or a part of one (`value`, `when`). */
export interface Statement {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  /** The text directly inside, trimmed; C# expressions stand as they were written. */
  readonly text: string
  readonly children: readonly Statement[]
  readonly at: Origin
}

/** A policy document or fragment: its root element, or why it could not be read. */
export type Policy =
  | { readonly kind: 'read'; readonly root: Statement }
  | { readonly kind: 'unreadable'; readonly at: Origin; readonly reason: string }

/** The sections of a policy document, in the order in which they run. */
export const SECTIONS = ['inbound', 'backend', 'outbound', 'on-error'] as const
export type Section = (typeof SECTIONS)[number]

export interface ApiOperation {
  /** The resource name as an import makes it, which is mostly the name of its folder. */
  readonly name: string
  /** What `context.Operation.Id` may be: the name of its folder; without one, an export may write a name as it was or as an import makes it. */
  readonly ids: readonly string[]
  /** In capitals. */
  readonly method: string
  /** Path with `{parameters}`; the query parameters that the operation demands follow a `?`. */
  readonly urlTemplate: string
  readonly at: Origin
  /** Null when the operation has none of its own and inherits everything. */
  readonly policy: Policy | null
}

/** What callers must name beside the path to reach an API; a version in the path is part of that. */
export type Version =
  | { readonly kind: 'none' }
  | { readonly kind: 'header' | 'query parameter'; readonly name: string; readonly version: string }
  /** Its version set is not in the export. */
  | { readonly kind: 'unknown'; readonly version: string }

export interface Api {
  readonly name: string
  readonly at: Origin
  /** Public path without slashes at its ends, a version in the path included; empty for an API at the root. */
  readonly path: string
  readonly version: Version
  readonly serviceUrl: string | null
  /** Null where the export does not say. */
  readonly protocols: readonly string[] | null
  readonly subscriptionRequired: boolean
  /** The header that carries the subscription key. */
  readonly keyHeader: string
  /** False for a revision that is not the one callers reach. */
  readonly current: boolean
  readonly operations: readonly ApiOperation[]
  /** Policies of operations that the API does not have. */
  readonly orphans: readonly { readonly name: string; readonly at: Origin }[]
  /** Where the operations are declared. */
  readonly declaredAt: Origin
  readonly policy: Policy | null
}

export interface Product {
  readonly name: string
  readonly at: Origin
  readonly published: boolean
  /** False for an open product, which needs no key. */
  readonly subscriptionRequired: boolean
  readonly apis: readonly { readonly name: string; readonly at: Origin }[]
  /** False when a list of its APIs could not be read: it may hold any other API too. */
  readonly apisKnown: boolean
  /** Where its APIs are listed. */
  readonly apisAt: Origin
  readonly policy: Policy | null
}

/** What a subscription's keys open. */
export type Scope =
  | { readonly kind: 'all-apis' }
  | { readonly kind: 'api'; readonly name: string }
  | { readonly kind: 'product'; readonly name: string }
  | { readonly kind: 'unclear'; readonly text: string }

export interface Subscription {
  readonly name: string
  readonly scope: Scope
  readonly state: string
  readonly at: Origin
}

export interface NamedValue {
  /** What policies write between `{{` and `}}`. */
  readonly displayName: string
  /** Null for a secret, whose value is never exported. */
  readonly value: string | null
  readonly at: Origin
}

/** A credential that a backend adds to every call: a header, a query parameter, a certificate or an identity. */
export interface BackendCredential {
  readonly kind: 'header' | 'query' | 'other'
  readonly name: string
  readonly value: string
  readonly at: Origin
}

export interface Backend {
  readonly name: string
  readonly url: string | null
  /** Names of the backends that a pool spreads its calls over; empty for a single one. */
  readonly members: readonly string[]
  readonly credentials: readonly BackendCredential[]
  readonly at: Origin
}

/** A side of the traffic whose bodies are written to a log. */
export interface BodyLogging {
  /** Null when it is set for all APIs. */
  readonly api: string | null
  readonly side: 'frontend request' | 'frontend response' | 'backend request' | 'backend response'
  readonly bytes: number
  readonly at: Origin
}

/** Something in the folder that could not be read or understood, and what it is about. */
export interface Gap {
  readonly about: 'api' | 'policy' | 'product' | 'subscription' | 'named value' | 'backend' | 'other'
  /** The API it belongs to, when it belongs to one. */
  readonly api: string | null
  readonly at: Origin
  readonly sentence: string
  /** There is a file, and nobody can read it. */
  readonly unreadable?: true
}

export interface ApimExport {
  readonly folder: string
  /** Azure/apiops writes `named values/`, its TypeScript successor `namedValues/`; both are read alike. */
  readonly layout: 'apiops' | 'apiops-cli' | 'mixed' | 'unclear'
  readonly apis: readonly Api[]
  /** The policy of all APIs. */
  readonly policy: Policy | null
  readonly products: readonly Product[]
  /** Null, here and below, when the export has none at all: it may have been filtered. */
  readonly subscriptions: readonly Subscription[] | null
  readonly namedValues: readonly NamedValue[] | null
  readonly backends: readonly Backend[] | null
  readonly fragments: readonly { readonly name: string; readonly policy: Policy }[]
  readonly bodyLogging: readonly BodyLogging[]
  readonly gaps: readonly Gap[]
}

/** The origin in the form that terminals and editors turn into a link. */
export function place(at: Origin): string {
  return `${at.file}:${at.line}`
}
