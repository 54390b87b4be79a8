import { describe, expect, test } from 'vitest'
import type { RequirementStatus } from '../../src/model.ts'
import { whatFailsForFree } from '../../src/run/gatekeeper.ts'
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
  const judged = (status: RequirementStatus, level: 'MUST' | 'SHOULD' = 'MUST') => [judgement('QUERY-2', status, { level })]

  test.each(['passed', 'blocked', 'not-applicable', 'not-run'] as const)('pays when a MUST is %s', (status) => {
    expect(whatFailsForFree(judged(status), [])).toBeNull()
  })

  test('pays when only a SHOULD fails, or what is known to fail', () => {
    expect(whatFailsForFree(judged('failed', 'SHOULD'), [])).toBeNull()
    expect(whatFailsForFree(judged('failed'), [{ id: 'QUERY-2' }])).toBeNull()
  })

  test('pays for nothing when a MUST fails, or cannot be judged', () => {
    expect(whatFailsForFree(judged('failed'), [])).toBe('QUERY-2 fails on requests that cost nothing, so nothing is paid for')
    expect(whatFailsForFree(judged('unjudged'), [])).toBe(
      'QUERY-2 cannot be judged on requests that cost nothing, so nothing is paid for',
    )
  })
})
