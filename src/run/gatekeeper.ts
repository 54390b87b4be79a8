import { NotObservable } from '../checks/check.ts'
import { isRefusedAsBadRequest, reachesTheModel } from '../checks/status.ts'
import { readAll } from '../diagnosis/read-all.ts'
import {
  type AttributedExchange,
  type Exchange,
  type FailOn,
  type FreeRefusal,
  failsTheRun,
  type Judgement,
  type Operation,
  type Problem,
} from '../model.ts'
import type { Target } from '../target/target.ts'

/** A free probe that was not answered as it should be. */
export interface FailedProbe {
  readonly operation: Operation
  readonly exchange: string
  /** What was expected and what came. */
  readonly sentence: string
}

/** The free probes of images that failed: none when all of them are answered as they should be. */
export function failedProbes(exchanges: readonly Exchange[], target: Target): readonly FailedProbe[] {
  const { freeRefusal } = target.profile
  return readAll(exchanges, target).flatMap(({ exchange }) => {
    const { id, operation } = exchange
    const refusal = operation === 'edits' ? freeRefusal.edits : freeRefusal.generations
    if (!/^probe-(generations|edits)/.test(exchange.case) || refusal === null) return []
    const [problem] = [...isRefusedAsBadRequest(exchange, refusal), ...onItsWay(exchange, refusal)]
    if (problem === undefined) return []
    const sentence = `the free probe ${id} failed (expected ${problem.expected}, got ${problem.actual})`
    return [{ operation, exchange: id, sentence }]
  })
}

/** What is known of a target before anything is paid for. */
export interface BeforePaying {
  readonly probes: readonly FailedProbe[]
  /** Of all that costs nothing. */
  readonly judgements: readonly Judgement[]
  readonly knownFailures: readonly { readonly id: string }[]
  readonly failOn: FailOn
}

/**
 * Why an image of an operation may not be paid for; null when it may. What fails without an image fails the gate, whatever
 * images show. A probe that is known to fail stops its own operation only: the other is to be judged all the same.
 */
export function whyNotPay(before: BeforePaying): (operation: Operation) => string | null {
  const { probes, judgements, knownFailures } = before
  const known = judgements.filter(({ id, status }) => status === 'failed' && knownFailures.some((one) => one.id === id))
  const news = probes.find((probe) => !known.some(({ exchanges }) => exchanges.includes(probe.exchange)))
  const stop = news?.sentence ?? whatFailsForFree(before)
  if (stop !== null) return () => `${stop}, so nothing is paid for`
  return (operation) => {
    const own = probes.find((probe) => probe.operation === operation)
    return own === undefined ? null : `${own.sentence}, as is known, so no image of ${operation} is paid for`
  }
}

function whatFailsForFree({ judgements, knownFailures, failOn }: BeforePaying): string | null {
  const failing = judgements.find(
    ({ id, level, status }) =>
      (status === 'failed' ? failsTheRun(level, failOn) : status === 'unjudged' && level === 'MUST') &&
      !knownFailures.some((known) => known.id === id),
  )
  if (failing === undefined) return null
  return `${failing.id} ${failing.status === 'failed' ? 'fails' : 'cannot be judged'} before any image is drawn`
}

/** A hop that refuses by itself proves nothing and stops nothing: the images will tell. */
function onItsWay(exchange: AttributedExchange, refusal: FreeRefusal): readonly Problem[] {
  try {
    return reachesTheModel(exchange, refusal)
  } catch (error) {
    if (error instanceof NotObservable) return []
    throw error
  }
}
