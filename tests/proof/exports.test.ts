import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MISTAKES } from '../../reference/apim/mistakes.ts'
import { type Chain, startChain } from '../../reference/chain.ts'
import { EXPORT_FAULTS } from '../../reference/faults/exports.ts'
import { writeExport } from './exported.ts'
import { runSuite } from './run-suite.ts'

const folder = mkdtempSync(join(tmpdir(), 'exports-'))
let healthy: Chain
beforeAll(async () => {
  healthy = await startChain()
})
afterAll(async () => {
  await healthy.close()
  rmSync(folder, { recursive: true, force: true })
})

test('an export whose policy cannot be read is no verdict, beside a gateway that works', { timeout: 60_000 }, async () => {
  const cut = { file: 'apis/images/operations/images-edits/policy.xml', find: '</inbound>', replace: '' }
  const access = { TARGET_URL: healthy.url, TARGET_API_KEY: healthy.key, TARGET_PROFILE: 'oneapi-apim-aoai', TIER: 'probe' }
  const exported = await writeExport([cut], join(folder, 'cut'))
  const { run, status, output } = await runSuite({ ...access, APIM_EXPORT: exported }, [], 'gate')
  expect(status, output).toBe(2)
  expect(run?.configuration?.unreadable).toEqual([
    expect.stringMatching(/images-edits\/policy\.xml:\d+: The policy cannot be read/),
  ])
  expect(output.trim().split('\n').at(-1)).toMatch(/^verdict: unjudged: items 2, 3, 4 cannot be told from the export \(/)
})

describe.concurrent('an export with a mistake, beside a gateway that works', () => {
  test.each(EXPORT_FAULTS)('$mistake: $turnsRed', { timeout: 60_000 }, async (fault) => {
    const { mistake, diagnosis, item, tier, turnsRed } = fault
    const edits = MISTAKES.find(({ name }) => name === mistake)?.edits ?? []
    const exported = await writeExport(edits, join(folder, `${mistake}-${tier ?? 'probe'}`))
    const access = {
      TARGET_URL: healthy.url,
      TARGET_API_KEY: healthy.key,
      TARGET_PROFILE: 'oneapi-apim-aoai',
      TIER: tier ?? 'probe',
    }
    // The full tier sends much else: it is told of here that reading the export shows it.
    const suites = tier === 'full' ? ['suites/configuration.suite.ts'] : []
    const { run, status, output } = await runSuite({ ...access, APIM_EXPORT: exported }, suites, 'gate')
    const failed = run?.requirements.filter((judgement) => judgement.status === 'failed')
    expect(
      failed?.map(({ id }) => id),
      output,
    ).toEqual(turnsRed)
    expect(failed?.[0]?.message).toMatch(/^\S+\.(?:xml|json|yaml):\d+: ./)
    const [first] = run?.diagnoses ?? []
    if (diagnosis === null) expect(first).toBeUndefined()
    else
      expect(first).toMatchObject({
        cause: diagnosis,
        hop: 'apim',
        checklistItems: item === null ? [] : [item],
        affects: turnsRed.filter((id) => id !== 'CONFIG-7'),
        evidence: [expect.stringMatching(/^configuration: \S+:\d+: /)],
      })
    // The checklist is of the gateway, and beside it the export shows what publishing it would break.
    expect(run?.checklist.filter((one) => one.status === 'broken')).toEqual([])
    expect(run?.configuration?.sideBySide.filter(({ agrees }) => !agrees).map((one) => one.item)).toEqual(
      item === null ? [] : [item],
    )
    expect(status).toBe(diagnosis === null ? 0 : 1)
  })
})
