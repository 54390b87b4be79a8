import { describe, expect, test } from 'vitest'
import { whyNotApplicable } from '../../src/judging/applies.ts'
import type { Requirement } from '../../src/requirements.ts'
import { loadProfile } from '../../src/target/profile.ts'

const profile = loadProfile('generic')
const pair: Requirement = {
  id: 'PAIR',
  area: 'parity',
  sentence: 'MUST treat both alike',
  source: ['A17'],
  on: ['auth-generations-*', 'probe-edits'],
  tier: 'probe',
}

describe('a requirement', () => {
  test('applies where each of its patterns has a case', () => {
    expect(whyNotApplicable(pair, profile, ['auth-generations-none', 'probe-edits', 'probe-chat'])).toBeNull()
  })

  test.each([
    [['auth-generations-none'], 'the profile generic has no case probe-edits'],
    [['probe-edits', 'auth-edits-none'], 'the profile generic has no case auth-generations-*'],
    [[], 'the profile generic has no case auth-generations-*, probe-edits'],
  ])('does not apply where the cases are %j: %s', (cases, reason) => {
    expect(whyNotApplicable(pair, profile, cases)).toBe(reason)
  })

  test('does not apply for the reason that its row gives, before any other', () => {
    expect(whyNotApplicable({ ...pair, unless: ({ name }) => `${name} has no pairs` }, profile, [])).toBe('generic has no pairs')
  })

  test('applies where its row gives no reason', () => {
    expect(whyNotApplicable({ ...pair, unless: () => null }, profile, ['auth-generations-none', 'probe-edits'])).toBeNull()
  })
})
