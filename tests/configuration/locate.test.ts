/** Which pair is judged where an export has several, in whatever order its files come. */
import { describe, expect, test } from 'vitest'
import { locatePair } from '../../src/configuration/locate.ts'
import { interpretExport } from '../../src/configuration/read-export.ts'

interface Described {
  readonly name: string
  readonly path: string
  readonly version?: string
  readonly operations: readonly string[]
}

const IMAGES = ['/images/generations', '/images/edits']

/** The files of APIs; a version is named in a header. */
function files({ name, path, version, operations }: Described): [string, string][] {
  const versioned = version === undefined ? {} : { apiVersion: version, apiVersionSetId: '/apiVersionSets/set' }
  const paths = Object.fromEntries(operations.map((template) => [template, { post: { operationId: template } }]))
  return [
    [`apis/${name}/apiInformation.json`, JSON.stringify({ properties: { path, ...versioned } })],
    [`apis/${name}/specification.json`, JSON.stringify({ paths })],
  ]
}

const VERSIONS: [string, string] = [
  'version sets/set/versionSetInformation.json',
  JSON.stringify({ properties: { versioningScheme: 'Header', versionHeaderName: 'Api-Ver' } }),
]

function judged(apis: readonly Described[]) {
  const exported = interpretExport('export', new Map([...apis.flatMap(files), VERSIONS]))
  const paths = { generations: '/v1/images/generations', edits: '/v1/images/edits' }
  const { generations, edits, prefix, alsoAt, asExpected } = locatePair(exported, { paths, deployment: null })
  const nameOf = (one: typeof edits) => (one.kind === 'found' ? one.served.api.name : null)
  return { pair: [nameOf(generations), nameOf(edits)], prefix, alsoAt, asExpected }
}

const whole = { name: 'whole', path: 'v1', operations: IMAGES }
const half = { name: 'half', path: 'v1', operations: IMAGES.slice(0, 1) }
const prefixed = { name: 'prefixed', path: 'contoso/v1', operations: IMAGES }

describe.each([
  ['as they are listed', (apis: readonly Described[]) => apis],
  ['the other way round', (apis: readonly Described[]) => apis.toReversed()],
])('of several pairs, %s,', (_, ordered) => {
  test.each<[string, readonly Described[], ReturnType<typeof judged>['pair'], readonly string[]]>([
    ['the one at the expected path is judged', [whole, prefixed], ['whole', 'whole'], ['at /contoso']],
    [
      'half a pair at the expected path is judged before a whole one elsewhere',
      [half, prefixed],
      ['half', null],
      ['at /contoso'],
    ],
    [
      'a whole one is judged before half of one',
      [prefixed, { ...half, name: 'other', path: 'other/v1' }],
      ['prefixed', 'prefixed'],
      [],
    ],
    [
      'half a pair with generations is judged before one with edits',
      [
        { ...half, path: 'b/v1' },
        { name: 'edits', path: 'a/v1', operations: IMAGES.slice(1) },
      ],
      ['half', null],
      [],
    ],
    [
      'the one without a version is judged before the one that must be named',
      [whole, { ...whole, name: 'v2', version: 'v2' }],
      ['whole', 'whole'],
      ['at / of version v2'],
    ],
    [
      'half a pair without a version is judged before a whole one that must be named, at the expected path',
      [half, { ...whole, name: 'v2', version: 'v2' }],
      ['half', null],
      ['at / of version v2'],
    ],
    [
      'elsewhere a whole one that must be named is judged before half of one that need not',
      [
        { ...half, path: 'a/v1' },
        { ...whole, name: 'v2', path: 'b/v1', version: 'v2' },
      ],
      ['v2', 'v2'],
      [],
    ],
    [
      'a whole one elsewhere is judged before one that must be named',
      [prefixed, { ...whole, name: 'v2', version: 'v2' }],
      ['prefixed', 'prefixed'],
      ['at / of version v2'],
    ],
    [
      'of two that must be named the one at the expected path is judged',
      [
        { ...prefixed, version: 'v1' },
        { ...whole, version: 'v1' },
      ],
      ['whole', 'whole'],
      ['at /contoso of version v1'],
    ],
    [
      'operations of two versions are no pair',
      [
        { ...half, version: 'v1' },
        { name: 'edits', path: 'v1', version: 'v2', operations: IMAGES.slice(1) },
      ],
      ['half', null],
      [],
    ],
  ])('%s', (_what, apis, pair, alsoAt) => {
    expect(judged(ordered(apis))).toMatchObject({ pair, alsoAt, asExpected: true })
  })

  test('an operation of letters is judged before one with a parameter', () => {
    const open = { name: 'open', path: 'v1', operations: ['/images/{action}'] }
    expect(judged(ordered([open, whole]))).toMatchObject({ pair: ['whole', 'whole'] })
  })

  test('one without the v1 of callers is judged where there is none with it', () => {
    expect(
      judged(
        ordered([
          { ...half, path: 'x' },
          { ...whole, path: 'openai' },
        ]),
      ),
    ).toMatchObject({
      pair: ['whole', 'whole'],
      prefix: 'openai',
      asExpected: false,
    })
  })
})

test('an export without any pair is taken for one that lacks it at the expected path', () => {
  expect(judged([{ ...whole, operations: ['/chat/completions'] }])).toEqual({
    pair: [null, null],
    prefix: '',
    alsoAt: [],
    asExpected: true,
  })
})
