import type { Run } from '../model.ts'
import { violations } from '../schemas.ts'
import { type AuthMatrix, authMatrix } from './auth-matrix.ts'
import { notice } from './notice.ts'
import { exitStatus } from './verdict.ts'

/** `changes` of a run that was compared with nothing: the lists are there and empty. */
export const noChanges = {
  comparedWith: null,
  newlyBroken: [],
  newlySeen: [],
  fixed: [],
  movedHop: [],
  notReached: [],
  noLongerJudged: [],
  slower: [],
} as const

/** The file `conformance.json`, as schemas/report.json says it. It can be the baseline of a later run. */
export interface ConformanceReport extends Omit<Run, 'changes'> {
  /** Says that no real gateway was called; null when one was. */
  readonly notice: string | null
  readonly schemaVersion: '1.0'
  readonly exitStatus: 0 | 1 | 2
  readonly authMatrix: AuthMatrix
  readonly changes: NonNullable<Run['changes']> | typeof noChanges
}

export function conformanceJson(run: Run): ConformanceReport {
  return {
    notice: notice(run),
    schemaVersion: '1.0',
    verdict: run.verdict,
    reason: run.reason,
    exitStatus: exitStatus(run),
    target: run.target,
    tier: run.tier,
    failOn: run.failOn,
    startedAt: run.startedAt,
    durationMs: run.durationMs,
    paidImages: run.paidImages,
    possiblyPaid: run.possiblyPaid,
    requestsSent: run.requestsSent,
    diagnoses: run.diagnoses,
    checklist: run.checklist,
    requirements: run.requirements,
    knownFailures: run.knownFailures,
    configuration: run.configuration,
    rehearsal: run.rehearsal,
    shard: run.shard,
    changes: run.changes ?? noChanges,
    authMatrix: authMatrix(run),
    exchanges: run.exchanges,
  }
}

/** The text of the file. Its first line holds the notice, so that `head -1` shows it here as in every other output. */
export const conformanceText = (run: Run): string =>
  `${JSON.stringify(conformanceJson(run), null, 2).replace(/^\{\n {2}/, '{ ')}\n`

/** What the text breaks of schemas/report.json; anything at all is this suite's own fault. */
export const reportViolations = (text: string): readonly string[] => violations('report', JSON.parse(text))
