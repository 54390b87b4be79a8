import { readFile } from 'node:fs/promises'
import type { BadConfiguration } from '../target/variables.ts'
import { type Baseline, badBaseline, readBaseline } from './history.ts'
import { badKnownFailures, type KnownFailureEntry, readKnownFailures } from './known-failures.ts'

/**
 * The report that BASELINE names.
 * @throws BadConfiguration naming BASELINE
 */
export const loadBaseline = async (path: string): Promise<Baseline> => readBaseline(await textOf(path, badBaseline), path)

/**
 * The file that KNOWN_FAILURES names; `ids` are the requirements that exist.
 * @throws BadConfiguration naming KNOWN_FAILURES
 */
export const loadKnownFailures = async (path: string, ids: readonly string[]): Promise<readonly KnownFailureEntry[]> =>
  readKnownFailures(await textOf(path, badKnownFailures), ids)

async function textOf(path: string, bad: (fault: string) => BadConfiguration): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw bad(`${path} cannot be read (${error instanceof Error ? error.message : error})`)
  }
}
