import type { Attribution, CauseName, Confidence, Exchange, Hop } from '../model.ts'
import type { Context } from './context.ts'
import { isAoaiHost, isApimHost } from './fingerprints/azure.ts'
import type { Reading } from './reading.ts'

/** One exchange with everything that is known of it, as symptoms look at it. */
export interface Clue {
  readonly exchange: Exchange
  readonly reading: Reading
  readonly attribution: Attribution
  /** Whose words the answer holds: a relay may only quote them. */
  readonly origin: Hop | 'unknown'
  readonly context: Context
}

/** Another cause that the same evidence allows, and why. */
export interface Alternative {
  readonly cause: CauseName
  readonly because: string
}

/** What one answer shows, and what it means. The first that fits is taken, so the special ones stand before the general. */
export interface Symptom {
  readonly cause: CauseName
  /** What is seen, as a clause. */
  readonly sentence: string
  readonly when: (clue: Clue) => boolean
  /** How sure the cause is when it is certain who answered. */
  readonly confidence: Confidence
  /** Where to fix it, when that is not the cause's own hop. */
  readonly hop?: (clue: Clue) => Hop | 'unknown'
  readonly or?: readonly Alternative[]
}

export const says = ({ reading }: Clue, words: RegExp): boolean => words.test(reading.words)

/** A code or type of any voice. */
export const coded = ({ reading }: Clue, code: RegExp): boolean => reading.codes.some((found) => code.test(found))

export const hasStatus = ({ reading }: Clue, ...statuses: readonly number[]): boolean =>
  reading.status !== null && statuses.includes(reading.status)

export const isAbout = ({ origin, attribution }: Clue, ...hops: readonly (Hop | 'unknown')[]): boolean =>
  hops.includes(origin) || hops.includes(attribution.answeredBy)

/** Where the words come from. */
export const atOrigin = ({ origin }: Clue): Hop | 'unknown' => origin

export const atAuthor = ({ attribution }: Clue): Hop | 'unknown' => attribution.answeredBy

/** Who builds the request that reaches Azure OpenAI, and so its path, api-version and credential. */
export function atBuilder({ context, attribution, reading }: Clue): Hop | 'unknown' {
  if (context.chain !== null)
    return [...context.chain].reverse().find((hop) => hop === 'apim' || hop === 'one-api' || hop === 'gateway') ?? 'client'
  if (isApimHost(reading.host) || attribution.reached.includes('apim')) return 'apim'
  if (attribution.answeredBy === 'one-api' || attribution.answeredBy === 'gateway') return attribution.answeredBy
  return isAoaiHost(reading.host) || /\/openai\//.test(reading.path) ? 'client' : 'apim'
}
