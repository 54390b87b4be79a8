import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Run } from '../../src/model.ts'
import { root } from '../../src/root.ts'

/** What one `npm test` (or `npm run gate`) left behind. */
export interface Ended {
  readonly status: number | null
  readonly output: string
  /** What conformance.json says; null when none was written. */
  readonly run: Run | null
  /** Wall time, ms. */
  readonly tookMs: number
}

/** In memory where the system has a place for it: Allure has every file of its results flushed to the disk. */
const SCRATCH = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

/**
 * Runs the real suite in a process of its own, with only these variables, and waits for its end. V8's optimizing compiler is
 * off, and functions are compiled when they are first called: in a process that lives two seconds the rest costs a sixth of the
 * time and never pays, and hundreds of them are run.
 */
export async function runSuite(
  env: Readonly<Record<string, string>>,
  args: readonly string[] = [],
  command = 'test',
  started: (child: ChildProcess) => void = () => undefined,
): Promise<Ended> {
  const folder = mkdtempSync(join(SCRATCH, 'proof-'))
  try {
    const start = ['--no-opt', '--max-lazy', 'bin/start.mjs', `src/cli/${command}.ts`, ...args]
    return await runNode(start, { REPORT_DIR: folder, ...env }, env.REPORT_DIR ?? folder, started)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

type Started = (child: ChildProcess) => void

/** Runs node with these arguments and only these variables, waits for its end and reads the report that it left. */
export const runNode = (
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  reports: string,
  started: Started = () => undefined,
): Promise<Ended> => runProgram([process.execPath, ...args], env, reports, started)

/** The same for any program. */
export async function runProgram(
  [program, ...args]: readonly [string, ...string[]],
  env: Readonly<Record<string, string>>,
  reports: string,
  started: Started,
): Promise<Ended> {
  const began = performance.now()
  const child = spawn(program, args, {
    cwd: root,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  started(child)
  const chunks: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk))
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  const file = join(reports, 'conformance.json')
  const run: Run | null = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null
  return { status, output: Buffer.concat(chunks).toString('utf8'), run, tookMs: performance.now() - began }
}
