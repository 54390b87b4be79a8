import { afterEach, describe, expect, test } from 'vitest'
import { editsPolicy, startChain, stopChains } from './apim-backend.ts'

afterEach(stopChains)

const V2 = 'https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/oauth2/v2.0/token'
const V1 = 'https://sts.windows.net/contoso.onmicrosoft.com/oauth2/token'
const SCOPE = 'https%3A%2F%2Fcognitiveservices.azure.com%2F.default'
const FORM = `@("grant_type=client_credentials&client_id=c&client_secret=s&scope=${SCOPE}")`
const CONTENT_TYPE = '<set-header name="Content-Type"><value>application/x-www-form-urlencoded</value></set-header>'
const TOKEN = '((IResponse)context.Variables["answer"]).Body.As<JObject>()["access_token"]'

interface Request {
  readonly mode?: string
  readonly url?: string
  readonly method?: string
  readonly headers?: string
  readonly body?: string
  readonly more?: string
}

/** On a line of its own, the second of the section. */
const sendRequest = ({ mode = 'new', url = V2, method = 'POST', headers = CONTENT_TYPE, body = FORM, more = '' }: Request) =>
  `<base />\n<send-request mode="${mode}" response-variable-name="answer" timeout="20" ignore-error="false">
  <set-url>${url}</set-url><set-method>${method}</set-method>${headers}<set-body>${body}</set-body>${more}</send-request>`

/** What edits sends to the model as X-Read, when the policy asks and then reads the answer. */
async function read(request: Request, expression = `(string)${TOKEN}`) {
  const reading = `<set-header name="X-Read"><value>@(${expression})</value></set-header>`
  const chain = await startChain({
    edits: editsPolicy({ inbound: sendRequest(request) + reading }),
    entraToken: (resource) => `token-for-${resource}`,
  })
  const { status } = await chain.call('/v1/images/edits')
  return {
    status,
    value: chain.backend.arrived.at(-1)?.headers['x-read'],
    arrived: chain.backend.arrived.length,
    notRun: chain.apim.notRun,
    asked: chain.apim.tokensAskedFor('POST', '/v1/images/edits'),
    askedByGenerations: chain.apim.tokensAskedFor('POST', '/v1/images/generations'),
  }
}

const EDITS = 'apis/images/operations/images-edits/policy.xml'

