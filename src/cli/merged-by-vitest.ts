import type { Vitest } from 'vitest/node'
import { PartReports } from '../judging/blob.ts'

/** Ends `vitest --merge-reports=FOLDER` with the one report, verdict and exit status of all parts, as `npm run merge` does. */
export default class MergedByVitest extends PartReports {
  #blobs: readonly string[] = []

  onInit({ config }: Vitest): void {
    this.#blobs = config.mergeReports === undefined ? [] : [config.mergeReports]
  }

  async onTestRunEnd(): Promise<void> {
    if (this.reports.length === 0) return
    // Loaded late: it is no part of any other run of vitest.
    const { mergeReports } = await import('./merging.ts')
    const { signal } = new AbortController()
    process.exitCode = await mergeReports(this.reports, this.#blobs, { out: process.stdout, env: process.env, signal })
  }
}
