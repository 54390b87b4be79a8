import { afterEach, describe, expect, test } from 'vitest'
import type { ExportEdit } from '../../reference/apim/index.ts'
import { type Arrived, editsPolicy, MODEL_KEY, startChain, stopChains } from './apim-backend.ts'

afterEach(stopChains)

/** What the backend gets when edits has these statements after `<base />`. */
async function arrivedWith(
  inbound: string,
  path = '/v1/images/edits',
  init: RequestInit = {},
  more: readonly ExportEdit[] = [],
): Promise<Arrived> {
  const chain = await startChain({ edits: [...editsPolicy({ inbound: `<base />${inbound}` }), ...more] })
  const answer = await chain.call(path, init)
  expect(await answer.text()).toBe('{"created":1}')
  expect(chain.apim.notRun).toEqual([])
  return chain.last()
}

const urlWith = async (inbound: string, query = '') => (await arrivedWith(inbound, `/v1/images/edits${query}`)).url

describe('rewrite-uri', () => {
  test('copies query parameters unless it is told not to', async () => {
    expect(await urlWith('<rewrite-uri template="/put" />', '?c=d&e=%20f')).toBe('/put?c=d&e=%20f')
    expect(await urlWith('<rewrite-uri template="/put" copy-unmatched-params="false" />', '?c=d')).toBe('/put')
  })

  test('keeps the parameters of its own template', async () => {
    expect(await urlWith('<rewrite-uri template="/put?a=b" copy-unmatched-params="false" />', '?c=d')).toBe('/put?a=b')
    expect(await urlWith('<rewrite-uri template="/put?a=b" />', '?a=x&c=d')).toBe('/put?a=b&c=d')
  })

  test('does not copy what the URL template of the operation names', async () => {
    const specification = {
      file: 'apis/images/specification.yaml',
      find: 'operationId: images-edits\n',
      replace: 'operationId: images-edits\n      parameters: [{ name: api-version, in: query, required: true }]\n',
    }
    const { url } = await arrivedWith('<rewrite-uri template="/put" />', '/v1/images/edits?api-version=1&c=d', {}, [
      specification,
    ])
    expect(url).toBe('/put?c=d')
  })

  test('can be an expression', async () => {
    expect(
      await urlWith('<rewrite-uri template="@("/put" + context.Request.Method.ToLower())" copy-unmatched-params="false" />'),
    ).toBe('/putpost')
  })
})

describe('set-query-parameter', () => {
  const set = (action: string, value = 'new') =>
    `<set-query-parameter name="v" exists-action="${action}"><value>${value}</value></set-query-parameter>`

  test.each([
    ['override', '?v=new'],
    ['skip', '?v=old'],
    ['append', '?v=old&v=new'],
    ['delete', ''],
  ])('%s, when the caller sent one', async (action, query) => {
    expect(await urlWith(set(action), '?v=old')).toBe(`/images/edits${query}`)
  })

  test.each([
    ['override', '?v=new'],
    ['skip', '?v=new'],
    ['append', '?v=new'],
    ['delete', ''],
  ])('%s, when the caller sent none', async (action, query) => {
    expect(await urlWith(set(action))).toBe(`/images/edits${query}`)
  })

  test('overrides by default', async () => {
    expect(await urlWith('<set-query-parameter name="v"><value>new</value></set-query-parameter>', '?v=old')).toBe(
      '/images/edits?v=new',
    )
  })

  test('before a rewrite that copies nothing is lost, after it stays', async () => {
    const rewrite = '<rewrite-uri template="/put" copy-unmatched-params="false" />'
    expect(await urlWith(set('override') + rewrite)).toBe('/put')
    expect(await urlWith(rewrite + set('override'))).toBe('/put?v=new')
  })

  test('encodes what it writes', async () => {
    expect(await urlWith(set('override', 'a b&amp;c'))).toBe('/images/edits?v=a%20b%26c')
  })
})

describe('set-header', () => {
  const set = (action: string) => `<set-header name="X-Own" exists-action="${action}"><value>new</value></set-header>`
  const headers = (value?: string): Record<string, string> => ({
    'api-key': 'client-key',
    ...(value === undefined ? {} : { 'x-own': value }),
  })

  test.each([
    ['override', 'old', 'new'],
    ['skip', 'old', 'old'],
    ['append', 'old', 'old,new'],
    ['delete', 'old', undefined],
    ['override', undefined, 'new'],
    ['skip', undefined, 'new'],
  ])('%s when the caller sent %s', async (action, sent, expected) => {
    const arrived = await arrivedWith(set(action), undefined, { headers: headers(sent) })
    expect(arrived.headers['x-own']).toBe(expected)
  })

  test('joins several values by commas', async () => {
    const arrived = await arrivedWith('<set-header name="X-Own"><value>a</value><value>b</value></set-header>')
    expect(arrived.headers['x-own']).toBe('a,b')
  })

  test('cannot change the headers of the connection', async () => {
    const arrived = await arrivedWith('<set-header name="Content-Length"><value>9</value></set-header>', undefined, {
      body: 'abc',
    })
    expect([arrived.headers['content-length'], arrived.body]).toEqual(['3', 'abc'])
  })
})

