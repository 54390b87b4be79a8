import type { Exchange, Hop } from '../model.ts'
import { FINGERPRINTS } from './fingerprints.ts'
import { type Reading, read } from './reading.ts'

/** What is known besides the exchange: without it, the absence of a header says nothing. */
export interface Context {
  /** The hops behind the URL, outermost first; null for recorded traffic of an unknown chain. */
  readonly chain: readonly Hop[] | null
  /** Does the chain let the model's headers through to the client? */
  readonly identity: 'shown' | 'dropped' | 'unknown'
  readonly headersSeen: HeadersSeen
}

/** The hops that other exchanges of the run showed by a header. Gateways that copy headers on a success may drop them on a refusal. */
export interface HeadersSeen {
  readonly onSuccess: readonly Hop[]
  readonly onRefusal: readonly Hop[]
}

export const UNKNOWN_CHAIN: Context = { chain: null, identity: 'unknown', headersSeen: { onSuccess: [], onRefusal: [] } }

export function headersSeen(exchanges: readonly Exchange[]): HeadersSeen {
  const readings = exchanges.map(read)
  return {
    onSuccess: hopsShown(readings.filter(({ status }) => status !== null && status < 300)),
    onRefusal: hopsShown(readings.filter(({ status }) => status !== null && status >= 400)),
  }
}

const HEADER_PRINTS = FINGERPRINTS.filter(({ worth, strength }) => worth === 'header' && strength !== 'hint')

function hopsShown(readings: readonly Reading[]): readonly Hop[] {
  const shown = readings.flatMap((reading) =>
    HEADER_PRINTS.filter(({ seen }) => seen.in === 'answer' && seen.when(reading)).flatMap(({ hop }) =>
      hop === 'unknown' ? [] : [hop],
    ),
  )
  return [...new Set(shown)]
}
