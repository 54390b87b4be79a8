import { describe, expect, test } from 'vitest'
import { plan } from '../../src/run/plan.ts'
import { profileNames } from '../../src/target/profile.ts'
import { runSuite } from '../proof/run-suite.ts'
import { targetWith } from '../run/targets.ts'

describe.concurrent('the embedded stand-in for the profile', () => {
  test.each(profileNames())(
    '%s is judged conformant in the full tier, for the images of its plan',
    { timeout: 60_000 },
    async (profile) => {
      const { status, run, output } = await runSuite({ TARGET_PROFILE: profile, TIER: 'full' })
      expect(status, output).toBe(0)
      expect(run).toMatchObject({ verdict: 'conformant', possiblyPaid: 0, target: { profile, embedded: true } })
      const { cases } = plan(targetWith(profile), { tier: 'full', name: null, files: [] })
      expect(run?.paidImages).toBe(cases.filter(({ images }) => images > 0).length)
      expect(run?.requirements.filter((judgement) => judgement.status === 'not-run')).toEqual([])
      expect(output.split('\n')[0]).toContain('embedded reference chain')
    },
  )
})
