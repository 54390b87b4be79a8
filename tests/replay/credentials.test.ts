import { expect, test } from 'vitest'
import type { AuthScheme, Credential } from '../../src/model.ts'
import { wrongKeyFor } from '../../src/replay/credential.ts'
import { caseFor, httpServer, replayer } from './harness.ts'

const key = 'sk-0123456789abcdefghij'
const bearer: AuthScheme = { kind: 'bearer' }
const apiKey: AuthScheme = { kind: 'header', name: 'api-key' }

/** What the server sees of the credential: the lines of its headers and its query. */
async function seen(
  credential: Credential,
  options: Parameters<typeof replayer>[0] = {},
): Promise<{ headers: Record<string, unknown>; query: string }> {
  const { url, received } = await httpServer((_request, response) => response.end('{}'))
  await replayer({ key, ...options }).send(caseFor(url, { credential }))
  const request = received[0]?.request
  const { authorization, 'api-key': header, 'x-outer': outer } = request?.headers ?? {}
  return { headers: { authorization, 'api-key': header, outer }, query: request?.url ?? '' }
}

const nothing = { authorization: undefined, 'api-key': undefined, outer: undefined }

test.each<[string, Credential, AuthScheme, object]>([
  ['the right key as a bearer token', { kind: 'right' }, bearer, { authorization: `Bearer ${key}` }],
  ['the right key in a header of its own', { kind: 'right' }, apiKey, { 'api-key': key }],
  ['the right key in another way', { kind: 'right-as', scheme: apiKey }, bearer, { 'api-key': key }],
  ['no key', { kind: 'none' }, bearer, {}],
  ['an empty bearer token', { kind: 'empty' }, bearer, { authorization: 'Bearer' }],
  ['an empty header', { kind: 'empty' }, apiKey, { 'api-key': '' }],
  ['a scheme that nobody reads', { kind: 'wrong-scheme' }, apiKey, { authorization: `Basic ${btoa(`${key}:`)}` }],
])('%s', async (_name, credential, scheme, headers) => {
  expect((await seen(credential, { scheme })).headers).toEqual({ ...nothing, ...headers })
})

test('the key in the query', async () => {
  const { headers, query } = await seen(
    { kind: 'right' },
    { scheme: { kind: 'query', name: 'subscription-key' }, key: 'a/b+c=0123' },
  )
  expect(query).toBe('/?subscription-key=a%2Fb%2Bc%3D0123')
  expect(headers).toEqual(nothing)
})

test('the empty bearer token keeps its blank on the wire', async () => {
  const { url, received } = await httpServer((_request, response) => response.end('{}'))
  await replayer().send(caseFor(url, { credential: { kind: 'empty' } }))
  expect(received[0]?.request.rawHeaders).toContain('Authorization')
})

test('the wrong key is of the shape of the right one, another in every run, and the same within one', async () => {
  const { url, received } = await httpServer((_request, response) => response.end('{}'))
  const made = replayer({ key })
  const wrong = caseFor(url, { credential: { kind: 'wrong' } })
  await made.send(wrong)
  await made.send(wrong)
  await replayer({ key }).send(wrong)
  const [first, second, third] = received.map(({ request }) => request.headers.authorization)
  expect(first).toMatch(/^Bearer sk-[0-9]{10}[a-z]{10}$/)
  expect(first).not.toBe(`Bearer ${key}`)
  expect(second).toBe(first)
  expect(third).not.toBe(first)
})

test.each([null, '', 'k', '--------', '0123456789abcdef0123456789abcdef', 'sk-proj-Abc_1-2', 'ey.J0.eXAi'])(
  'there is a wrong key for %j',
  (right) => {
    const wrong = wrongKeyFor(right)
    expect(wrong.length).toBeGreaterThanOrEqual(8)
    expect(wrong).not.toBe(right)
    if (right?.startsWith('0123')) expect(wrong).toMatch(/^[0-9]{10}[a-f]{6}[0-9]{10}[a-f]{6}$/)
  },
)

test('configured headers are sent with every request, and may replace our own', async () => {
  const { url, received } = await httpServer((_request, response) => response.end('{}'))
  await replayer({ headers: { 'X-Outer': '1', 'user-agent': 'mine', 'content-type': 'text/plain' } }).send(caseFor(url))
  expect(received[0]?.request.headers).toMatchObject({ 'x-outer': '1', 'user-agent': 'mine', 'content-type': 'application/json' })
})

test.each<[Credential, object]>([
  [{ kind: 'none' }, {}],
  [{ kind: 'empty' }, { authorization: 'Bearer' }],
  [{ kind: 'wrong-scheme' }, { authorization: `Basic ${btoa(`${key}:`)}` }],
  [{ kind: 'right-as', scheme: apiKey }, { 'api-key': key }],
  [{ kind: 'right' }, { authorization: `Bearer ${key}` }],
])('a configured Authorization does not answer for the credential under test: %j', async (credential, headers) => {
  const found = await seen(credential, { headers: { Authorization: 'Bearer configured', 'X-Outer': 'stays' } })
  expect(found.headers).toEqual({ ...nothing, outer: 'stays', ...headers })
})

test('without a key, a configured Authorization is the right credential, and only that', async () => {
  const options = { key: null, headers: { Authorization: 'Bearer configured' } }
  expect((await seen({ kind: 'right' }, options)).headers.authorization).toBe('Bearer configured')
  expect((await seen({ kind: 'none' }, options)).headers.authorization).toBeUndefined()
})

test('an inner hop gets its own key and not the headers of the target', async () => {
  const { url, received } = await httpServer((request, response) =>
    response.end(JSON.stringify({ key: request.headers['api-key'] })),
  )
  const exchange = await replayer({ key, headers: { 'X-Outer': '1' } }).send(caseFor(url), {
    sentTo: 'aoai',
    key: 'inner-0123456789',
    scheme: apiKey,
  })
  expect(received[0]?.request.headers).toMatchObject({ 'api-key': 'inner-0123456789' })
  expect(received[0]?.request.headers).not.toHaveProperty('x-outer')
  expect(exchange).toMatchObject({ sentTo: 'aoai', response: { body: { key: '[redacted: the credential]' } } })
  expect(exchange.curl).toContain('"api-key: $AOAI_KEY"')
})
