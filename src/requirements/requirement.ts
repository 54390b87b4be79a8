import type { Sentence } from '../cases/variants.ts'
import type { ConfigurationFinding, Profile, Tier } from '../model.ts'

/** One requirement, as data. The suites say how it is judged. */
export interface Requirement {
  /** Stable: tests/requirements.test.ts freezes it. */
  readonly id: string
  readonly area: Area
  readonly sentence: Sentence
  /** Rows of the acceptance document that it serves (docs/traceability.md). */
  readonly source: readonly string[]
  /** Cases whose exchanges it looks at, in the order of the judge's arguments; a trailing `*` means every case that begins so. */
  readonly on: readonly string[]
  /** The requirement without which this one has nothing to look at: when that one failed, this one is blocked. */
  readonly needs?: string
  /** Why it does not apply to a profile; null when it does. */
  readonly unless?: (profile: Profile) => string | null
  /** A rate limit is one of the answers that it looks at, and no reason to leave it unjudged. */
  readonly limited?: 'is an answer'
  /** What it looks for in an export of API Management, in the place of exchanges. */
  readonly inExport?: InExport
  /** Smallest tier that sends its cases. */
  readonly tier: Tier
}

export interface InExport {
  /** Is the finding one that breaks the requirement? */
  readonly breaks: (finding: ConfigurationFinding) => boolean
  /** Items of the checklist that must have been read before it can be said that nothing does. */
  readonly hangsOn: readonly number[]
}

/** The areas of the checklist; each is one file of `suites/`. */
export const AREAS = [
  'text-to-image',
  'single-image edit',
  'multi-image edit',
  'route and validation',
  'api-version and query',
  'pass mark',
  'authentication',
  'parity',
  'paths and secrets',
  'configuration',
  'parameters',
  'edit inputs',
  'prompts',
  'bad input',
  'streaming',
  'parallel use',
  'real clients',
] as const
export type Area = (typeof AREAS)[number]

export const lacks =
  (capability: 'exactSize' | 'usage', words: string) =>
  (profile: Profile): string | null =>
    profile.capabilities[capability] ? null : `targets of the kind ${profile.name} ${words}`
export const exactSize = lacks('exactSize', 'choose the size themselves')
export const usage = lacks('usage', 'do not report usage')
export const identity = ({ headers, name }: Profile): string | null =>
  headers.identity === 'shown' ? null : `gateways of the kind ${name} do not pass on the model's headers`
export const requestNumber = ({ headers, name }: Profile): string | null =>
  headers.requestId === null ? `targets of the kind ${name} give no request number of their own` : null
export const missingBody = ({ auth, name }: Profile): string | null =>
  auth.missingBody === null ? `the profile ${name} names no exact body` : null

/** A requirement where it is written: the area says what it leaves out. */
export type Row = Omit<Requirement, 'area' | 'tier'> & { readonly tier?: Tier }
export const area = (name: Area, tier: Tier, rows: readonly Row[]): readonly Requirement[] =>
  rows.map((row) => ({ area: name, tier, ...row }))
