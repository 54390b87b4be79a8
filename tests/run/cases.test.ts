import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, test } from 'vitest'
import { casesOf, imagesPlanned } from '../../src/cases.ts'
import type { Json } from '../../src/model.ts'
import { profileNames } from '../../src/target/profile.ts'
import type { Target } from '../../src/target/target.ts'
import { caseOf, targetWith } from './targets.ts'

const chain = targetWith('oneapi-apim-aoai')
const space = targetWith('ai-builder-space')
const ids = (target: Target): readonly string[] => casesOf(target).map(({ id }) => id)

/** What a case sends, readably: the JSON, or each part of the form as `name=value` or `name:file`. */
function sentBy(target: Target, id: string): Json {
  const { body } = caseOf(target, id)
  if (body.kind === 'json') return body.value
  if (body.kind !== 'multipart') return null
  return body.parts.map((part) => (part.kind === 'field' ? `${part.name}=${part.value}` : `${part.name}:${part.filename}`))
}

describe('every profile', () => {
  test.each(profileNames())('%s names each of its cases once', (name) => {
    const all = ids(targetWith(name))
    expect(all).toEqual([...new Set(all)])
  })

  test.each(profileNames())('%s has one first case for each operation that is refused for free', (name) => {
    const target = targetWith(name)
    const { freeRefusal } = target.profile
    const operations = (['generations', 'edits', 'chat'] as const).filter((operation) => freeRefusal[operation] !== null)
    const firsts = casesOf(target).filter(({ turn }) => turn === 'first')
    expect(firsts.map(({ id, operation }) => [id, operation])).toEqual(
      operations.map((operation) => [`probe-${operation}`, operation]),
    )
  })

  test.each(profileNames())('%s pays only for what it says that it pays for', (name) => {
    for (const { id, images, turn, tier } of casesOf(targetWith(name)))
      expect([id, images > 0, tier === 'probe']).toEqual([
        id,
        turn === 'paid' || turn === 'variant',
        turn === 'first' || (turn === 'free' && tier === 'probe'),
      ])
  })

  test.each(profileNames())('%s says in a sentence why each case is sent', (name) => {
    for (const { id, sentence } of casesOf(targetWith(name))) expect(sentence, id).toMatch(/^[A-Z].+\.$/)
  })

  test.each(profileNames())('%s asks by POST for everything but a wrong method', (name) => {
    for (const { id, method } of casesOf(targetWith(name)))
      expect([id, method]).toEqual([id, id.startsWith('wrong-method') ? 'GET' : 'POST'])
  })
})

describe('a real image', () => {
  test('is asked for at the cheapest settings of the profile, with a prompt of its own', () => {
    expect(caseOf(chain, 'generate')).toMatchObject({ method: 'POST', operation: 'generations', credential: { kind: 'right' } })
    expect(sentBy(chain, 'generate')).toEqual({
      model: 'gpt-image-1.5',
      prompt: expect.stringContaining('green pear'),
      size: '1024x1024',
      n: 1,
      quality: 'low',
    })
  })

  test('is edited from files that are there', () => {
    const { body } = caseOf(chain, 'edit-several')
    const files = body.kind === 'multipart' ? body.parts.filter((part) => part.kind === 'file') : []
    expect(files.map(({ filename, contentType }) => [filename, contentType])).toEqual([
      ['red-ball.png', 'image/png'],
      ['blue-cube.png', 'image/png'],
    ])
    for (const { path, filename } of files) expect([basename(path), existsSync(path)]).toEqual([filename, true])
  })

  test('is edited from one picture, behind the fields', () => {
    expect(sentBy(chain, 'edit-one')).toEqual([
      'model=gpt-image-1.5',
      expect.stringMatching(/^prompt=Keep the object/),
      'size=1024x1024',
      'n=1',
      'quality=low',
      'image:red-ball.png',
    ])
  })

  test.each([
    ['oneapi-apim-aoai', 'image'],
    ['openai', 'image[]'],
  ])('is edited from several pictures in order, under the field of %s', (profile, field) => {
    const target = targetWith(profile)
    expect(sentBy(target, 'edit-several')).toEqual(expect.arrayContaining([expect.stringMatching(/^prompt=Put the object/)]))
    expect(sentBy(target, 'edit-several')).toEqual(expect.arrayContaining([`${field}:red-ball.png`, `${field}:blue-cube.png`]))
    expect(sentBy(target, 'edit-one')).toContain('image:red-ball.png')
  })

  test('is asked for with the model that the environment names', () => {
    expect(sentBy(targetWith('generic', { TARGET_MODEL: 'mine' }), 'generate')).toMatchObject({ model: 'mine' })
  })

  test('is counted', () => {
    const acceptance = (target: Target) => casesOf(target).filter(({ tier }) => tier !== 'full')
    expect(imagesPlanned(acceptance(chain))).toBe(3)
    expect(imagesPlanned(acceptance(space))).toBe(1)
    expect(imagesPlanned([])).toBe(0)
    expect(imagesPlanned([caseOf(chain, 'generate'), caseOf(chain, 'gen-two')])).toBe(3)
  })
})

