import { caseOfVariant, VARIANTS } from '../cases/variants.ts'
import { NotObservable } from '../checks/check.ts'
import { isRefusedAsBadRequest, reachesTheModel } from '../checks/status.ts'
import type { AttributedExchange, ConfigurationFinding, Judgement, Operation, Profile } from '../model.ts'
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

const WRONG_ON_PURPOSE = new Set(VARIANTS.filter(({ turn }) => turn === 'bad').map(caseOfVariant))

/** The request has something wrong in it: a hop that says so is right, and says nothing about what is wrong with the target. */
export const isWrongOnPurpose = ({ case: id }: AttributedExchange): boolean => WRONG_ON_PURPOSE.has(id)

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
  if (real.length > 0) return real.some(({ exchange }) => exchange.failure === null && isServed(exchange))
  return reachedTheModel(evidence, operation)
}

/** A web page under a success is no picture: a portal or a login answers in the place of the operation. */
const isServed = ({ response }: AttributedExchange): boolean =>
  response?.status === 200 && !/^\s*<(?:!doctype|html)/i.test(response.text ?? '')

/** Did the model refuse the operation's free probe itself, for what the probe gets wrong? */
export function reachedTheModel(evidence: Evidence, operation: Operation): boolean {
  return callsOf(evidence, operation).some(
    ({ exchange }) => exchange.case === `probe-${operation}` && isRefusedByTheModel(exchange, evidence.target.profile),
  )
}

/** The free refusal as it is meant to be: what the checks of VALID and ROUTE ask for, in one. */
export function isRefusedByTheModel(exchange: AttributedExchange, { freeRefusal }: Profile): boolean {
  const refusal = exchange.operation === 'other' ? null : freeRefusal[exchange.operation]
  try {
    return (
      refusal !== null && isRefusedAsBadRequest(exchange, refusal).length === 0 && reachesTheModel(exchange, refusal).length === 0
    )
  } catch (error) {
    if (error instanceof NotObservable) return false
    throw error
  }
}

/** The requirement's own verdict, when it was judged. */
export const statusOf = ({ judgements }: Evidence, id: string): Judgement['status'] | null =>
  judgements.find((judgement) => judgement.id === id)?.status ?? null
