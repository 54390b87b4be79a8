import { describe, expect, it } from 'vitest'
import type { Received } from '../../reference/hop.ts'
import { parseMultipart } from '../../reference/multipart.ts'
import { DIALECT_NAMES, DIALECTS, type DialectName } from '../../reference/one-api/dialects.ts'
import { HEALTHY_ONE_API, type OneApiOptions, startOneApi } from '../../reference/one-api/one-api.ts'
import { htmlReply, jsonReply, reply } from '../../reference/replies.ts'
import { type HopRequest, type Reply, serve } from '../../reference/serve.ts'
import { blueCube, type Call, closing, errorOf, form, json, redBall, send, type TestFile, type Wire } from './wire.ts'

const start = closing()
const KEY = 'sk-oneapikey1'
const BEARER = { authorization: `Bearer ${KEY}` }
const ID = 'x-oneapi-request-id'

const AOAI_404 = '{"error":{"code":"404","message": "Resource not found"}}'
const APIM_404 = '{ "statusCode": 404, "message": "Resource not found" }'
const UPSTREAM_HEADERS = { 'apim-request-id': 'guid-1', 'x-ms-region': 'East US 2', 'Retry-After': '9' }
const PICTURE = { created: 1_800_000_000, data: [{ b64_json: 'aGk=' }], output_format: 'png' }

interface Bench {
  readonly url: string
  readonly call: (path: string, call: Call) => Promise<Wire>
  readonly seen: HopRequest[]
  readonly received: readonly Received[]
}

async function bench(
  dialect: DialectName,
  answer: Reply = jsonReply(200, PICTURE, UPSTREAM_HEADERS),
  change: Partial<OneApiOptions> = {},
): Promise<Bench> {
  const seen: HopRequest[] = []
  const upstream = await start(
    serve({
      port: 0,
      answer: async (request) => {
        seen.push(request)
        return answer
      },
    }),
  )
  const channel = { url: upstream.url, key: 'channel-key', headers: { 'x-front-door': '1' }, models: ['gpt-image-1.5'] }
  const hop = await start(startOneApi({ ...HEALTHY_ONE_API, dialect, keys: [KEY], channel, ...change }))
  return { url: hop.url, call: (path, call) => send(`${hop.url}${path}`, call), seen, received: hop.received }
}

const generation = (headers: Record<string, string> = BEARER, change: object = {}): Call =>
  json({ model: 'gpt-image-1.5', prompt: 'a fox', background: 'opaque', bogus: 1, ...change }, headers)

const twoImages: readonly TestFile[] = [
  { name: 'image', filename: 'a.png', content: redBall },
  { name: 'image', filename: 'b.jpg', type: 'image/png', content: blueCube },
]
const edit = (files: readonly TestFile[] = twoImages, fields: Record<string, string> = {}): Call =>
  form({ prompt: 'on a beach', size: '1024x1024', model: 'gpt-image-1.5', ...fields }, files, BEARER)

const relaying = DIALECT_NAMES.filter((name) => name !== 'one-api')

describe('a channel of the type Azure', () => {
  const azure = { deployments: { 'gpt-image-1.5': 'pictures' }, apiVersion: '2025-04-01-preview' }
  const channel = { url: '', key: 'k', keyHeader: 'api-key', headers: {}, models: ['gpt-image-1.5', 'gpt-image-1'], azure }
  const at = (path: string) => `/openai/deployments/${path}?api-version=2025-04-01-preview`

  it.each([
    ['generations', generation(), at('pictures/images/generations')],
    ['edits', edit(), at('pictures/images/edits')],
    ['generations?api-version=mine', generation(), at('pictures/images/generations')],
    ['generations', generation(BEARER, { model: 'gpt-image-1' }), at('gpt-image-1/images/generations')],
    // Nothing to read a model from: it goes to the first one, to be refused there.
    ['edits', json({}, BEARER), at('pictures/images/edits')],
  ])('calls the deployment of the model, with its own api-version: %s', async (path, call, url) => {
    const upstream = await bench('pass-through')
    const hop = await bench('pass-through', undefined, { channel: { ...channel, url: upstream.url } })
    await hop.call(`/v1/images/${path}`, call)
    expect(upstream.received.map((one) => one.url)).toEqual([url])
  })
})

