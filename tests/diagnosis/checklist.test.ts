import { describe, expect, test } from 'vitest'
import { checklist } from '../../src/diagnosis/checklist.ts'
import type { Evidence } from '../../src/diagnosis/evidence.ts'
import type { ChecklistItem, Diagnosis, Judgement } from '../../src/model.ts'
import { targetWith } from '../run/targets.ts'
import { chainOfThree, drawing, evidence, judgement, probe, refusal } from './runs.ts'

const passed = (...ids: readonly string[]): readonly Judgement[] => ids.map((id) => judgement(id, 'passed'))
const numbers = { 'one-api': '2025061502', aoai: '3f2504e0' }

/** A run in which an edit came back. */
const whole = evidence({
  exchanges: [drawing('edits', { requestIds: numbers })],
  judgements: passed('EDIT-1', 'QUERY-2', 'PAIR-2'),
})

const at = (
  item: number,
  run: Evidence,
  diagnoses: readonly Diagnosis[] = [],
): Omit<ChecklistItem, 'item' | 'title'> | undefined => {
  const { status, evidence: why } = checklist(run, diagnoses).find((row) => row.item === item) ?? {
    status: 'broken',
    evidence: [],
  }
  return { status, evidence: why }
}

test('a success without a picture shows nothing: a policy may have answered it', () => {
  const empty = drawing('edits', { billing: 'possibly-paid' })
  const run = evidence({ exchanges: [empty], judgements: passed('EDIT-1', 'QUERY-2', 'PAIR-2') })
  expect([1, 2, 5].map((item) => at(item, run)?.status)).toEqual(['not-observable', 'not-observable', 'not-observable'])
})

const unseen = { status: 'not-observable', evidence: ['no answer of this run shows it'] }

test('the checklist has its six items, in their order', () => {
  expect(checklist(whole, []).map(({ item, title }) => [item, title])).toEqual([
    [1, 'the edits operation exists in APIM'],
    [2, 'edits is rewritten to /openai/deployments/{deployment}/images/edits'],
    [3, 'api-version is written'],
    [4, "authentication equals generations' and is valid"],
    [5, 'product and subscription allow edits'],
    [6, 'the same key replayed, request numbers of the hops matched'],
  ])
})

describe('an item holds', () => {
  test.each([
    [1, 'edit-one: an edit came back, so APIM has the operation'],
    [2, 'edit-one: an edit came back, so the backend path is right'],
    [3, 'edit-one: an edit came back, also when the client asks for another api-version'],
    [4, 'edit-one: an edit came back, and each credential is treated as on generations'],
    [5, 'edit-one: an edit came back, so the subscription covers it'],
    [6, 'edit-one: one-api 2025061502, aoai 3f2504e0'],
  ])('when an edit came back: %i', (item, why) => {
    expect(at(item, whole)).toEqual({ status: 'holds', evidence: [why] })
  })

  test.each([
    [1, 'so APIM has the operation'],
    [5, 'so the subscription covers it'],
  ])('when the model refused the free probe: %i', (item, why) => {
    expect(at(item, evidence({ exchanges: [probe('edits')] }))).toEqual({
      status: 'holds',
      evidence: [`probe-edits: the model itself refused the free probe, ${why}`],
    })
  })

  test('by the probe when the edit that came back is not as it should be', () => {
    const run = { ...whole, judgements: [judgement('EDIT-1', 'failed')] }
    expect(at(1, run)).toEqual(unseen)
    expect(at(1, { ...run, readings: evidence({ exchanges: [drawing('edits'), probe('edits')] }).readings })?.evidence).toEqual([
      'probe-edits: the model itself refused the free probe, so APIM has the operation',
    ])
  })

  test('for the api-version that the client sends itself', () => {
    const { profile } = chainOfThree
    const passesOn = { ...profile, capabilities: { ...profile.capabilities, overridesApiVersion: false } }
    expect(at(3, { ...whole, target: { ...chainOfThree, profile: passesOn }, judgements: passed('EDIT-1') })).toEqual({
      status: 'holds',
      evidence: ['edit-one: an edit came back, and the client sends the api-version itself'],
    })
  })
})

