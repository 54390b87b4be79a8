import type { Run } from '../model.ts'
import { violations } from '../schemas.ts'

/** The text is no `conformance.json` of this version; the message says what is wrong with it. */
export class NoReport extends Error {
  override readonly name = 'NoReport'
}

/** What version 1 of the report leaves open and a `Run` has. */
const ADDED = ['reason', 'failOn', 'possiblyPaid', 'knownFailures', 'configuration', 'rehearsal', 'shard'] as const

/**
 * Reads back what `conformanceText` wrote.
 * @throws NoReport
 */
export function readRun(text: string): Run {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new NoReport('is not JSON')
  }
  const wrong = violations('report', value)
  if (!isRun(value, wrong)) throw new NoReport(wrong[0] ?? 'was written by an earlier version of this suite')
  return { ...value, changes: null }
}

/** The schema demands what the types say of each member; tests/report reads a whole run back. */
const isRun = (value: unknown, wrong: readonly string[]): value is Run =>
  wrong.length === 0 && typeof value === 'object' && value !== null && ADDED.every((name) => name in value)