describe('a policy that asks Microsoft Entra for a token', () => {
  test('gets the token that the identity of the service would get, and nothing is sent but the call itself', async () => {
    expect(await read({})).toEqual({
      status: 200,
      value: 'token-for-https://cognitiveservices.azure.com',
      arrived: 1,
      notRun: [],
      asked: [{ file: EDITS, line: 3, element: 'send-request', resource: 'https://cognitiveservices.azure.com' }],
      askedByGenerations: [],
    })
  })

  test.each<[string, Request]>([
    [
      'at an address that an expression makes up',
      { url: '@("https://login.microsoftonline.com/" + context.Request.Method + "/oauth2/v2.0/token")' },
    ],
    ['with a form that is plain text', { body: FORM.replace(/^@\("|"\)$/g, '').replaceAll('&', '&amp;') }],
    ['in commands', { url: '@{ return $"https://login.microsoftonline.com/{context.Request.Method}/oauth2/v2.0/token"; }' }],
    [
      'for a resource, at the older endpoint',
      { url: V1, body: FORM.replace(`scope=${SCOPE}`, 'resource=https://cognitiveservices.azure.com') },
    ],
    [
      'with a scope that is encoded when it runs',
      {
        body: '@("grant_type=client_credentials&scope=" + System.Net.WebUtility.UrlEncode("https://cognitiveservices.azure.com/.default"))',
      },
    ],
  ])('%s gets it too', async (_how, request) => {
    const { value, notRun, asked } = await read(request)
    expect(value).toBe('token-for-https://cognitiveservices.azure.com')
    expect(notRun).toEqual([])
    expect(asked).toMatchObject([{ resource: 'https://cognitiveservices.azure.com' }])
  })

  test('for another resource gets one for that', async () => {
    const { value, asked } = await read({ body: FORM.replace('cognitiveservices', 'management') })
    expect(value).toBe('token-for-https://management.azure.com')
    expect(asked).toMatchObject([{ resource: 'https://management.azure.com' }])
  })

  test('for a resource that only a call tells says so', async () => {
    const body = '@(string.Format("grant_type=client_credentials&scope=https://{0}/.default", context.Request.Method))'
    const { value, asked } = await read({ body })
    expect(value).toBe('token-for-https://POST')
    expect(asked).toMatchObject([{ resource: null }])
  })

  test.each([
    ['((IResponse)context.Variables["answer"]).StatusCode', '200'],
    ['((IResponse)context.Variables["answer"]).StatusReason', 'OK'],
    ['((IResponse)context.Variables["answer"]).Headers.GetValueOrDefault("content-type", "")', 'application/json; charset=utf-8'],
    ['(string)((IResponse)context.Variables["answer"]).Body.As<JObject>()["token_type"]', 'Bearer'],
    ['(int)((IResponse)context.Variables["answer"]).Body.As<JObject>()["expires_in"] - 99', '3500'],
    ['context.Variables.GetValueOrDefault<IResponse>("answer").StatusCode', '200'],
    ['(context.Variables["answer"] as IResponse) != null', 'True'],
    ['(context.Variables["answer"] as string) == null', 'True'],
    ['((IResponse)context.Variables["answer"])?.Body?.As<string>(preserveContent: true).Substring(0, 1)', '{'],
  ])('reads %s of the answer: %s', async (expression, value) => {
    expect(await read({}, expression)).toMatchObject({ status: 200, value, notRun: [] })
  })

  test('reads its body once, unless it keeps it', async () => {
    const twice = (keep: string) => read({}, `(string)${TOKEN.replace('()[', `(${keep})[`)} + (string)${TOKEN}`)
    expect((await twice('preserveContent: true')).status).toBe(200)
    expect(await twice('')).toMatchObject({ status: 500, arrived: 0 })
  })

  test.each([
    ['names no scope', { body: FORM.replace(`scope=${SCOPE}`, 'resource=https://cognitiveservices.azure.com') }, 'AADSTS900144'],
    ['names one without /.default', { body: FORM.replace('.default', 'user_impersonation') }, 'AADSTS1002012'],
  ])('and %s is refused as Entra refuses it', async (_what, request, code) => {
    const description = '((IResponse)context.Variables["answer"]).Body.As<JObject>()["error_description"].ToString()'
    expect((await read(request, description)).value).toContain(code)
    expect((await read(request, '((IResponse)context.Variables["answer"]).StatusCode')).value).toBe('400')
  })

  test('and keeps the answer in the cache still has it in the next call', async () => {
    const inbound = `<cache-lookup-value key="a" variable-name="answer" />
      <choose><when condition="@(!context.Variables.ContainsKey("answer"))">${sendRequest({}).replace('<base />', '')}
      <cache-store-value key="a" value="@((IResponse)context.Variables["answer"])" duration="60" /></when></choose>
      <set-header name="X-Read"><value>@((string)${TOKEN})</value></set-header>`
    const chain = await startChain({ edits: editsPolicy({ inbound: `<base />${inbound}` }), entraToken: () => 'ey.1' })
    const statuses = [await chain.call('/v1/images/edits'), await chain.call('/v1/images/edits')].map(({ status }) => status)
    expect(statuses).toEqual([200, 200])
    expect(chain.backend.arrived.map(({ headers }) => headers['x-read'])).toEqual(['ey.1', 'ey.1'])
    expect(chain.apim.notRun).toEqual([])
  })
})

describe('a request that a policy sends', () => {
  test.each<[string, Request, RegExp]>([
    ['to another service', { url: 'https://contoso.example/oauth2/v2.0/token' }, /another service/],
    [
      'to a host that only begins as Entra’s',
      { url: 'https://login.microsoftonline.com.example/t/oauth2/token' },
      /another service/,
    ],
    ['to another address of Entra', { url: 'https://login.microsoftonline.com/t/oauth2/v2.0/devicecode' }, /another service/],
    ['to an address that is not written', { url: '@((string)context.Variables["address"])' }, /another service/],
    ['that is a copy of the call', { mode: 'copy' }, /copies of the call/],
    ['with GET', { method: 'GET' }, /another method than POST/],
    ['that says nothing of its form', { headers: '' }, /its body is a form/],
    ['that sends JSON', { headers: CONTENT_TYPE.replace('x-www-form-urlencoded', 'json') }, /its body is a form/],
    ['on behalf of a user', { body: FORM.replace('client_credentials', 'password') }, /client_credentials/],
    ['for a scope, at the older endpoint', { url: V1 }, /names no resource/],
    ['with a certificate', { more: '<authentication-certificate thumbprint="A" />' }, /<authentication-certificate>/],
    ['with what cannot be worked out', { body: '@("client_credentials" + context.User.Id)' }, /context\.User/],
  ])('%s is told, sent nowhere, and what reads its answer is passed over', async (_what, request, reason) => {
    const { status, value, arrived, notRun, asked } = await read(request)
    expect({ status, value, arrived, asked }).toEqual({ status: 200, value: undefined, arrived: 1, asked: [] })
    expect(notRun).toMatchObject([
      { file: EDITS, line: 3, element: 'send-request', reason: expect.stringMatching(reason), matters: true },
    ])
  })

  test('without a name for the answer is told', async () => {
    const inbound = sendRequest({}).replace('response-variable-name="answer" ', '')
    const { apim } = await startChain({ edits: editsPolicy({ inbound }) })
    expect(apim.notRun).toMatchObject([{ element: 'send-request', reason: expect.stringContaining('response-variable-name') }])
  })
})
