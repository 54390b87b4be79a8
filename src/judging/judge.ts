import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Reporter, TestModule } from 'vitest/node'
import type { Judgement, Shard } from '../model.ts'
import { root } from '../root.ts'
import { type LeaveBlob, leavingBlob } from './blob.ts'
import { inVitest } from './in-vitest.ts'
import type { JudgingInput } from './input.ts'

/** The suite itself is broken: nothing can be said about the target. */
export class SuiteFault extends Error {
  override readonly name = 'SuiteFault'
}

export interface Judged {
  readonly judgements: readonly Judgement[]
  /** For one part of a run that is dealt out; null for a whole one, or where there was nothing to judge. */
  readonly leaveBlob: LeaveBlob | null
}

/**
 * Lets vitest judge the exchanges with the suites of these files; writes Allure results beside it.
 * @throws SuiteFault when a suite cannot be loaded or a requirement was selected and not judged
 */
export async function judge(input: JudgingInput, files: readonly string[], shard: Shard | null): Promise<Judged> {
  // vitest takes no files for all of them.
  if (input.selected.length === 0) return { judgements: [], leaveBlob: null }
  const judgements: Judgement[] = []
  const faults: string[] = []
  const judged: TestModule[] = []
  const allure = join(input.reportFolder, 'allure-results')
  rmSync(allure, { recursive: true, force: true })
  const collecting: Reporter = {
    onTestCaseResult(testCase) {
      const { judgement } = testCase.meta()
      if (judgement !== undefined) judgements.push(judgement)
      else faults.push(`${testCase.fullName}: ${testCase.result().errors?.[0]?.message ?? 'no judgement'}`)
    },
    onTestRunEnd(modules, errors) {
      judged.push(...modules)
      faults.push(...errors.map(({ message }) => message))
      faults.push(...modules.flatMap((module) => module.errors().map(({ message }) => `${module.relativeModuleId}: ${message}`)))
    },
  }
  const vitest = await inVitest([collecting, ['allure-vitest/reporter', { resultsDir: allure }]], async (running) => {
    for (const project of running.projects) project.provide('judging', input)
    await running.start(files.map((file) => join(root, 'suites', file)))
  })
  const missing = input.selected.filter((id) => !judgements.some((judgement) => judgement.id === id))
  if (missing.length > 0) faults.push(`no suite judges ${missing.join(', ')}`)
  if (faults.length > 0)
    throw new SuiteFault(`The suite itself is broken, so nothing is said about the target:\n${faults.join('\n')}`)
  return { judgements, leaveBlob: shard === null ? null : leavingBlob(vitest, judged, shard) }
}
