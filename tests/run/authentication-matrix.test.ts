import { describe, expect, test } from 'vitest'
import { casesOf, type PlannedCase, schemeName } from '../../src/cases.ts'
import type { Target } from '../../src/target/target.ts'
import { caseOf, targetWith } from './targets.ts'

const chain = targetWith('oneapi-apim-aoai')
const edits = (variant: string): PlannedCase => caseOf(chain, `auth-edits-${variant}`)

describe('the authentication matrix', () => {
  const variants = (target: Target, operation: string): readonly string[] =>
    casesOf(target).flatMap(({ id }) => (id.startsWith(`auth-${operation}-`) ? [id.slice(`auth-${operation}-`.length)] : []))

  test.each([
    ['ai-builder-space', 'generations', ['none', 'empty', 'wrong', 'wrong-scheme', 'right']],
    ['ai-builder-space', 'chat', ['none', 'empty', 'wrong', 'wrong-scheme', 'right']],
    [
      'oneapi-apim-aoai',
      'edits',
      ['none', 'empty', 'wrong', 'wrong-scheme', 'right', 'right-as-api-key', 'right-as-ocp-apim-subscription-key'],
    ],
    [
      'apim-aoai',
      'generations',
      [
        'none',
        'empty',
        'wrong',
        'wrong-scheme',
        'right',
        'right-as-bearer',
        'right-as-ocp-apim-subscription-key',
        'right-as-query-subscription-key',
      ],
    ],
    ['aoai-v1', 'generations', ['none', 'empty', 'wrong', 'wrong-scheme', 'right', 'right-as-api-key']],
  ])('of %s, %s, tries %j', (profile, operation, expected) => {
    expect(variants(targetWith(profile), operation)).toEqual(expected)
  })

  test('tries the default of the profile as another way when TARGET_AUTH chooses one of its own', () => {
    expect(variants(targetWith('aoai-v1', { TARGET_AUTH: 'api-key' }), 'edits')).toContain('right-as-bearer')
    expect(variants(targetWith('aoai-v1', { TARGET_AUTH: 'api-key' }), 'edits')).not.toContain('right-as-api-key')
  })

  test('is the free refusal with another credential, and nothing else', () => {
    const { url, body } = caseOf(chain, 'probe-edits')
    for (const variant of variants(chain, 'edits'))
      expect(edits(variant)).toMatchObject({ url, body, images: 0, turn: 'free', operation: 'edits' })
    expect(edits('none').credential).toEqual({ kind: 'none' })
    expect(edits('empty').credential).toEqual({ kind: 'empty' })
    expect(edits('wrong').credential).toEqual({ kind: 'wrong' })
    expect(edits('wrong-scheme').credential).toEqual({ kind: 'wrong-scheme' })
    expect(edits('right').credential).toEqual({ kind: 'right' })
    expect(edits('right-as-api-key').credential).toEqual({
      kind: 'right-as',
      scheme: { kind: 'header', name: 'api-key' },
    })
  })

  test.each([
    [{ kind: 'bearer' }, 'bearer'],
    [{ kind: 'header', name: 'Ocp-Apim-Subscription-Key' }, 'ocp-apim-subscription-key'],
    [{ kind: 'query', name: 'Subscription-Key' }, 'query-subscription-key'],
  ] as const)('names %j %s', (scheme, name) => {
    expect(schemeName(scheme)).toBe(name)
  })
})
