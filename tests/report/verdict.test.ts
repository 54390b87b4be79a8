import { describe, expect, test } from 'vitest'
import { BEHIND_A_LINK } from '../../src/checks/picture.ts'
import type { Diagnosis, FailOn, Judgement, KnownFailure } from '../../src/model.ts'
import { applyKnownFailures } from '../../src/report/known-failures.ts'
import { exitStatus, reasonAmong, verdict } from '../../src/report/verdict.ts'
import { diagnosis, exchange, judgement } from './runs.ts'

const should = { level: 'SHOULD' } as const
const knowing = (...ids: string[]) => ids.map((id, index) => ({ id, reason: 'ticket 7', line: index + 1 }))

interface Row {
  readonly when: string
  readonly judgements: readonly Judgement[]
  readonly diagnoses?: readonly Diagnosis[]
  readonly known?: readonly string[]
  readonly failOn?: FailOn
  readonly verdict: string
  readonly exit: number
  readonly reason: string
}

const rows: readonly Row[] = [
  {
    when: 'everything holds',
    judgements: [judgement('A', 'passed'), judgement('B', 'passed'), judgement('C', 'not-applicable')],
    verdict: 'conformant',
    exit: 0,
    reason: '2 requirements judged, all hold',
  },
  {
    when: 'a filter left one requirement, which holds',
    judgements: [judgement('A', 'passed'), judgement('B', 'not-run')],
    verdict: 'conformant',
    exit: 0,
    reason: '1 requirement judged, all hold; 1 not run',
  },
  {
    when: 'the target gives links, and nobody looked at a picture',
    judgements: [judgement('A', 'passed'), judgement('B', 'not-applicable', { message: `not observable: ${BEHIND_A_LINK}` })],
    verdict: 'conformant',
    exit: 0,
    reason: '1 requirement judged, all hold; pictures were not looked at, as links are not followed (B)',
  },
  {
    when: 'only a SHOULD fails',
    judgements: [judgement('A', 'passed'), judgement('B', 'failed', should)],
    verdict: 'conformant',
    exit: 0,
    reason: '1 of 2 judged hold; 1 warning (B)',
  },
  {
    when: 'a SHOULD fails in a run that fails on these',
    failOn: 'SHOULD',
    judgements: [judgement('A', 'passed'), judgement('B', 'failed', should), judgement('C', 'failed', { level: 'MAY' })],
    verdict: 'nonconformant',
    exit: 1,
    reason: '1 requirement fails (B), and the evidence names no cause',
  },
  {
    when: 'a SHOULD that is known fails in a run that fails on these',
    failOn: 'SHOULD',
    judgements: [judgement('A', 'passed'), judgement('B', 'failed', should)],
    known: ['B'],
    verdict: 'conformant',
    exit: 0,
    reason: '1 of 2 judged hold; known to fail: B',
  },
  {
    when: 'a MUST fails and nothing explains it',
    judgements: [judgement('A', 'failed')],
    verdict: 'nonconformant',
    exit: 1,
    reason: '1 requirement fails (A), and the evidence names no cause',
  },
  {
    when: 'a MUST fails beside one that could not be judged',
    judgements: [judgement('A', 'failed'), judgement('B', 'unjudged'), judgement('C', 'failed')],
    diagnoses: [diagnosis({ affects: ['A'] })],
    verdict: 'nonconformant',
    exit: 1,
    reason:
      'operation-missing at apim (certain): API Management has no operation with this method and path, so 1 requirement fails (A); 1 more fails for other reasons',
  },
  {
    when: 'the environment keeps a MUST from being judged',
    judgements: [judgement('A', 'passed'), judgement('B', 'unjudged')],
    diagnoses: [diagnosis({ cause: 'rate-limited', hop: 'aoai', confidence: 'likely', affects: ['B'] })],
    verdict: 'unjudged',
    exit: 2,
    reason: '1 MUST could not be judged (B), because of rate-limited at aoai (likely)',
  },
  {
    when: 'the environment keeps only a SHOULD from being judged',
    judgements: [judgement('A', 'passed'), judgement('B', 'unjudged', should)],
    verdict: 'conformant',
    exit: 0,
    reason: '1 requirement judged, all hold',
  },
  {
    when: 'nothing answers',
    judgements: [judgement('A', 'unjudged'), judgement('B', 'not-run')],
    diagnoses: [diagnosis({ cause: 'target-unreachable', hop: 'client', affects: ['A'] })],
    verdict: 'unjudged',
    exit: 2,
    reason: 'no requirement was judged, because of target-unreachable at client (certain)',
  },
  { when: 'nothing was selected', judgements: [], verdict: 'unjudged', exit: 2, reason: 'no requirement was judged' },
  {
    when: 'everything was left out',
    judgements: [judgement('A', 'not-run'), judgement('B', 'not-applicable')],
    verdict: 'unjudged',
    exit: 2,
    reason: 'no requirement was judged',
  },
  {
    when: 'every failure is known, and what hangs on it is blocked',
    judgements: [judgement('A', 'failed'), judgement('B', 'blocked', { blockedBy: 'A' }), judgement('C', 'passed')],
    known: ['A'],
    verdict: 'conformant',
    exit: 0,
    reason: '1 of 2 judged hold; known to fail: A',
  },
  {
    when: 'another requirement fails than the known one',
    judgements: [judgement('A', 'failed'), judgement('B', 'failed')],
    known: ['A'],
    verdict: 'nonconformant',
    exit: 1,
    reason: '1 requirement fails (B), and the evidence names no cause',
  },
  {
    when: 'a known failure passes again',
    judgements: [judgement('A', 'passed')],
    known: ['A'],
    verdict: 'conformant',
    exit: 1,
    reason: '1 requirement judged, all hold; A passes again, which fails the run until KNOWN_FAILURES no longer names it',
  },
  {
    when: 'a known failure could not be judged',
    judgements: [judgement('A', 'unjudged'), judgement('B', 'passed')],
    known: ['A'],
    verdict: 'unjudged',
    exit: 2,
    reason: '1 MUST could not be judged (A)',
  },
  {
    when: 'a MUST is left open for a reason that is no cause',
    judgements: [judgement('A', 'unjudged', { message: 'the probe was drawn: no second is sent' }), judgement('B', 'passed')],
    verdict: 'unjudged',
    exit: 2,
    reason: '1 MUST could not be judged (A): the probe was drawn: no second is sent',
  },
  {
    when: 'a MUST is blocked by a SHOULD that failed, so nothing is known of it',
    judgements: [judgement('A', 'failed', should), judgement('B', 'blocked', { blockedBy: 'A' })],
    verdict: 'unjudged',
    exit: 2,
    reason: '1 MUST could not be judged (B)',
  },
]

describe('the verdict', () => {
  test.each(rows)('when $when: $verdict, exit status $exit', (row) => {
    const knownFailures: readonly KnownFailure[] = applyKnownFailures(row.judgements, knowing(...(row.known ?? [])))
    const judged = verdict(row.judgements, row.diagnoses ?? [], { knownFailures, failOn: row.failOn ?? 'MUST' })
    expect(judged).toEqual({ verdict: row.verdict, reason: row.reason })
    expect(exitStatus({ ...judged, knownFailures })).toBe(row.exit)
  })
})

describe('the reason', () => {
  const broken = (kind: 'interrupted' | 'timeout') =>
    exchange({ response: null, failure: { kind, phase: 'headers', message: 'No answer' } })

  test('begins with the interruption when there was one', () => {
    expect(reasonAmong([exchange(), broken('interrupted')], '2 MUSTs could not be judged (A, B)')).toBe(
      'interrupted before everything was answered; 2 MUSTs could not be judged (A, B)',
    )
  })

  test.each([[[]], [[exchange(), broken('timeout')]]])('stands alone when everything had its time', (exchanges) => {
    expect(reasonAmong(exchanges, '1 requirement judged, all hold')).toBe('1 requirement judged, all hold')
  })
})
