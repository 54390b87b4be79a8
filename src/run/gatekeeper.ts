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
  type Problem,
} from '../model.ts'
import { shorten } from '../report/text.ts'
import type { Target } from '../target/target.ts'

/** A free probe that was not answered as it should be. */
export interface FailedProbe {
  readonly exchange: string
  /** What was expected and what came. */
  readonly sentence: string
}

/** The free probes of images that failed: none when all of them are answered as they should be. */
export function failedProbes(exchanges: readonly Exchange[], target: Target): readonly FailedProbe[] {
  const { freeRefusal } = target.profile
  return readAll(exchanges, target).flatMap(({ exchange }) => {
    const refusal = exchange.operation === 'edits' ? freeRefusal.edits : freeRefusal.generations
    if (!/^probe-(generations|edits)/.test(exchange.case) || refusal === null) return []
    const [problem] = [...isRefusedAsBadRequest(exchange, refusal), ...onItsWay(exchange, refusal)]
    if (problem === undefined) return []
    const sentence = `the free probe ${exchange.id} failed (expected ${problem.expected}, got ${problem.actual})`
    return [{ exchange: exchange.id, sentence }]
  })
}

/** What is known of a target before anything is paid for. */
export interface BeforePaying {
  readonly probes: readonly FailedProbe[]
  /** Of all that costs nothing. */
  readonly judgements: readonly Judgement[]
  /** Why the run cannot end conformant whatever the images show; null where it can. */
  readonly unread: string | null
  readonly knownFailures: readonly { readonly id: string }[]
  readonly failOn: FailOn
}

/**
 * Why no image may be paid for; null when they may. What fails without an image fails the gate, whatever images show. What is
 * known to fail stops nothing: else whatever only images show would pass a gate unseen for as long as that is known.
 */
export function whyNotPay(before: BeforePaying): string | null {
  const { probes, judgements, knownFailures } = before
  const known = judgements.filter(({ id, status }) => status === 'failed' && knownFailures.some((one) => one.id === id))
  const news = probes.find((probe) => !known.some(({ exchanges }) => exchanges.includes(probe.exchange)))
  const stop = news?.sentence ?? whatFailsForFree(before) ?? before.unread
  return stop === null ? null : `${stop}, so nothing is paid for`
}

function whatFailsForFree({ judgements, knownFailures, failOn }: BeforePaying): string | null {
  const failing = judgements.find(
    ({ id, level, status }) =>
      (status === 'failed' ? failsTheRun(level, failOn) : status === 'unjudged' && level === 'MUST') &&
      !knownFailures.some((known) => known.id === id),
  )
  if (failing === undefined) return null
  if (failing.status === 'failed') return `${failing.id} fails before any image is drawn`
  const why = failing.message === '' ? '' : ` (${shorten(failing.message, 150)})`
  return `${failing.id} cannot be judged before any image is drawn${why}`
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
