/** Something in the export that the interpreter cannot do, so that it is never skipped in silence. */
export interface NotRun {
  readonly file: string
  /** Counted from 1. */
  readonly line: number
  /** Name of the policy statement, or of the part of the export. */
  readonly element: string
  /** What cannot be run, and why. */
  readonly reason: string
  /** What happens to a call that reaches it. */
  readonly instead: string
  /** False where the answer is the same with or without it; true where the real gateway may answer differently. */
  readonly matters: boolean
}

export type Report = (problem: NotRun) => void
