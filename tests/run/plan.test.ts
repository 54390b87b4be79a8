import { describe, expect, test } from 'vitest'
import { TIERS } from '../../src/model.ts'
import { requirements } from '../../src/requirements.ts'
import { budgetOf, type Filter, mustSelect, type Plan, plan, reason } from '../../src/run/plan.ts'
import { targetWith } from './targets.ts'

const chain = targetWith('oneapi-apim-aoai')
const planned = (filter: Partial<Filter> = {}, target = chain): Plan =>
  plan(target, { tier: 'acceptance', name: null, files: [], ...filter })
const judges = (filter: Partial<Filter>): readonly string[] => planned(filter).requirements.map(({ id }) => id)
const sends = (filter: Partial<Filter>, target = chain): readonly string[] => planned(filter, target).cases.map(({ id }) => id)

describe('a tier', () => {
  test('probe pays for nothing and judges nothing that needs an image', () => {
    expect(planned({ tier: 'probe' }).images).toBe(0)
    expect(sends({ tier: 'probe' })).not.toContain('generate')
    expect(judges({ tier: 'probe' })).toContain('VALID-2')
    expect(judges({ tier: 'probe' })).not.toContain('EDIT-1')
  })

  test('acceptance judges everything but the full tier, and pays for three images', () => {
    expect(planned().requirements).toEqual(requirements.filter(({ tier }) => tier !== 'full'))
    expect(planned().images).toBe(3)
  })

  test('full judges everything', () => {
    expect(planned({ tier: 'full' }).requirements).toEqual(requirements)
  })

  test.each([
    ['aoai', 3],
    ['generic', 3],
    ['ai-builder-space', 1],
  ])('acceptance pays under %s for %i', (profile, images) => {
    expect(planned({}, targetWith(profile)).images).toBe(images)
  })

  test.each(TIERS)('%s sends each case once, and every one for a requirement', (tier) => {
    const cases = sends({ tier })
    expect(cases).toEqual([...new Set(cases)])
    const patterns = planned({ tier }).requirements.flatMap(({ on }) => on.map((pattern) => pattern.replace('*', '')))
    expect(cases.filter((id) => !patterns.some((pattern) => id.startsWith(pattern)))).toEqual([])
  })

  test('says of what it leaves out that it sends nothing for it', () => {
    const edit = requirements.find(({ id }) => id === 'EDIT-1')
    expect(edit && reason(edit, { tier: 'probe', name: null, files: [] })).toBe('the tier probe sends nothing for it')
    expect(edit && reason(edit, { tier: 'acceptance', name: null, files: [] })).toBeNull()
  })
})

describe('-t', () => {
  test.each<readonly [RegExp, readonly string[], readonly string[]]>([
    [/EDIT-1 /, ['EDIT-1'], ['edit-one']],
    [/^text-to-image T2I-1/, ['T2I-1'], ['generate']],
    [/VALID-2/, ['VALID-2'], ['probe-edits']],
    [/PATH-1/, ['PATH-1'], ['unknown-path']],
    [/AUTH-EDIT-NONE/, ['AUTH-EDIT-NONE'], ['probe-edits', 'auth-edits-none']],
    [/QUERY-3/, ['QUERY-3'], ['probe-generations', 'stray-query-generations']],
    [/ROUTE-4/, ['ROUTE-4'], ['probe-edits', 'again-edits', 'auth-edits-right']],
  ])('%s judges %j and sends %j', (name, ids, cases) => {
    expect(judges({ name })).toEqual(ids)
    expect(sends({ name })).toEqual(cases)
  })

  test.each<readonly [RegExp, readonly string[], readonly string[]]>([
    [/EDIT-4/, ['EDIT-1', 'EDIT-2', 'EDIT-3', 'EDIT-4'], ['edit-one']],
    [/PASS-5/, ['EDIT-1', 'PASS-2', 'PASS-5'], ['edit-one']],
    [/MULTI-9/, ['MULTI-1', 'MULTI-2', 'MULTI-3', 'MULTI-4', 'MULTI-9'], ['edit-one', 'edit-several']],
    [/QUERY-2/, ['VALID-2', 'QUERY-2'], ['probe-edits', 'other-api-version-edits']],
  ])('%s judges what it needs too, %j, and sends no more than %j', (name, ids, cases) => {
    expect(judges({ name })).toEqual(ids)
    expect(sends({ name })).toEqual(cases)
  })

  test('reaches everything whose case is among several of a pattern', () => {
    expect(sends({ name: /AUTH-GEN-RIGHT/ })).toEqual([
      'probe-generations',
      'auth-generations-right',
      'auth-generations-right-as-api-key',
      'auth-generations-right-as-ocp-apim-subscription-key',
    ])
  })

  test('cannot reach what its tier leaves out', () => {
    expect(planned({ tier: 'probe', name: /EDIT-1 / })).toEqual({ requirements: [], cases: [], images: 0 })
  })

  test('that matches nothing plans nothing', () => {
    expect(planned({ name: /no such/ })).toEqual({ requirements: [], cases: [], images: 0 })
  })

  test('says of what it leaves out that nobody selected it', () => {
    const [first] = requirements
    expect(first && reason(first, { tier: 'full', name: /no such/, files: [] })).toBe('not selected')
    expect(first && reason(first, { tier: 'full', name: null, files: ['no-such'] })).toBe('not selected')
  })
})

