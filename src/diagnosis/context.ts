import type { Exchange, Hop } from '../model.ts'
import { isRefusal } from './fingerprint.ts'
import { FINGERPRINTS } from './fingerprints.ts'
import { read } from './reading.ts'

/** What is known besides the exchange: without it, the absence of a header says nothing. */
export interface Context {
  /** The hops behind the URL, outermost first; null for recorded traffic of an unknown chain. */
  readonly chain: readonly Hop[] | null
  /** Does the chain let the model's headers through to the client? */
  readonly identity: 'shown' | 'dropped' | 'unknown'
  /**
   * The hops that refusals of the run showed by a header. Successes do not count: gateways that copy headers on a success
   * may drop them on a refusal.
   */
  readonly headersSeen: readonly Hop[]
}

export const UNKNOWN_CHAIN: Context = { chain: null, identity: 'unknown', headersSeen: [] }

const HEADER_PRINTS = FINGERPRINTS.filter(({ worth, strength }) => worth === 'header' && strength !== 'hint')

export function headersSeen(exchanges: readonly Exchange[]): readonly Hop[] {
  const refusals = exchanges.map(read).filter(isRefusal)
  const shown = refusals.flatMap((reading) =>
    HEADER_PRINTS.filter(({ seen }) => seen.in === 'answer' && seen.when(reading)).flatMap(({ hop }) =>
      hop === 'unknown' ? [] : [hop],
    ),
  )
  return [...new Set(shown)]
}
