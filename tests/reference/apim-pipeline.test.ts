import { afterEach, describe, expect, test } from 'vitest'
import type { ExportEdit } from '../../reference/apim/index.ts'
import { CLIENT_KEY, editsPolicy, startChain, stopChains } from './apim-backend.ts'

afterEach(stopChains)

const mark = (scope: string) => `<set-header name="X-Scopes" exists-action="append"><value>${scope}</value></set-header>`

describe('the scopes', () => {
  const marked = (operation: string): ExportEdit[] => [
    { file: 'policy.xml', find: '<inbound />', replace: `<inbound>${mark('global')}</inbound>` },
    {
      file: 'products/image-models/policy.xml',
      find: '<rate-limit calls="6000" renewal-period="60" />',
      replace: mark('product'),
    },
    { file: 'apis/images/policy.xml', find: '<set-backend-service base-url="{{aoai-endpoint}}" />', replace: mark('api') },
    ...editsPolicy({ inbound: operation }),
  ]
  const scopes = async (operation: string, key = CLIENT_KEY) => {
    const chain = await startChain({
      edits: marked(operation),
      subscriptionKeys: new Map([
        ['image-clients', CLIENT_KEY],
        ['master', 'all'],
      ]),
    })
    await chain.call('/v1/images/edits', { headers: { 'api-key': key } })
    return chain.last().headers['x-scopes']
  }

  test('run from the broadest to the narrowest, where <base /> stands', async () => {
    expect(await scopes(`<base />${mark('operation')}`)).toBe('global,product,api,operation')
    expect(await scopes(`${mark('operation')}<base />`)).toBe('operation,global,product,api')
  })

  test('broader than a section without <base /> do not run', async () => {
    expect(await scopes(mark('operation'))).toBe('operation')
  })

  test('of a product do not run for a key that is not of that product', async () => {
    expect(await scopes(`<base />${mark('operation')}`, 'all')).toBe('global,api,operation')
  })
})

describe('without forward-request', () => {
  test.each([
    ['in the backend section of the operation', editsPolicy({ backend: '' })],
    [
      'in the policy of all APIs',
      [{ file: 'policy.xml', find: '<forward-request timeout="240" buffer-response="false" />', replace: '' }],
    ],
  ])('%s nothing is sent, and the answer is an empty 200', async (_, edits) => {
    const chain = await startChain({ edits })
    const answer = await chain.call('/v1/images/edits')
    expect([answer.status, await answer.text(), chain.backend.arrived.length]).toEqual([200, '', 0])
  })

  test('but with no policy of all APIs at all the call is forwarded, as by default', async () => {
    const chain = await startChain({ edits: [{ file: 'policy.xml', remove: true }] })
    await chain.call('/v1/images/edits')
    expect(chain.backend.arrived).toHaveLength(1)
  })

  test('and with a section that a document leaves out the broader scope applies', async () => {
    const file = 'apis/images/operations/images-edits/policy.xml'
    const chain = await startChain({
      edits: [
        { file, remove: true },
        { file, add: '<policies><inbound><base /></inbound></policies>' },
      ],
    })
    await chain.call('/v1/images/edits')
    expect(chain.backend.arrived).toHaveLength(1)
  })
})

describe('return-response', () => {
  test('ends the call with an empty 200 by default; nothing reaches the backend, and outbound does not run', async () => {
    const chain = await startChain({ edits: editsPolicy({ inbound: '<return-response />', outbound: mark('outbound') }) })
    const answer = await chain.call('/v1/images/edits')
    expect([answer.status, await answer.text(), answer.headers.get('X-Scopes')]).toEqual([200, '', null])
    expect(chain.backend.arrived).toHaveLength(0)
  })

  test('answers with its own status, headers and body', async () => {
    const xml = `<return-response><set-status code="418" reason="Teapot" />
      <set-header name="X-Own"><value>1</value></set-header><set-body>short and stout</set-body></return-response>`
    const chain = await startChain({ edits: editsPolicy({ inbound: xml }) })
    const answer = await chain.call('/v1/images/edits')
    expect([answer.status, answer.statusText, answer.headers.get('X-Own')]).toEqual([418, 'Teapot', '1'])
    expect(await answer.text()).toBe('short and stout')
  })

  test('in outbound replaces the answer of the backend', async () => {
    const chain = await startChain({
      edits: editsPolicy({ outbound: '<return-response><set-status code="204" reason="" /></return-response>' }),
    })
    expect((await chain.call('/v1/images/edits')).status).toBe(204)
    expect(chain.backend.arrived).toHaveLength(1)
  })
})

test('mock-response answers without the backend', async () => {
  const chain = await startChain({
    edits: editsPolicy({ inbound: '<mock-response status-code="201" content-type="text/plain" />' }),
  })
  const answer = await chain.call('/v1/images/edits')
  expect([answer.status, answer.headers.get('Content-Type'), chain.backend.arrived.length]).toEqual([201, 'text/plain', 0])
})

describe('choose', () => {
  const chosen = async (team: string) => {
    const when = (name: string) =>
      `<when condition="@(context.Request.Headers.GetValueOrDefault("X-Team", "") == "${name}")">${mark(name)}</when>`
    const chain = await startChain({
      edits: editsPolicy({ inbound: `<base /><choose>${when('a')}${when('b')}<otherwise>${mark('other')}</otherwise></choose>` }),
    })
    await chain.call('/v1/images/edits', { headers: { 'api-key': CLIENT_KEY, 'X-Team': team } })
    return chain.last().headers['x-scopes']
  }

  test('runs the first branch whose condition holds, or otherwise', async () => {
    expect([await chosen('a'), await chosen('b'), await chosen('c')]).toEqual(['a', 'b', 'other'])
  })
})

