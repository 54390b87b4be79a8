import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import Table from 'cli-table3'
import type { Run } from '../src/model.ts'
import { imagesPaid } from '../src/report/costs.ts'
import { root } from '../src/root.ts'
import { startEmbedded } from '../src/run/embedded.ts'
import { timeOfDiagnosis } from './diagnosis.ts'

/** Wall time against the slowest single call, images paid, requests sent and peak memory of a run against the embedded chain. */
interface Row {
  readonly tier: string
  readonly latencyMs: number
  readonly wallMs: number
  readonly slowestMs: number
  readonly run: Run
  readonly peakMiB: number
}

async function measure(tier: string, latencyMs: number): Promise<Row> {
  const chain = await startEmbedded('oneapi-apim-aoai', latencyMs)
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  const peaks = join(folder, 'peaks')
  try {
    const began = performance.now()
    await finished({ TARGET_URL: chain.url, TARGET_API_KEY: chain.key, TIER: tier, REPORT_DIR: folder, BENCH_PEAKS: peaks })
    const wallMs = performance.now() - began
    const run: Run = JSON.parse(readFileSync(join(folder, 'conformance.json'), 'utf8'))
    const kibibytes = readFileSync(peaks, 'utf8').trim().split('\n').map(Number)
    return {
      tier,
      latencyMs,
      wallMs,
      slowestMs: Math.max(...run.exchanges.map(({ durationMs }) => durationMs)),
      run,
      peakMiB: Math.max(...kibibytes) / 1024,
    }
  } finally {
    await chain.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** One `npm test`, in a process of its own, as it is really started. */
function finished(env: Readonly<Record<string, string>>): Promise<void> {
  const peak = pathToFileURL(join(root, 'bench', 'peak.mjs')).href
  const child = spawn(process.execPath, ['--import', peak, 'bin/start.mjs', 'src/cli/test.ts'], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: 'ignore',
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (status) =>
      status === 0 ? resolve() : reject(new Error(`the run against the embedded chain ended with ${status}`)),
    )
  })
}

/** Of the process that runs the suite, bytes: the full tier sends 25 MiB in one file and sixteen images in one form. */
const MOST_MEMORY = 400e6

const rows = [
  await measure('probe', 0),
  await measure('acceptance', 0),
  await measure('acceptance', 2000),
  await measure('full', 0),
]
const table = new Table({
  head: ['tier', 'latency ms', 'wall ms', 'slowest call ms', 'images paid', 'requests sent', 'peak memory MiB', 'verdict'],
})
for (const { tier, latencyMs, wallMs, slowestMs, run, peakMiB } of rows)
  table.push([
    tier,
    latencyMs,
    Math.round(wallMs),
    Math.round(slowestMs),
    imagesPaid(run),
    run.requestsSent,
    Math.round(peakMiB),
    run.verdict,
  ])
console.log(table.toString())
const largest = Math.max(...rows.map(({ peakMiB }) => peakMiB)) * 1024 ** 2
if (largest > MOST_MEMORY) {
  console.error(`Peak memory is ${Math.round(largest / 1e6)} MB, above the ${MOST_MEMORY / 1e6} MB that a run may take.`)
  process.exitCode = 1
}
const { exchanges } = rows.at(-1)?.run ?? { exchanges: [] }
console.log(`diagnosis of 10,000 recorded exchanges: ${Math.round(timeOfDiagnosis(exchanges, 10_000))} ms`)
