import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadProfile, profileNames } from '../../src/target/profile.ts'
import { accessOf, targetOf, urlOf } from '../../src/target/target.ts'
import { readSettings } from '../../src/target/variables.ts'

const folder = mkdtempSync(join(tmpdir(), 'target-'))
const target = (url: string, profile = 'oneapi-apim-aoai', more: Record<string, string> = {}) => {
  const settings = readSettings({ TARGET_URL: url, TARGET_API_KEY: 'sk-1', ...more })
  const access = accessOf(settings)
  if (access === null) throw new Error('no access')
  return targetOf(access, settings, profile)
}

describe('a base URL', () => {
  test.each([
    'https://gateway.example.com',
    'https://gateway.example.com/',
    'https://gateway.example.com/v1',
    'https://gateway.example.com/v1/',
    'https://gateway.example.com/v1//',
  ])('means the same as %s', (url) => {
    const one = target(url)
    expect(urlOf(one, one.profile.url.paths.generations)).toBe('https://gateway.example.com/v1/images/generations')
  })

  test.each([
    [
      'https://space.ai-builders.com/backend/v1',
      'ai-builder-space',
      'https://space.ai-builders.com/backend/v1/images/generations',
    ],
    [
      'https://r.openai.azure.com',
      'aoai',
      'https://r.openai.azure.com/openai/deployments/gpt-image-1.5/images/generations?api-version=2025-04-01-preview',
    ],
    [
      'https://r.openai.azure.com/openai/',
      'aoai',
      'https://r.openai.azure.com/openai/deployments/gpt-image-1.5/images/generations?api-version=2025-04-01-preview',
    ],
    ['https://r.openai.azure.com/openai/v1', 'aoai-v1', 'https://r.openai.azure.com/openai/v1/images/generations'],
    ['https://r.openai.azure.com/', 'aoai-v1', 'https://r.openai.azure.com/openai/v1/images/generations'],
  ])('%s of %s leads to %s', (url, profile, expected) => {
    const one = target(url, profile)
    expect(urlOf(one, one.profile.url.paths.generations)).toBe(expected)
  })

  test('carries deployment and api-version of the environment, safely encoded', () => {
    const one = target('https://r.openai.azure.com', 'aoai', { TARGET_DEPLOYMENT: 'my image', TARGET_API_VERSION: '2025-05-01' })
    expect(urlOf(one, one.profile.url.paths.generations)).toContain(
      '/deployments/my%20image/images/generations?api-version=2025-05-01',
    )
    expect(one.model).toBe('my image')
  })
})

describe('access', () => {
  test.each([
    [{ REQUIRE_TARGET: '1' }, 'TARGET_URL'],
    [{ TARGET_URL: 'https://gateway' }, 'TARGET_API_KEY'],
    [{ TARGET_API_KEY: 'sk-1' }, 'TARGET_URL'],
    [{ APIM_URL: 'https://apim' }, 'APIM_KEY'],
    [{ AOAI_KEY: 'k' }, 'AOAI_URL'],
  ])('with %j names %s', (variables, name) => {
    expect(() => accessOf(readSettings(variables))).toThrow(new RegExp(`^${name}: `))
  })

  test.each([
    ['TARGET_URL', { TARGET_URL: 'https://gateway/sk-hunter22/v1', TARGET_API_KEY: 'sk-hunter22' }],
    [
      'APIM_URL',
      { APIM_URL: 'https://hunter22.azure-api.net', APIM_KEY: 'k', TARGET_URL: 'https://g', TARGET_API_KEY: 'hunter22' },
    ],
  ])('whose %s holds a key is refused, and the key is not shown', (name, variables) => {
    const access = (): unknown => accessOf(readSettings(variables))
    expect(access).toThrow(new RegExp(`^${name}: holds a key`))
    expect(access).not.toThrow('hunter22')
  })

  test('whose short key stands in the address by chance is taken', () => {
    expect(accessOf(readSettings({ TARGET_URL: 'https://gateway/v1', TARGET_API_KEY: 'gateway' }))).toMatchObject({
      key: 'gateway',
    })
  })

  test('without a target is the embedded chain', () => {
    expect(accessOf(readSettings({}))).toBeNull()
  })
})

describe('a profile', () => {
  test.each(profileNames())('%s is valid and named as its file', (name) => {
    expect(loadProfile(name).name).toBe(name)
  })

  test('of the user is loaded by path', () => {
    const file = join(folder, 'mine.json')
    writeFileSync(file, JSON.stringify({ ...loadProfile('generic'), name: 'mine' }))
    expect(target('https://gateway', file).profile.name).toBe('mine')
  })

  test.each([
    ['no-such', 'is none of'],
    [join(folder, 'missing.json'), 'there is no file'],
  ])('%s is refused: %s', (name, words) => {
    expect(() => loadProfile(name)).toThrow(words)
  })

  test('offers no input_fidelity where the model has none', () => {
    const offered = (model: string) => target('https://g.example', 'oneapi-apim-aoai', { TARGET_MODEL: model }).profile.offers
    expect(offered('gpt-image-1.5').parameters).toContain('input_fidelity')
    const mini = offered('gpt-image-1-mini')
    expect(mini.parameters).not.toContain('input_fidelity')
    expect(mini.parameters).toContain('quality')
  })

  test('that lacks a field is refused with the field named', () => {
    const file = join(folder, 'broken.json')
    const { auth: _auth, ...rest } = loadProfile('generic')
    writeFileSync(file, JSON.stringify(rest))
    expect(() => loadProfile(file)).toThrow("must have required property 'auth'")
    writeFileSync(file, readFileSync(file, 'utf8').slice(0, 20))
    expect(() => loadProfile(file)).toThrow('cannot be read as JSON')
  })
})

describe('a header of TARGET_HEADERS', () => {
  const extra =
    (headers: object, more: Record<string, string> = {}) =>
    () =>
      target('https://g.example', 'generic', { TARGET_HEADERS: JSON.stringify(headers), ...more }).headers

  test('may not have the name under which the key goes', () => {
    const words = 'TARGET_HEADERS: holds authorization, in which TARGET_API_KEY is sent'
    expect(extra({ authorization: 'Bearer other' })).toThrow(words)
    expect(extra({ 'Api-Key': 'other' }, { TARGET_AUTH: 'api-key' })).toThrow('holds Api-Key')
  })

  test('may carry another credential, for a hop further out', () => {
    expect(extra({ authorization: 'Bearer other' }, { TARGET_AUTH: 'api-key' })()).toEqual({ authorization: 'Bearer other' })
    expect(extra({ 'Ocp-Apim-Subscription-Key': 'other' })()).toEqual({ 'Ocp-Apim-Subscription-Key': 'other' })
  })
})