describe('a request that is refused for free', () => {
  test('is the real one with the change of the profile', () => {
    expect(sentBy(chain, 'probe-generations')).toMatchObject({ prompt: expect.any(String), size: '1x1', quality: 'low' })
    expect(sentBy(chain, 'probe-edits')).toEqual(expect.arrayContaining(['size=1x1', 'image:red-ball.png']))
    expect(sentBy(chain, 'probe-edits')).not.toContain('image:blue-cube.png')
    expect(sentBy(chain, 'probe-edits-several')).toEqual(
      expect.arrayContaining(['size=1x1', 'image:red-ball.png', 'image:blue-cube.png']),
    )
  })

  test('leaves out what the profile leaves out, in JSON and in a form', () => {
    expect(sentBy(space, 'probe-generations')).not.toHaveProperty('prompt')
    expect(sentBy(targetWith('generic'), 'probe-edits')).not.toContainEqual(expect.stringMatching(/^prompt=/))
    expect(sentBy(targetWith('generic'), 'probe-edits-several')).not.toContainEqual(expect.stringMatching(/^prompt=/))
  })

  test('of chat holds nothing that could be completed', () => {
    expect(sentBy(space, 'probe-chat')).toEqual({ model: 'gemini-2.5-flash-image' })
  })

  test('of chat is not asked about its query, for only images are rewritten on the way', () => {
    expect(ids(space).filter((id) => id.endsWith('-chat'))).toEqual(['probe-chat', 'again-chat', 'client-chat'])
  })

  test('says why it is free', () => {
    expect(caseOf(chain, 'probe-edits').sentence).toMatch(/^Refused for free: Only the model knows its sizes/)
  })

  test('is sent again unchanged', () => {
    for (const operation of ['generations', 'edits'])
      expect({ ...caseOf(chain, `again-${operation}`), id: '', sentence: '', turn: '' }).toEqual({
        ...caseOf(chain, `probe-${operation}`),
        id: '',
        sentence: '',
        turn: '',
      })
  })

  test.each([
    ['other-api-version-edits', '?api-version=1999-01-01'],
    ['stray-query-edits', '?stray-parameter=1'],
  ])('%s differs from it by %s alone', (id, query) => {
    const { url, body } = caseOf(chain, 'probe-edits')
    expect(caseOf(chain, id)).toMatchObject({ url: `${url}${query}`, body, credential: { kind: 'right' }, turn: 'free' })
  })
})

describe('an address', () => {
  test.each([
    [
      'aoai',
      'generate',
      'https://gateway.test/openai/deployments/gpt-image-1.5/images/generations?api-version=2025-04-01-preview',
    ],
    ['aoai', 'edit-one', 'https://gateway.test/openai/deployments/gpt-image-1.5/images/edits?api-version=2025-04-01-preview'],
    [
      'aoai',
      'stray-query-edits',
      'https://gateway.test/openai/deployments/gpt-image-1.5/images/edits?api-version=2025-04-01-preview&stray-parameter=1',
    ],
    ['aoai-v1', 'edit-several', 'https://gateway.test/openai/v1/images/edits'],
    ['oneapi-apim-aoai', 'edit-one', 'https://gateway.test/v1/images/edits'],
    ['ai-builder-space', 'probe-chat', 'https://gateway.test/v1/chat/completions'],
    ['generic', 'unknown-path', 'https://gateway.test/v1/images/no-such-operation'],
    ['generic', 'wrong-method-generations', 'https://gateway.test/v1/images/generations'],
    ['generic', 'wrong-method-edits', 'https://gateway.test/v1/images/edits'],
  ])('of %s for %s is %s', (profile, id, url) => {
    expect(caseOf(targetWith(profile), id).url).toBe(url)
  })

  test('is wrong by its method alone where that is what is asked', () => {
    for (const id of ['wrong-method-generations', 'wrong-method-edits'])
      expect(caseOf(chain, id)).toMatchObject({ method: 'GET', body: { kind: 'none' }, operation: 'other' })
    expect(caseOf(chain, 'unknown-path')).toMatchObject({ method: 'POST', body: { kind: 'json', value: {} }, operation: 'other' })
  })
})

describe('what a profile lacks has no case:', () => {
  const { profile } = chain
  const idsWithout = (capability: 'edits' | 'severalImages' | 'chat', target = chain): readonly string[] => {
    const capabilities = { ...target.profile.capabilities, [capability]: false }
    return ids({ ...target, profile: { ...target.profile, capabilities } })
  }

  test('edits', () => {
    expect(idsWithout('edits')).toContain('probe-generations')
    expect(idsWithout('edits').filter((id) => id.includes('edit'))).toEqual([])
  })

  test('several images', () => {
    expect(idsWithout('severalImages')).toContain('edit-one')
    expect(idsWithout('severalImages').filter((id) => id.includes('several'))).toEqual([])
  })

  test('chat', () => {
    expect(ids(space)).toContain('probe-chat')
    expect(idsWithout('chat', space).filter((id) => id.includes('chat'))).toEqual([])
  })

  test('edits and chat without a path', () => {
    const paths = { ...profile.url.paths, edits: null, chat: null }
    expect(ids({ ...chain, profile: { ...profile, url: { ...profile.url, paths } } })).toEqual(idsWithout('edits'))
  })

  test('an api-version of its own making', () => {
    expect(ids(targetWith('generic')).filter((id) => id.startsWith('other-api-version'))).toEqual([])
    expect(ids(chain).filter((id) => id.startsWith('other-api-version'))).toEqual([
      'other-api-version-generations',
      'other-api-version-edits',
    ])
  })

  test('a way to be refused for free', () => {
    const freeRefusal = { generations: null, edits: null, chat: null }
    const cases = casesOf({ ...chain, profile: { ...profile, freeRefusal } })
    expect(cases.filter(({ tier }) => tier !== 'full').map(({ id }) => id)).toEqual([
      'generate',
      'edit-one',
      'edit-several',
      'unknown-path',
      'wrong-method-generations',
      'wrong-method-edits',
    ])
  })
})
