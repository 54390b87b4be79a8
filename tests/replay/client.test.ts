import { join } from 'node:path'
import OpenAI, { AzureOpenAI, toFile } from 'openai'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import type { Case, ClientCall, Exchange, FilePart, ImageFields, OfficialClient } from '../../src/model.ts'
import { BudgetExceeded } from '../../src/replay/budget.ts'
import { root } from '../../src/root.ts'
import { afterRequest, canary, caseFor, httpServer, nobody, type Received, replayer, socketServer } from './harness.ts'

const file = (name: string): FilePart => ({
  kind: 'file',
  name: 'image',
  path: join(root, 'fixtures', 'images', name),
  paddedTo: null,
  filename: name,
  contentType: 'image/png',
})
const fields: ImageFields = { model: 'gpt-image-1.5', prompt: 'a pear', n: 1, quality: 'low' }
const generate: ClientCall = { method: 'images.generate', fields, streamed: false }
const streaming: ClientCall = { method: 'images.generate', fields, streamed: true }
const editOne: ClientCall = { method: 'images.edit', fields, images: [file('red-ball.png')] }
const editSeveral: ClientCall = { method: 'images.edit', fields, images: [file('red-ball.png'), file('blue-cube.png')] }
const chat: ClientCall = { method: 'chat.completions.create', model: 'gpt-5-mini', prompt: 'Say ok.' }
const pastItsMethods: ClientCall = { method: 'fetchWithTimeout', body: { prompt: 'a pear', size: '1x1' } }

const openai = (url: string): OfficialClient => ({ kind: 'openai', baseUrl: `${url}/v1`, query: {} })
const azure = (url: string): OfficialClient => ({
  kind: 'azure',
  endpoint: url,
  apiVersion: '2025-04-01-preview',
  deployment: 'gpt-image-1.5',
})

const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEklEQVQImWP4z8CAFWEXHbQSACj/P8FTKqelAAAAAElFTkSuQmCC'
const images = JSON.stringify({ created: 1_750_000_000, data: [{ b64_json: PIXEL }] })
const completed = `event: image_generation.completed\ndata: {"type":"image_generation.completed","b64_json":"${PIXEL}"}\n\n`

function clientCase(client: OfficialClient, call: ClientCall, changes: Partial<Case> = {}): Case {
  const url = client.kind === 'openai' ? `${client.baseUrl}/images/generations` : client.endpoint
  return { ...caseFor(url), ...changes, body: { kind: 'client', client, call } }
}

/** A server that answers everything alike, and what a client of ours made of that. */
async function sent(
  call: ClientCall,
  answer: { status?: number; type?: string; headers?: Record<string, string>; body?: string } = {},
  client = openai,
  options: Parameters<typeof replayer>[0] = {},
): Promise<{ exchange: Exchange; received: readonly Received[]; arrived: Received }> {
  const { status = 200, type = 'application/json', headers = {}, body = images } = answer
  const { url, received } = await httpServer((_request, response) => {
    response.writeHead(status, { 'Content-Type': type, ...headers }).end(body)
  })
  const exchange = await replayer(options).send(clientCase(client(url), call))
  const [arrived] = received
  if (arrived === undefined) throw new Error('nothing arrived')
  return { exchange, received, arrived }
}

// The first use of the client loads it, which is not to count against the time of a test.
beforeAll(() => import('openai'))
afterEach(() => vi.unstubAllEnvs())

const VERSION = /^\d+\.\d+\.\d+$/
const withoutNumbers = (text: string): string => text.replaceAll(/undici-\d+/g, 'undici')
const onTheWire = ({ request, body }: Received) => ({
  line: `${request.method} ${request.url}`,
  headers: Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, withoutNumbers(String(value))] as const),
  ),
  body: withoutNumbers(body.toString('latin1')),
})

