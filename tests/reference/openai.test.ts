import { expect, it } from 'vitest'
import { HEALTHY_OPENAI, startOpenAi } from '../../reference/openai.ts'
import { blueCube, type Call, closing, errorOf, form, json, redBall, send, type Wire } from './wire.ts'

const start = closing()
const BEARER = { authorization: 'Bearer sk-openai-1' }

async function openai(): Promise<(path: string, call: Call) => Promise<Wire>> {
  const hop = await start(startOpenAi({ ...HEALTHY_OPENAI, keys: ['sk-openai-1'] }))
  return (path, call) => send(`${hop.url}${path}`, call)
}

const generation = json({ model: 'gpt-image-1.5', prompt: 'a fox' }, BEARER)

it('proves by its headers that it is api.openai.com behind Cloudflare', async () => {
  const call = await openai()
  const { headers } = await call('/v1/images/generations', generation)
  expect(headers['x-request-id']).toMatch(/^req_[0-9a-f]{32}$/)
  expect(headers).toMatchObject({ server: 'cloudflare', 'openai-version': '2020-10-01' })
  expect(headers).toHaveProperty('cf-ray')
  expect(headers).not.toHaveProperty('apim-request-id')
})

it('answers an unknown path with 404 and null for param and code', async () => {
  const call = await openai()
  const answer = await call('/v1/images/nothing', generation)
  expect([answer.status, answer.text]).toEqual([
    404,
    '{"error":{"message":"Invalid URL (POST /v1/images/nothing)","type":"invalid_request_error","param":null,"code":null}}',
  ])
})

it('tells a missing key from a wrong one, which it quotes only in part', async () => {
  const call = await openai()
  const missing = await call('/v1/images/edits', json({}))
  const wrong = await call('/v1/images/edits', json({}, { authorization: 'Bearer sk-a-wrong-but-long-key' }))
  expect([missing.status, errorOf(missing)]).toEqual([
    401,
    { message: 'Missing bearer or basic authentication in header', type: 'invalid_request_error', param: null, code: null },
  ])
  expect([wrong.status, errorOf(wrong).code]).toEqual([401, 'invalid_api_key'])
  expect(wrong.text).not.toContain('sk-a-wrong-but-long-key')
})

it('refuses a repeated image and takes image[]', async () => {
  const call = await openai()
  const files = (name: string) => [
    { name, content: redBall },
    { name, content: blueCube },
  ]
  const repeated = await call('/v1/images/edits', form({ prompt: 'x' }, files('image'), BEARER))
  const bracketed = await call('/v1/images/edits', form({ prompt: 'x' }, files('image[]'), BEARER))
  expect([repeated.status, errorOf(repeated).message]).toEqual([
    400,
    "Duplicate parameter: 'image'. You provided multiple values for this parameter, whereas only one is allowed. If you are trying to provide a list of values, use the array syntax instead e.g. 'image[]=<value>'.",
  ])
  expect(bracketed.status).toBe(200)
})

it('takes webp, which Azure refuses', async () => {
  const call = await openai()
  const answer = await call(
    '/v1/images/generations',
    json({ model: 'gpt-image-1.5', prompt: 'a fox', output_format: 'webp' }, BEARER),
  )
  expect(answer.status).toBe(200)
})

it('does not know every model', async () => {
  const call = await openai()
  const picture = await call('/v1/images/generations', json({ model: 'foo', prompt: 'a fox' }, BEARER))
  const chat = await call('/v1/chat/completions', json({ model: 'foo', messages: [] }, BEARER))
  expect([picture.status, errorOf(picture).message]).toEqual([400, "The model 'foo' does not exist."])
  expect([chat.status, errorOf(chat).code]).toEqual([404, 'model_not_found'])
})

it('words its safety refusal without Azure', async () => {
  const call = await openai()
  const answer = await call('/v1/images/generations', json({ prompt: 'a [content-filter] scene' }, BEARER))
  expect([answer.status, errorOf(answer).code]).toEqual([400, 'moderation_blocked'])
  expect(errorOf(answer).message).not.toContain('Azure')
})