describe('an item is not observable', () => {
  test.each([1, 2, 3, 4, 5, 6])('when no answer shows it: %i', (item) => {
    expect(at(item, evidence({ judgements: passed('QUERY-2', 'PAIR-2') }))).toEqual(unseen)
  })

  test.each([
    [3, 'QUERY-2'],
    [4, 'PAIR-2'],
  ])('when the requirement about it did not pass: %i by %s', (item, id) => {
    const judgements = whole.judgements.filter((one) => one.id !== id)
    expect(at(item, { ...whole, judgements })).toEqual(unseen)
    expect(at(item, { ...whole, judgements: [...judgements, judgement(id, 'failed')] })).toEqual(unseen)
  })

  test('when there is no API Management', () => {
    expect(at(1, { ...whole, target: targetWith('ai-builder-space') })).toEqual({
      status: 'not-observable',
      evidence: ['this target has no APIM'],
    })
  })
})

describe('the request numbers of the hops are matched', () => {
  const numbered = (requestIds: Readonly<Record<string, string>>, profile = 'oneapi-apim-aoai') =>
    at(6, {
      ...evidence({ exchanges: [probe('edits', { ...refusal(404), requestIds })] }),
      target: targetWith(profile, { TARGET_API_VERSION: '2025-04-01-preview' }),
    })?.status

  test('by an answer with the numbers of two hops', () => {
    expect(numbered(numbers)).toBe('holds')
    expect(numbered({ aoai: '3f2504e0' })).toBe('not-observable')
  })

  test('by one number where the first hop gives none', () => {
    expect(numbered({ aoai: '3f2504e0' }, 'apim-aoai')).toBe('holds')
    expect(numbered({}, 'apim-aoai')).toBe('not-observable')
  })

  test('by no answer on generations, and by none of an inner hop', () => {
    const exchanges = [probe('generations', { requestIds: numbers }), probe('edits', { sentTo: 'apim', requestIds: numbers })]
    expect(at(6, evidence({ exchanges }))).toEqual(unseen)
  })
})

const missing: Diagnosis = {
  cause: 'operation-missing',
  hop: 'apim',
  confidence: 'certain',
  checklistItems: [1],
  affects: ['EDIT-1'],
  exchanges: ['edit-one'],
  evidence: ['edit-one: 404', 'edit-two: 404', 'edit-three: 404'],
  remedy: 'Add it.',
  alternatives: [],
}

test.each([
  ['', []],
  [
    ': it may as well be rewrite-wrong, operation-missing',
    ['rewrite-wrong: the path may be', 'operation-missing: or that', 'to settle it: ask'],
  ],
])('an item that a diagnosis is about for all that is only possible is not observable%s', (words, alternatives) => {
  const diagnosis: Diagnosis = {
    ...missing,
    cause: 'api-version-missing',
    confidence: 'possible',
    checklistItems: [3],
    alternatives,
  }
  expect(at(3, whole, [diagnosis])).toEqual({
    status: 'not-observable',
    evidence: [`api-version-missing is possible and not sure${words}`],
  })
  expect(at(3, whole, [diagnosis, { ...diagnosis, confidence: 'likely' }])?.status).toBe('broken')
})

test('an item that a diagnosis is about is broken, by the first two lines of its evidence, whatever else shows it', () => {
  const another = { ...missing, evidence: ['probe-edits: 404'] }
  expect(at(1, whole, [missing, another])).toEqual({
    status: 'broken',
    evidence: ['edit-one: 404', 'edit-two: 404', 'probe-edits: 404'],
  })
  expect(at(2, whole, [missing])?.status).toBe('holds')
})
