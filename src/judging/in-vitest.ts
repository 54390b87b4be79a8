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
  process.on('newListener', refuse)
  const vitest = await createVitest('test', options, {}, { stdout: nowhere() }).finally(() => process.off('newListener', refuse))
  try {
    await work(vitest)
    return vitest
  } finally {
    await vitest.close()
    // vitest marks the process as failed for each red test; the run's own verdict decides.
    process.exitCode = exitCode
  }
}

/**
 * vitest ends the process at once on these (vitest 4, Logger.addCleanupListeners), and so would end it without a report. Its
 * listener goes before the next signal can be heard, however long the rest of its start takes.
 */
function refuse(signal: string | symbol, listener: (...args: readonly unknown[]) => void): void {
  if (signal === 'SIGINT' || signal === 'SIGTERM') queueMicrotask(() => process.off(signal, listener))
}

/** What vitest says of its own reports has no place between the lines of ours. */
const nowhere = (): Writable => new Writable({ write: (_chunk, _encoding, done) => done() })
