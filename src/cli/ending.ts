import type { LeaveBlob } from '../judging/blob.ts'
import { SuiteFault } from '../judging/judge.ts'
import type { Run } from '../model.ts'
import { completeAllure } from '../report/allure.ts'
import { conformanceText } from '../report/json.ts'
import { terminalText } from '../report/terminal.ts'
import { oneLine } from '../report/text.ts'
import { clearReports, writeReports } from '../report/write.ts'
import { unjudgedRun } from '../run/unjudged.ts'
import { BadConfiguration, type Settings } from '../target/variables.ts'

/** Where output goes, so that tests can read it. */
export interface Io {
  readonly out: NodeJS.WriteStream
  readonly env: NodeJS.ProcessEnv
  readonly signal: AbortSignal
}

/** Writes every report of a run and says what it found. */
export async function reported(run: Run, folder: string, io: Io, leaveBlob: LeaveBlob | null = null): Promise<void> {
  await completeAllure(run, folder)
  const { files, internalErrors: faults } = await writeReports(run, { folder, env: io.env })
  const lost = leaveBlob === null ? [] : await withoutBlob(leaveBlob(conformanceText(run), folder))
  const internalErrors = [...faults, ...lost]
  const colour = io.out.isTTY === true && io.env.NO_COLOR === undefined
  io.out.write(`\n${terminalText(run, { columns: io.out.columns ?? 100, colour, files, internalErrors })}`)
}

/** The part is judged and reported all the same: only a merge will miss it. */
const withoutBlob = (leaving: Promise<void>): Promise<readonly string[]> =>
  leaving.then(
    () => [],
    (error: unknown) => [`the blob of this part could not be written, so that a merge will miss it (${wordsOf(error)})`],
  )

/** Nothing was judged: the reason is said, and written where a pipeline looks for it. A fault of the suite is never the target's. */
export async function refused(error: unknown, settings: Settings | null, io: Io): Promise<2> {
  const reason = told(error, io)
  const folder = settings?.REPORT_DIR ?? (io.env.REPORT_DIR || 'reports')
  const asked = { tier: settings?.TIER ?? 'acceptance', failOn: settings?.FAIL_ON ?? 'MUST' } as const
  const run = unjudgedRun(reason, asked, new Date())
  await clearReports(folder)
    .then(() => writeReports(run, { folder, env: io.env }))
    .catch((fault: unknown) => {
      if (wordsOf(fault) !== wordsOf(error)) io.out.write(`\n${wordsOf(fault)}\n`)
    })
  return closed(reason, io)
}

/** Says why nothing was judged, where a report would be written over what is to be kept. */
export const refusedUnwritten = (error: unknown, io: Io): 2 => closed(told(error, io), io)

function closed(reason: string, io: Io): 2 {
  io.out.write(`\nverdict: unjudged: ${oneLine(reason)}\n`)
  return 2
}

function told(error: unknown, io: Io): string {
  const [title, message] =
    error instanceof BadConfiguration
      ? ['The configuration cannot be used; nothing was sent.', error.message]
      : [
          'The suite itself failed; nothing is said about the target.',
          error instanceof SuiteFault ? error.message : `${stackOf(error)}\n${WITH_LINES}`,
        ]
  io.out.write(`${title}\n\n${message}\n`)
  return `${title} ${message}`
}

/** Reading the source maps takes a tenth of a run, and only a fault of the suite itself needs them. */
const WITH_LINES = 'The same command with NODE_OPTIONS=--enable-source-maps names the lines of the source.'

const stackOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error))
const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