describe.each(DIALECT_NAMES)('every dialect (%s)', (dialect) => {
  it('numbers each answer in its own format, whatever number the caller sends', async () => {
    const { call } = await bench(dialect)
    const first = await call('/v1/images/generations', generation({ ...BEARER, 'X-Oneapi-Request-Id': 'mine' }))
    const second = await call('/v1/images/generations', generation())
    const format = dialect === 'new-api' || dialect === 'one-hub' ? /^\d{14}\d{1,9}[0-9A-Za-z]{8}$/ : /^\d{23,31}$/
    expect(first.headers[ID]).toMatch(format)
    expect(first.headers[ID]).not.toBe(second.headers[ID])
  })

  it('answers an unknown path and a wrong method with 404 without asking for a token', async () => {
    const { call } = await bench(dialect)
    const unknown = await call('/v1/images/nothing', json({}))
    const wrongMethod = await call('/v1/images/edits', { method: 'GET' })
    expect([unknown.status, unknown.text]).toEqual([
      404,
      '{"error":{"message":"Invalid URL (POST /v1/images/nothing)","type":"invalid_request_error","param":"","code":""}}',
    ])
    expect([wrongMethod.status, errorOf(wrongMethod).message]).toEqual([404, 'Invalid URL (GET /v1/images/edits)'])
  })

  it('answers a path outside /v1 with its web page and 200', async () => {
    const { call } = await bench(dialect)
    const answer = await call('/images/edits', edit())
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
    expect(answer.text).toContain(`<title>${DIALECTS[dialect].title}</title>`)
  })

  it('redirects a trailing slash', async () => {
    const { call } = await bench(dialect)
    const answer = await call('/v1/images/edits/?a=1', edit())
    expect([answer.status, answer.headers.location]).toEqual([307, '/v1/images/edits?a=1'])
  })

  it('sends the channel key up as a bearer, with path and query of the client', async () => {
    const { call, seen } = await bench(dialect)
    await call('/v1/images/generations?api-version=x', generation({ ...BEARER, traceparent: '00-1', 'x-tag': 'a' }))
    expect(seen[0]?.url).toBe('/v1/images/generations?api-version=x')
    expect(seen[0]?.headers.authorization).toBe('Bearer channel-key')
    expect(seen[0]?.headers.traceparent).toBe(dialect === 'pass-through' ? '00-1' : undefined)
    expect(seen[0]?.headers['x-tag']).toBe(dialect === 'pass-through' || dialect === 'laisky' ? 'a' : undefined)
  })

  it('takes the token with and without sk- and Bearer', async () => {
    const { call } = await bench(dialect)
    for (const authorization of [`Bearer ${KEY}`, 'Bearer oneapikey1', KEY, 'oneapikey1']) {
      expect((await call('/v1/images/generations', generation({ authorization }))).status).toBe(200)
    }
  })

  it('refuses the token of another channel to all but administrators', async () => {
    const { call } = await bench(dialect)
    const answer = await call('/v1/images/generations', generation({ authorization: `Bearer ${KEY}-7` }))
    expect([answer.status, errorOf(answer).message]).toEqual([403, expect.stringContaining('普通用户不支持指定渠道')])
  })

  it('lists its models to those with a token', async () => {
    const { call } = await bench(dialect)
    expect((await call('/v1/models', { method: 'GET' })).status).toBe(401)
    const answer = await call('/v1/models', { method: 'GET', headers: BEARER })
    expect(JSON.parse(answer.text).data[0].id).toBe('gpt-image-1.5')
  })

  it('reports a next hop that cannot be reached as its own 500', async () => {
    const { call } = await bench(dialect, undefined, {
      channel: { url: 'http://127.0.0.1:9', key: '', headers: {}, models: ['gpt-image-1.5'] },
    })
    const answer = await call('/v1/images/generations', generation())
    expect([answer.status, errorOf(answer).code]).toEqual([500, 'do_request_failed'])
  })
})

