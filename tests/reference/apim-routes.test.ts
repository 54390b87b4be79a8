import { afterEach, describe, expect, test } from 'vitest'
import { operationsOf } from '../../reference/apim/configuration/specification.ts'
import type { ExportEdit } from '../../reference/apim/index.ts'
import { startChain, stopChains } from './apim-backend.ts'

afterEach(stopChains)

const INFORMATION = 'apis/images/apiInformation.json'
const SPECIFICATION = 'apis/images/specification.yaml'
const EDITS = 'apis/images/operations/images-edits/policy.xml'

async function statusOf(path: string, edits: readonly ExportEdit[], init: RequestInit = {}): Promise<number> {
  const chain = await startChain({ edits })
  return (await chain.call(path, init)).status
}

describe('an operation', () => {
  test('needs the query parameters of its template', async () => {
    const edits = [
      {
        file: SPECIFICATION,
        find: 'operationId: images-edits\n',
        replace: 'operationId: images-edits\n      parameters: [{ name: api-version, in: query, required: true }]\n',
      },
    ]
    expect(await statusOf('/v1/images/edits', edits)).toBe(404)
    expect(await statusOf('/v1/images/edits?API-VERSION=1', edits)).toBe(200)
  })

  test('with the path in full goes before one with parameters', async () => {
    const chain = await startChain({ edits: [{ file: SPECIFICATION, find: '/chat/completions:', replace: '/images/{kind}:' }] })
    await chain.call('/v1/images/edits')
    expect(chain.last().url).toContain('/images/edits')
    await chain.call('/v1/images/variations')
    expect(chain.last().url).toContain('/chat/completions')
  })

  test('can be in a revision, which has a path of its own until it is made current', async () => {
    const revision = [
      {
        file: 'apis/images;rev=2/apiInformation.json',
        add: JSON.stringify({ properties: { path: 'v1', serviceUrl: 'https://contoso-images.openai.azure.com' } }),
      },
      {
        file: 'apis/images;rev=2/specification.yaml',
        add: 'paths: { /images/variations: { post: { operationId: variations } } }',
      },
    ]
    const headers = { 'Ocp-Apim-Subscription-Key': 'client-key' }
    expect(await statusOf('/v1;rev=2/images/variations', revision, { headers })).toBe(200)
    expect(await statusOf('/v1/images/variations', revision, { headers })).toBe(404)
    expect(await statusOf('/v1;rev=1/images/edits', revision)).toBe(200)
  })

  test.each([
    ['Segment', {}, '/v1/2026/images/edits', {}],
    ['Header', { versionHeaderName: 'X-Version' }, '/v1/images/edits', { 'X-Version': '2026' }],
    ['Query', { versionQueryName: 'v' }, '/v1/images/edits?v=2026', {}],
  ])('of a version by %s is found only when the version is asked for', async (versioningScheme, names, path, headers) => {
    const edits = [
      {
        file: INFORMATION,
        find: '"path": "v1",',
        replace: '"path": "v1", "apiVersion": "2026", "apiVersionSetId": "/apiVersionSets/set",',
      },
      {
        file: 'version sets/set/versionSetInformation.json',
        add: JSON.stringify({ properties: { versioningScheme, ...names } }),
      },
    ]
    expect(await statusOf('/v1/images/edits', edits)).toBe(404)
    expect(await statusOf(path, edits, { headers: { 'api-key': 'client-key', ...headers } })).toBe(200)
  })

  test('passes the values of its template on to the rewrite', async () => {
    const chain = await startChain({
      edits: [
        { file: SPECIFICATION, find: '/images/edits:', replace: '/deployments/{id}/images/edits:' },
        { file: EDITS, find: '{{deployment-id}}', replace: '{id}' },
      ],
    })
    await chain.call('/v1/deployments/gpt-image-2/images/edits')
    expect(chain.last().url).toBe('/openai/deployments/gpt-image-2/images/edits?api-version=2025-04-01-preview')
  })
})

describe('the specification', () => {
  test('names operations as an import does', () => {
    const text = `
paths:
  /a/{b}: { get: {}, put: { operationId: "Images_Edit--It " } }`
    expect(operationsOf(text).map(({ name, method }) => [name, method])).toEqual([
      ['get-a-b', 'GET'],
      ['images-edit-it', 'PUT'],
    ])
  })

  test('makes required query parameters part of the template, also behind a reference', () => {
    const text = `
paths:
  /a:
    parameters: [{ $ref: '#/components/parameters/V' }, { name: free, in: query }]
    get: {}
components: { parameters: { V: { name: api-version, in: query, required: true } } }`
    expect(operationsOf(text)[0]?.urlTemplate).toBe('/a?api-version={api-version}')
  })

  test('that cannot be read leaves the API without operations, and is reported', async () => {
    const chain = await startChain({
      edits: [
        { file: SPECIFICATION, remove: true },
        { file: SPECIFICATION, add: 'paths: [' },
      ],
    })
    expect((await chain.call('/v1/images/edits')).status).toBe(404)
    expect(chain.apim.notRun).toContainEqual(
      expect.objectContaining({ file: SPECIFICATION, element: 'specification', matters: true }),
    )
  })

  test('that is missing is reported', async () => {
    const { apim } = await startChain({ edits: [{ file: SPECIFICATION, remove: true }] })
    expect(apim.notRun).toContainEqual(expect.objectContaining({ file: INFORMATION, element: 'api', matters: true }))
  })
})