test.each<[string, ClientCall, (client: OpenAI) => Promise<unknown>]>([
  ['JSON', generate, (client) => client.images.generate(fields)],
  [
    'a form',
    editOne,
    async (client) =>
      client.images.edit({ ...fields, image: await toFile(Buffer.from('x'), 'red-ball.png', { type: 'image/png' }) }),
  ],
])('%s leaves as it does when the client has the fetch of Node', async (_what, call, use) => {
  const { url, received } = await httpServer((_request, response) => response.end('{}'))
  await use(new OpenAI({ baseURL: `${url}/v1`, apiKey: canary, maxRetries: 0 }))
  await replayer().send(clientCase(openai(url), call))
  const [own, ours] = received.map(onTheWire)
  // The other picture is longer.
  const comparable = (one: typeof own) => ({ ...one?.headers, 'content-length': '' })
  expect(ours?.line).toBe(own?.line)
  expect(comparable(ours)).toEqual(comparable(own))
  expect(ours?.body.split('\r\n').slice(0, 20)).toEqual(own?.body.split('\r\n').slice(0, 20))
})

test('what the client wrote is recorded like every request, without the key', async () => {
  const { exchange } = await sent(generate)
  const { request, response, client } = exchange
  expect(request).toMatchObject({ method: 'POST', body: fields, parts: [] })
  expect(request.url).toMatch(/\/v1\/images\/generations$/)
  expect(request.headers).toMatchObject({ authorization: 'Bearer [redacted]', 'x-stainless-lang': 'js' })
  expect(request.headers['user-agent']).toMatch(/^OpenAI\/JS /)
  expect(response?.pictures).toHaveLength(1)
  expect(client).toEqual({
    name: expect.stringMatching(/^OpenAI /),
    method: 'images.generate',
    result: { kind: 'pictures', count: 1 },
  })
  expect(client?.name.split(' ')[1]).toMatch(VERSION)
  expect(JSON.stringify(exchange)).not.toContain(canary)
})

