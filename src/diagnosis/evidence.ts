import type { ConfigurationFinding, Hop, Judgement, Operation } from '../model.ts'
import type { Target } from '../target/target.ts'
import type { Explained } from './environment.ts'

/** All that a run showed. */
export interface Evidence {
  readonly target: Target
  readonly judgements: readonly Judgement[]
  /** Exchanges of the plan, follow-ups and inner hops, each with what it shows alone. */
  readonly readings: readonly Explained[]
  /** What the export of APIM_EXPORT shows to be wrong; empty without one. */
  readonly configuration: readonly ConfigurationFinding[]
}

/** The images operations, as a pair: what one can, the other must. */
export const otherOf = (operation: Operation): Operation => (operation === 'edits' ? 'generations' : 'edits')

/** Exchanges with the target itself, with the right key, of one operation. */
export function callsOf({ readings }: Evidence, operation: Operation): readonly Explained[] {
  return readings.filter(
    ({ exchange }) => exchange.operation === operation && exchange.sentTo === 'target' && exchange.credential === 'right',
  )
}

/** Did an image of this operation come back, or (without one) did the model refuse its free probe? */
export function works(evidence: Evidence, operation: Operation): boolean {
  const real = callsOf(evidence, operation).filter(({ exchange }) =>
    ['generate', 'edit-one', 'edit-several'].includes(exchange.case),
  )
  if (real.length > 0) return real.some(({ exchange }) => exchange.failure === null && exchange.response?.status === 200)
  return reachedTheModel(evidence, operation)
}

/** An exchange of this operation that the model refused itself, as the profile's free probe is meant to be. */
export function reachedTheModel(evidence: Evidence, operation: Operation): boolean {
  const { freeRefusal } = evidence.target.profile
  const refusal = operation === 'generations' ? freeRefusal.generations : operation === 'edits' ? freeRefusal.edits : null
  return (
    refusal !== null &&
    callsOf(evidence, operation).some(
      ({ exchange }) =>
        exchange.case === `probe-${operation}` && isRefusalOf(exchange.attribution, exchange.response?.status ?? null, refusal),
    )
  )
}

function isRefusalOf(
  { answeredBy, couldAlsoBe }: { readonly answeredBy: Hop | 'unknown'; readonly couldAlsoBe: readonly Hop[] },
  status: number | null,
  refusal: { readonly statuses: readonly number[]; readonly refusedBy: Hop },
): boolean {
  return (
    status !== null &&
    refusal.statuses.includes(status) &&
    (answeredBy === refusal.refusedBy || couldAlsoBe.includes(refusal.refusedBy))
  )
}

/** The requirement's own verdict, when it was judged. */
export const statusOf = ({ judgements }: Evidence, id: string): Judgement['status'] | null =>
  judgements.find((judgement) => judgement.id === id)?.status ?? null
