import { describe, expect, test } from 'vitest'
import { listing } from '../../src/cli/list.ts'
import type { Filter } from '../../src/run/plan.ts'
import { targetWith } from './targets.ts'

const lines = (profile: string, filter: Partial<Filter> = {}): readonly string[] =>
  listing(targetWith(profile), { tier: 'acceptance', name: null, files: [], ...filter }).split('\n')

describe('the list of a plan', () => {
  test('is what would be judged, and every request with its price', () => {
    expect(lines('oneapi-apim-aoai', { name: /EDIT-2|VALID-2/ })).toEqual([
      'Tier acceptance under the profile oneapi-apim-aoai: 3 requirements, 2 requests, 1 of them paid images.',
      '',
      'single-image edit',
      '  EDIT-1            MUST answer 200 to one image and a prompt',
      '  EDIT-2            MUST answer in JSON as an images response',
      '',
      'route and validation',
      '  VALID-2           MUST answer a bad edits request as a bad request (400 or 422), never 404',
      '',
      'requests',
      '  PAID  edit-one                            POST https://gateway.test/v1/images/edits  A real image at the cheapest settings.',
      '  free  probe-edits                         POST https://gateway.test/v1/images/edits  Refused for free: Only the model knows its sizes: gateways pass the value on, and Azure OpenAI answers 400 before it draws anything.',
      '',
    ])
  })

  test('says what does not apply to the profile, and why', () => {
    expect(lines('generic', { name: /T2I-5/ })).toContain(
      '  T2I-5             MUST hold a picture of the size that was asked for (not applicable: targets of the kind generic choose the size themselves)',
    )
  })

  test('says what the profile has no request for', () => {
    expect(lines('ai-builder-space', { name: /EDIT-1 |PAIR-2/ })).toEqual(
      expect.arrayContaining([
        '  EDIT-1            MUST answer 200 to one image and a prompt (not applicable: the profile ai-builder-space has no case edit-one)',
        '  PAIR-2            MUST treat each credential alike on generations and edits (not applicable: the profile ai-builder-space has no case auth-edits-*)',
      ]),
    )
  })

  test('counts no image where none is paid for', () => {
    const [first = '', ...rest] = lines('ai-builder-space', { tier: 'probe' })
    expect(first).toMatch(
      /^Tier probe under the profile ai-builder-space: \d+ requirements, \d+ requests, 0 of them paid images\.$/,
    )
    expect(rest.filter((line) => line.includes('PAID'))).toEqual([])
  })

  test('is empty where nothing is selected', () => {
    expect(lines('generic', { name: /no such/ })).toEqual([
      'Tier acceptance under the profile generic: 0 requirements, 0 requests, 0 of them paid images.',
      '',
      'requests',
      '',
    ])
  })

  test('never shows the key', () => {
    expect(lines('apim-aoai').join('\n')).not.toContain('sk-canary')
  })
})
