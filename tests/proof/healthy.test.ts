import { describe, expect, test } from 'vitest'
import { startChain } from '../../reference/chain.ts'
import { HEALTHY_VARIANTS } from '../../reference/variants.ts'
import { profileNames } from '../../src/target/profile.ts'
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

/** What each profile pays for: one image for each operation kind that its targets have. */
const images: Readonly<Record<string, number>> = { 'ai-builder-space': 1 }

describe.concurrent('the embedded stand-in for the profile', () => {
  test.each(profileNames())('%s is judged conformant', { timeout: 60_000 }, async (profile) => {
    const { status, run, output } = await runSuite({ TARGET_PROFILE: profile })
    expect(status, output).toBe(0)
    expect(run).toMatchObject({ verdict: 'conformant', paidImages: images[profile] ?? 3, target: { profile, embedded: true } })
    expect(output.split('\n')[0]).toContain('embedded reference chain')
  })
})
