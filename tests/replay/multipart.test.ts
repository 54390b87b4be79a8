import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import type { Part, WrittenBody } from '../../src/model.ts'
import { caseFor, httpServer, replayer } from './harness.ts'

const image = (name: string): string => fileURLToPath(new URL(`../../fixtures/images/${name}`, import.meta.url))
const file = (changes: Partial<Extract<Part, { kind: 'file' }>> = {}): Part => ({
  kind: 'file',
  name: 'image',
  path: image('red-ball.png'),
  paddedTo: null,
  filename: 'red-ball.png',
  contentType: 'image/png',
  ...changes,
})
const form = (...parts: readonly Part[]): WrittenBody => ({ kind: 'multipart', parts })

async function temporaryFile(content: Buffer): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'replay-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const path = join(folder, 'input.png')
  await writeFile(path, content)
  return path
}

/** The heads of the parts, in the order in which they were on the wire. */
function heads(body: Buffer): readonly string[] {
  return [...body.toString('utf8').matchAll(/Content-Disposition: [^\r\n]+(?:\r\nContent-Type: [^\r\n]+)?/g)].map(
    ([head]) => head,
  )
}

test('several parts of one name leave in their order, in one request with a Content-Length', async () => {
  const { url, received } = await httpServer((_request, response) => response.end('{}'))
  const body = form(
    { kind: 'field', name: 'prompt', value: 'both on a table' },
    file(),
    file({ path: image('blue-cube.png'), filename: 'blue-cube.png' }),
    { kind: 'field', name: 'n', value: '1' },
  )
  const { request } = await replayer().send(caseFor(url, { body }))
  const [arrived, ...others] = received
  expect(others).toEqual([])
  expect(heads(arrived?.body ?? Buffer.alloc(0))).toEqual([
    'Content-Disposition: form-data; name="prompt"',
    'Content-Disposition: form-data; name="image"; filename="red-ball.png"\r\nContent-Type: image/png',
    'Content-Disposition: form-data; name="image"; filename="blue-cube.png"\r\nContent-Type: image/png',
    'Content-Disposition: form-data; name="n"',
  ])
  expect(arrived?.request.headers['transfer-encoding']).toBeUndefined()
  expect(arrived?.request.headers['content-length']).toBe(String(arrived?.body.length))
  expect(request.parts.map(({ name, filename }) => [name, filename])).toEqual([
    ['prompt', null],
    ['image', 'red-ball.png'],
    ['image', 'blue-cube.png'],
    ['n', null],
  ])
})

test('the bytes of a file arrive as they are on disk', async () => {
  const content = randomBytes(300_000)
  const path = await temporaryFile(content)
  const { url, received } = await httpServer((_request, response) => response.end('{}'))
  const { request } = await replayer().send(caseFor(url, { body: form(file({ path })) }))
  expect(received[0]?.body.includes(content)).toBe(true)
  expect(request.parts[0]?.bytes).toBe(content.length)
})

test.each([
  ['a red ball.png', 'a red ball.png'],
  ['the "best" ball.png', 'the %22best%22 ball.png'],
  ['Bälle 红球 🔴.png', 'Bälle 红球 🔴.png'],
  ['line\r\nbreak.png', 'line%0D%0Abreak.png'],
])('the filename %j stands on the wire as browsers write it', async (filename, written) => {
  const { url, received } = await httpServer((_request, response) => response.end('{}'))
  await replayer().send(caseFor(url, { body: form(file({ filename })) }))
  expect(heads(received[0]?.body ?? Buffer.alloc(0))[0]).toContain(`filename="${written}"`)
})

test('an empty file is sent as an empty part', async () => {
  const path = await temporaryFile(Buffer.alloc(0))
  const { url, received } = await httpServer((_request, response) => response.end('{}'))
  const { request, failure } = await replayer().send(caseFor(url, { body: form(file({ path })) }))
  expect(failure).toBeNull()
  expect(received[0]?.body.toString()).toContain('Content-Type: image/png\r\n\r\n\r\n--')
  expect(request.parts[0]?.picture).toMatchObject({ kind: 'undecodable', bytes: 0 })
})

test('the pictures that are sent are described, each file once', async () => {
  const { url } = await httpServer((_request, response) => response.end('{}'))
  const { request } = await replayer().send(caseFor(url, { body: form(file(), file({ filename: 'again.png' })) }))
  const [first, second] = request.parts.map(({ picture }) => picture)
  expect(first).toMatchObject({ kind: 'decoded', format: 'png', width: 512, height: 512 })
  expect(second).toBe(first)
})

test('a file that is not there is an error that names it, and nothing is sent', async () => {
  const { url, received } = await httpServer((_request, response) => response.end('{}'))
  const made = replayer()
  await expect(made.send(caseFor(url, { body: form(file({ path: '/nowhere/ball.png' })) }))).rejects.toThrow('/nowhere/ball.png')
  expect(received).toEqual([])
  expect(made.requestsSent).toBe(0)
})

test('a file of 25 MB is streamed, not held in memory', async () => {
  const path = await temporaryFile(randomBytes(25 * 1024 * 1024))
  const server = createServer((request, response) => {
    let bytes = 0
    request.on('data', (piece) => {
      bytes += piece.length
    })
    request.on('end', () => response.end(JSON.stringify({ bytes })))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  const made = replayer()
  await made.send(caseFor(url, { body: form(file()) }))
  const before = process.memoryUsage.rss()
  let peak = before
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss())
  }, 5)
  const { request, response } = await made.send(caseFor(url, { body: form(file({ path })) }))
  clearInterval(watch)
  expect(request.parts[0]?.bytes).toBe(25 * 1024 * 1024)
  expect(response?.body).toEqual({ bytes: Number(request.headers['content-length']) })
  expect((peak - before) / 1024 / 1024).toBeLessThan(60)
})
