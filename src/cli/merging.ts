import { existsSync } from 'node:fs'
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { reportsInBlobs } from '../judging/blob.ts'
import type { Run } from '../model.ts'
import { blobName, blobsAmong } from '../report/blob-name.ts'
import { NoReport, readRun } from '../report/read-run.ts'
import { exitStatus } from '../report/verdict.ts'
import { baselineOf, knownFailuresOf } from '../run/jobs.ts'
import { bad, merge, type Part, withPictures } from '../run/merge.ts'
import { environment } from '../target/environment.ts'
import { loadProfile } from '../target/profile.ts'
import { targetOf } from '../target/target.ts'
import { BadConfiguration, readSettings, type Settings } from '../target/variables.ts'
import { type Io, refused, refusedUnwritten, reported } from './ending.ts'

/** `npm run merge -- part-1 part-2`: one report in REPORT_DIR from the blobs in these folders. Nothing is sent. */
export const mergeFolders = (folders: readonly string[], io: Io): Promise<0 | 1 | 2> =>
  merging(folders, io, async () => {
    if (folders.length === 0) throw bad('name no report: give the report folders of all parts')
    const option = folders.find((folder) => folder.startsWith('-'))
    if (option !== undefined) throw bad(`name ${option}, and there are no options: give the report folders of all parts`)
    const blobs = (await Promise.all(folders.map(blobsIn))).flat()
    for (const [index, { name, folder }] of blobs.entries()) {
      const twin = blobs.slice(0, index).find((other) => other.name === name)
      if (twin !== undefined) throw bad(`name ${twin.folder} and ${folder}, which both hold ${name}: each part counts once`)
    }
    return (await reportsIn(blobs)).map((text) => partOf(text, blobs))
  })

/** What `vitest --merge-reports` ends with: the same, from the reports that it found in the blobs of these folders. */
export const mergeReports = (reports: readonly string[], folders: readonly string[], io: Io): Promise<0 | 1 | 2> =>
  merging(folders, io, async () => reports.map((text) => partOf(text, [])))

async function merging(folders: readonly string[], io: Io, read: () => Promise<readonly Part[]>): Promise<0 | 1 | 2> {
  let settings: Settings | null = null
  try {
    settings = readSettings(environment('.env', io.env))
    const { REPORT_DIR: into, TARGET_PROFILE } = settings
    if (folders.some((folder) => resolve(folder) === resolve(into)))
      return refusedUnwritten(bad(`would write over ${into}, one of the reports to merge: set REPORT_DIR to another folder`), io)
    const [first, ...others] = (await read()).toSorted((one, other) => numberOf(one) - numberOf(other))
    if (first === undefined) throw bad('name blobs without a report in them: merge those that npm test -- --shard leaves')
    const { url, embedded, profile, model, deployment } = first.run.target
    if (TARGET_PROFILE !== undefined && loadProfile(TARGET_PROFILE).name !== profile)
      throw bad(
        `name parts of a run under the profile ${profile}, and TARGET_PROFILE is ${TARGET_PROFILE}: give the profile of the run`,
      )
    const called = targetOf({ url, embedded, key: '', innerHops: [] }, settings, TARGET_PROFILE ?? profile)
    const target = { ...called, model, deployment }
    const knownFailures = settings.KNOWN_FAILURES === undefined ? null : knownFailuresOf(settings)
    const parts = [first, ...others] as const
    const whole = merge(parts, { target, knownFailures, failOn: settings.FAIL_ON ?? null, baseline: baselineOf(settings) })
    // What an earlier run left there is not of this one.
    for (const name of ALONG) await rm(join(into, name), { recursive: true, force: true })
    for (const part of parts) await bringAlong(part, into)
    const run = withPictures(whole, (file) => (existsSync(join(into, file)) ? file : null))
    await reported(run, into, io)
    return exitStatus(run)
  } catch (error) {
    return await refused(error, settings, io)
  }
}

interface Blob {
  readonly name: string
  readonly folder: string
}

/** @throws BadConfiguration when the folder holds none, or its last run was refused, with the reason */
async function blobsIn(folder: string): Promise<readonly Blob[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    throw bad(`name ${folder}, which cannot be read (${wordsOf(error)})`)
  })
  const last = await lastRunIn(folder)
  const again = `${last?.reason}; run that part again`
  if (last !== null && last.requirements.length === 0) throw bad(`name ${folder}, where the last run was refused: ${again}`)
  const blobs = blobsAmong(names).map((name) => ({ name, folder }))
  if (blobs.length > 0) return blobs
  if (last === null) throw bad(`name ${folder}, which holds no blob: npm test -- --shard 1/3 leaves blob-1-3.json there`)
  throw bad(`name ${folder}, which holds ${last.shard === null ? 'the report of a whole run' : 'a report, and its blob is lost'}`)
}

async function lastRunIn(folder: string): Promise<Run | null> {
  try {
    return readRun(await readFile(join(folder, 'conformance.json'), 'utf8'))
  } catch {
    return null
  }
}

/** @throws BadConfiguration naming the blob that is damaged, or that another version of vitest wrote */
async function reportsIn(blobs: readonly Blob[]): Promise<readonly string[]> {
  const together = await mkdtemp(join(tmpdir(), 'blobs-'))
  try {
    await Promise.all(blobs.map((blob) => bringWhole(blob, together)))
    return await reportsInBlobs(together)
  } catch (error) {
    if (error instanceof BadConfiguration) throw error
    throw bad(`name blobs that vitest cannot merge: ${wordsOf(error).replaceAll(together, blobs.map(placeOf).join(', '))}`)
  } finally {
    await rm(together, { recursive: true, force: true })
  }
}

/** A part that was ended while it wrote leaves half a blob, of which vitest would not say which one it is. */
async function bringWhole(blob: Blob, into: string): Promise<void> {
  const text = await readFile(placeOf(blob), 'utf8')
  try {
    const parsed: unknown = JSON.parse(text)
    if (!Array.isArray(parsed) || parsed.length === 0) throw new TypeError('it is something else')
  } catch (error) {
    throw bad(`name ${placeOf(blob)}, which is no whole blob (${wordsOf(error)}): run that part again`)
  }
  await writeFile(join(into, blob.name), text)
}

const placeOf = ({ folder, name }: Blob): string => join(folder, name)

/** Where no blob is known to be of that part, nothing lies beside it that could be brought along. */
function partOf(text: string, blobs: readonly Blob[]): Part {
  try {
    const run = readRun(text)
    const name = run.shard === null ? null : blobName(run.shard)
    return { run, folder: blobs.find((blob) => blob.name === name)?.folder ?? `part ${run.shard?.index}/${run.shard?.count}` }
  } catch (error) {
    throw error instanceof NoReport ? bad(`name a part that cannot be merged: its report ${error.message}`) : error
  }
}

const ALONG = ['pictures', 'allure-results'] as const

/** Pictures and Allure results of a part, where it has any. */
async function bringAlong({ folder, run }: Part, into: string): Promise<void> {
  for (const name of ALONG)
    await cp(join(folder, name), join(into, name, name === 'pictures' ? String(run.shard?.index) : ''), {
      recursive: true,
    }).catch((error: unknown) => {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
    })
}

const numberOf = ({ run }: Part): number => run.shard?.index ?? 0
const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
