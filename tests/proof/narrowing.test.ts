import { describe, expect, test } from 'vitest'
import { startChain } from '../../reference/chain.ts'
import { FAULTS } from '../../reference/faults/faults.ts'
import type { Run } from '../../src/model.ts'
import { runFault } from './run-fault.ts'
import { runSuite } from './run-suite.ts'

const fault = (name: string) => {
  const found = FAULTS.find((one) => one.name === name)
  if (found === undefined) throw new Error(`the catalogue has no fault ${name}`)
  return found
}

/** The suite with direct access to both inner hops. */
async function withInnerHops(name: string): Promise<Run | null> {
  const chain = await startChain({ fault: fault(name) })
  const { run } = await runSuite({
    TARGET_URL: chain.url,
    TARGET_API_KEY: chain.key,
    TIER: 'probe',
    APIM_URL: chain.apimUrl ?? '',
    APIM_KEY: chain.apimKey ?? '',
    AOAI_URL: chain.aoaiUrl ?? '',
    AOAI_KEY: chain.aoaiKey ?? '',
  })
  await chain.close()
  return run
}

const sentDirectly = (run: Run | null): readonly string[] =>
  run?.exchanges.filter(({ sentTo }) => sentTo !== 'target').map(({ id }) => id) ?? []

describe.concurrent('with direct access to the inner hops', () => {
  test('a fault of APIM shows there too, and not at Azure OpenAI', { timeout: 60_000 }, async () => {
    const run = await withInnerHops('edits-operation-missing')
    expect(sentDirectly(run)).toEqual(['aoai-probe-edits', 'apim-probe-edits', 'apim-auth-edits-none'])
    expect(run?.diagnoses[0]).toMatchObject({ cause: 'operation-missing', hop: 'apim', confidence: 'certain' })
    expect(run?.diagnoses[0]?.evidence.join('\n')).toContain('apim, called directly, shows the same')
    expect(run?.paidImages).toBe(0)
  })

  test('a fault of APIM that one-api passes on is laid to APIM', { timeout: 60_000 }, async () => {
    const run = await withInnerHops('edits-redirected')
    expect(run?.diagnoses[0]).toMatchObject({ cause: 'redirected', hop: 'apim', confidence: 'certain' })
  })

  test('a fault of one-api shows at none of them', { timeout: 60_000 }, async () => {
    const run = await withInnerHops('one-api-edits-route-missing')
    expect(run?.diagnoses[0]).toMatchObject({ cause: 'gateway-route-missing', hop: 'one-api' })
    expect(run?.diagnoses[0]?.evidence.join('\n')).toContain(
      'called directly, aoai and apim let the same request through to the model',
    )
  })

  test('nothing is sent to them when nothing failed', { timeout: 60_000 }, async () => {
    const chain = await startChain()
    const { run } = await runSuite({
      TARGET_URL: chain.url,
      TARGET_API_KEY: chain.key,
      TIER: 'probe',
      AOAI_URL: chain.aoaiUrl ?? '',
      AOAI_KEY: chain.aoaiKey ?? '',
    })
    await chain.close()
    expect(run?.verdict).toBe('conformant')
    expect(run?.exchanges.filter(({ id, sentTo }) => sentTo !== 'target' || id.startsWith('follow-up'))).toEqual([])
  })
})

describe.concurrent('without further access', () => {
  test('a follow-up with an explicit api-version proves that the way lacks one', { timeout: 60_000 }, async () => {
    const { run } = await runFault(fault('edits-version-left-to-caller'))
    const sent = run?.exchanges.filter(({ id }) => id.startsWith('follow-up')).map(({ id, billing }) => [id, billing])
    expect(sent).toEqual([['follow-up-explicit-api-version-edits', 'free']])
    expect(run?.diagnoses[0]).toMatchObject({ cause: 'api-version-missing', confidence: 'certain' })
    expect(run?.requestsSent).toBe(run?.exchanges.length)
  })

  test.each(['edits-rewrite-missing', 'edits-version-missing'])(
    '%s stays one of several causes that the answers allow, and the one that settles it is named',
    { timeout: 60_000 },
    async (name) => {
      const { run } = await runFault(fault(name), { access: null })
      const [first] = run?.diagnoses ?? []
      expect(first?.confidence).toBe('possible')
      expect(
        [`${first?.cause}: `, ...(first?.alternatives ?? [])].some((cause) => cause.startsWith(`${fault(name).diagnosis}: `)),
      ).toBe(true)
      expect(first?.alternatives.join('\n')).toContain('APIM_EXPORT')
    },
  )
})
