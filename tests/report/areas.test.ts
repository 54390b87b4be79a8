import { expect, test } from 'vitest'
import type { Judgement, KnownFailure } from '../../src/model.ts'
import { areaRows } from '../../src/report/areas.ts'
import { judgement } from './runs.ts'

const pass = judgement('A', 'passed')
const known: readonly KnownFailure[] = [{ id: 'B', reason: 'ticket 7', state: 'still-failing' }]

test.each<[string, readonly Judgement[], readonly KnownFailure[], string]>([
  ['all pass', [pass], [], 'pass'],
  ['a MUST fails', [pass, judgement('B', 'failed'), judgement('C', 'unjudged')], [], 'FAIL'],
  ['a SHOULD fails', [pass, judgement('B', 'failed', { level: 'SHOULD' })], [], 'warning'],
  ['a known one fails', [pass, judgement('B', 'failed')], known, 'known to fail'],
  ['one could not be judged', [pass, judgement('B', 'unjudged')], [], 'not judged'],
  ['one is blocked from outside the area', [pass, judgement('B', 'blocked', { blockedBy: 'X' })], [], 'not judged'],
  ['some were left out', [pass, judgement('B', 'not-run')], [], 'pass'],
  ['all were left out', [judgement('B', 'not-run'), judgement('C', 'not-applicable')], [], 'not run'],
  ['nothing applies', [judgement('B', 'not-applicable')], [], 'not applicable'],
])('the result of an area in which %s', (_words, requirements, knownFailures, result) => {
  expect(areaRows({ requirements, knownFailures, failOn: 'MUST' }).map((row) => row.result)).toEqual([result])
})

test('the four that were asked for come first, in their order', () => {
  const requirements = ['parity', 'authentication', 'multi-image edit', 'single-image edit', 'text-to-image'].map((area) =>
    judgement(area, 'passed', { area }),
  )
  expect(areaRows({ requirements, knownFailures: [], failOn: 'MUST' }).map(({ area }) => area)).toEqual([
    'text-to-image',
    'single-image edit',
    'multi-image edit',
    'authentication',
    'parity',
  ])
})

test('a SHOULD that fails is a failure of its area where the run fails on these', () => {
  const requirements = [pass, judgement('B', 'failed', { level: 'SHOULD' })]
  expect(areaRows({ requirements, knownFailures: [], failOn: 'SHOULD' }).map(({ result }) => result)).toEqual(['FAIL'])
})
