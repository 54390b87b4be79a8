import { SuiteFault } from '../judging/judge.ts'
import type { Run } from '../model.ts'
import { completeAllure } from '../report/allure.ts'
import { terminalText } from '../report/terminal.ts'
import { writeReports } from '../report/write.ts'
import { unjudgedRun } from '../run/unjudged.ts'
import { BadConfiguration, type Settings } from '../target/variables.ts'

/** Where output goes, so that tests can read it. */
export interface Io {
  readonly out: NodeJS.WriteStream
  readonly env: NodeJS.ProcessEnv
  readonly signal: AbortSignal
}

/** Writes every report of a run and says what it found. */
export async function reported(run: Run, folder: string, io: Io): Promise<void> {
  await completeAllure(run, folder)
  const { files, internalErrors } = await writeReports(run, { folder, env: io.env })
  const colour = io.out.isTTY === true && io.env.NO_COLOR === undefined
  io.out.write(`\n${terminalText(run, { columns: io.out.columns ?? 100, colour, files, internalErrors })}`)
}

/** Nothing was judged: the reason is said, and written where a pipeline looks for it. A fault of the suite is never the target's. */
export async function refused(error: unknown, settings: Settings | null, io: Io): Promise<2> {
  const [title, message] =
    error instanceof BadConfiguration
      ? ['The configuration cannot be used; nothing was sent.', error.message]
      : [
          'The suite itself failed; nothing is said about the target.',
          error instanceof SuiteFault ? error.message : stackOf(error),
        ]
  io.out.write(`${title}\n\n${message}\n`)
  const folder = settings?.REPORT_DIR ?? (io.env.REPORT_DIR || 'reports')
  const run = unjudgedRun(`${title} ${message}`, settings?.TIER ?? 'acceptance', new Date())
  await writeReports(run, { folder, env: io.env }).catch((fault: unknown) => {
    io.out.write(`\n${fault instanceof Error ? fault.message : String(fault)}\n`)
  })
  return 2
}

const stackOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error))