describe('a missing or wrong token', () => {
  it.each([
    ['one-api', '{"error":{"message":"未提供令牌 (request id: ID)","type":"one_api_error"}}', '无效的令牌'],
    ['pass-through', '{"error":{"message":"未提供令牌 (request id: ID)","type":"one_api_error"}}', '无效的令牌'],
    ['new-api', '{"error":{"code":"","message":"未提供令牌 (request id: ID)","type":"new_api_error"}}', '无效的令牌'],
    [
      'laisky',
      '{"error":{"message":"No token provided (request id: ID)","type":"one_api_error"}}',
      'token not found for key: sk-wro...-key',
    ],
    ['one-hub', '{"error":{"message":"无效的令牌 (request id: ID)","type":"one_hub_error"}}', '无效的令牌'],
  ] as const)('is refused by %s with 401 in its own words', async (dialect, none, wrong) => {
    const { call, seen } = await bench(dialect)
    const missing = await call('/v1/images/edits', { ...edit(), headers: { 'content-type': 'application/json' } })
    expect(missing.status).toBe(401)
    expect(missing.text.replace(missing.headers[ID] ?? '', 'ID')).toBe(none)
    const refused = await call('/v1/images/generations', generation({ authorization: 'Bearer sk-wrong-key' }))
    expect([refused.status, errorOf(refused).message]).toEqual([401, expect.stringContaining(wrong)])
    expect(seen).toHaveLength(0)
  })

  it.each([
    [
      'bearer in lower case',
      { authorization: `bearer ${KEY}` },
      { 'one-api': 401, 'pass-through': 401, 'new-api': 200, laisky: 200, 'one-hub': 401 },
    ],
    [
      'BEARER in capitals',
      { authorization: `BEARER ${KEY}` },
      { 'one-api': 401, 'pass-through': 401, 'new-api': 401, laisky: 200, 'one-hub': 401 },
    ],
    ['api-key', { 'api-key': KEY }, { 'one-api': 401, 'pass-through': 401, 'new-api': 401, laisky: 200, 'one-hub': 401 }],
    ['x-api-key', { 'x-api-key': KEY }, { 'one-api': 401, 'pass-through': 401, 'new-api': 401, laisky: 200, 'one-hub': 401 }],
    [
      'Basic',
      { authorization: `Basic ${KEY}` },
      { 'one-api': 401, 'pass-through': 401, 'new-api': 401, laisky: 401, 'one-hub': 401 },
    ],
  ])('sent as %s is read by some dialects only', async (_what, headers, expected) => {
    for (const dialect of DIALECT_NAMES) {
      const { call } = await bench(dialect)
      expect([dialect, (await call('/v1/images/generations', generation(headers))).status]).toEqual([dialect, expected[dialect]])
    }
  })

  it.each([
    ['token expired', 401, '该令牌已过期'],
    ['quota used up', 403, 'user quota is not enough'],
    ['model not allowed', 403, '该令牌无权使用模型：gpt-image-1.5'],
  ] as const)('differs from a token whose account is in trouble: %s', async (account, status, message) => {
    const { call } = await bench('pass-through', undefined, { account })
    const answer = await call('/v1/images/edits', edit())
    expect([answer.status, errorOf(answer).message]).toEqual([status, expect.stringContaining(message)])
  })
})

describe('stock one-api', () => {
  it('has no channel for an edit in a form, whose model it never reads', async () => {
    const { call } = await bench('one-api')
    const answer = await call('/v1/images/edits', edit())
    expect(answer.status).toBe(503)
    expect(errorOf(answer).message).toBe(`当前分组 default 下对于模型  无可用渠道 (request id: ${answer.headers[ID]})`)
  })

  it('does not implement an edit in JSON', async () => {
    const { call } = await bench('one-api')
    const answer = await call('/v1/images/edits', generation())
    expect([answer.status, answer.text]).toEqual([
      501,
      '{"error":{"message":"API not implemented","type":"one_api_error","param":"","code":"api_not_implemented"}}',
    ])
  })

  it('asks for a prompt itself', async () => {
    const { call, seen } = await bench('one-api')
    const answer = await call('/v1/images/generations', generation(BEARER, { prompt: undefined }))
    expect([answer.status, errorOf(answer).code]).toEqual([400, 'prompt_missing'])
    expect(seen).toHaveLength(0)
  })

  it('turns a web page of the next hop into a 500 of its own', async () => {
    const { call } = await bench('one-api', htmlReply(502, '<html></html>'))
    const answer = await call('/v1/images/generations', generation())
    expect(answer.status).toBe(500)
    expect(answer.text.replace(answer.headers[ID] ?? '', 'ID')).toBe(
      '{"error":{"message":"invalid character \'<\' looking for beginning of value (request id: ID)","type":"one_api_error","param":"","code":"unmarshal_response_body_failed"}}',
    )
  })

  it.each([AOAI_404, APIM_404])('passes an error on byte for byte, with its headers: %s', async (body) => {
    const { call } = await bench('one-api', jsonReply(404, body, UPSTREAM_HEADERS))
    const answer = await call('/v1/images/generations', generation())
    expect([answer.status, answer.text, answer.headers['x-ms-region']]).toEqual([404, body, 'East US 2'])
  })
})