describe('a file', () => {
  const areas = (files: readonly string[]): readonly string[] => [
    ...new Set(requirements.filter((row) => reason(row, { tier: 'full', name: null, files }) === null).map(({ area }) => area)),
  ]

  test.each([
    [['suites/parity.suite.ts'], ['parity']],
    [['./suites/parity.suite.ts'], ['parity']],
    [['parity'], ['parity']],
    [['edit'], ['single-image edit', 'multi-image edit', 'edit inputs']],
    [
      ['paths-and-secrets', 'pass-mark'],
      ['pass mark', 'paths and secrets'],
    ],
    [['no-such'], []],
  ])('%j selects %j', (files, selected) => {
    expect(areas(files)).toEqual(selected)
  })

  test('and a name select what both mean', () => {
    expect(judges({ files: ['single-image-edit'], name: /-1 / })).toEqual(['EDIT-1'])
  })
})

describe('a free request', () => {
  test.each([
    ['oneapi-apim-aoai', /AUTH-GEN-NONE/, 'probe-generations'],
    ['oneapi-apim-aoai', /AUTH-EDIT-WRONG/, 'probe-edits'],
    ['ai-builder-space', /AUTH-CHAT-EMPTY/, 'probe-chat'],
  ])('of %s for %s is only planned behind %s', (profile, name, first) => {
    expect(sends({ tier: 'probe', name }, targetWith(profile))).toHaveLength(2)
    expect(sends({ tier: 'probe', name }, targetWith(profile))[0]).toBe(first)
  })

  test('of no operation needs none before it', () => {
    expect(sends({ name: /PATH-/ })).toEqual(['unknown-path', 'wrong-method-generations', 'wrong-method-edits'])
  })

  test('of two operations needs both before it', () => {
    expect(sends({ name: /PAIR-2/ }).slice(0, 2)).toEqual(['probe-generations', 'probe-edits'])
  })
})

describe('MAX_PAID_IMAGES', () => {
  test.each([undefined, 3, 30])('of %s lets a plan of three images pay for three', (limit) => {
    expect(budgetOf(planned(), limit)).toBe(3)
  })

  test('of 0 is enough for a plan without images', () => {
    expect(budgetOf(planned({ tier: 'probe' }), 0)).toBe(0)
  })

  test.each(TIERS)('of 0 is enough for a gate that never pays, with TIER=%s', (tier) => {
    const never = plan(chain, { tier, name: null, files: [] }, null, 'never')
    expect(never.cases).toEqual(planned({ tier }).cases)
    expect(budgetOf(never, 0)).toBe(0)
  })

  test.each([0, 2])('of %i is refused with the plan of three, and what would be right', (limit) => {
    expect(() => budgetOf(planned(), limit)).toThrow(
      expect.objectContaining({
        name: 'BadConfiguration',
        faults: [
          {
            variable: 'MAX_PAID_IMAGES',
            fault: `${limit} is below the plan of 3 (text-to-image 1, single-image edit 1, multi-image edit 1); raise it, or choose TIER=probe, which pays for none`,
            example: '3',
          },
        ],
      }),
    )
  })
})

describe('a filter', () => {
  const refusal = (filter: Partial<Filter>) => () => mustSelect({ tier: 'acceptance', name: null, files: [], ...filter })

  test.each([{}, { name: /EDIT-1 / }, { files: ['suites/parity'] }, { tier: 'probe', name: /^parity / }] as const)(
    '%j selects something',
    (filter) => {
      expect(refusal(filter)).not.toThrow()
    },
  )

  test('that matches nothing is refused, and says where the names stand', () => {
    expect(refusal({ name: /EDIT-99/ })).toThrow(
      'arguments: select no requirement: --list prints the area, ID and sentence that -t is matched with, and its suite',
    )
    expect(refusal({ files: ['suites/nope'] })).toThrow('for example  npm test -- -t EDIT-1')
    expect(refusal({ name: /EDIT-1 /, files: ['suites/parity'] })).toThrow('select no requirement')
  })

  test('that matches what another tier sends for is refused with the tier', () => {
    expect(refusal({ tier: 'probe', name: / EDIT-1 / })).toThrow(
      'arguments: select only what TIER=probe sends nothing for (EDIT-1): it takes TIER=acceptance\n    for example  TIER=acceptance npm test -- --list',
    )
    expect(refusal({ files: ['streaming'] })).toThrow(/\((?:[A-Z0-9-]+, ){4}[A-Z0-9-]+ and \d+ more\): it takes TIER=full/)
  })
})