test('the curl line repeats the request of the client with the headers that it has of its own', async () => {
  const { curl } = (await sent(editOne)).exchange
  expect(curl).toContain(`-H "Authorization: Bearer $TARGET_API_KEY"`)
  expect(curl).toMatch(/-H 'user-agent: OpenAI\/JS /)
  expect(curl).toContain(`-F 'image=@"fixtures/images/red-ball.png";type=image/png;filename="red-ball.png"'`)
  expect(curl).not.toMatch(/content-length|multipart/i)
})

test('one image goes as image, several go as image[], in their order, each with its picture', async () => {
  const one = (await sent(editOne)).exchange.request.parts.filter(({ filename }) => filename !== null)
  const several = (await sent(editSeveral)).exchange.request.parts.filter(({ filename }) => filename !== null)
  expect(one.map(({ name, filename }) => [name, filename])).toEqual([['image', 'red-ball.png']])
  expect(several.map(({ name, filename }) => [name, filename])).toEqual([
    ['image[]', 'red-ball.png'],
    ['image[]', 'blue-cube.png'],
  ])
  expect(several.map(({ picture }) => picture?.kind)).toEqual(['decoded', 'decoded'])
})

test('the events of a stream get to the client and into the record', async () => {
  const { exchange } = await sent(streaming, { type: 'text/event-stream', body: completed })
  expect(exchange.request.body).toMatchObject({ stream: true })
  expect(exchange.client?.result).toEqual({ kind: 'events', types: ['image_generation.completed'] })
  expect(exchange.response?.events).toHaveLength(1)
})

test('the text of a chat gets to the client', async () => {
  const body = JSON.stringify({ choices: [{ index: 0, message: { role: 'assistant', content: 'ok' }, finish_reason: 'stop' }] })
  const { exchange, arrived } = await sent(chat, { body })
  expect(arrived.request.url).toBe('/v1/chat/completions')
  expect(exchange.client?.result).toEqual({ kind: 'text', text: 'ok' })
})

test.each([generate, editOne])('AzureOpenAI calls $method under its deployment with api-key alone', async (call) => {
  const { exchange, arrived } = await sent(call, {}, azure, { scheme: { kind: 'header', name: 'api-key' } })
  const operation = call === generate ? 'generations' : 'edits'
  expect(arrived.request.url).toBe(`/openai/deployments/gpt-image-1.5/images/${operation}?api-version=2025-04-01-preview`)
  expect(arrived.request.headers).toMatchObject({ 'api-key': canary })
  expect(arrived.request.headers).not.toHaveProperty('authorization')
  expect(exchange.client?.name).toMatch(/^AzureOpenAI /)
})

test('without its deployment AzureOpenAI 6.x edits at an address that is not there, which is why it is given one (openai-node#1917)', async () => {
  const { url, received } = await httpServer((_request, response) => response.end('{}'))
  const client = new AzureOpenAI({ endpoint: url, apiKey: 'k', apiVersion: '2025-04-01-preview', maxRetries: 0 })
  await client.images.edit({ ...fields, image: await toFile(Buffer.from('x'), 'x.png') })
  expect(received[0]?.request.url).toBe('/openai/images/edits?api-version=2025-04-01-preview')
})

test.each([
  ['openai', openai, { kind: 'header', name: 'Ocp-Apim-Subscription-Key' }, { 'ocp-apim-subscription-key': canary }],
  ['openai', openai, { kind: 'header', name: 'api-key' }, { 'api-key': canary }],
  ['azure', azure, { kind: 'bearer' }, { authorization: `Bearer ${canary}` }],
] as const)(
  'where the target takes the key otherwise, %s sends it so and leaves its own header out',
  async (_name, client, scheme, shown) => {
    const { headers } = (await sent(generate, {}, client, { scheme })).arrived.request
    expect(headers).toMatchObject(shown)
    const credentials = ['authorization', 'api-key', 'ocp-apim-subscription-key'].filter((name) => name in headers)
    expect(credentials).toEqual(Object.keys(shown))
  },
)

test('a key in the query goes there and is not repeated in a header', async () => {
  const { exchange, arrived } = await sent(generate, {}, openai, { scheme: { kind: 'query', name: 'subscription-key' } })
  expect(new URL(arrived.request.url ?? '', 'http://host').searchParams.get('subscription-key')).toBe(canary)
  expect(arrived.request.headers).not.toHaveProperty('authorization')
  expect(JSON.stringify(exchange)).not.toContain(canary)
  expect(exchange.curl).toContain('subscription-key=$TARGET_API_KEY')
})

test('configured headers go along, and what a developer set up for own calls does not', async () => {
  vi.stubEnv('OPENAI_BASE_URL', 'https://elsewhere.test/v1')
  vi.stubEnv('OPENAI_ORG_ID', 'org-of-the-developer')
  vi.stubEnv('OPENAI_CUSTOM_HEADERS', 'X-Private: of the developer')
  const { headers } = (await sent(generate, {}, openai, { headers: { 'X-Team': 'images' } })).arrived.request
  expect(headers['x-team']).toBe('images')
  expect(Object.values(headers).join()).not.toContain('developer')
  expect(process.env.OPENAI_ORG_ID).toBe('org-of-the-developer')
})

test.each([
  [500, 'InternalServerError', {}],
  [429, 'RateLimitError', { 'Retry-After': '0' }],
  [409, 'ConflictError', { 'x-should-retry': 'true' }],
  [307, 'APIError', { Location: '/v1/elsewhere' }],
])('after %i the client sends nothing more, and throws %s', async (status, error, headers) => {
  const { exchange, received } = await sent(generate, { status, headers, body: '{"error":{"message":"not now"}}' })
  expect(received).toHaveLength(1)
  expect(exchange.response?.status).toBe(status)
  expect(exchange.client?.result).toEqual({ kind: 'threw', error, message: `${status} not now` })
})

test.each([
  ['that is not announced as JSON', { type: 'text/plain' }, { kind: 'unusable', what: 'a string where an object is due' }],
  ['without a body', { status: 204, body: '' }, { kind: 'unusable', what: 'nothing' }],
  ['that is no JSON', { body: '<html>' }, { kind: 'threw', error: 'SyntaxError' }],
  ['with an empty picture', { body: '{"data":[{"b64_json":""}]}' }, { kind: 'pictures', count: 0 }],
])('what the client makes of an answer %s', async (_what, answer, result) => {
  expect((await sent(generate, answer)).exchange.client?.result).toMatchObject(result)
})

test.each([
  ['an event that is no JSON', 'data: ping\n\n', 'SyntaxError'],
  ['an error event', 'event: error\ndata: {"error":{"message":"no more"}}\n\n', 'APIError'],
])('a stream with %s makes the client throw', async (_what, body, error) => {
  const { result } = (await sent(streaming, { type: 'text/event-stream', body })).exchange.client ?? {}
  expect(result).toMatchObject({ kind: 'threw', error })
})

test('a stream that breaks off makes the client throw, and what came is recorded', async () => {
  const head = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 100000\r\n\r\n'
  const url = await socketServer(afterRequest((socket) => socket.end(head + completed)))
  const { response, failure, client } = await replayer().send(clientCase(openai(url), streaming))
  expect(failure?.kind).toBe('cut-off')
  expect(response?.events).toHaveLength(1)
  expect(client?.result).toMatchObject({
    kind: 'threw',
    error: 'TypeError',
    message: expect.stringMatching(/^terminated \(.*in the middle of its answer/),
  })
})

test('a call that finds no connection is an exchange too', async () => {
  const { response, failure, client } = await replayer().send(clientCase(openai(await nobody()), generate))
  expect(response).toBeNull()
  expect(failure?.kind).toBe('refused')
  const message = expect.stringContaining('Nothing accepts connections')
  expect(client?.result).toEqual({ kind: 'threw', error: 'APIConnectionError', message })
})

test('the time limit of the run ends the call of a client', async () => {
  const url = await socketServer(afterRequest(() => {}))
  const { failure, billing } = await replayer({ limits: { requestMs: 50 } }).send(
    clientCase(openai(url), generate, { images: 1 }),
  )
  expect(failure).toMatchObject({ kind: 'timeout', phase: 'headers' })
  expect(billing).toBe('possibly-paid')
})

test('past its methods the client writes no key: it goes only when it is put in by hand', async () => {
  const { url, received } = await httpServer((_request, response) => response.writeHead(401).end())
  const replay = replayer({ headers: { 'X-Team': 'images' } })
  const without = await replay.send(clientCase(openai(url), pastItsMethods, { credential: { kind: 'none' } }))
  const within = await replay.send(clientCase(openai(url), pastItsMethods))
  expect(received.map(({ request }) => request.headers.authorization)).toEqual([undefined, `Bearer ${canary}`])
  expect(received.map(({ request }) => [request.headers['user-agent'], request.headers['x-team']])).toEqual([
    ['node', 'images'],
    ['node', 'images'],
  ])
  expect(without.client?.result).toEqual({ kind: 'response', status: 401 })
  expect(within.credential).toBe('right')
})

test('what the client says of an answer is recorded without the secrets that the answer repeats', async () => {
  const { exchange } = await sent(generate, {
    status: 401,
    body: JSON.stringify({ error: { message: `no such key ${canary}` } }),
  })
  expect(exchange.client?.result).toEqual({
    kind: 'threw',
    error: 'AuthenticationError',
    message: '401 no such key [redacted: the credential]',
  })
  expect(JSON.stringify(exchange)).not.toContain(canary)
})

test('images of a client count against the budget', async () => {
  const { url, received } = await httpServer((_request, response) => {
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(images)
  })
  const replay = replayer({ maxPaidImages: 1 })
  const one = clientCase(openai(url), generate, { images: 1 })
  expect((await replay.send(one)).billing).toBe('paid')
  await expect(replay.send(one)).rejects.toThrow(BudgetExceeded)
  expect(received).toHaveLength(1)
})

test('a key that no header can carry is not repeated when the client says so', async () => {
  const { url } = await httpServer((_request, response) => response.end('{}'))
  const key = 'sk-two\nlines-0123456789'
  const error = await replayer({ key })
    .send(clientCase(openai(url), generate))
    .catch(String)
  expect(error).toMatch(/gave up before it sent anything/)
  expect(error).not.toContain('lines-0123456789')
})

test('a client that gives up before it sends anything is a fault of the case', async () => {
  const { url, received } = await httpServer((_request, response) => response.end('{}'))
  const cannot = replayer({ headers: { 'X-Bad': 'two\nlines' } }).send(clientCase(openai(url), generate))
  await expect(cannot).rejects.toThrow(/a-case cannot be sent: .*gave up/)
  expect(received).toEqual([])
})
