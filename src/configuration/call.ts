import type { Asked } from './conditions.ts'
import type { Doubt, ScopeName } from './effective.ts'
import { uniqueDoubts } from './effective.ts'
import type { ApimExport, Backend, Origin } from './export.ts'
import type { Names } from './values.ts'

/** A header or a query parameter of the backend's call. */
export interface Written {
  readonly kind:
    | 'set'
    /** The caller's own is kept when there is one (`exists-action="skip"`). */
    | 'set-unless-sent'
    /** The caller's own is kept beside it (`append`). */
    | 'set-beside-sent'
    /** Only the caller's own. */
    | 'sent'
    | 'deleted'
  /** As it is written in the policy; it identifies a credential and is never shown. */
  readonly raw: string
  /** As far as it can be told (values.ts). */
  readonly value: string
  readonly action: string
  readonly at: Origin
}

/** A call as the backend would get it, along one way through the policies. */
export interface Call {
  /** Null while nothing says which backend. */
  readonly base: {
    readonly url: string
    readonly at: Origin
    readonly backend: Backend | null
    readonly scope: ScopeName | null
  } | null
  readonly path: {
    readonly text: string
    /** The `rewrite-uri`; null when the path is the operation's own. */
    readonly rewrite: Origin | null
    /** `{parameters}` that the operation's template does not have. */
    readonly strangers: readonly string[]
  }
  /** What set-method makes of the caller's POST; null without one. */
  readonly method: { readonly text: string; readonly at: Origin } | null
  /** Do query parameters of the caller's own pass through? */
  readonly copiesQuery: boolean
  /** By name in lower case. */
  readonly query: Readonly<Record<string, Written>>
  /** Parameters that a statement wrote and a later `rewrite-uri` threw away. */
  readonly lostQuery: Readonly<Record<string, Origin>>
  /** By name in lower case; a certificate or an identity has a name in brackets. */
  readonly headers: Readonly<Record<string, Written>>
  readonly variables: Readonly<Record<string, string>>
  /** `base-url` statements that an inherited `backend-id` makes ineffective. */
  readonly ineffective: readonly Origin[]
  readonly end:
    | { readonly kind: 'running' }
    | { readonly kind: 'forwarded' }
    /** `conditional`: under a condition that only the running gateway can decide, as refusals are. */
    | {
        readonly kind: 'answered'
        readonly by: string
        /** The status that it writes; 200 when it writes none. */
        readonly status: string
        readonly at: Origin
        readonly conditional: boolean
      }
  readonly doubts: readonly Doubt[]
  /** After a condition on the operation that could not be decided: the way may be one that this operation never takes. */
  readonly guessed: boolean
}

/** What the statements of one operation are applied in. */
export interface Context {
  readonly exported: ApimExport
  readonly operation: Pick<Asked, 'ids' | 'urlTemplate' | 'path' | 'contentType'>
  /** Names of the parameters in the operation's template: those of its path, and those of its query. */
  readonly template: { readonly path: readonly string[]; readonly query: readonly string[] }
  /** What the path's parameters stand for. */
  readonly bound: Readonly<Record<string, string>>
}

export function doubting(call: Call, items: readonly number[], at: Origin, sentence: string): Call {
  return { ...call, doubts: uniqueDoubts([...call.doubts, { items, at, sentence }]) }
}

export function namesOf(call: Call, context: Context): Names {
  return { namedValues: context.exported.namedValues, variables: call.variables }
}

/** Names between single braces; what stands between double ones is a named value. */
export function parametersIn(template: string): string[] {
  return [...template.matchAll(/(?<!\{)\{\*?([^{}]+)\}(?!\})/g)].flatMap((match) => match[1] ?? [])
}
