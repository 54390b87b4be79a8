/** One program in the chain, from the caller inwards. `gateway` is any relay that is none of the others. */
export const HOPS = ['client', 'edge', 'one-api', 'gateway', 'apim', 'aoai', 'openai'] as const
export type Hop = (typeof HOPS)[number]

export type Operation = 'generations' | 'edits' | 'chat' | 'other'
/** How much is sent: `probe` pays for no image, `acceptance` for one per operation kind, `full` for the printed plan. */
export const TIERS = ['probe', 'acceptance', 'full'] as const
export type Tier = (typeof TIERS)[number]
/** The levels of RFC 2119. */
export type Level = 'MUST' | 'SHOULD' | 'MAY'
/** The weakest level whose failure fails the run: a MUST always does, a MAY never. */
export const FAILING_LEVELS = ['MUST', 'SHOULD'] as const
export type FailOn = (typeof FAILING_LEVELS)[number]
export const failsTheRun = (level: Level, failOn: FailOn): boolean => level === 'MUST' || level === failOn
export type Confidence = 'certain' | 'likely' | 'possible'

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
/** Header names as they were on the wire; a name that came several times has a list. Compare with `header()`. */
export type Headers = Readonly<Record<string, string | readonly string[]>>

/** The value of a header whatever the case of its name; several values are joined by a comma. Null when it is not there. */
export function header(headers: Headers, name: string): string | null {
  const found = Object.entries(headers).filter(([key]) => key.toLowerCase() === name.toLowerCase())
  return found.length === 0 ? null : found.flatMap(([, value]) => value).join(', ')
}
