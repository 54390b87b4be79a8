import { describe, expect, test } from 'vitest'
import { startChain } from '../../reference/chain.ts'
import { FAULTS } from '../../reference/faults/faults.ts'
import { runFault } from './run-fault.ts'
import { runSuite } from './run-suite.ts'

/** Behind the gateway, so that streams pass it when they are spoilt already; behind a pass-through they are faults like others. */
const faults = FAULTS.filter(({ name }) => ['events-read', 'stream-cut-off-at-model'].includes(name))

/** The others cannot read events at all: Laisky's fork, one-hub and stock one-api answer with a 500 of their own. */
describe.concurrent('behind new-api, which lets streams through,', () => {
  test.each(faults)('$diagnosis is named first: $name', { timeout: 60_000 }, async (fault) => {
    const { run, output } = await runFault(fault, { dialect: 'new-api' })
    expect(run?.diagnoses[0], output.slice(0, 2500)).toMatchObject({
      cause: fault.diagnosis,
      hop: fault.at,
      // What an export is warned of is in the list; it is no diagnosis.
      affects: fault.turnsRed.filter((id) => id !== 'CONFIG-7'),
    })
  })
})

test('without the export nobody can tell who holds events back', { timeout: 60_000 }, async () => {
  const [read] = faults
  if (read === undefined) throw new Error('the catalogue has no such fault')
  const { run, output } = await runFault(read, { access: null })
  expect(run?.diagnoses[0], output.slice(0, 2500)).toMatchObject({
    cause: 'stream-buffered',
    hop: 'unknown',
    confidence: 'likely',
  })
})

describe.concurrent.each(['one-hub', 'one-api'] as const)('behind %s, which reads every answer as one JSON,', (dialect) => {
  test('a healthy chain is told that its gateway breaks streams', { timeout: 60_000 }, async () => {
    const chain = await startChain({ dialect })
    const env = { TARGET_URL: chain.url, TARGET_API_KEY: chain.key, TIER: 'full' }
    const { run, output } = await runSuite(env, ['-t', 'STREAM-GEN'])
    await chain.close()
    expect(run?.diagnoses, output.slice(0, 2500)).toMatchObject([
      { cause: 'stream-broken', hop: 'one-api', affects: ['STREAM-GEN-1'] },
    ])
  })
})
