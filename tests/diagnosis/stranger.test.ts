import { describe, expect, test } from 'vitest'
import { refined } from '../../src/diagnosis/refinements.ts'
import { attribution } from '../exchanges.ts'
import { targetWith } from '../run/targets.ts'
import { chainOfThree, drawing, evidence, finding, probe, refusal } from './runs.ts'

const missing = finding({ cause: 'gateway-route-missing', hop: 'one-api', confidence: 'certain', exchange: 'probe-edits' })
const straight = targetWith('aoai', { TARGET_API_VERSION: '2025-04-01-preview' })
const WRONG = 'wrong-base-url'

describe('an answer of a hop that the profile does not have', () => {
  test('is the wrong profile or the wrong address, where the model itself should answer', () => {
    const made = refined(missing, evidence({ target: straight, exchanges: [probe('edits', refusal(404, 'one-api'))] }))
    expect(made).toMatchObject({ cause: WRONG, hop: 'client', alternatives: [] })
    expect(made.evidence[0]).toBe('one-api answers, and the chain of TARGET_PROFILE=aoai has none (aoai)')
  })

  test('may be that, where other hops stand in front of the model', () => {
    const made = refined(missing, evidence({ exchanges: [probe('edits', refusal(404, 'gateway'))] }))
    expect(made).toMatchObject({ cause: 'gateway-route-missing', confidence: 'likely' })
    expect(made.alternatives.map(({ cause }) => cause)).toEqual([WRONG])
    expect(made.evidence[0]).toContain('(one-api → apim → aoai)')
  })

  test('says nothing of a picture that is not as it was asked for, nor of what the answer itself says of the address', () => {
    for (const cause of ['image-size-mismatch', 'rate-limited'] as const) {
      const other = { ...missing, cause, confidence: 'likely' } as const
      expect(refined(other, evidence({ exchanges: [probe('edits', refusal(404, 'gateway'))] })).alternatives).toEqual([])
    }
  })

  test('leaves what is only possible as possible', () => {
    const made = refined(
      { ...missing, confidence: 'possible' },
      evidence({ exchanges: [probe('edits', refusal(404, 'gateway'))] }),
    )
    expect(made.confidence).toBe('possible')
  })

  test.each([
    ['that the profile has', refusal(404, 'one-api'), chainOfThree],
    ['that may stand in front of every chain', refusal(404, 'edge'), straight],
    ['that cannot be told', refusal(404, 'unknown'), straight],
    [
      'that it only may be of',
      { ...refusal(404, 'one-api'), attribution: attribution('one-api', { confidence: 'possible' }) },
      straight,
    ],
  ] as const)('says nothing of the profile when it is of a hop %s', (_what, answered, target) => {
    const { cause, alternatives } = refined(missing, evidence({ target, exchanges: [probe('edits', answered)] }))
    expect([cause, ...alternatives.map((other) => other.cause)]).not.toContain(WRONG)
  })

  test.each([
    ['the other operation works', [drawing('generations')]],
    ['the model refuses the free probe of the other one', [probe('generations')]],
  ])('says nothing of the profile when %s', (_what, others) => {
    const exchanges = [probe('edits', refusal(404, 'gateway')), ...others]
    const unsure = { ...missing, confidence: 'likely' } as const
    expect(refined(unsure, evidence({ exchanges })).alternatives.map(({ cause }) => cause)).not.toContain(WRONG)
  })
})