describe('retry', () => {
  const flaky = (failures: number) => {
    let left = failures
    return (_: unknown, response: { writeHead: (status: number) => void; end: (text: string) => void }) => {
      left -= 1
      response.writeHead(left >= 0 ? 503 : 200)
      response.end('done')
    }
  }
  const policy = (forward: string) =>
    editsPolicy({ backend: `<retry condition="@(context.Response.StatusCode == 503)" count="2" interval="0">${forward}</retry>` })

  test.each([
    [1, 200, 2],
    [2, 200, 3],
    [5, 503, 3],
  ])('after %i failures ends with %i and %i calls', async (failures, status, calls) => {
    const chain = await startChain({ edits: policy('<forward-request buffer-request-body="true" />'), respond: flaky(failures) })
    expect((await chain.call('/v1/images/edits', { body: 'form' })).status).toBe(status)
    expect(chain.backend.arrived.map(({ body }) => body)).toEqual(Array(calls).fill('form'))
  })

  test('without a buffered body cannot send it again', async () => {
    const chain = await startChain({ edits: policy('<forward-request />'), respond: flaky(1) })
    expect((await chain.call('/v1/images/edits', { body: 'form' })).status).toBe(500)
  })
})

describe('include-fragment', () => {
  const fragment = (xml: string): ExportEdit => ({ file: 'policy fragments/own/policy.xml', add: xml })

  test('runs the statements of the fragment', async () => {
    const chain = await startChain({
      edits: [
        ...editsPolicy({ inbound: '<base /><include-fragment fragment-id="own" />' }),
        fragment(`<fragment>${mark('own')}</fragment>`),
      ],
    })
    await chain.call('/v1/images/edits')
    expect(chain.last().headers['x-scopes']).toBe('own')
  })

  test.each([
    ['is not there', [], /no policy fragment own/],
    ['includes itself', [fragment('<fragment><include-fragment fragment-id="own" /></fragment>')], /includes itself/],
    ['is not well-formed', [fragment('<fragment>\n<a></fragment>')], /not well-formed in line 2/],
  ])('of a fragment that %s is reported', async (_, more, reason) => {
    const { apim } = await startChain({ edits: [...editsPolicy({ inbound: '<include-fragment fragment-id="own" />' }), ...more] })
    expect(apim.notRun).toMatchObject([{ element: 'include-fragment', reason: expect.stringMatching(reason), matters: true }])
  })
})

describe('on-error', () => {
  const HANDLER = `<return-response><set-status code="405" reason="Method not allowed" />
    <set-body>@(context.LastError.Source + " " + context.LastError.Reason)</set-body></return-response>`

  test.each([
    ['an operation that is not found', '/v1/images/nothing', { 'api-key': CLIENT_KEY }, 'configuration OperationNotFound'],
    ['a missing key', '/v1/images/edits', {}, 'authorization SubscriptionKeyNotFound'],
    ['a wrong key', '/v1/images/edits', { 'api-key': 'x' }, 'authorization SubscriptionKeyInvalid'],
  ])('of all APIs can rewrite the answer to %s', async (_, path, headers, text) => {
    const chain = await startChain({
      edits: [{ file: 'policy.xml', find: '<on-error />', replace: `<on-error>${HANDLER}</on-error>` }],
    })
    const answer = await chain.call(path, { headers: { ...headers } })
    expect([answer.status, await answer.text()]).toEqual([405, text])
  })

  test('of the operation sees the error of its own policy', async () => {
    const inbound = '<check-header name="X" failed-check-httpcode="403" failed-check-error-message="m" />'
    const chain = await startChain({ edits: editsPolicy({ inbound, onError: '<set-status code="418" reason="" />' }) })
    const answer = await chain.call('/v1/images/edits')
    expect([answer.status, await answer.text()]).toEqual([418, '{ "statusCode": 403, "message": "m" }'])
  })

  test('runs for an error of the backend only when forward-request says so', async () => {
    const respond = (_: unknown, response: { writeHead: (status: number) => void; end: () => void }) => {
      response.writeHead(400)
      response.end()
    }
    const status = async (backend: string) => {
      const chain = await startChain({ respond, edits: editsPolicy({ backend, onError: '<set-status code="418" reason="" />' }) })
      return (await chain.call('/v1/images/edits')).status
    }
    expect(await status('<forward-request />')).toBe(400)
    expect(await status('<forward-request fail-on-error-status-code="true" />')).toBe(418)
  })
})

test('outbound changes the answer of the backend and passes the rest on', async () => {
  const outbound = `<base /><set-header name="X-Ms-Region" exists-action="delete" />
    <set-header name="X-Status"><value>@(context.Response.StatusCode.ToString())</value></set-header>
    <set-status code="202" reason="" /><set-body>other</set-body>`
  const chain = await startChain({ edits: editsPolicy({ outbound }) })
  const answer = await chain.call('/v1/images/edits')
  expect([answer.status, await answer.text()]).toEqual([202, 'other'])
  expect(['apim-request-id', 'x-ms-region', 'x-status'].map((name) => answer.headers.get(name))).toEqual(['a1', null, '200'])
})
