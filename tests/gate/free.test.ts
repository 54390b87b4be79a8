import { describe, expect, test } from 'vitest'
import { EXPORT_FAULTS } from '../../reference/faults/exports.ts'
import { FAULTS } from '../../reference/faults/faults.ts'
import type { RequirementStatus } from '../../src/model.ts'
import { requirements } from '../../src/requirements.ts'
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

/** What no request that costs nothing can show, for it happens to real images only: an export beside the gate shows it. */
const ONLY_READ: Readonly<Record<string, string>> = {
  'edits-timeout-short': 'refusals come before the time is up',
}
/** What fails no gate, whatever is paid for: the export is warned of it. */
const WARNED_OF: Readonly<Record<string, string>> = {
  'events-logged': 'only a stream can be held back, and only the full tier asks for one',
  'region-stripped': 'one header of the model is enough for a pass',
}
/** What ends a gate with 2, unjudged: it says nothing of how the gateway is set up. */
const ENVIRONMENT = ['rate-limited', 'quota-exhausted', 'resource-blocked', 'content-filtered']

describe('a fault of API Management', () => {
  const isMust = (id: string): boolean =>
    requirements.some(
      (row) => row.id === id && row.tier === 'probe' && row.area !== 'configuration' && row.sentence.startsWith('MUST'),
    )
  const readAs = (name: string): readonly string[] =>
    EXPORT_FAULTS.filter(({ mistake }) => mistake === name).flatMap(({ turnsRed }) => turnsRed)
  const ofApim = FAULTS.filter(({ change }) => change.some(({ hop }) => hop === 'apim'))

  test.each(ofApim.filter(({ name }) => ONLY_READ[name] === undefined && WARNED_OF[name] === undefined))(
    '$name turns a gate red on requests that cost nothing',
    ({ turnsRed, diagnosis }) => {
      expect(turnsRed.some(isMust) || ENVIRONMENT.includes(diagnosis)).toBe(true)
    },
  )

  test.each(Object.entries(ONLY_READ))('%s turns a gate red that is given the export: %s', (name) => {
    expect(ofApim.find((fault) => fault.name === name)?.turnsRed.some(isMust)).toBe(false)
    expect(readAs(name)).toEqual(['CONFIG-6'])
  })

  test.each(Object.entries(WARNED_OF))('%s fails no gate: %s', (name) => {
    const fault = ofApim.find((one) => one.name === name)
    const inGate = requirements.filter(({ id, tier }) => tier !== 'full' && fault?.turnsRed.includes(id))
    expect(inGate.filter(({ sentence }) => sentence.startsWith('MUST'))).toEqual([])
    expect(readAs(name)).toEqual(['CONFIG-7'])
  })
})