test('a policy of an operation that is gone is reported', async () => {
  const { apim } = await startChain({
    edits: [{ file: SPECIFICATION, find: 'operationId: images-edits', replace: 'operationId: other' }],
  })
  expect(apim.notRun).toContainEqual(expect.objectContaining({ file: EDITS, element: 'operation' }))
})

test('a JSON file that is broken is reported and read as if it were not there', async () => {
  const file = 'subscriptions/image-clients/subscriptionInformation.json'
  const chain = await startChain({ edits: [{ file, find: '"properties"', replace: 'properties' }] })
  expect(chain.apim.notRun).toEqual([expect.objectContaining({ file, element: 'subscription', matters: true })])
  expect((await chain.call('/v1/images/edits')).status).toBe(401)
})

describe('a JSON file that is broken', () => {
  const concerned = async (path: string, ...files: readonly string[]) => {
    const { apim } = await startChain({ edits: files.map((file) => ({ file, add: '{ "properties": {' })) })
    return apim
      .notRunFor('POST', path)
      .filter(({ matters }) => matters)
      .map(({ file }) => file)
  }
  const OTHERS = [
    'apis/other/apiInformation.json',
    'apis/other/diagnostics/azuremonitor/diagnosticInformation.json',
    'backends/other/backendInformation.json',
    'named values/other/namedValueInformation.json',
    'policy fragments/other/policyFragmentInformation.json',
    'products/other/productInformation.json',
    'tags/other/tagInformation.json',
    'version sets/other/apiVersionSetInformation.json',
  ]

  test('and describes something else does not lie on the way of a call', async () => {
    expect(await concerned('/v1/images/edits', ...OTHERS)).toEqual([])
  })

  test('and describes an API may hide the operation of a call that finds none', async () => {
    expect(await concerned('/v1/images/nothing', ...OTHERS)).toContain('apis/other/apiInformation.json')
    expect(await concerned('/v1/images/nothing', ...OTHERS)).not.toContain(OTHERS[1])
  })

  test('and lists the APIs of a product may hide whose key opens the call', async () => {
    const file = 'products/other/apis.json'
    expect(await concerned('/v1/images/edits', file)).toEqual([])
    const { apim } = await startChain({
      edits: [
        { file: 'products/other/productInformation.json', add: '{ "properties": {} }' },
        { file, add: '[' },
      ],
    })
    expect(apim.notRunFor('POST', '/v1/images/edits')).toEqual([expect.objectContaining({ file, element: 'product' })])
  })

  test('and describes a backend is told where a policy names it', async () => {
    const named = '<set-backend-service backend-id="other" />'
    const edits = [
      { file: 'backends/other/backendInformation.json', add: '{' },
      { file: EDITS, find: '<rewrite-uri', replace: `${named}<rewrite-uri` },
    ]
    const { apim } = await startChain({ edits })
    const found = apim.notRunFor('POST', '/v1/images/edits').filter(({ matters }) => matters)
    expect(found).toEqual([expect.objectContaining({ file: EDITS, element: 'set-backend-service' })])
  })
})

test.each(['/V1/images/EDITS', '/v1/images/edits/', '/v1/Images/Edits/'])(
  '%s reaches the operation: neither capitals nor a slash at the end count',
  async (path) => {
    expect(await statusOf(path, [])).toBe(200)
    expect(await statusOf(path, [{ file: SPECIFICATION, find: '/images/edits:', replace: '/images/Edits/:' }])).toBe(200)
    expect(await statusOf(`${path}x`, [])).toBe(404)
  },
)

test('a fragment in JSON is run, and what cannot be run of it has the line of its text', async () => {
  const xml =
    '<fragment>\n<find-and-replace from="a" to="b" />\n<set-header name="X-Fragment"><value>json</value></set-header></fragment>'
  const file = 'policy fragments/old/policyFragmentInformation.json'
  const chain = await startChain({
    edits: [
      { file, add: JSON.stringify({ properties: { format: 'rawxml', value: xml } }, null, 2) },
      { file: EDITS, find: '<rewrite-uri', replace: '<include-fragment fragment-id="old" /><rewrite-uri' },
    ],
  })
  await chain.call('/v1/images/edits')
  expect(chain.last().headers['x-fragment']).toBe('json')
  expect(chain.apim.notRun).toEqual([expect.objectContaining({ file, line: 4, element: 'find-and-replace' })])
})
