import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import type { Exchange } from '../../src/model.ts'
import { BudgetExceeded } from '../../src/replay/budget.ts'
import { afterRequest, caseFor, httpServer, nobody, replayer, socketServer } from './harness.ts'

const png = (
  await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
    .png()
    .toBuffer()
).toString('base64')
const withPicture = JSON.stringify({ created: 1, data: [{ b64_json: png }] })
const image = (url: string, id = 'an-image') => caseFor(url, { id, images: 1 })

async function billed(images: number, status: number, body: string): Promise<Exchange['billing']> {
  const { url } = await httpServer((_request, response) => response.writeHead(status).end(body))
  return (await replayer().send(caseFor(url, { images }))).billing
}

describe('what a request cost', () => {
  test.each<[number, number, string, Exchange['billing']]>([
    [1, 200, withPicture, 'paid'],
    [0, 200, withPicture, 'paid'],
    [1, 200, JSON.stringify({ data: [{ url: 'https://cdn.example/a.png' }] }), 'paid'],
    [1, 200, JSON.stringify({ data: [{ b64_json: 'damaged!' }] }), 'paid'],
    [1, 200, '{}', 'possibly-paid'],
    [0, 200, '{}', 'free'],
    [0, 202, '', 'possibly-paid'],
    [0, 200, '{"id":"task-1","status":"queued"}', 'possibly-paid'],
    [0, 200, '{"image":"https://cdn.example/a.png"}', 'possibly-paid'],
    [0, 200, JSON.stringify({ images: [{ b64: 'A'.repeat(5000) }] }), 'possibly-paid'],
    [0, 200, '{"id":"task-1","status":"unknown"}', 'free'],
    [0, 200, '{"error":{"message":"see https://example.com"}}', 'free'],
    [0, 200, `<html>${'a'.repeat(5000)}</html>`, 'free'],
    [0, 400, '{"id":"task-1","status":"queued"}', 'free'],
    [1, 400, '{}', 'free'],
    [1, 404, '{}', 'free'],
    [1, 429, '{}', 'free'],
    [1, 307, '', 'free'],
    [1, 500, '{}', 'possibly-paid'],
    [1, 501, '{}', 'free'],
    [1, 504, '{}', 'possibly-paid'],
    [1, 408, '', 'possibly-paid'],
    [0, 504, '{}', 'free'],
  ])('of %i images, answered %i %.30s: %s', async (images, status, body, billing) => {
    expect(await billed(images, status, body)).toBe(billing)
  })

  test('an image may have been paid for when the request left and no answer came', async () => {
    const silent = await socketServer(() => {})
    expect((await replayer({ limits: { requestMs: 100 } }).send(image(silent))).billing).toBe('possibly-paid')
    const closed = await socketServer(afterRequest((socket) => socket.end()))
    expect((await replayer().send(image(closed))).billing).toBe('possibly-paid')
  })

  test('an answer cut off in its middle may have been paid for', async () => {
    const url = await socketServer(
      afterRequest((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"created"')),
    )
    expect((await replayer().send(image(url))).billing).toBe('possibly-paid')
  })

  test('a stream is paid for when its picture came, and may have been when only partial images did', async () => {
    const streamed = async (...types: readonly string[]): Promise<Exchange['billing']> => {
      const events = types.map((type) => `event: ${type}\ndata: ${JSON.stringify({ type, b64_json: png })}\n\n`)
      const { url } = await httpServer((_request, response) =>
        response.writeHead(200, { 'Content-Type': 'text/event-stream' }).end(events.join('')),
      )
      return (await replayer().send(image(url))).billing
    }
    expect(await streamed('image_edit.partial_image', 'image_edit.completed')).toBe('paid')
    expect(await streamed('image_edit.partial_image')).toBe('possibly-paid')
    expect(await streamed()).toBe('possibly-paid')
  })

  test('nothing is paid for where nobody listens', async () => {
    expect((await replayer().send(image(await nobody()))).billing).toBe('free')
  })
})

describe('MAX_PAID_IMAGES', () => {
  test('counts images under way: of three at once only two are sent', async () => {
    const { url, received } = await httpServer((_request, response) => response.end(withPicture))
    const made = replayer({ maxPaidImages: 2 })
    const all = await Promise.allSettled(['a', 'b', 'c'].map((id) => made.send(image(url, id))))
    expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected'])
    expect(received.length).toBe(2)
  })

  test('is named in the error, with what to do', async () => {
    const { url, received } = await httpServer((_request, response) => response.end(withPicture))
    const refused = replayer({ maxPaidImages: 0 }).send(image(url))
    await expect(refused).rejects.toThrow(BudgetExceeded)
    await expect(refused).rejects.toThrow(/an-image was not sent: MAX_PAID_IMAGES allows 0/)
    expect(received).toEqual([])
  })

  test('gets back what turned out free', async () => {
    const { url, received } = await httpServer((_request, response) => response.writeHead(404).end('{}'))
    const made = replayer({ maxPaidImages: 1 })
    await made.send(image(url, 'a'))
    await made.send(image(url, 'b'))
    expect(received.length).toBe(2)
  })

  test('gets back what could not be sent at all', async () => {
    const { url } = await httpServer((_request, response) => response.end(withPicture))
    const made = replayer({ maxPaidImages: 1 })
    await expect(made.send(caseFor('nonsense', { images: 1 }))).rejects.toThrow('not http')
    expect((await made.send(image(url))).billing).toBe('paid')
  })

  test('is used up by an image that nobody asked for', async () => {
    const { url } = await httpServer((_request, response) => response.end(withPicture))
    const made = replayer({ maxPaidImages: 1 })
    expect((await made.send(caseFor(url))).billing).toBe('paid')
    await expect(made.send(image(url))).rejects.toThrow('MAX_PAID_IMAGES')
  })

  test('does not stop free requests', async () => {
    const { url } = await httpServer((_request, response) => response.end('{}'))
    expect((await replayer({ maxPaidImages: 0 }).send(caseFor(url))).failure).toBeNull()
  })
})