describe.each(relaying)('an edit through %s', (dialect) => {
  it('arrives with its pictures in their order', async () => {
    const { call, seen } = await bench(dialect)
    const answer = await call('/v1/images/edits', edit())
    expect(answer.status).toBe(200)
    const sent = seen[0]
    const parts = await parseMultipart({ contentType: sent?.headers['content-type'] ?? '', body: sent?.body ?? Buffer.alloc(0) })
    const files = parts.filter(({ filename }) => filename !== null)
    expect(files.map(({ content }) => content.length)).toEqual([redBall.length, blueCube.length])
    expect(files.map(({ name, contentType }) => `${name} ${contentType}`)).toEqual(
      dialect === 'new-api' ? ['image[] image/png', 'image[] image/jpeg'] : ['image image/png', 'image image/png'],
    )
  })

  it('has its bytes unchanged unless the dialect builds forms anew', async () => {
    const { call, seen } = await bench(dialect)
    const sent = edit()
    await call('/v1/images/edits', sent)
    expect(seen[0]?.body.equals(Buffer.from(sent.body ?? ''))).toBe(dialect !== 'new-api')
  })

  it('keeps a single picture under its own name', async () => {
    const { call, seen } = await bench(dialect)
    await call('/v1/images/edits', edit([{ name: 'image', filename: 'a.png', content: redBall }]))
    expect(seen[0]?.body.toString('latin1')).toContain('name="image"; filename="a.png"')
  })

  it('is refused for a model without a channel', async () => {
    const { call } = await bench(dialect)
    expect((await call('/v1/images/edits', edit(twoImages, { model: 'dall-e-9' }))).status).toBe(503)
  })
})

