import { expect, test } from 'vitest'
import { startChain } from '../../reference/chain.ts'
import type { ParallelUse } from '../../reference/edge/parallel.ts'
import { type Ended, runSuite } from './run-suite.ts'

const AREA = ['suites/parallel-use.suite.ts']

/** The suite's parallel use, judged on a sound chain behind an edge that treats parallel calls so. */
async function judged(parallel: ParallelUse, variables: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const chain = await startChain({ change: [{ hop: 'edge', set: { parallel } }] })
  const ended = await runSuite({ TARGET_URL: chain.url, TARGET_API_KEY: chain.key, TIER: 'full', ...variables }, AREA)
  await chain.close()
  return ended
}

const statusOf = ({ run }: Ended, id: string): string | undefined =>
  run?.requirements.find((judgement) => judgement.id === id)?.status

test('a rate limit that says when to come again is waited for, and makes nothing unjudged', { timeout: 60_000 }, async () => {
  const ended = await judged({ kind: 'limited', most: 30, forMs: 1_000, says: 'when' })
  expect(ended.status, ended.output).toBe(0)
  expect(ended.run).toMatchObject({ verdict: 'conformant', diagnoses: [] })
  expect(statusOf(ended, 'PARALLEL-5')).toBe('passed')
  const refused = ended.run?.exchanges.filter(({ response }) => response?.status === 429) ?? []
  expect(refused.length).toBeGreaterThan(0)
  const again = ended.run?.exchanges.filter(({ id }) => /^burst-\d+#2$/.test(id)) ?? []
  expect(again.map((one) => one.case).toSorted()).toEqual(refused.map((one) => one.case).toSorted())
  expect(ended.run?.requestsSent).toBe(ended.run?.exchanges.length)
  expect(ended.output).toContain('met a rate limit')
})

test('one request at a time shows nothing of parallel use', { timeout: 60_000 }, async () => {
  const ended = await judged({ kind: 'as alone' }, { MAX_CONCURRENCY: '1' })
  expect(ended.status, ended.output).toBe(2)
  expect(statusOf(ended, 'PARALLEL-1')).toBe('not-applicable')
})
