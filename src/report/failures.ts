import { failsTheRun, type Judgement, type Run } from '../model.ts'

/** Failed requirements by what they do to the run. */
export interface Failures {
  /** A MUST (under FAIL_ON=SHOULD a SHOULD too) that is not known to fail: the run fails. */
  readonly fatal: readonly Judgement[]
  /** What is less binding than that: shown, does not fail the run. */
  readonly warnings: readonly Judgement[]
  /** Named in KNOWN_FAILURES: shown, does not fail the run. */
  readonly known: readonly Judgement[]
}

/** What of the failures a run puts up with. */
export type Allowance = Pick<Run, 'knownFailures' | 'failOn'>

export function failures(judgements: readonly Judgement[], { knownFailures, failOn }: Allowance): Failures {
  const known = new Set(knownFailures.map(({ id }) => id))
  const failed = judgements.filter(({ status }) => status === 'failed')
  return {
    fatal: failed.filter(({ id, level }) => failsTheRun(level, failOn) && !known.has(id)),
    warnings: failed.filter(({ id, level }) => !failsTheRun(level, failOn) && !known.has(id)),
    known: failed.filter(({ id }) => known.has(id)),
  }
}

/** The exchanges to repeat by hand: a requirement that compares looks at sound calls too, which show nothing. */
export const showing = ({ problems, exchanges }: Judgement): readonly string[] =>
  problems.length > 0 ? problems.map(({ exchange }) => exchange) : exchanges

/** What was expected and what came, on one line each; the message where a failure has no parts. */
export const mismatches = ({ problems, message }: Judgement): readonly string[] =>
  problems.length > 0 ? problems.map(({ expected, actual }) => `expected ${expected}, came ${actual}`) : [message]
