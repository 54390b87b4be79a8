import { describe, expect, test } from 'vitest'
import type { Evidence } from '../../src/diagnosis/evidence.ts'
import type { Finding } from '../../src/diagnosis/findings.ts'
import { UNDER_LOAD } from '../../src/diagnosis/under-load.ts'
import type { AttributedExchange, CauseName } from '../../src/model.ts'
import { answer, attribution, exchange, noAnswer } from '../exchanges.ts'
import { targetWith } from '../run/targets.ts'

const probe = exchange()
const failing = exchange({ case: 'burst-07', response: answer(503), attribution: attribution('edge') })

function madeOf(cause: CauseName, one: AttributedExchange, alone: AttributedExchange = probe): Finding | null {
  const evidence: Evidence = {
    target: targetWith('oneapi-apim-aoai'),
    judgements: [],
    readings: [alone, one].map((sent) => ({ exchange: sent, explanation: null })),
    configuration: [],
  }
  const base = { hop: 'one-api', confidence: 'possible', operation: 'generations', requirement: 'PARALLEL-2' } as const
  const finding: Finding = { ...base, cause, exchange: one.id, evidence: [], alternatives: [] }
  return UNDER_LOAD.map(({ refine }) => refine(finding, evidence))[0] ?? null
}

describe('a call that fails among many', () => {
  test('is the fault of the hop that answered when it is answered soundly alone', () => {
    expect(madeOf('backend-unreachable', failing)).toMatchObject({
      cause: 'upstream-error',
      hop: 'edge',
      alternatives: [{ cause: 'rate-limited' }],
    })
    const cut = exchange({ case: 'burst-07', ...noAnswer('reset'), attribution: attribution('unknown') })
    expect(madeOf('upstream-error', cut)).toMatchObject({ cause: 'upstream-error', hop: 'unknown' })
  })

  test('is what it is when it fails alone too, was sent alone, or shows a cause of its own', () => {
    expect(madeOf('backend-unreachable', failing, exchange({ response: answer(503) }))).toBeNull()
    expect(madeOf('backend-unreachable', exchange({ case: 'again-generations', response: answer(503) }))).toBeNull()
    expect(madeOf('answers-mixed-up', failing)).toBeNull()
  })
})
