import { describe, expect, test } from 'vitest'
import { isObject } from '../../src/checks/body.ts'
import type { Json } from '../../src/model.ts'
import { violations } from '../../src/schemas.ts'
import { loadProfile } from '../../src/target/profile.ts'

const sound = loadProfile('oneapi-apim-aoai')
const { url, auth, capabilities, headers, cheapest, freeRefusal } = sound
const refusal = freeRefusal.generations
const withRefusal = (change: object): object => ({ freeRefusal: { ...freeRefusal, edits: { ...refusal, ...change } } })
const withScheme = (scheme: Json): object => ({ auth: { ...auth, default: scheme } })

test('a profile that comes with the suite is sound', () => {
  expect(violations('profile', sound)).toEqual([])
})

/** The objects of a profile by the way to them, and their members. */
const objects = {
  '': sound,
  url,
  'url.paths': url.paths,
  auth,
  capabilities,
  headers,
  cheapest,
  freeRefusal,
  'freeRefusal.edits': freeRefusal.edits ?? {},
}
/** What a profile may leave out. Whoever wrote one for an earlier version of the suite still has a profile. */
const OPTIONAL = ['offers']
const members = Object.entries(objects).flatMap(([at, object]) =>
  Object.keys(object).flatMap((name) =>
    name === '$schema' ? [] : [{ at, name, path: [...at.split('.'), name].filter(Boolean) }],
  ),
)

/** The profile with another value at the end of the path; undefined takes it out. */
function changed(value: Json, [key = '', ...rest]: readonly string[], next: Json | undefined): Json {
  if (!isObject(value)) return value
  const member = rest.length === 0 ? next : changed(value[key] ?? null, rest, next)
  const others = Object.entries(value).filter(([name]) => name !== key)
  return Object.fromEntries(member === undefined ? others : [...others, [key, member]])
}
const json: Json = JSON.parse(JSON.stringify(sound))

describe('every object of a profile', () => {
  test.each(members.filter(({ name }) => !OPTIONAL.includes(name)))('has $path', ({ at, name, path }) => {
    expect(violations('profile', changed(json, path, undefined))).toContain(
      `${at === '' ? 'the body' : at} must have required property '${name}'`,
    )
  })

  // The body of a refusal is whatever the gateway writes.
  test.each(members.filter(({ name }) => name !== 'missingBody'))('holds a sensible value at $path', ({ path }) => {
    expect(violations('profile', changed(json, path, [0]))).not.toEqual([])
  })

  test.each(Object.keys(objects))('holds nothing that nobody reads: "%s"', (at) => {
    expect(violations('profile', changed(json, [...at.split('.'), 'modle'].filter(Boolean), 'x'))).toContainEqual(
      expect.stringContaining('must NOT have additional properties ("modle")'),
    )
  })
})

test('a profile that offers nothing is one of which nothing more is known', () => {
  const plain = structuredClone(changed(json, ['offers'], undefined))
  expect(violations('profile', plain)).toEqual([])
  expect(plain).toMatchObject({ offers: { parameters: [], outputFormats: [], strict: false, client: null, mostImages: null } })
})

test.each([
  ['parameters', [1]],
  ['outputFormats', ['gif']],
  ['inputFormats', ['gif']],
  ['severalImagesFields', ['images']],
  ['mostImages', 1],
  ['longestPrompt', 0],
  ['jsonEdits', 'yes'],
  ['strict', 'yes'],
  ['client', 'litellm'],
  ['chatModel', ''],
  ['colours', []],
])('a profile must not offer %s: %j', (name, value) => {
  expect(violations('profile', changed(json, ['offers', name], value))).not.toEqual([])
})

describe('a profile may', () => {
  test.each([
    ['lack edits and chat', { url: { ...url, paths: { ...url.paths, edits: null, chat: null } } }],
    ['have no way to be refused for free', { freeRefusal: { generations: null, edits: null, chat: null } }],
    ['leave the format to the target', { cheapest: { ...cheapest, format: null } }],
    ['let the right key in by a query parameter', withScheme({ kind: 'query', name: 'subscription-key' })],
    ['ask for any of three formats', { cheapest: { ...cheapest, format: 'jpeg' } }],
    ['ask for the smallest format', { cheapest: { ...cheapest, format: 'webp' } }],
    ['have no request number', { headers: { ...headers, requestId: null } }],
    ['send a number that is refused', withRefusal({ change: { n: 0 } })],
    ['be refused by one-api', withRefusal({ refusedBy: 'one-api' })],
    ['be refused by API Management', withRefusal({ refusedBy: 'apim' })],
    ['leave a field out to be refused', withRefusal({ change: { prompt: null } })],
    ['name the exact body of a refusal', { auth: { ...auth, missingBody: { detail: 'Missing bearer token' } } }],
  ])('%s', (_what, change) => {
    expect(violations('profile', { ...sound, ...change })).toEqual([])
  })
})

