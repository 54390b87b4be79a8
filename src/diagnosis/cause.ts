import type { Hop } from '../model.ts'

/**
 * From what stops a call altogether to what is merely not shown: `environment` (nothing that a setting of the target
 * could mend), `way` (the call does not get to the model), `request` (it gets there and is refused), `answer`,
 * `credential` (who is let in), `consequence` (seldom a fault of its own).
 */
export const STAGES = ['environment', 'way', 'request', 'answer', 'credential', 'consequence'] as const

/** One thing that can be wrong, and what to do about it. */
export interface Cause {
  /** Where it is fixed; null when that is the hop that answered. */
  readonly hop: Hop | null
  /** Item of the acceptance checklist, 1 to 6. */
  readonly item: number | null
  readonly stage: (typeof STAGES)[number]
  /** What it means, in one sentence. */
  readonly meaning: string
  /** What to touch: the portal page, the policy element or the variable. `{operation}` and `{deployment}` are filled in. */
  readonly remedy: string
  /** Which further look would settle it; null when nothing is left to settle. */
  readonly settle: string | null
  /** The same where callers reach the model themselves, when there is another thing to touch. */
  readonly straight?: Advice
  /** The same where a gateway that has no policies is at fault, when there is another thing to touch. */
  readonly gateway?: Advice
}

export type Advice = Pick<Cause, 'remedy' | 'settle'>
