import { NotObservable } from '../checks/check.ts'
import { isRefusedAsBadRequest, reachesTheModel } from '../checks/status.ts'
import { readAll } from '../diagnosis/read-all.ts'
import type { AttributedExchange, Exchange, FreeRefusal, Judgement, Problem } from '../model.ts'
import type { Target } from '../target/target.ts'

/** Why no image may be paid for, judged by the free probes; null when all of them are answered as they should be. */
export function whatStopsPaying(exchanges: readonly Exchange[], target: Target): string | null {
  const { freeRefusal } = target.profile
  for (const { exchange } of readAll(exchanges, target)) {
    const refusal = exchange.operation === 'edits' ? freeRefusal.edits : freeRefusal.generations
    if (!/^probe-(generations|edits)/.test(exchange.case) || refusal === null) continue
    const [problem] = [...isRefusedAsBadRequest(exchange, refusal), ...onItsWay(exchange, refusal)]
    if (problem !== undefined)
      return `the free probe ${exchange.id} failed (expected ${problem.expected}, got ${problem.actual}), so nothing is paid for`
  }
  return null
}

/** Why no image may be paid for, judged by all that is free: a MUST that fails there fails the gate, whatever images show. */
export function whatFailsForFree(
  judgements: readonly Judgement[],
  knownFailures: readonly { readonly id: string }[],
): string | null {
  const failing = judgements.find(
    ({ id, level, status }) =>
      level === 'MUST' && (status === 'failed' || status === 'unjudged') && !knownFailures.some((known) => known.id === id),
  )
  if (failing === undefined) return null
  const what = failing.status === 'failed' ? 'fails' : 'cannot be judged'
  return `${failing.id} ${what} on requests that cost nothing, so nothing is paid for`
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
