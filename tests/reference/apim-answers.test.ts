import { afterEach, describe, expect, test } from 'vitest'
import type { ExportEdit } from '../../reference/apim/index.ts'
import { CLIENT_KEY, startChain, stopChains } from './apim-backend.ts'

afterEach(stopChains)

const NOT_FOUND = '{ "statusCode": 404, "message": "Resource not found" }'
const MISSING =
  '{ "statusCode": 401, "message": "Access denied due to missing subscription key. Make sure to include subscription key when making requests to an API." }'
const INVALID =
  '{ "statusCode": 401, "message": "Access denied due to invalid subscription key. Make sure to provide a valid key for an active subscription." }'

async function seen(answer: Response) {
  return {
    status: answer.status,
    length: answer.headers.get('Content-Length'),
    type: answer.headers.get('Content-Type'),
    body: await answer.text(),
  }
}

describe('the answers of the gateway itself, to the byte', () => {
  test('an unknown path is 404 in 54 bytes', async () => {
    const chain = await startChain()
    expect(await seen(await chain.call('/v1/images/nothing'))).toEqual({
      status: 404,
      length: '54',
      type: 'application/json',
      body: NOT_FOUND,
    })
    expect(await seen(await chain.call('/elsewhere'))).toMatchObject({ status: 404, body: NOT_FOUND })
  })

  test('a wrong method is 404 too', async () => {
    const chain = await startChain()
    expect(await seen(await chain.call('/v1/images/edits', { method: 'GET' }))).toMatchObject({ status: 404, body: NOT_FOUND })
  })

  test('a missing key is 401 in 152 bytes, and the challenge names the header that is read', async () => {
    const chain = await startChain()
    const answer = await chain.call('/v1/images/edits', { headers: {} })
    expect(answer.headers.get('WWW-Authenticate')).toBe(
      `AzureApiManagementKey realm="${chain.apim.url}/v1",name="api-key",type="header"`,
    )
    expect(await seen(answer)).toEqual({ status: 401, length: '152', type: 'application/json', body: MISSING })
  })

  test('a wrong key is 401 in 143 bytes with the same challenge', async () => {
    const chain = await startChain()
    const answer = await chain.call('/v1/images/edits', { headers: { 'api-key': 'wrong' } })
    expect(answer.headers.get('WWW-Authenticate')).toMatch(/^AzureApiManagementKey realm=/)
    expect(await seen(answer)).toEqual({ status: 401, length: '143', type: 'application/json', body: INVALID })
  })

  test('above the rate limit it is 429 in 84 bytes, and says when to come back', async () => {
    const chain = await startChain({ edits: [limit('<rate-limit calls="1" renewal-period="57" />')] })
    await chain.call('/v1/images/edits')
    const answer = await chain.call('/v1/images/edits')
    expect(answer.headers.get('Retry-After')).toBe('57')
    expect(await seen(answer)).toMatchObject({
      status: 429,
      length: '84',
      body: '{ "statusCode": 429, "message": "Rate limit is exceeded. Try again in 57 seconds." }',
    })
  })

  test('above the quota it is 403', async () => {
    const chain = await startChain({ edits: [limit('<quota calls="0" renewal-period="1802" />')] })
    const answer = await chain.call('/v1/images/edits')
    expect(answer.headers.get('Retry-After')).toBe('1802')
    expect(await seen(answer)).toMatchObject({
      status: 403,
      body: '{ "statusCode": 403, "message": "Out of call volume quota. Quota will be replenished in 00:30:02." }',
    })
  })

  test('a backend that cannot be reached is 500 with an activityId, not 502 or 504', async () => {
    const chain = await startChain({
      edits: [{ file: 'named values/aoai-endpoint/namedValueInformation.json', find: 'contoso-images', replace: 'nobody' }],
    })
    const { status, body } = await seen(await chain.call('/v1/images/edits'))
    expect(status).toBe(500)
    expect(body).toMatch(/^\{ "statusCode": 500, "message": "Internal server error", "activityId": "[0-9a-f-]{36}" \}$/)
  })

  function limit(xml: string): ExportEdit {
    return { file: 'products/image-models/policy.xml', find: '<rate-limit calls="6000" renewal-period="60" />', replace: xml }
  }
})

