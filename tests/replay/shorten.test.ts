import { expect, test } from 'vitest'
import { shortened } from '../../src/replay/shorten.ts'
import { caseFor, httpServer, replayer } from './harness.ts'

const MIB = 1024 * 1024

test('ten megabytes are sent as a whole, and recorded in a line', async () => {
  const { url, received } = await httpServer((_request, response) => response.writeHead(413).end())
  const prompt = 'pear '.repeat((10 * MIB) / 5)
  const exchange = await replayer().send(caseFor(url, { body: { kind: 'json', value: { prompt, n: 1 } } }))
  expect(received[0]?.body.length).toBeGreaterThan(10 * MIB)
  expect(exchange.request.body).toEqual({ prompt: `${'pear '.repeat(20)}… [10485660 more characters]`, n: 1 })
  expect(exchange.curl.length).toBeLessThan(1000)
})

test('a prompt of the greatest length is recorded as it was sent', async () => {
  const { url } = await httpServer((_request, response) => response.writeHead(400).end())
  const prompt = '红'.repeat(32_500)
  const exchange = await replayer().send(caseFor(url, { body: { kind: 'json', value: { prompt } } }))
  expect(exchange.request.body).toEqual({ prompt })
})

test('texts are cut wherever they stand, and nothing else changes', () => {
  const long = 'x'.repeat(100_001)
  const cut = `${'x'.repeat(100)}… [99901 more characters]`
  expect(shortened(long)).toBe(cut)
  expect(shortened({ a: [long, 1, null, true], b: { c: long, d: 'x' } })).toEqual({
    a: [cut, 1, null, true],
    b: { c: cut, d: 'x' },
  })
  expect(shortened('x'.repeat(100_000))).toHaveLength(100_000)
})

test('a form without files is sent with the length that it has', async () => {
  const { url, received } = await httpServer((_request, response) => response.end('{}'))
  const parts = [{ kind: 'field', name: 'prompt', value: '红球' } as const]
  const exchange = await replayer().send(caseFor(url, { body: { kind: 'multipart', parts } }))
  expect(exchange.response?.status).toBe(200)
  expect(received[0]?.body.toString('utf8')).toMatch(/name="prompt"\r\n\r\n红球\r\n--[^\r]+--\r\n$/)
})
