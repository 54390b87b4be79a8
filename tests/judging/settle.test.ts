import { describe, expect, test } from 'vitest'
import type { Sentence } from '../../src/cases/variants.ts'
import { matches } from '../../src/judging/matches.ts'
import { levelOf, settle } from '../../src/judging/settle.ts'
import type { Judgement, RequirementStatus } from '../../src/model.ts'
import type { Requirement } from '../../src/requirements.ts'

const row = (id: string, needs?: string, sentence: Sentence = `MUST ${id}`): Requirement => ({
  id,
  area: 'parity',
  sentence,
  source: ['A1'],
  on: ['generate'],
  tier: 'probe',
  ...(needs === undefined ? {} : { needs }),
})

const judged = (id: string, status: RequirementStatus): Judgement => ({
  id,
  area: 'parity',
  level: 'MUST',
  title: `MUST ${id}`,
  status,
  message: `what was said of ${id}`,
  problems: [{ exchange: 'generate', cause: 'response-schema', expected: 'a', actual: 'b' }],
  blockedBy: null,
  exchanges: ['generate'],
})

/** ROOT ← MIDDLE ← LEAF */
const table = [row('ROOT'), row('MIDDLE', 'ROOT'), row('LEAF', 'MIDDLE'), row('ALONE')]
const settled = (statuses: Readonly<Record<string, RequirementStatus>>): readonly Judgement[] =>
  settle(
    table,
    Object.entries(statuses).map(([id, status]) => judged(id, status)),
    ({ id }) => `nobody asked for ${id}`,
  )
const told = (statuses: Readonly<Record<string, RequirementStatus>>): readonly string[] =>
  settled(statuses).map(({ status, blockedBy }) => (blockedBy === null ? status : `${status} by ${blockedBy}`))

describe('the judgements of a run', () => {
  test('are in the order of the table, whatever order the suites had', () => {
    const statuses = { LEAF: 'passed', ALONE: 'passed', MIDDLE: 'passed', ROOT: 'passed' } as const
    expect(settled(statuses).map(({ id }) => id)).toEqual(['ROOT', 'MIDDLE', 'LEAF', 'ALONE'])
  })

  test('are what the suites said where nothing failed', () => {
    expect(settled({ ROOT: 'passed', MIDDLE: 'passed', LEAF: 'passed', ALONE: 'passed' })).toEqual(
      table.map(({ id }) => judged(id, 'passed')),
    )
  })

  test('are not-run, with the reason, where no suite said anything', () => {
    expect(settled({ ROOT: 'passed' })[3]).toEqual({
      id: 'ALONE',
      area: 'parity',
      level: 'MUST',
      title: 'MUST ALONE',
      status: 'not-run',
      message: 'nobody asked for ALONE',
      problems: [],
      blockedBy: null,
      exchanges: [],
    })
  })
})

describe('a requirement is blocked', () => {
  test('when the one that it needs has failed, and has no problems of its own then', () => {
    expect(settled({ ROOT: 'failed', MIDDLE: 'failed', LEAF: 'passed' })[1]).toEqual({
      ...judged('MIDDLE', 'failed'),
      status: 'blocked',
      blockedBy: 'ROOT',
      problems: [],
      message: 'ROOT failed',
    })
  })

  test.each<readonly [string, Readonly<Record<string, RequirementStatus>>, readonly string[]]>([
    [
      'by the root of its needs, not by the nearest',
      { ROOT: 'failed', MIDDLE: 'failed', LEAF: 'failed', ALONE: 'failed' },
      ['failed', 'blocked by ROOT', 'blocked by ROOT', 'failed'],
    ],
    [
      'by the nearest when that alone has failed',
      { ROOT: 'passed', MIDDLE: 'failed', LEAF: 'failed', ALONE: 'passed' },
      ['passed', 'failed', 'blocked by MIDDLE', 'passed'],
    ],
    ['across one that was not judged', { ROOT: 'failed', LEAF: 'failed' }, ['failed', 'not-run', 'blocked by ROOT', 'not-run']],
    [
      'even though it passed, for it passed on nothing',
      { ROOT: 'failed', MIDDLE: 'passed', LEAF: 'passed' },
      ['failed', 'blocked by ROOT', 'blocked by ROOT', 'not-run'],
    ],
    [
      'never when it was set aside itself',
      { ROOT: 'failed', MIDDLE: 'not-applicable', LEAF: 'unjudged' },
      ['failed', 'not-applicable', 'unjudged', 'not-run'],
    ],
    [
      'never by one that was only set aside',
      { ROOT: 'unjudged', MIDDLE: 'failed', LEAF: 'failed' },
      ['unjudged', 'failed', 'blocked by MIDDLE', 'not-run'],
    ],
    [
      'never by one that was not run, or is not applicable',
      { MIDDLE: 'not-applicable', LEAF: 'failed' },
      ['not-run', 'not-applicable', 'failed', 'not-run'],
    ],
    ['never by what it does not need', { LEAF: 'failed', ALONE: 'failed' }, ['not-run', 'not-run', 'failed', 'failed']],
  ])('%s', (_how, statuses, expected) => {
    expect(told(statuses)).toEqual(expected)
  })
})

test.each<readonly [Sentence, Judgement['level']]>([
  ['MUST answer', 'MUST'],
  ['MUST NOT answer', 'MUST'],
  ['SHOULD answer', 'SHOULD'],
  ['MAY answer', 'MAY'],
])('"%s" is a %s', (sentence, level) => {
  expect(levelOf(row('X', undefined, sentence))).toBe(level)
  expect(settle([row('X', undefined, sentence)], [], () => '')).toMatchObject([{ level, title: sentence }])
})

describe('a pattern', () => {
  test.each([
    ['edit-one', 'edit-one'],
    ['auth-edits-*', 'auth-edits-none'],
    ['probe-*', 'probe-'],
    ['*', 'anything'],
  ])('%s names %s', (pattern, id) => {
    expect(matches(pattern, id)).toBe(true)
  })

  test.each([
    ['edit-one', 'edit-one-more'],
    ['edit-one', 'edit'],
    ['auth-edits-*', 'auth-generations-none'],
    ['auth-edits-*', 'auth-edits'],
    ['auth-edits-*', 'again-auth-edits-none'],
    ['auth-*-none', 'auth-edits-none'],
  ])('%s does not name %s', (pattern, id) => {
    expect(matches(pattern, id)).toBe(false)
  })
})