describe('set-backend-service', () => {
  const entity = (properties: object) => ({
    file: 'backends/entity/backendInformation.json',
    add: JSON.stringify({ properties }),
  })
  const HOST = 'https://contoso-images.openai.azure.com'

  test('by base-url puts its path before that of the operation', async () => {
    expect(await urlWith(`<set-backend-service base-url="${HOST}/below/" />`)).toBe('/below/images/edits')
  })

  test('by backend-id uses URL and credentials of the entity', async () => {
    const backend = entity({
      url: `${HOST}/entity`,
      credentials: { header: { 'x-key': ['{{aoai-key}}'] }, query: { code: ['1'] } },
    })
    const arrived = await arrivedWith('<set-backend-service backend-id="entity" />', undefined, {}, [backend])
    expect([arrived.url, arrived.headers['x-key']]).toEqual(['/entity/images/edits?code=1', MODEL_KEY])
  })

  test('by backend-id calls with the identity that the entity asks for', async () => {
    const backend = entity({ url: HOST, credentials: { managedIdentity: { resource: 'https://cognitiveservices.azure.com' } } })
    const { headers } = await arrivedWith('<set-backend-service backend-id="entity" />', undefined, {}, [backend])
    expect(headers.authorization).toMatch(/^Bearer \S+\.\S+\.\S+$/)
  })

  test('by a backend-id that is an expression calls the backend that it names, and none is a 500', async () => {
    const chosen = (name: string) =>
      `<set-variable name="pool" value="${name}" /><set-backend-service backend-id="@((string)context.Variables["pool"])" />`
    const backend = entity({ url: `${HOST}/entity` })
    expect((await arrivedWith(chosen('entity'), undefined, {}, [backend])).url).toBe('/entity/images/edits')
    const chain = await startChain({ edits: [...editsPolicy({ inbound: `<base />${chosen('none')}` }), backend] })
    expect((await chain.call('/v1/images/edits')).status).toBe(500)
    expect(chain.apim.notRun).toEqual([])
  })

  test('by a backend-id that is an expression tells which backends nothing stands in for', async () => {
    const inbound = '<base /><set-backend-service backend-id="@(context.Request.Method)" />'
    const { apim } = await startChain({ edits: [...editsPolicy({ inbound }), entity({ url: 'https://elsewhere.example' })] })
    expect(apim.notRun).toEqual([
      expect.objectContaining({ matters: true, reason: 'Nothing here can stand in for the backend entity.' }),
    ])
  })

  test('by a backend-id that is an expression cannot be run where a backend cannot be read', async () => {
    const file = 'backends/other/backendInformation.json'
    const inbound = '<base /><set-backend-service backend-id="@(context.Request.Method)" />'
    const { apim } = await startChain({ edits: [...editsPolicy({ inbound }), { file, add: '{' }] })
    expect(apim.notRun.filter(({ matters }) => matters)).toEqual([
      expect.objectContaining({
        element: 'set-backend-service',
        reason: expect.stringContaining('other of the export cannot be read'),
      }),
    ])
  })

  test('an inherited backend-id is not overridden by a base-url', async () => {
    const inherited = { file: 'apis/images/policy.xml', find: 'base-url="{{aoai-endpoint}}"', replace: 'backend-id="entity"' }
    const own = `<set-backend-service base-url="${HOST}/own" />`
    expect((await arrivedWith(own, undefined, {}, [inherited, entity({ url: `${HOST}/entity` })])).url).toBe(
      '/entity/images/edits',
    )
  })

  test('a base-url does override a backend-id of the same document', async () => {
    const both = `<set-backend-service backend-id="entity" /><set-backend-service base-url="${HOST}/own" />`
    expect((await arrivedWith(both, undefined, {}, [entity({ url: `${HOST}/entity` })])).url).toBe('/own/images/edits')
  })
})

describe('the other statements of inbound', () => {
  test('authentication-managed-identity sends a token for the resource', async () => {
    const { headers } = await arrivedWith('<authentication-managed-identity resource="https://cognitiveservices.azure.com" />')
    const [, claims = ''] = (headers.authorization ?? '').split('.')
    expect(headers.authorization).toMatch(/^Bearer /)
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({ aud: 'https://cognitiveservices.azure.com' })
  })

  test('authentication-managed-identity with a variable leaves the header to the policy', async () => {
    const { headers } = await arrivedWith(
      `<authentication-managed-identity resource="r" output-token-variable-name="token" />
       <set-header name="X-Token"><value>@("Bearer " + (string)context.Variables["token"])</value></set-header>`,
    )
    expect([headers.authorization, headers['x-token']?.slice(0, 7)]).toEqual([undefined, 'Bearer '])
  })

  test('authentication-basic sends user and password', async () => {
    const { headers } = await arrivedWith('<authentication-basic username="u" password="p" />')
    expect(headers.authorization).toBe(`Basic ${Buffer.from('u:p').toString('base64')}`)
  })

  test('set-method changes the method', async () => {
    expect((await arrivedWith('<set-method>PUT</set-method>')).method).toBe('PUT')
  })

  test('set-body replaces the body and its length', async () => {
    const arrived = await arrivedWith('<set-body>{"a":1}</set-body>', undefined, { body: 'much longer than that' })
    expect([arrived.body, arrived.headers['content-length']]).toEqual(['{"a":1}', '7'])
  })

  test('named values are filled in, also inside expressions', async () => {
    const { headers } = await arrivedWith('<set-header name="X-Own"><value>@("{{deployment-id}}".ToUpper())</value></set-header>')
    expect(headers['x-own']).toBe('GPT-IMAGE-1.5')
  })
})