describe('a profile must', () => {
  test.each<readonly [string, object, string]>([
    ['have a name for the command line', { name: 'My Gateway' }, 'name must match pattern'],
    ['say what it is', { sentence: '' }, 'sentence must NOT have fewer than 1 characters'],
    ['have a hop behind the URL', { chain: [] }, 'chain must NOT have fewer than 1 items'],
    ['have hops that are known', { chain: ['nginx'] }, 'chain.0 must be equal to one of the allowed values (edge,one-api'],
    ['not have the caller as a hop', { chain: ['client'] }, 'chain.0 must be equal to one of the allowed values'],
    ['name a model', { model: '' }, 'model must NOT have fewer than 1 characters'],
    [
      'have absolute paths',
      { url: { ...url, paths: { ...url.paths, unknown: 'v1/x' } } },
      'url.paths.unknown must match pattern',
    ],
    ['have generations', { url: { ...url, paths: { ...url.paths, generations: null } } }, 'url.paths.generations must be string'],
    ['strip endings that are paths', { url: { ...url, baseMayEndWith: ['v1/'] } }, 'url.baseMayEndWith.0 must match pattern'],
    ['refuse with an error', { auth: { ...auth, refusal: [200] } }, 'auth.refusal.0 must be >= 400'],
    ["refuse with an error of the caller's", { auth: { ...auth, refusal: [500] } }, 'auth.refusal.0 must be <= 499'],
    ['refuse at all', { auth: { ...auth, refusal: [] } }, 'auth.refusal must NOT have fewer than 1 items'],
    ['let the right key in', { auth: { ...auth, accepts: [] } }, 'auth.accepts must NOT have fewer than 1 items'],
    [
      'let the right key in by known ways',
      { auth: { ...auth, accepts: [{}] } },
      "auth.accepts.0 must have required property 'kind'",
    ],
    ['try known ways', { auth: { ...auth, tries: [{}] } }, "auth.tries.0 must have required property 'kind'"],
    ['name no header of a bearer token', withScheme({ kind: 'bearer', name: 'x' }), 'auth.default must match exactly one schema'],
    ['say no more of a header than its name', withScheme({ kind: 'header', name: 'x', value: 'y' }), 'auth.default must match'],
    ['take keys in some way', withScheme({ name: 'api-key' }), "auth.default must have required property 'kind'"],
    ['name a deployment, if any', { deployment: '' }, 'deployment must NOT have fewer than 1 characters'],
    ['name an api-version, if any', { apiVersion: '' }, 'apiVersion must NOT have fewer than 1 characters'],
    ['send a query of text', { url: { ...url, query: { 'api-version': 1 } } }, 'url.query.api-version must be string'],
    ['name headers in text', { headers: { ...headers, identityNames: [1] } }, 'headers.identityNames.0 must be string'],
    ['take keys in a known way', withScheme({ kind: 'basic' }), 'auth.default must match exactly one schema in oneOf'],
    ['name the header of a key', withScheme({ kind: 'header' }), "auth.default must have required property 'name'"],
    ['name it as HTTP allows', withScheme({ kind: 'header', name: 'a b' }), 'auth.default.name must match pattern'],
    ['say yes or no', { capabilities: { ...capabilities, edits: 'yes' } }, 'capabilities.edits must be boolean'],
    [
      'know its capabilities',
      { capabilities: { ...capabilities, masks: true } },
      'must NOT have additional properties ("masks")',
    ],
    ['name the field of several images', { severalImagesField: 'images' }, 'severalImagesField must be equal to one of'],
    ['show or drop headers', { headers: { ...headers, identity: 'some' } }, 'headers.identity must be equal to one of'],
    ['have an envelope', { envelopes: [] }, 'envelopes must NOT have fewer than 1 items'],
    ['have an envelope with a schema', { envelopes: ['gemini'] }, 'envelopes.0 must be equal to one of the allowed values'],
    ['have a size in pixels', { cheapest: { ...cheapest, size: 'auto' } }, 'cheapest.size must match pattern'],
    [
      'have a format that can be decoded',
      { cheapest: { ...cheapest, format: 'gif' } },
      'cheapest.format must be equal to one of',
    ],
    ['send plain fields', { cheapest: { ...cheapest, fields: { n: null } } }, 'cheapest.fields.n must be string,number'],
    [
      'change something to be refused',
      withRefusal({ change: {} }),
      'freeRefusal.edits.change must NOT have fewer than 1 properties',
    ],
    ['be refused by an error', withRefusal({ statuses: [200] }), 'freeRefusal.edits.statuses.0 must be >= 400'],
    ["be refused by an error of the caller's", withRefusal({ statuses: [500] }), 'freeRefusal.edits.statuses.0 must be <= 499'],
    ['be refused with some status', withRefusal({ statuses: [] }), 'freeRefusal.edits.statuses must NOT have fewer than 1 items'],
    ['change plain fields', withRefusal({ change: { n: [1] } }), 'freeRefusal.edits.change.n must be string,number,null'],
    ['be refused by a known hop', withRefusal({ refusedBy: 'edge' }), 'freeRefusal.edits.refusedBy must be equal to one of'],
    [
      'say why a refusal is free',
      withRefusal({ because: '' }),
      'freeRefusal.edits.because must NOT have fewer than 1 characters',
    ],
  ])('%s', (_what, change, words) => {
    expect(violations('profile', { ...sound, ...change })).toContainEqual(expect.stringContaining(words))
  })
})
