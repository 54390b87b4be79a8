import { Writable } from 'node:stream'
import type { TestUserConfig, Vitest } from 'vitest/node'
import { root } from '../root.ts'

/** Lets vitest work on the suites, says nothing of its own, and closes it. What it is given stays readable after that. */
export async function inVitest(
  reporters: NonNullable<TestUserConfig['reporters']>,
  work: (vitest: Vitest) => Promise<unknown>,
): Promise<Vitest> {
  // Loaded late: it takes longer than anything else, and by then the requests are on their way.
  const { createVitest } = await import('vitest/node')
  const options = { root, project: ['conformance'], watch: false, reporters }
  const { exitCode } = process
  const before = SIGNALS.map((signal) => [signal, process.listeners(signal)] as const)
  const vitest = await createVitest('test', options, {}, { stdout: nowhere() })
  // vitest ends the process on these at once (vitest 4, Logger.addCleanupListeners), and so would end it without a report.
  for (const [signal, own] of before)
    for (const listener of process.listeners(signal)) if (!own.includes(listener)) process.off(signal, listener)
  try {
    await work(vitest)
    return vitest
  } finally {
    await vitest.close()
    // vitest marks the process as failed for each red test; the run's own verdict decides.
    process.exitCode = exitCode
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const

/** What vitest says of its own reports has no place between the lines of ours. */
const nowhere = (): Writable => new Writable({ write: (_chunk, _encoding, done) => done() })