describe('a call without a key', () => {
  const statuses = async (edits: readonly ExportEdit[]) => {
    const chain = await startChain({ edits })
    const paths = ['generations', 'edits', 'nothing'].map((name) => chain.call(`/v1/images/${name}`, { headers: {} }))
    return (await Promise.all(paths)).map(({ status }) => status)
  }

  test('tells an operation that is there (401) from one that is not (404)', async () => {
    expect(await statuses([])).toEqual([401, 401, 404])
  })

  test('shows that edits is missing', async () => {
    expect(
      await statuses([{ file: 'apis/images/specification.yaml', find: '/images/edits:', replace: '/images/edit:' }]),
    ).toEqual([401, 404, 404])
  })

  test('tells nothing where a wildcard operation takes every path', async () => {
    const wildcard = { file: 'apis/images/specification.yaml', find: '  /chat/completions:', replace: '  /*:' }
    expect(await statuses([wildcard])).toEqual([401, 401, 401])
  })

  test('is served where the API requires no subscription', async () => {
    const open = {
      file: 'apis/images/apiInformation.json',
      find: '"subscriptionRequired": true',
      replace: '"subscriptionRequired": false',
    }
    expect(await statuses([open])).toEqual([200, 200, 404])
  })

  test('is served where a product that requires no subscription has the API', async () => {
    const open = {
      file: 'products/image-models/productInformation.json',
      find: '"subscriptionRequired": true',
      replace: '"subscriptionRequired": false',
    }
    expect(await statuses([open])).toEqual([200, 200, 404])
  })
})

describe('the key', () => {
  const API = 'apis/images/apiInformation.json'
  const status = async (headers: Record<string, string>, edits: readonly ExportEdit[] = [], query = '') => {
    const chain = await startChain({ edits })
    return (await chain.call(`/v1/images/edits${query}`, { headers })).status
  }

  test.each([
    ['in its header', { 'api-key': CLIENT_KEY }, 200],
    ['whatever the case of the name', { 'API-KEY': CLIENT_KEY }, 200],
    ['as Bearer', { Authorization: `Bearer ${CLIENT_KEY}` }, 200],
    ['in a header that the API does not read', { 'Ocp-Apim-Subscription-Key': CLIENT_KEY }, 401],
    ['under another scheme', { Authorization: `Basic ${CLIENT_KEY}` }, 401],
    ['empty', { 'api-key': '' }, 401],
  ])('%s', async (_, headers, expected) => {
    expect(await status({ ...headers })).toBe(expected)
  })

  test('is read from the query only when the header is absent', async () => {
    expect(await status({}, [], `?api-key=${CLIENT_KEY}`)).toBe(200)
    expect(await status({ 'api-key': 'wrong' }, [], `?api-key=${CLIENT_KEY}`)).toBe(401)
  })

  test('is not read as Bearer unless the API says so', async () => {
    const off = { file: API, find: ',\n      "bearer": "enabled"', replace: '' }
    expect(await status({ Authorization: `Bearer ${CLIENT_KEY}` }, [off])).toBe(401)
  })

  test('is read raw from a header that is named Authorization', async () => {
    const named = { file: API, find: '"header": "api-key"', replace: '"header": "Authorization"' }
    expect(await status({ Authorization: CLIENT_KEY }, [named])).toBe(200)
    expect(await status({ Authorization: `Bearer ${CLIENT_KEY}` }, [named])).toBe(401)
  })

  test.each([
    ['/products/image-models', 'active', 200],
    ['/apis/images', 'active', 200],
    ['/apis', 'active', 200],
    ['/subscriptions/0/resourceGroups/r/providers/Microsoft.ApiManagement/service/s/products/image-models', 'active', 200],
    ['/products/other', 'active', 401],
    ['/apis/other', 'active', 401],
    ['/products/image-models', 'suspended', 401],
    ['/products/image-models', 'cancelled', 401],
  ])('of a subscription for %s that is %s', async (scope, state, expected) => {
    const file = 'subscriptions/image-clients/subscriptionInformation.json'
    const chain = await startChain({
      edits: [
        { file, remove: true },
        { file, add: JSON.stringify({ properties: { scope, state } }) },
      ],
    })
    expect((await chain.call('/v1/images/edits')).status).toBe(expected)
  })

  test('of the built-in subscription opens every API', async () => {
    const { call } = await startChain({ subscriptionKeys: new Map([['master', 'all-access']]) })
    expect((await call('/v1/images/edits', { headers: { 'api-key': 'all-access' } })).status).toBe(200)
  })
})
