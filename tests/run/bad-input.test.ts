import { describe, expect, test } from 'vitest'
import { BAD_BODIES, BAD_INPUT } from '../../src/cases/bad-input.ts'
import { PROMPTS, TEXT } from '../../src/cases/prompts.ts'
import { caseOfVariant } from '../../src/cases/variants.ts'
import { casesOf } from '../../src/cases.ts'
import { isObject } from '../../src/checks/body.ts'
import type { Json, Part } from '../../src/model.ts'
import { profileNames } from '../../src/target/profile.ts'
import type { Target } from '../../src/target/target.ts'
import { caseOf, targetWith } from './targets.ts'

const chain = targetWith('oneapi-apim-aoai')
const badCases = (target: Target): readonly string[] =>
  casesOf(target)
    .filter(({ turn }) => turn === 'bad')
    .map(({ id }) => id)

const parts = (target: Target, id: string): readonly Part[] => {
  const { body } = caseOf(target, id)
  return body.kind === 'multipart' ? body.parts : []
}
const field = (target: Target, id: string, name: string): Json => {
  const { body } = caseOf(target, id)
  if (body.kind === 'json' && isObject(body.value)) return body.value[name] ?? null
  const found = parts(target, id).find((part) => part.name === name)
  return found?.kind === 'field' ? found.value : null
}
const rawText = (id: string): string => {
  const { body } = caseOf(chain, id)
  return body.kind === 'raw' ? body.text : ''
}

describe('bad input', () => {
  test.each(profileNames())('pays for nothing under %s', (name) => {
    const bad = casesOf(targetWith(name)).filter(({ turn }) => turn === 'bad')
    expect(bad.length).toBeGreaterThan(3)
    expect(bad.filter(({ images, tier }) => images > 0 || tier !== 'full')).toEqual([])
  })

  test('of targets that may draw all the same is what nobody can draw from', () => {
    expect(badCases(targetWith('ai-builder-space'))).toEqual([
      'bad-gen-no-prompt',
      'bad-gen-prompt-type',
      'bad-gen-broken-json',
      'bad-gen-content-type',
    ])
    expect(badCases(targetWith('generic'))).toEqual([
      'bad-gen-no-prompt',
      'bad-gen-prompt-type',
      'bad-gen-broken-json',
      'bad-gen-content-type',
      'bad-edit-no-prompt',
      'bad-edit-content-type',
    ])
  })

  test('that nothing can be drawn from comes before what could be drawn by mistake', () => {
    const first = badCases(chain).slice(0, BAD_BODIES.length)
    expect(first).toEqual(BAD_BODIES.map(caseOfVariant))
  })

  test('has one thing wrong: the rest is the real request', () => {
    expect(field(chain, 'bad-gen-quality', 'quality')).toBe('ultra')
    expect(field(chain, 'bad-gen-quality', 'prompt')).toBe(field(chain, 'generate', 'prompt'))
    expect(field(chain, 'bad-edit-n-type', 'n')).toBe('two')
    expect(parts(chain, 'bad-edit-n-type').at(-1)).toMatchObject({ kind: 'file', name: 'image', filename: 'red-ball.png' })
    expect(parts(chain, 'bad-edit-no-image').filter(({ kind }) => kind === 'file')).toEqual([])
    expect(parts(chain, 'bad-edit-no-prompt').map(({ name }) => name)).not.toContain('prompt')
    expect(parts(chain, 'bad-edit-seventeen').filter(({ kind }) => kind === 'file')).toHaveLength(17)
  })

  test('breaks JSON and forms where a parser notices', () => {
    expect(() => JSON.parse(rawText('bad-gen-broken-json'))).toThrow(SyntaxError)
    expect(Array.isArray(JSON.parse(rawText('bad-gen-no-object')))).toBe(true)
    expect(JSON.parse(rawText('bad-gen-content-type'))).toMatchObject({ model: 'gpt-image-1.5', prompt: expect.any(String) })
    expect(rawText('bad-edit-other-boundary').trimEnd()).toMatch(/--conformance-boundary--$/)
    expect(rawText('bad-edit-cut-off').trimEnd()).not.toMatch(/--$/)
    expect(caseOf(chain, 'bad-edit-no-boundary').body).toMatchObject({ contentType: 'multipart/form-data' })
  })

  test('of ten megabytes is that long', () => {
    expect(String(field(chain, 'bad-gen-oversized', 'prompt')).length).toBeGreaterThanOrEqual(10 * 1024 * 1024)
  })

  test('asks for response_format to be refused only where it is not offered', () => {
    expect(badCases(chain)).toContain('bad-gen-response-format')
    const row = BAD_INPUT.find(({ id }) => id === 'BAD-GEN-RESPONSE-FORMAT')
    const { offers, ...profile } = chain.profile
    const taking = { ...profile, offers: { ...offers, parameters: [...offers.parameters, 'response_format'] } }
    expect(row?.unless(taking)).toBe('targets of the kind oneapi-apim-aoai take response_format')
  })

  test('has a sentence whose level fits: without what every request needs it is a MUST, a wrong option is a SHOULD', () => {
    const musts = BAD_INPUT.filter(({ sentence }) => sentence.startsWith('MUST'))
    expect(musts.map(({ id }) => id)).toEqual([
      'BAD-GEN-NO-PROMPT',
      'BAD-GEN-PROMPT-TYPE',
      'BAD-GEN-BROKEN-JSON',
      'BAD-GEN-FORM',
      'BAD-EDIT-NO-PROMPT',
      'BAD-EDIT-NO-IMAGE',
      'BAD-EDIT-IMAGE-AS-TEXT',
      'BAD-EDIT-NO-PICTURE',
      'BAD-EDIT-JSON',
    ])
  })
})

describe('a long prompt', () => {
  test.each(['gen', 'edit'])('of %s is of the greatest length, or one character more', (operation) => {
    expect(String(field(chain, `prompt-${operation}-longest`, 'prompt'))).toHaveLength(32_000)
    expect(field(chain, `prompt-${operation}-longest`, 'size')).toBe('1x1')
    expect(String(field(chain, `prompt-${operation}-too-long`, 'prompt'))).toHaveLength(32_001)
    expect(field(chain, `prompt-${operation}-too-long`, 'size')).toBe('1024x1024')
  })

  test('beyond ASCII is too long however it is counted, and every way of counting gives another number', () => {
    const prompt = String(field(chain, 'prompt-edit-count', 'prompt'))
    const counts = [[...prompt].length, prompt.length, Buffer.byteLength(prompt)]
    expect(new Set(counts).size).toBe(3)
    expect(Math.min(...counts)).toBeGreaterThan(32_000)
  })

  test('is no question to a target that promises no limit', () => {
    expect(casesOf(targetWith('generic')).filter(({ id }) => id.startsWith('prompt-'))).toEqual([])
    expect(PROMPTS.map(({ unless }) => unless(targetWith('generic').profile))).not.toContain(null)
  })
})

test('text beyond ASCII stands in the value that is refused for free anyway', () => {
  expect(field(chain, 'prompt-gen-text', 'size')).toBe(`1x1 ${TEXT}`)
  expect(field(chain, 'prompt-edit-text', 'size')).toBe(`1x1 ${TEXT}`)
})
