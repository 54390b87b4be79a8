import type { AttributedExchange, CauseName, Exchange } from '../model.ts'
import type { Explanation } from './explain.ts'

/** Causes that say nothing about how the target is set up: what they hit is unjudged, not broken. */
const ALWAYS: readonly CauseName[] = ['rate-limited', 'quota-exhausted', 'content-filtered', 'resource-blocked']
/** These too, but only when they hit everything: behind a target that answers, one unreachable operation is a fault. */
const WHEN_ALL: readonly CauseName[] = ['target-unreachable', 'edge-blocked']

/** Credentials that a hop can refuse before it has read the body. */
const REFUSABLE: readonly Exchange['credential'][] = ['none', 'empty', 'wrong', 'wrong-scheme']
const LOST =
  'the connection was closed while the request was still being sent: its refusal may be lost on the way, or there was none; run again'

/**
 * Who refuses by the head alone may close the connection while the body is still on its way, and a proxy or a network between
 * may then drop the answer. Sending it again would tell no more than the next run does.
 */
export const mayHaveLostItsRefusal = ({ credential, failure }: Exchange): boolean =>
  REFUSABLE.includes(credential) && failure?.kind === 'reset' && failure.phase === 'request'

export interface Explained {
  readonly exchange: AttributedExchange
  /** What the exchange shows when it is looked at alone; null when it is sound. */
  readonly explanation: Explanation | null
}

/** What keeps a machine out hits all that it sends, and leaves open what its shard was to judge, whatever others are answered. */
export const hitsMachines = ({ cause }: Explanation): boolean => WHEN_ALL.includes(cause)

/** Why an exchange says nothing about the target, by exchange. */
export function environmentOf(readings: readonly Explained[]): Readonly<Record<string, string>> {
  const answered = readings.filter(({ exchange }) => exchange.failure?.kind !== 'interrupted')
  const hitsAll = (cause: CauseName): boolean =>
    cause === 'target-unreachable'
      ? answered.every(({ exchange }) => exchange.response === null)
      : answered.every(({ explanation }) => explanation?.cause === cause)
  return Object.fromEntries(
    readings.flatMap(({ exchange, explanation }): readonly (readonly [string, string])[] => {
      if (exchange.failure?.kind === 'interrupted') return [[exchange.id, 'the run was interrupted']]
      if (explanation === null) return []
      if (mayHaveLostItsRefusal(exchange)) return [[exchange.id, LOST]]
      const { cause } = explanation
      return ALWAYS.includes(cause) || (WHEN_ALL.includes(cause) && hitsAll(cause))
        ? [[exchange.id, `${cause}: ${explanation.because[0] ?? 'see the exchange'}`]]
        : []
    }),
  )
}
