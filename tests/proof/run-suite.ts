import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject } from 'vitest'
import type { Run } from '../../src/model.ts'
import { root } from '../../src/root.ts'
import type { Asked, Command, Said } from '../hosts/asked.ts'

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
 * Runs the real suite with only these variables and waits for its end, in a process that has judged others before: what each
 * run has of its own is what it is given. `runAlone` does the same in a process of its own.
 */
export const runSuite = (
  env: Readonly<Record<string, string>>,
  args: readonly string[] = [],
  command: Command = 'test',
): Promise<Ended> =>
  withFolder(async (folder) => {
    const began = performance.now()
    const all = { PATH: process.env.PATH, HOME: process.env.HOME, REPORT_DIR: folder, ...env }
    const { status, output } = await hosted({ command, args, env: all })
    return { status, output, run: reportIn(env.REPORT_DIR ?? folder), tookMs: performance.now() - began }
  })

/**
 * Runs the real suite in a process of its own, with only these variables, and waits for its end. V8's optimizing compiler is
 * off, and functions are compiled when they are first called: in a process that lives two seconds the rest costs a sixth of the
 * time and never pays.
 */
export const runAlone = (
  env: Readonly<Record<string, string>>,
  args: readonly string[] = [],
  command: Command = 'test',
  started: Started = () => undefined,
): Promise<Ended> =>
  withFolder((folder) => {
    const start = ['--no-opt', '--max-lazy', 'bin/start.mjs', `src/cli/${command}.ts`, ...args]
    return runNode(start, { REPORT_DIR: folder, ...env }, env.REPORT_DIR ?? folder, started)
  })

async function hosted(asked: Asked): Promise<Said> {
  const response = await fetch(inject('hosts'), { method: 'POST', body: JSON.stringify(asked) })
  const said: Said = await response.json()
  return said
}

async function withFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(SCRATCH, 'proof-'))
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function reportIn(folder: string): Run | null {
  const file = join(folder, 'conformance.json')
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null
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
  return { status, output: Buffer.concat(chunks).toString('utf8'), run: reportIn(reports), tookMs: performance.now() - began }
}
