import { resolve } from 'node:path'
import { Writable } from 'node:stream'
import type { Reporter, TestModule, Vitest } from 'vitest/node'
import type { Shard } from '../model.ts'
import { blobName } from '../report/blob-name.ts'
import { root } from '../root.ts'

/** Leaves the blob of a part in the folder, with the report of the part in it. */
export type LeaveBlob = (report: string, folder: string) => Promise<void>

/**
 * Writes what vitest judged as its blob reporter does, but when the run is at its end: judgements alone, without the
 * exchanges and what was sent after them to narrow a fault down, give no diagnosis.
 */
export function leavingBlob(vitest: Vitest, modules: readonly TestModule[], shard: Shard): LeaveBlob {
  return async (report, folder) => {
    const { ReportersMap } = await import('vitest/node')
    const [first] = modules
    if (first !== undefined) first.meta().report = report
    const reporter = new ReportersMap.blob({ outputFile: resolve(folder, blobName(shard)) })
    reporter.onInit(vitest)
    await reporter.onTestRunEnd(modules, [])
  }
}

/** Takes the reports of the parts from their blobs, which vitest plays back one after the other. */
export class Collector implements Reporter {
  readonly reports: string[] = []

  onTestModuleEnd(module: TestModule): void {
    const { report } = module.meta()
    if (report !== undefined) this.reports.push(report)
  }
}

/**
 * Lets vitest merge the blobs of a folder (`vitest --merge-reports`) and gives the reports of the parts that they hold.
 * @throws Error of vitest, when one of the files is no blob or was written by another version of it
 */
export async function mergedByVitest(folder: string): Promise<readonly string[]> {
  const { createVitest } = await import('vitest/node')
  const collector = new Collector()
  const options = { root, project: ['conformance'], watch: false, reporters: [collector] }
  const vitest = await createVitest('test', options, {}, { stdout: nowhere() })
  try {
    await vitest.mergeReports(resolve(folder))
    return collector.reports
  } finally {
    await vitest.close()
    // vitest marks the process as failed for each red test; the verdict of the whole run decides.
    process.exitCode = 0
  }
}

/** What vitest says of its own reports has no place between the lines of ours. */
export const nowhere = (): Writable => new Writable({ write: (_chunk, _encoding, done) => done() })
