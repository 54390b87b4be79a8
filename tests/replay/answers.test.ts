import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import { afterRequest, caseFor, httpServer, replayer, socketServer } from './harness.ts'

const spoken = (words: string): Promise<string> => socketServer(afterRequest((socket) => socket.end(words)))

test('an answer is kept as it was sent: status, names of headers, text, JSON', async () => {
  const url = await spoken(
    'HTTP/1.1 404 Not Found\r\nX-Oneapi-Request-Id: 2024\r\nAPIM-request-id: a\r\nset-cookie: a=1\r\nSet-Cookie: b=2\r\n' +
      'Content-Length: 45\r\n\r\n{ "statusCode": 404, "message": "not found" }',
  )
  const { response, failure } = await replayer().send(caseFor(url))
  expect(failure).toBeNull()
  expect(response).toMatchObject({
    status: 404,
    headers: { 'X-Oneapi-Request-Id': '2024', 'APIM-request-id': 'a', 'set-cookie': ['a=1', 'b=2'], 'Content-Length': '45' },
    text: '{ "statusCode": 404, "message": "not found" }',
    body: { statusCode: 404, message: 'not found' },
    bytes: 45,
    pictures: [],
    events: [],
  })
})

test('text that is not JSON is the body; an empty body is null', async () => {
  const page = await replayer().send(caseFor(await spoken('HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n<html>no</html>')))
  expect(page.response?.body).toBe('<html>no</html>')
  const empty = await replayer().send(caseFor(await spoken('HTTP/1.1 204 No Content\r\n\r\n')))
  expect(empty).toMatchObject({ failure: null, response: { status: 204, body: null, text: '', bytes: 0 } })
})

test('a body that ends with the connection is whole', async () => {
  const { response, failure } = await replayer().send(caseFor(await spoken('HTTP/1.0 200 OK\r\n\r\n{"created":1}')))
  expect(failure).toBeNull()
  expect(response?.body).toEqual({ created: 1 })
})

test('chunks are put together', async () => {
  const url = await spoken('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"a":\r\n2\r\n1}\r\n0\r\n\r\n')
  expect((await replayer().send(caseFor(url))).response).toMatchObject({ body: { a: 1 }, bytes: 7 })
})

test.each([
  ['gzip', gzipSync('{"a":"ä"}')],
  ['br', brotliCompressSync('{"a":"ä"}')],
  ['deflate', deflateSync('{"a":"ä"}')],
  ['deflate', deflateRawSync('{"a":"ä"}')],
])('a body in %s is unpacked', async (encoding, packed) => {
  const { url, received } = await httpServer((_request, response) =>
    response.writeHead(200, { 'content-encoding': encoding }).end(packed),
  )
  const { response } = await replayer().send(caseFor(url))
  expect(received[0]?.request.headers['accept-encoding']).toBe('gzip')
  expect(response).toMatchObject({ body: { a: 'ä' }, text: '{"a":"ä"}', bytes: 10, headers: { 'content-encoding': encoding } })
})

test('an early hint is not the answer', async () => {
  const url = await spoken('HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}')
  expect((await replayer().send(caseFor(url))).response).toMatchObject({ status: 200, body: {} })
})

test('a redirect is recorded, and the other place gets nothing', async () => {
  const elsewhere = await httpServer((_request, response) => response.end('{}'))
  const { url, received } = await httpServer((_request, response) => response.writeHead(307, { Location: elsewhere.url }).end())
  const { response } = await replayer().send(caseFor(url))
  expect(response).toMatchObject({ status: 307, headers: { Location: elsewhere.url } })
  expect(received.length).toBe(1)
  expect(elsewhere.received).toEqual([])
})

test.each([429, 500, 503, 408, 409])('a %i is not tried again', async (status) => {
  const { url, received } = await httpServer((_request, response) => response.writeHead(status, { 'Retry-After': '0' }).end('{}'))
  const made = replayer()
  const { response } = await made.send(caseFor(url))
  expect(response?.status).toBe(status)
  expect(received.length).toBe(1)
  expect(made.requestsSent).toBe(1)
})

test('of which a text is a megabyte long is recorded as what it is, and not whole', async () => {
  const { url } = await httpServer((_request, response) =>
    response
      .writeHead(500, { 'Content-Type': 'application/json' })
      .end(JSON.stringify({ error: { message: 'x'.repeat(1_000_000), code: 'e' } })),
  )
  const { response } = await replayer().send(caseFor(url))
  expect(response?.body).toEqual({ error: { message: `${'x'.repeat(100)}… [999900 more characters]`, code: 'e' } })
  expect(response?.text?.length).toBeLessThan(201_000)
  expect(response?.bytes).toBe(1_000_035)
})

test('JSON that is nested without end is text', async () => {
  const deep = '['.repeat(100_000) + ']'.repeat(100_000)
  const { url } = await httpServer((_request, response) => response.end(deep))
  const { response } = await replayer().send(caseFor(url))
  expect(response?.body).toBe(deep)
})

test('members with names that mean something to JavaScript are only members', async () => {
  const { url } = await httpServer((_request, response) =>
    response.setHeader('__proto__', 'x').end('{"__proto__":{"a":1},"b":2}'),
  )
  const { response } = await replayer().send(caseFor(url))
  expect(JSON.stringify(response?.body)).toBe('{"__proto__":{"a":1},"b":2}')
  expect(Object.keys(response?.headers ?? {})).toContain('__proto__')
})

test('times are taken from the start of the request', async () => {
  const url = await socketServer(
    afterRequest((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n')
      setTimeout(() => socket.write('{}'), 100)
    }),
  )
  const { response, durationMs, startedAt } = await replayer().send(caseFor(url))
  expect(response?.headersMs).toBeLessThan(durationMs - 20)
  expect(new Date(startedAt).toISOString()).toBe(startedAt)
})

test('requests go out at once, and no more of them than allowed', async () => {
  let open = 0
  let most = 0
  const waiting: (() => void)[] = []
  const { url } = await httpServer((_request, response) => {
    open += 1
    most = Math.max(most, open)
    waiting.push(() => {
      open -= 1
      response.end('{}')
    })
    if (waiting.length === 3) for (const release of waiting.splice(0)) release()
  })
  const made = replayer({ limits: { concurrency: 3 } })
  const all = await Promise.all(Array.from({ length: 9 }, () => made.send(caseFor(url))))
  expect(all.every(({ response }) => response?.status === 200)).toBe(true)
  expect(most).toBe(3)
})

test('many requests at once are no leak to warn of', async () => {
  const warnings: Error[] = []
  const warn = (warning: Error): void => void warnings.push(warning)
  process.on('warning', warn)
  onTestFinished(() => void process.off('warning', warn))
  const { url } = await httpServer((_request, response) => response.end('{}'))
  const made = replayer({ limits: { concurrency: 20 } })
  await Promise.all(Array.from({ length: 20 }, () => made.send(caseFor(url))))
  expect(warnings).toEqual([])
})

test('a case that is sent again gets a number of its own', async () => {
  const { url } = await httpServer((_request, response) => response.end('{}'))
  const seen: string[] = []
  const made = replayer({ onExchange: ({ id }) => void seen.push(id) })
  for (const id of ['a', 'a', 'b']) await made.send(caseFor(url, { id }))
  expect(seen).toEqual(['a', 'a#2', 'b'])
})
