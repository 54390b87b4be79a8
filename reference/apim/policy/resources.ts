import type { Fragment } from '../configuration/fragments.ts'
import type { Report } from '../configuration/not-run.ts'
import type { Backend } from '../configuration/service.ts'
import type { TokenAsked } from '../configuration/token-asked.ts'
import type { ValueCache } from './cache.ts'
import type { Section } from './step.ts'

/** What policy documents refer to. */
export interface Resources {
  readonly fragments: ReadonlyMap<string, Fragment>
  readonly backends: ReadonlyMap<string, Backend | null>
  /** Text of a named value; null when it has none. */
  readonly namedValue: (name: string) => string | null
  readonly isRead: (variable: string) => boolean
  readonly isServed: (url: string) => boolean
  readonly entraToken: (resource: string) => string
  readonly cache: ValueCache
  readonly countsCalls: boolean
  readonly report: Report
  readonly asksForToken: (asked: TokenAsked) => void
}

/** Where the elements stand that are compiled. */
export interface Place {
  /** The document that runs; a fragment counts as part of the one that includes it. */
  readonly document: string
  /** The document, or the fragment. */
  readonly file: string
  /** The line of a fragment that a JSON file holds as a whole; else null. */
  readonly line: number | null
  readonly section: Section
  /** The fragments that were gone through to here. */
  readonly fragments: readonly string[]
}
