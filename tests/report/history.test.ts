import { describe, expect, test } from 'vitest'
import type { Judgement, RequirementStatus } from '../../src/model.ts'
import { compare, readBaseline } from '../../src/report/history.ts'
import { conformanceText } from '../../src/report/json.ts'
import { answer, attribution, diagnosis, exchange, judgement, run } from './runs.ts'

/** A run in which EDIT-1 has this status. */
const having = (status: RequirementStatus, change: Partial<Judgement> = {}) =>
  run({ requirements: [judgement('EDIT-1', status, { blockedBy: status === 'blocked' ? 'GEN-1' : null, ...change })] })

const lists = ({ newlyBroken, newlySeen, fixed, notReached, noLongerJudged }: ReturnType<typeof compare>) => ({
  newlyBroken,
  newlySeen,
  fixed,
  notReached,
  noLongerJudged,
})
const nothing = { newlyBroken: [], newlySeen: [], fixed: [], notReached: [], noLongerJudged: [] }
const it = ['EDIT-1']

describe('a requirement', () => {
  test.each([
    ['passed', 'passed', {}],
    ['passed', 'failed', { newlyBroken: it }],
    ['passed', 'blocked', {}],
    ['failed', 'failed', {}],
    ['failed', 'passed', { fixed: it }],
    ['failed', 'blocked', { notReached: it }],
    ['failed', 'unjudged', { notReached: it }],
    ['failed', 'not-run', { notReached: it }],
    ['failed', 'not-applicable', { notReached: it }],
    ['unjudged', 'failed', { newlySeen: it }],
    ['blocked', 'failed', { newlySeen: it }],
    ['blocked', 'passed', {}],
    ['passed', 'unjudged', { noLongerJudged: it }],
    ['passed', 'not-run', {}],
  ] as const)('that was %s and is %s now', (then, now, change) => {
    expect(lists(compare(having(then), having(now)))).toEqual({ ...nothing, ...change })
  })

  test('that is new and fails was not broken by anyone', () => {
    expect(lists(compare(run({ requirements: [] }), having('failed')))).toEqual({ ...nothing, newlySeen: it })
  })

  test('that failed and is no longer there is not called fixed', () => {
    expect(lists(compare(having('failed'), run({ requirements: [] })))).toEqual({ ...nothing, notReached: it })
  })
})

describe('a failure', () => {
  const failing = (hop: 'apim' | 'aoai' | 'unknown', answeredBy: 'apim' | 'aoai' | 'unknown') =>
    run({
      requirements: [judgement('EDIT-1', 'failed', { exchanges: ['edit-one'] })],
      diagnoses: [diagnosis({ hop, affects: ['EDIT-1'] })],
      exchanges: [exchange({ id: 'edit-one', attribution: attribution(answeredBy, []) })],
    })

  test('has moved when another hop is to be fixed', () => {
    expect(compare(failing('apim', 'apim'), failing('aoai', 'apim')).movedHop).toEqual([
      { id: 'EDIT-1', from: 'apim', to: 'aoai' },
    ])
  })

  test('has moved when another hop answered', () => {
    expect(compare(failing('apim', 'apim'), failing('apim', 'aoai')).movedHop).toEqual([
      { id: 'EDIT-1', from: 'apim', to: 'aoai' },
    ])
  })

  test('has not moved when it stayed, or when either hop cannot be told', () => {
    expect(compare(failing('apim', 'apim'), failing('apim', 'apim')).movedHop).toEqual([])
    expect(compare(failing('unknown', 'unknown'), failing('aoai', 'aoai')).movedHop).toEqual([])
  })
})

describe('a case', () => {
  const took = (durationMs: number, change: Parameters<typeof exchange>[0] = {}) =>
    run({ exchanges: [exchange({ durationMs, ...change })] })

  test.each([
    ['a refusal that takes 0.3 s more', 200, 500, {}, false],
    ['a refusal that takes 2 s in place of 0.4 s', 400, 2000, {}, true],
    ['a refusal that takes 3 s in place of 2 s', 2000, 3000, {}, false],
    ['an image that takes 18 s in place of 8 s', 8000, 18_000, { billing: 'paid' }, false],
    ['an image that takes 60 s in place of 20 s', 20_000, 60_000, { billing: 'paid' }, true],
  ] as const)('%s: slower?', (_words, beforeMs, nowMs, change, slower) => {
    const found = compare(took(beforeMs, change), took(nowMs, change)).slower
    expect(found).toEqual(slower ? [{ case: 'generate-one', beforeMs, nowMs }] : [])
  })

  test('is compared with itself alone, by the median of its calls', () => {
    const calls = (...times: number[]) =>
      run({ exchanges: times.map((durationMs, index) => exchange({ id: `${index}`, case: 'probe', durationMs })) })
    expect(compare(run({ exchanges: [exchange({ id: 'other', durationMs: 1 })] }), calls(9000)).slower).toEqual([])
    expect(compare(calls(300, 200, 250), calls(300, 60_000, 200)).slower).toEqual([])
    expect(compare(calls(300, 200, 250), calls(2000, 60_000, 200)).slower).toEqual([
      { case: 'probe', beforeMs: 250, nowMs: 2000 },
    ])
  })

  test('is not compared with another answer or another target', () => {
    expect(compare(took(100, { response: answer(404) }), took(9000)).slower).toEqual([])
    const elsewhere = run({ target: { ...run().target, url: 'https://other.test' }, exchanges: took(100).exchanges })
    expect(compare(elsewhere, took(9000)).slower).toEqual([])
    const embedded = (url: string, ms: number) => ({ ...took(ms), target: { ...run().target, url, embedded: true } })
    expect(compare(elsewhere, embedded('http://127.0.0.1:2', 9000)).slower).toEqual([])
    expect(compare(embedded('http://127.0.0.1:1', 100), embedded('http://127.0.0.1:2', 9000)).slower).toHaveLength(1)
  })
})

describe('a baseline', () => {
  const read = (text: string) => readBaseline(text, 'last/conformance.json')

  test('is what an earlier run wrote', () => {
    const before = having('passed')
    expect(compare(read(conformanceText(before)), having('failed'))).toMatchObject({
      newlyBroken: ['EDIT-1'],
      comparedWith: { startedAt: before.startedAt, url: before.target.url, profile: 'oneapi-apim-aoai', tier: 'acceptance' },
    })
  })

  test.each([
    ['no JSON', 'nope', 'last/conformance.json is not JSON'],
    ['some other JSON', '{"a":1}', 'has no "schemaVersion"'],
    ['of another version', '{"schemaVersion":"2.0"}', 'has schemaVersion "2.0", and this version compares with "1.0" only'],
    ['cut', '{"schemaVersion":"1.0"}', 'is damaged'],
    ['null', 'null', 'has no "schemaVersion"'],
  ])('that is %s is refused', (_kind, text, words) => {
    expect(() => read(text)).toThrow(words)
    expect(() => read(text)).toThrow(/^BASELINE: /)
  })
})
