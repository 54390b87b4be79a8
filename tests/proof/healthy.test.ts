import { describe, expect, test } from 'vitest'
import { startChain } from '../../reference/chain.ts'
import { HEALTHY_VARIANTS } from '../../reference/variants.ts'
import { runSuite } from './run-suite.ts'

describe.concurrent('a healthy chain', () => {
  test.each(HEALTHY_VARIANTS)('$name is judged conformant: $sentence', { timeout: 60_000 }, async ({ dialect, change }) => {
    const chain = await startChain({ dialect, change })
    const { status, run, output } = await runSuite({ TARGET_URL: chain.url, TARGET_API_KEY: chain.key })
    await chain.close()
    expect(status, output).toBe(0)
    expect(run).toMatchObject({ verdict: 'conformant', paidImages: 3, possiblyPaid: 0, diagnoses: [] })
  })
})
