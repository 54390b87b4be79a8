import { cp, readFile, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { NoReport, readRun } from '../report/read-run.ts'
import { exitStatus } from '../report/verdict.ts'
import { baselineOf, knownFailuresOf } from '../run/jobs.ts'
import { bad, merge, type Part } from '../run/merge.ts'
import { environment } from '../target/environment.ts'
import { targetOf } from '../target/target.ts'
import { readSettings, type Settings } from '../target/variables.ts'
import { type Io, refused, reported } from './ending.ts'

/** `npm run merge -- reports-1 reports-2`: one report in REPORT_DIR from those of all shards. Nothing is sent. */
export async function mergeReports(folders: readonly string[], io: Io): Promise<0 | 1 | 2> {
  let settings: Settings | null = null
  try {
    settings = readSettings(environment('.env', io.env))
    const { REPORT_DIR: into, TARGET_PROFILE } = settings
    if (folders.some((folder) => resolve(folder) === resolve(into)))
      throw bad(`would write over ${into}, one of the reports to merge: set REPORT_DIR to another folder`)
    const [first, ...others] = await Promise.all(folders.map(readPart))
    if (first === undefined) throw bad('name no report: give the report folders of all shards')
    const { url, embedded, profile } = first.run.target
    const target = targetOf({ url, embedded, key: '', innerHops: [] }, settings, TARGET_PROFILE ?? profile)
    const knownFailures = settings.KNOWN_FAILURES === undefined ? null : knownFailuresOf(settings)
    const parts = [first, ...others] as const
    const run = merge(parts, { target, knownFailures, baseline: baselineOf(settings) })
    // What an earlier run left there is not of this one.
    for (const name of ALONG) await rm(join(into, name), { recursive: true, force: true })
    for (const part of parts) await bringAlong(part, into)
    await reported(run, into, io)
    return exitStatus(run)
  } catch (error) {
    return await refused(error, settings, io)
  }
}

async function readPart(folder: string): Promise<Part> {
  const file = join(folder, 'conformance.json')
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw bad(`name ${folder}, where no report can be read (${error instanceof Error ? error.message : String(error)})`)
  })
  try {
    return { folder, run: readRun(text) }
  } catch (error) {
    throw error instanceof NoReport ? bad(`name ${file}, which cannot be merged: it ${error.message}`) : error
  }
}

const ALONG = ['pictures', 'allure-results'] as const

/** Pictures and Allure results of a shard, where it has any. */
async function bringAlong({ folder, run }: Part, into: string): Promise<void> {
  for (const name of ALONG)
    await cp(join(folder, name), join(into, name, name === 'pictures' ? String(run.shard?.index) : ''), {
      recursive: true,
    }).catch((error: unknown) => {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
    })
}
