import { describe, expect, test } from 'vitest'
import type { RequirementStatus } from '../../src/model.ts'
import { type BeforePaying, whyNotPay } from '../../src/run/gatekeeper.ts'
import { freePart, plan } from '../../src/run/plan.ts'
import { judgement } from '../report/runs.ts'
import { targetWith } from '../run/targets.ts'

describe('what of a plan is free', () => {
  const free = freePart(plan(targetWith('oneapi-apim-aoai'), { tier: 'acceptance', name: null, files: [] }))

  test('sends nothing that costs an image', () => {
    expect(free.cases.filter(({ images }) => images > 0)).toEqual([])
    expect(free.images).toBe(0)
  })

  test('judges what looks at no image, and nothing else', () => {
    const ids = free.requirements.map(({ id }) => id)
    expect(ids).toEqual(expect.arrayContaining(['VALID-2', 'QUERY-2', 'DEPLOY-4', 'AUTH-EDIT-NONE', 'PAIR-2', 'SECRET-1']))
    expect(ids.filter((id) => /^(T2I|EDIT|MULTI)-|^PASS-[1-5]$|^DEPLOY-[12]$/.test(id))).toEqual([])
  })
})

describe('a gate that looked at all that is free', () => {
  const why = (before: Partial<BeforePaying>) =>
    whyNotPay({ probes: [], judgements: [], unread: null, knownFailures: [], failOn: 'MUST', ...before })
  const judged = (status: RequirementStatus, level: 'MUST' | 'SHOULD' = 'MUST', exchanges: readonly string[] = []) => [
    judgement('QUERY-2', status, { level, exchanges }),
  ]
  const probes = [{ exchange: 'probe-edits', sentence: 'the free probe probe-edits failed' }]
  const knownFailures = [{ id: 'QUERY-2' }]

  test.each(['passed', 'blocked', 'not-applicable', 'not-run'] as const)('pays when a MUST is %s', (status) => {
    expect(why({ judgements: judged(status) })).toBeNull()
  })

  test('pays when only a SHOULD fails, or what is known to fail', () => {
    expect(why({ judgements: judged('failed', 'SHOULD') })).toBeNull()
    expect(why({ judgements: judged('failed'), knownFailures })).toBeNull()
    expect(why({ judgements: judged('unjudged', 'SHOULD'), failOn: 'SHOULD' })).toBeNull()
  })

  test.each([
    ['a MUST fails', judged('failed'), 'MUST', 'QUERY-2 fails before any image is drawn, so nothing is paid for'],
    [
      'a MUST cannot be judged',
      judged('unjudged'),
      'MUST',
      'QUERY-2 cannot be judged before any image is drawn, so nothing is paid for',
    ],
    [
      'a SHOULD fails and the run fails on these',
      judged('failed', 'SHOULD'),
      'SHOULD',
      'QUERY-2 fails before any image is drawn, so nothing is paid for',
    ],
  ] as const)('pays for nothing when %s', (_, judgements, failOn, reason) => {
    expect(why({ judgements, failOn })).toBe(reason)
  })

  test('says why a MUST cannot be judged', () => {
    const [open] = judged('unjudged')
    const judgements = open === undefined ? [] : [{ ...open, message: 'the probe was drawn' }]
    expect(why({ judgements })).toBe(
      'QUERY-2 cannot be judged before any image is drawn (the probe was drawn), so nothing is paid for',
    )
  })

  test('pays for nothing when the run cannot end conformant whatever the images show', () => {
    expect(why({ unread: 'items 2, 3 cannot be told from the export' })).toBe(
      'items 2, 3 cannot be told from the export, so nothing is paid for',
    )
    expect(why({ unread: 'the export is broken', judgements: judged('failed') })).toMatch(/^QUERY-2 fails/)
  })

  test.each([
    ['nothing that failed is known', { probes }],
    [
      'what is known looks at something else',
      { probes, judgements: judged('failed', 'MUST', ['auth-edits-none']), knownFailures },
    ],
    ['what is known to fail does not', { probes, judgements: judged('passed', 'MUST', ['probe-edits']), knownFailures }],
  ])('pays for nothing when a probe fails and %s', (_, before) => {
    expect(why(before)).toBe('the free probe probe-edits failed, so nothing is paid for')
  })

  test('pays when a probe is known to fail: what images show is to be judged all the same', () => {
    expect(why({ probes, judgements: judged('failed', 'MUST', ['probe-edits']), knownFailures })).toBeNull()
  })
})
