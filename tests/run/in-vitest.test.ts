import { expect, test } from 'vitest'
import { inVitest } from '../../src/judging/in-vitest.ts'

const SIGNALS = ['SIGINT', 'SIGTERM'] as const
const listeners = (): number => SIGNALS.reduce((sum, signal) => sum + process.listenerCount(signal), 0)

/** The most listeners that a signal could have met while this was going on. */
async function mostDuring(work: () => Promise<unknown>): Promise<number> {
  let most = listeners()
  const watch = (): void => {
    most = Math.max(most, listeners())
    next = setImmediate(watch)
  }
  let next = setImmediate(watch)
  await work().finally(() => clearImmediate(next))
  return most
}

test('vitest never hears of an interruption, also not while it starts: it would end the process without a report', async () => {
  const before = listeners()
  expect(await mostDuring(() => inVitest([], async () => undefined))).toBe(before)
})
