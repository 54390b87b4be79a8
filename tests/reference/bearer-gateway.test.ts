import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { type BearerGatewayOptions, HEALTHY_BEARER_GATEWAY, startBearerGateway } from '../../reference/bearer-gateway/gateway.ts'
import { type Call, closing, json, picturesOf, send, type Wire } from './wire.ts'

const start = closing()
const BEARER = { authorization: 'Bearer sk_live_1' }
const GENERATIONS = '/backend/v1/images/generations'
const CHAT = '/backend/v1/chat/completions'

async function gateway(change: Partial<BearerGatewayOptions> = {}): Promise<(path: string, call: Call) => Promise<Wire>> {
  const hop = await start(startBearerGateway({ ...HEALTHY_BEARER_GATEWAY, tokens: ['sk_live_1'], ...change }))
  return (path, call) => send(`${hop.url}${path}`, call)
}

const asked = {
  model: 'gemini-2.5-flash-image',
  prompt: 'a fox',
  size: '1536x1024',
  n: 1,
  response_format: 'b64_json',
}
const chat = { model: 'gemini-2.5-flash', messages: [{ role: 'user', content: 'hello' }] }

describe('with the token', () => {
  it('draws a square picture whatever size was asked for, and tells no usage', async () => {
    const call = await gateway()
    const answer = await call(GENERATIONS, json(asked, BEARER))
    expect(answer.status).toBe(200)
    const [picture] = picturesOf(answer)
    expect(await sharp(picture).metadata()).toMatchObject({ width: 1024, height: 1024, format: 'png' })
    expect(JSON.parse(answer.text)).not.toHaveProperty('usage')
  })

  it('chats', async () => {
    const call = await gateway()
    const answer = await call(CHAT, json(chat, BEARER))
    expect(JSON.parse(answer.text).choices[0].message.content).toBe('hello')
  })
})

describe('without a token it knows', () => {
  it.each([GENERATIONS, CHAT])('refuses %s in these bytes', async (path) => {
    const call = await gateway()
    for (const headers of [{}, { authorization: 'Bearer' }, { authorization: 'Basic sk_live_1' }, { 'api-key': 'sk_live_1' }]) {
      const answer = await call(path, json({}, headers))
      expect([answer.status, answer.text]).toEqual([401, '{"detail":"Missing bearer token"}'])
    }
  })

  it('refuses a wrong one in other words', async () => {
    const call = await gateway()
    const answer = await call(GENERATIONS, json(asked, { authorization: 'Bearer wrong' }))
    expect([answer.status, answer.text]).toEqual([401, '{"detail":"Invalid token"}'])
  })

  it('still parses the body first', async () => {
    const call = await gateway()
    const answer = await call(GENERATIONS, { headers: { 'content-type': 'application/json' }, body: '{"prompt":' })
    expect([answer.status, JSON.parse(answer.text).detail[0].type]).toEqual([422, 'json_invalid'])
  })

  it.each([
    ['an unknown path', '/backend/v1/nothing', 'POST', 404, '{"detail":"Not Found"}'],
    ['edits, which it does not have', '/backend/v1/images/edits', 'POST', 404, '{"detail":"Not Found"}'],
    ['a wrong method', GENERATIONS, 'GET', 405, '{"detail":"Method Not Allowed"}'],
  ])('answers %s', async (_what, path, method, status, text) => {
    const call = await gateway()
    const answer = await call(path, { method })
    expect([answer.status, answer.text]).toEqual([status, text])
    expect(answer.headers.allow).toBe(status === 405 ? 'POST' : undefined)
  })

  it('redirects a trailing slash', async () => {
    const call = await gateway()
    const answer = await call(`${GENERATIONS}/`, json(asked))
    expect([answer.status, answer.headers.location]).toEqual([307, GENERATIONS])
  })

  it('leaves every other path to the portal', async () => {
    const call = await gateway()
    const answer = await call('/v1/images/generations', json(asked, BEARER))
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'text/html'])
  })
})

describe('a field that is missing or wrong', () => {
  it.each([
    [GENERATIONS, {}, 'prompt', 'missing'],
    [GENERATIONS, { prompt: 7 }, 'prompt', 'string_type'],
    [CHAT, {}, 'messages', 'missing'],
  ])('of %s %j is named in a 422', async (path, body, field, type) => {
    const call = await gateway()
    const answer = await call(path, json(body, BEARER))
    expect(answer.status).toBe(422)
    expect(JSON.parse(answer.text).detail).toMatchObject([{ type, loc: ['body', field] }])
  })
})

describe('settings that break it', () => {
  it('can be mounted at the root', async () => {
    const call = await gateway({ prefix: '' })
    expect((await call('/v1/images/generations', json(asked, BEARER))).status).toBe(200)
  })

  it('can leave a path out of its authentication, or know no token there', async () => {
    const open = await gateway({ unguarded: ['generations'] })
    const shut = await gateway({ lockedOut: ['generations'] })
    expect([(await open(GENERATIONS, json(asked))).status, (await open(CHAT, json(chat))).status]).toEqual([200, 401])
    expect([(await shut(GENERATIONS, json(asked, BEARER))).status, (await shut(CHAT, json(chat, BEARER))).status]).toEqual([
      401, 200,
    ])
  })
})
