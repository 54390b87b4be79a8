import { readdir, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Reporter, TestModule, Vitest } from 'vitest/node'
import type { Shard } from '../model.ts'
import { blobName, blobsAmong, isOfOtherDeal } from '../report/blob-name.ts'
import { inVitest } from './in-vitest.ts'

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
    // The same run dealt out to more or fewer parts before: merged with this one, they would be two runs in one.
    const others = blobsAmong(await readdir(folder)).filter((name) => isOfOtherDeal(name, shard))
    await Promise.all(others.map((name) => rm(join(folder, name))))
  }
}

/** Takes the reports of the parts out of their blobs, which vitest plays back one after the other. */
export class PartReports implements Reporter {
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
export async function reportsInBlobs(folder: string): Promise<readonly string[]> {
  const parts = new PartReports()
  await inVitest([parts], (vitest) => vitest.mergeReports(resolve(folder)))
  return parts.reports
}
