import type { Case, Operation, RequestBody, Tier } from '../model.ts'
import { type Target, urlOf } from '../target/target.ts'

/** A case and when it is sent. */
export interface PlannedCase extends Case {
  readonly tier: Tier
  readonly turn: Turn
}

/**
 * - `first`: the one request of its operation that shows whether the free refusal is really free.
 * - `paid`: the image that shows whether the operation works.
 * - `free`: only sent when the first of its operation cost nothing.
 * - `bad`: ought to be refused, and could be drawn by a target that does not: one at a time, and none after the first image.
 * - `variant`: another image, only paid for when the operation's own was drawn.
 * - `burst`: free, many at once, when everything else is over.
 */
export type Turn = 'first' | 'paid' | 'free' | 'bad' | 'variant' | 'burst'

/** A request with the right key that the target's own answer shows to be free. */
export function free(
  target: Target,
  id: string,
  sentence: string,
  operation: Operation,
  method: Case['method'],
  path: string,
  body: RequestBody,
): PlannedCase {
  return {
    id,
    sentence,
    operation,
    images: 0,
    tier: 'probe',
    turn: 'free',
    method,
    url: urlOf(target, path),
    credential: { kind: 'right' },
    body,
  }
}
