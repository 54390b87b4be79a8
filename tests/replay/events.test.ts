import { once } from 'node:events'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { EventReader } from '../../src/replay/events.ts'
import { afterRequest, caseFor, httpServer, replayer, socketServer } from './harness.ts'

const STREAM = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n\r\n'

test('events carry their name, their data and the time of their arrival', async () => {
  const url = await socketServer(
    afterRequest(async (socket) => {
      socket.write(`${STREAM}event: image_edit.partial_image\ndata: {"partial_image_index":0}\n\n`)
      await new Promise((resolve) => setTimeout(resolve, 120))
      socket.end('event: image_edit.completed\ndata: {"usage":{"total_tokens":3}}\n\n')
    }),
  )
  const { response } = await replayer().send(caseFor(url))
  const [first, second, ...others] = response?.events ?? []
  expect(others).toEqual([])
  expect(first).toMatchObject({ event: 'image_edit.partial_image', data: { partial_image_index: 0 } })
  expect(second).toMatchObject({ event: 'image_edit.completed', data: { usage: { total_tokens: 3 } } })
  expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThan(50)
})

test('events that come in one piece have one time', async () => {
  const { url } = await httpServer((_request, response) =>
    response.writeHead(200, { 'Content-Type': 'text/event-stream' }).end('data: 1\n\ndata: 2\n\n'),
  )
  const [first, second] = (await replayer().send(caseFor(url))).response?.events ?? []
  expect(first?.atMs).toBe(second?.atMs)
})

test('pictures in events are taken out like any other', async () => {
  const base64 = (
    await sharp({ create: { width: 32, height: 32, channels: 3, background: 'red' } })
      .png()
      .toBuffer()
  ).toString('base64')
  const event = (type: string): string => `event: ${type}\ndata: ${JSON.stringify({ type, b64_json: base64 })}\n\n`
  const { url } = await httpServer((_request, response) =>
    response
      .writeHead(200, { 'Content-Type': 'text/event-stream' })
      .end(event('image_generation.partial_image') + event('image_generation.completed')),
  )
  const { response, billing } = await replayer().send(caseFor(url))
  expect(response?.pictures).toMatchObject([{ kind: 'decoded' }, { kind: 'decoded' }])
  expect(response?.events[1]?.data).toMatchObject({ b64_json: expect.stringMatching(/^\[picture 1: png 32x32/) })
  expect(response?.text).not.toContain(base64)
  expect(billing).toBe('paid')
})

test('a stream that is cut in the middle of an event keeps the whole ones', async () => {
  const url = await socketServer(
    afterRequest((socket) => {
      socket.end(`${STREAM.replace('\r\n\r\n', '\r\nContent-Length: 500\r\n\r\n')}data: {"a":1}\n\ndata: {"b":`)
    }),
  )
  const { response, failure } = await replayer().send(caseFor(url))
  expect(failure?.kind).toBe('cut-off')
  expect(response?.events.map(({ data }) => data)).toEqual([{ a: 1 }])
  expect(response?.text).toContain('{"b":')
})

test('events of another content type are not read', async () => {
  const { url } = await httpServer((_request, response) =>
    response.writeHead(200, { 'Content-Type': 'text/plain' }).end('data: 1\n\n'),
  )
  expect((await replayer().send(caseFor(url))).response?.events).toEqual([])
})

test.each([
  ['line feeds', 'event: a\ndata: 1\n\ndata: 2\n\n'],
  ['carriage returns and line feeds', 'event: a\r\ndata: 1\r\n\r\ndata: 2\r\n\r\n'],
  ['carriage returns', 'event: a\rdata: 1\r\rdata: 2\r\r'],
  ['comments and other fields', ': ping\nid: 7\nretry: 5\nevent: a\ndata: 1\n\n: ping\n\ndata:2\n\n'],
])('%s, however they are cut into pieces', (_name, stream) => {
  const expected = [
    { event: 'a', data: '1' },
    { event: null, data: '2' },
  ]
  for (let size = 1; size <= stream.length; size += 1) {
    const reader = new EventReader()
    const pieces = stream.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? []
    expect(pieces.flatMap((piece) => reader.read(piece))).toEqual(expected)
  }
})

test('lines of data are joined, and a byte order mark is no part of the first field', async () => {
  expect(new EventReader().read('data: {\ndata: "a": 1}\ndata\n\n')).toEqual([{ event: null, data: '{\n"a": 1}\n' }])
  const url = await socketServer(afterRequest((socket) => void once(socket.end(`${STREAM}\u{feff}data: 1\n\n`), 'close')))
  expect((await replayer().send(caseFor(url))).response?.events).toMatchObject([{ data: 1 }])
})
