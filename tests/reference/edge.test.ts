import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { type EdgeOptions, startEdge, TRANSPARENT_EDGE } from '../../reference/edge/edge.ts'
import type { RunningHop } from '../../reference/hop.ts'
import { jsonReply } from '../../reference/replies.ts'
import { type HopAnswer, serve } from '../../reference/serve.ts'
import { closing, form, json, redBall, send } from './wire.ts'

const start = closing()
const ANSWER = jsonReply(200, { created: 1, data: [] }, { 'X-Ms-Region': 'East US 2' })

async function edge(change: Partial<EdgeOptions> = {}, answer: HopAnswer = ANSWER): Promise<RunningHop & { behind: RunningHop }> {
  const behind = await start(serve({ port: 0, answer: async () => answer }))
  const hop = await start(startEdge({ ...TRANSPARENT_EDGE, upstream: behind.url, ...change }))
  return { ...hop, behind }
}

/** The head of an answer as it is on the wire, header names in their own case. */
async function rawHead(url: string): Promise<string> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.write('POST /v1/images/edits HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
  return (await text(socket)).split('\r\n\r\n')[0] ?? ''
}

it('passes a request and its answer on untouched', async () => {
  const hop = await edge()
  const sent = form({ prompt: 'x' }, [{ name: 'image', content: redBall }], { authorization: 'Bearer k' })
  const answer = await send(`${hop.url}/v1/images/edits?a=1`, sent)
  expect([answer.status, answer.text, answer.headers['x-ms-region']]).toEqual([200, '{"created":1,"data":[]}', 'East US 2'])
  expect(hop.behind.received).toMatchObject([
    { url: '/v1/images/edits?a=1', bytes: sent.body?.length, headers: { authorization: 'Bearer k' } },
  ])
})

describe('the dress of an answer', () => {
  it.each([
    ['lower', 'x-ms-region: East US 2'],
    ['upper', 'X-MS-REGION: East US 2'],
  ] as const)('can have its header names in %s case', async (headerCase, line) => {
    expect(await rawHead((await edge({ headerCase })).url)).toContain(line)
  })

  it('can be gzipped', async () => {
    const hop = await edge({ encoding: 'gzip' })
    const answer = await send(hop.url, json({}))
    expect(answer.headers['content-encoding']).toBe('gzip')
  })

  it('can be chunked, and end the connection', async () => {
    const head = await rawHead((await edge({ length: 'chunked', connection: 'closed' })).url)
    expect(head).toMatch(/^transfer-encoding: chunked$/im)
    expect(head).toMatch(/^connection: close$/im)
    expect(head).not.toMatch(/^content-length/im)
  })
})

describe('a page of its own', () => {
  it.each([
    ['nginx 502', 502, '<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx/1.24.0</center>'],
    ['nginx 504', 504, '504 Gateway Time-out'],
    ['application gateway waf', 403, 'Microsoft-Azure-Application-Gateway/v2'],
    ['cloudflare block', 403, 'Attention Required! | Cloudflare'],
    ['cloudflare 524', 524, 'Error code 524'],
    ['front door 504', 504, 'OriginTimeout'],
  ] as const)('is sent for one operation only: %s', async (as, status, words) => {
    const hop = await edge({ answers: [{ on: 'edits', as }] })
    const blocked = await send(`${hop.url}/v1/images/edits`, json({}))
    expect([blocked.status, blocked.headers['content-type']?.startsWith('text/html')]).toEqual([status, true])
    expect(blocked.text).toContain(words)
    expect((await send(`${hop.url}/v1/images/generations`, json({}))).status).toBe(200)
    expect(hop.behind.received).toHaveLength(1)
  })

  it.each([
    ['redirected to https', 301, /^https:\/\/127\.0\.0\.1:\d+\/v1\/images\/edits$/],
    ['redirected to new path', 308, /^\/gateway\/v1\/images\/edits$/],
    ['redirected to login', 302, /^https:\/\/login\.example\.com\//],
  ] as const)('can be a redirect: %s', async (as, status, location) => {
    const hop = await edge({ answers: [{ on: 'all', as }] })
    const answer = await send(`${hop.url}/v1/images/edits`, json({}))
    expect([answer.status, answer.headers.location]).toEqual([status, expect.stringMatching(location)])
  })

  it('can be for certain programs only', async () => {
    const hop = await edge({ answers: [{ on: 'all', as: 'kong bot detection', agents: /^OpenAI\// }] })
    const from = (agent: string) => send(`${hop.url}/v1/images/edits`, json({}, { 'user-agent': agent }))
    const blocked = await from('OpenAI/JS 6.49.0')
    expect([blocked.status, blocked.text]).toEqual([403, '{"message":"Forbidden"}'])
    expect((await from('curl/8.5.0')).status).toBe(200)
    expect((await send(`${hop.url}/v1/images/edits`, json({}))).status).toBe(200)
  })

  it('refuses a body above its limit', async () => {
    const hop = await edge({ bodyLimit: 1000 })
    const large = await send(`${hop.url}/v1/images/edits`, form({}, [{ name: 'image', content: redBall }]))
    expect([large.status, large.text.includes('413 Request Entity Too Large')]).toEqual([413, true])
    expect((await send(`${hop.url}/v1/images/edits`, json({}))).status).toBe(200)
  })

  it('tells a hop that does not answer in time from one that cannot be reached', async () => {
    const slow = await edge({ timeoutMs: 30 }, { kind: 'silence' })
    const gone = await edge({ upstream: 'http://127.0.0.1:9' })
    const broken = await edge({}, { kind: 'hang-up' })
    expect((await send(slow.url, json({}))).status).toBe(504)
    expect((await send(gone.url, json({}))).status).toBe(502)
    expect((await send(broken.url, json({}))).status).toBe(502)
  })
})

it('says aloud when the reference chain itself is broken, and does not hang', async () => {
  const answer = async (): Promise<HopAnswer> => {
    throw new TypeError('a mistake in the oracle')
  }
  const hop = await start(serve({ port: 0, answer }))
  const { status, text: words } = await send(hop.url, json({}))
  expect([status, words]).toEqual([500, expect.stringContaining('itself is broken: TypeError: a mistake in the oracle')])
})
