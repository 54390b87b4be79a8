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
  expect(chain.apim.notRun).toContainEqual(expect.objectContaining({ file, element: 'file' }))
  expect((await chain.call('/v1/images/edits')).status).toBe(401)
})
