import { appendFile, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Run } from '../model.ts'
import { BadConfiguration } from '../target/variables.ts'
import { conformanceText, reportViolations } from './json.ts'
import { junitXml } from './junit.ts'
import { requestNumbersCsv } from './request-numbers.ts'
import { summaryMarkdown } from './summary.ts'

/** The files of a run and how each is written from it. */
const files = {
  'conformance.json': conformanceText,
  'junit.xml': junitXml,
  'summary.md': summaryMarkdown,
  'request-numbers.csv': requestNumbersCsv,
} as const satisfies Readonly<Record<string, (run: Run) => string>>

export interface Written {
  /** Paths of the files, in the order of their worth. */
  readonly files: readonly string[]
  /** Faults of this suite, not of the target: the files are there all the same. */
  readonly internalErrors: readonly string[]
}

/**
 * Makes the folder and takes out what an earlier run left there: a run that is broken off must not leave an old verdict behind.
 * @throws BadConfiguration naming REPORT_DIR when the folder cannot be written
 */
export async function clearReports(folder: string): Promise<void> {
  try {
    await makeFolder(folder)
    await writeWhole(join(folder, 'conformance.json'), '')
    for (const name of [...Object.keys(files), ...BUILT]) await rm(join(folder, name), { recursive: true, force: true })
  } catch (error) {
    throw notWritable(folder, error)
  }
}

/** What is made of the reports of a run, beside them. */
const BUILT = ['allure-results', 'html'] as const

/** Level by level: Node's own recursive mkdir never ends below /proc (nodejs/node, mkdir with ENOENT from an existing parent). */
async function makeFolder(folder: string): Promise<void> {
  const fault = await tried(folder)
  if (fault === 'EEXIST') return
  if (fault === 'ENOENT' && dirname(folder) !== folder) {
    await makeFolder(dirname(folder))
    await mkdir(folder)
  } else if (fault !== null) await mkdir(folder)
}

const tried = (folder: string): Promise<string | null> =>
  mkdir(folder).then(
    () => null,
    (error: NodeJS.ErrnoException) => error.code ?? '',
  )

/**
 * Writes every report, each whole or not at all, and appends the summary to `$GITHUB_STEP_SUMMARY` when that is set.
 * @throws BadConfiguration naming REPORT_DIR when the folder cannot be written
 */
export async function writeReports(
  run: Run,
  { folder, env }: { readonly folder: string; readonly env: Readonly<Record<string, string | undefined>> },
): Promise<Written> {
  const texts = Object.entries(files).map(([name, textOf]) => ({ name, path: join(folder, name), text: textOf(run) }))
  try {
    await makeFolder(folder)
    await Promise.all(texts.map(({ path, text }) => writeWhole(path, text)))
  } catch (error) {
    throw notWritable(folder, error)
  }
  return {
    files: texts.map(({ path }) => path),
    internalErrors: [
      ...reportViolations(conformanceText(run)).map(schemaFault),
      ...(await appendSummary(run, env.GITHUB_STEP_SUMMARY)),
    ],
  }
}

const schemaFault = (fault: string): string => `conformance.json is not as schemas/report.json says: ${fault}`

/** A reader never sees half a file: it appears under its name when it is complete. */
async function writeWhole(path: string, text: string): Promise<void> {
  const draft = `${path}.${process.pid}.tmp`
  try {
    await writeFile(draft, text)
    await rename(draft, path)
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined)
    throw error
  }
}

async function appendSummary(run: Run, path: string | undefined): Promise<readonly string[]> {
  if (path === undefined || path === '') return []
  try {
    await appendFile(path, `${summaryMarkdown(run)}\n`)
    return []
  } catch (error) {
    return [`the summary could not be appended to GITHUB_STEP_SUMMARY (${wordsOf(error)})`]
  }
}

function notWritable(folder: string, error: unknown): BadConfiguration {
  const fault = `cannot write reports to ${folder} (${wordsOf(error)}); give a folder that this user may write`
  return new BadConfiguration([{ variable: 'REPORT_DIR', fault, example: './reports' }])
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