describe('new-api', () => {
  it('names its version on every answer', async () => {
    const { call } = await bench('new-api')
    for (const path of ['/v1/images/edits', '/v1/nothing', '/']) {
      expect((await call(path, edit())).headers).toHaveProperty('x-new-api-version')
    }
  })

  it('puts the model first, drops strange files and keeps the mask last', async () => {
    const { call, seen } = await bench('new-api')
    const files = [{ name: 'mask', filename: 'm.png', content: redBall }, ...twoImages, { name: 'other', content: redBall }]
    await call('/v1/images/edits', edit(files))
    const sent = seen[0]
    const parts = await parseMultipart({ contentType: sent?.headers['content-type'] ?? '', body: sent?.body ?? Buffer.alloc(0) })
    expect(parts.map(({ name }) => name)).toEqual(['model', 'size', 'prompt', 'image[]', 'image[]', 'mask'])
  })

  it('drops what it does not know from a generation', async () => {
    const { call, seen } = await bench('new-api')
    await call('/v1/images/generations', generation())
    expect(JSON.parse(seen[0]?.body.toString() ?? '')).toEqual({ model: 'gpt-image-1.5', prompt: 'a fox', background: 'opaque' })
  })

  it('answers 500 itself to an edit without a picture or in JSON, and 400 without a model', async () => {
    const { call, seen } = await bench('new-api')
    const none = await call('/v1/images/edits', edit([]))
    const inJson = await call('/v1/images/edits', generation())
    const nameless = await call('/v1/images/edits', form({ prompt: 'x' }, twoImages, BEARER))
    expect([none.status, errorOf(none).message]).toEqual([500, expect.stringMatching(/^image is required \(request id: /)])
    expect([inJson.status, errorOf(inJson).code]).toEqual([500, 'convert_request_failed'])
    expect([nameless.status, errorOf(nameless).message]).toEqual([400, expect.stringContaining('未指定模型名称')])
    expect(seen).toHaveLength(0)
  })

  it.each([
    [
      'of Azure OpenAI',
      jsonReply(404, AOAI_404, UPSTREAM_HEADERS),
      '{"error":{"message":"Resource not found","type":"upstream_error","param":"","code":"404"}}',
    ],
    [
      'of API Management',
      jsonReply(404, APIM_404, UPSTREAM_HEADERS),
      '{"error":{"message":"Resource not found","type":"bad_response_status_code","param":"","code":"bad_response_status_code"}}',
    ],
    [
      'that is a web page',
      htmlReply(404, '<html></html>', UPSTREAM_HEADERS),
      '{"error":{"message":"openai_error","type":"bad_response_status_code","param":"","code":"bad_response_status_code"}}',
    ],
  ])('rewraps an error %s and drops its headers', async (_whose, upstream, expected) => {
    const { call } = await bench('new-api', upstream)
    const answer = await call('/v1/images/edits', edit())
    expect([answer.status, answer.text]).toEqual([404, expected])
    expect(answer.headers).not.toHaveProperty('apim-request-id')
    expect(answer.headers).not.toHaveProperty('retry-after')
  })

  it('keeps the headers of a success', async () => {
    const { call } = await bench('new-api')
    expect((await call('/v1/images/edits', edit())).headers['x-ms-region']).toBe('East US 2')
  })

  it('hides addresses in messages', async () => {
    const { call } = await bench(
      'new-api',
      jsonReply(400, { error: { message: 'see https://go.microsoft.com/fwlink?id=1', code: 'x' } }),
    )
    expect(errorOf(await call('/v1/images/edits', edit())).message).toBe('see https://***.com/***')
  })
})

describe('Laisky', () => {
  it('writes a generation anew with defaults of its own', async () => {
    const { call, seen } = await bench('laisky')
    await call('/v1/images/generations', generation())
    expect(JSON.parse(seen[0]?.body.toString() ?? '')).toEqual({
      model: 'gpt-image-1.5',
      prompt: 'a fox',
      size: '1024x1536',
      quality: 'high',
    })
  })

  it.each([
    [jsonReply(404, AOAI_404, UPSTREAM_HEADERS), 'Resource not found', '404'],
    [jsonReply(404, APIM_404, UPSTREAM_HEADERS), 'Resource not found', 'upstream_http_error'],
    [htmlReply(404, '<html></html>', UPSTREAM_HEADERS), 'upstream image request failed with status 404', 'upstream_http_error'],
  ])('rewraps an error and lets only some headers through (%#)', async (upstream, message, code) => {
    const { call } = await bench('laisky', upstream)
    const answer = await call('/v1/images/edits', edit())
    expect(errorOf(answer)).toEqual({
      message: `${message} (request id: ${answer.headers[ID]})`,
      type: 'upstream_error',
      param: '',
      code,
    })
    expect([answer.headers['apim-request-id'], answer.headers['retry-after']]).toEqual(['guid-1', '9'])
    expect(answer.headers).not.toHaveProperty('x-ms-region')
  })
})

describe('one-hub', () => {
  it('drops every header of the next hop, also of a success', async () => {
    const { call } = await bench('one-hub')
    const answer = await call('/v1/images/edits', edit())
    expect(JSON.parse(answer.text)).toEqual({ created: 1_800_000_000, data: [{ b64_json: 'aGk=' }] })
    expect(answer.headers).not.toHaveProperty('apim-request-id')
  })

  it('rewraps errors', async () => {
    const { call } = await bench('one-hub', jsonReply(404, AOAI_404, UPSTREAM_HEADERS))
    const answer = await call('/v1/images/edits', edit())
    expect(errorOf(answer).message).toBe(`Provider API error: Resource not found (request id: ${answer.headers[ID]})`)
  })
})

describe('the pass-through fork', () => {
  it('passes streams on as they come', async () => {
    const { call } = await bench('pass-through', reply(200, { 'Content-Type': 'text/event-stream' }, 'event: a\ndata: {}\n\n'))
    const answer = await call('/v1/images/generations', generation())
    expect([answer.headers['content-type'], answer.text]).toEqual(['text/event-stream', 'event: a\ndata: {}\n\n'])
  })

  it('sends round its instances in turn', async () => {
    const instances = [
      { routes: ['generations', 'edits'], notImplemented: [] },
      { routes: ['generations'], notImplemented: [] },
    ] as const
    const { call } = await bench('pass-through', undefined, { instances })
    const statuses = []
    for (let turn = 0; turn < 4; turn++) statuses.push((await call('/v1/images/edits', edit())).status)
    expect(statuses).toEqual([200, 404, 200, 404])
  })

  it('records what it received', async () => {
    const { call, received } = await bench('pass-through')
    const sent = edit()
    await call('/v1/images/edits?x=1', sent)
    expect(received).toMatchObject([{ method: 'POST', url: '/v1/images/edits?x=1', bytes: sent.body?.length }])
  })
})
