import { describe, expect, test } from 'vitest'
import type { Credential, Exchange } from '../../src/model.ts'
import { createRedactor } from '../../src/replay/redact.ts'
import { afterRequest, canary, caseFor, httpServer, replayer, socketServer } from './harness.ts'

const base64 = (text: string): string => Buffer.from(text).toString('base64')
const hex = (text: string): string => Buffer.from(text).toString('hex')
const base64url = (text: string): string => Buffer.from(text).toString('base64url')

/** How an answer may repeat a secret. */
const echoes = (secret: string): readonly string[] => {
  const json = (text: string): string => JSON.stringify(text).slice(1, -1)
  const html = secret.replaceAll('&', '&amp;').replaceAll('"', '&quot;')
  return [
    secret,
    secret.toLowerCase(),
    json(secret),
    json(json(secret)),
    [...secret].map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
    encodeURIComponent(secret),
    encodeURIComponent(json(secret)),
    encodeURIComponent(html),
    encodeURIComponent(secret).toLowerCase(),
    encodeURIComponent(encodeURIComponent(secret)),
    new URLSearchParams({ a: secret }).toString().slice(2),
    html,
    html.replaceAll('&', '&amp;'),
    [...secret].map((letter) => `&#${letter.charCodeAt(0)};`).join(''),
    ...['', 'Bearer ', 'x', 'user:'].flatMap((before) => [
      base64(before + secret),
      base64(`${before + secret}:`),
      base64url(`${before + secret}!`),
      encodeURIComponent(base64(before + secret)),
      hex(before + secret),
      hex(before + secret).toUpperCase(),
      ...[':', ' ', '-'].map((sign) => hex(before + secret).replaceAll(/..(?=.)/g, `$&${sign}`)),
    ]),
  ]
}

/** No stretch of 12 characters of the secret may be anywhere in the record, however it is read; nor may its base64. */
function showsNothingOf(exchange: Exchange, secret: string): void {
  const record = JSON.stringify(exchange)
  for (const text of readings(record)) {
    expect(text.toLowerCase()).not.toContain(secret.slice(0, 12).toLowerCase())
    expect(text.toLowerCase()).not.toContain(secret.slice(-12).toLowerCase())
  }
  expect(record.toLowerCase()).not.toContain(hex(secret))
  for (const offset of ['', 'x', 'xx']) {
    const inside = base64url(offset + secret).slice(offset.length * 2, -4)
    expect(record.replaceAll('+', '-').replaceAll(/\\*\//g, '_')).not.toContain(inside)
  }
}

/** The text, and what one reader after the other makes of it: JSON, URL, HTML. */
function readings(text: string): readonly string[] {
  const unescaped = text
    .replaceAll(/\\+u([0-9a-f]{4})/gi, (_all, code) => String.fromCharCode(Number.parseInt(code, 16)))
    .replaceAll('\\', '')
  const decoded = [1, 2, 3].reduce(
    (rest) => rest.replaceAll(/%([2-7][0-9a-f])/gi, (_all, code) => String.fromCharCode(Number.parseInt(code, 16))),
    unescaped,
  )
  const shown = decoded
    .replaceAll('&amp;', '&')
    .replaceAll('&amp;', '&')
    .replaceAll('&quot;', '"')
    .replaceAll(/&#(\d+);/g, (_all, code) => String.fromCharCode(Number(code)))
  return [text, unescaped, decoded, shown]
}

describe('an answer that repeats the key', () => {
  test.each(echoes(canary))('as %j, in JSON, header and web page', async (echo) => {
    const { url } = await httpServer((request, response) =>
      response
        .writeHead(401, { 'Content-Type': 'text/html', 'X-Raw': echo })
        .end(
          request.url === '/page' ? `<p>${echo}</p>` : JSON.stringify({ error: { message: `Bearer ${echo} is bad`, [echo]: 1 } }),
        ),
    )
    for (const path of ['/page', '/json']) {
      const exchange = await replayer().send(caseFor(url + path))
      showsNothingOf(exchange, canary)
      expect(JSON.stringify(exchange.response?.body)).toContain('[redacted: the credential]')
      expect(exchange.response?.headers['X-Raw']).toContain('[redacted: the credential]')
    }
  })

  test('leaves a mark that says so, in the body as in the headers', async () => {
    const { url } = await httpServer((request, response) =>
      response
        .writeHead(401, { 'X-Seen': request.headers.authorization ?? '' })
        .end(JSON.stringify({ detail: `Invalid: ${request.headers.authorization}` })),
    )
    const { response, request } = await replayer().send(caseFor(url))
    expect(response?.body).toEqual({ detail: 'Invalid: Bearer [redacted: the credential]' })
    expect(response?.text).toContain('[redacted: the credential]')
    expect(response?.headers['X-Seen']).toBe('Bearer [redacted: the credential]')
    expect(request.headers.Authorization).toBe('Bearer [redacted]')
  })

  test('hidden in escapes that only a parser sees', async () => {
    const escaped = [...canary].map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')
    const { url } = await httpServer((_request, response) => response.end(`{"detail":"${escaped}"}`))
    const exchange = await replayer().send(caseFor(url))
    showsNothingOf(exchange, canary)
    expect(JSON.parse(exchange.response?.text ?? '')).toEqual({ detail: '[redacted: the credential]' })
  })

  test('cut off in the middle of it', async () => {
    const url = await socketServer(
      afterRequest((socket) => socket.end(`HTTP/1.1 401 No\r\nContent-Length: 500\r\n\r\n{"detail":"${canary.slice(0, 20)}`)),
    )
    const exchange = await replayer().send(caseFor(url))
    expect(exchange.response?.text).toBe('{"detail":"[redacted]')
  })

  const key = 'sk-zq7wm4xt9plr28vnc5hd0bk3yf6g'
  test.each([
    ['its middle', key.slice(4, 24), 'no [redacted] here'],
    ['its middle, at another place', key.slice(7, 25), 'no [redacted] here'],
    ['a run that says little', key.slice(9, 17), `no ${key.slice(9, 17)} here`],
  ])('without its ends: %s', (_what, part, shown) => {
    const redactor = createRedactor([{ value: key, name: 'the credential' }])
    expect(redactor.answer(`no ${part} here`)).toBe(shown)
    expect(redactor.answer(part)).toBe(shown.slice(3, -5))
  })

  test.each(['nightly-gpt-image-1.5', 'gpt-image-1.5-key', 'eastus2-gpt-image-1.5'])(
    'in which the deployment is named, but not the name of the deployment: %s',
    (made) => {
      const redactor = createRedactor([{ value: made, name: 'the credential' }], ['gpt-image-1.5'])
      expect(redactor.answer('"model":"gpt-image-1.5" of GPT-image-1.5')).toBe('"model":"gpt-image-1.5" of GPT-image-1.5')
      expect(redactor.answer(`no ${made}`)).toBe('no [redacted: the credential]')
      expect(createRedactor([{ value: made, name: 'the credential' }]).answer('a gpt-image-1.5 b')).toContain('[redacted]')
    },
  )

  test('but words that are part of a key of words stay', () => {
    const redactor = createRedactor([{ value: 'staging-images-gateway-production-key-of-nobody', name: 'the credential' }])
    expect(redactor.answer('the gateway-production of images-gateway')).toBe('the gateway-production of images-gateway')
  })

  test('in an event of a stream', async () => {
    const { url } = await httpServer((_request, response) =>
      response
        .writeHead(200, { 'Content-Type': 'text/event-stream' })
        .end(`event: ${canary.replaceAll('"', '')}\ndata: ${JSON.stringify({ echo: canary })}\n\ndata: ${canary}\n\n`),
    )
    const exchange = await replayer().send(caseFor(url))
    showsNothingOf(exchange, canary)
    expect(exchange.response?.events.map(({ data }) => data)).toEqual([
      { echo: '[redacted: the credential]' },
      '[redacted: the credential]',
    ])
  })

  test('in a redirect and in a link', async () => {
    const { url } = await httpServer((_request, response) =>
      response
        .writeHead(302, { Location: `https://login.example/?token=${encodeURIComponent(canary)}` })
        .end(JSON.stringify({ data: [{ url: `https://cdn.example/a.png?sig=${encodeURIComponent(canary)}` }] })),
    )
    const exchange = await replayer().send(caseFor(url))
    showsNothingOf(exchange, canary)
    expect(exchange.response?.pictures).toEqual([
      { kind: 'link', url: 'https://cdn.example/a.png?sig=[redacted: the credential]' },
    ])
  })
})

describe('the request', () => {
  const credentials: readonly Credential[] = [
    { kind: 'right' },
    { kind: 'wrong' },
    { kind: 'wrong-scheme' },
    { kind: 'right-as', scheme: { kind: 'header', name: 'api-key' } },
    { kind: 'right-as', scheme: { kind: 'query', name: 'subscription-key' } },
  ]
  test.each(credentials)('is recorded without the credential: $kind', async (credential) => {
    let seen = ''
    const { url } = await httpServer((request, response) => {
      seen = `${request.url} ${JSON.stringify(request.headers)}`
      response.writeHead(401, { 'X-Url': request.url ?? '' }).end(JSON.stringify({ headers: request.headers, url: request.url }))
    })
    const exchange = await replayer({ key: 'canary0123456789key' }).send(caseFor(url, { credential }))
    const sent = /(?:Bearer |Basic |api-key":"|subscription-key=)([\w=]+)/.exec(seen)?.[1] ?? ''
    expect(sent.length).toBeGreaterThan(18)
    expect(JSON.stringify(exchange)).not.toContain(sent)
    showsNothingOf(exchange, 'canary0123456789key')
  })

  test('an answer that repeats the wrong key says that it was the wrong one', async () => {
    const { url } = await httpServer((request, response) => response.writeHead(401).end(request.headers.authorization))
    const { response } = await replayer().send(caseFor(url, { credential: { kind: 'wrong' } }))
    expect(response?.body).toBe('Bearer [redacted: the wrong key]')
  })

  test('further secrets are taken out, whole and in their pieces', async () => {
    const secrets = ['Basic b3V0ZXItZ2F0ZXdheQ==', 'inner-hop-key-123']
    const { url } = await httpServer((_request, response) =>
      response.end(JSON.stringify({ a: 'b3V0ZXItZ2F0ZXdheQ==', b: 'inner-hop-key-123' })),
    )
    const exchange = await replayer({ secrets, headers: { 'X-Outer': secrets[0] ?? '' } }).send(caseFor(url))
    expect(exchange.response?.body).toEqual({ a: '[redacted: a secret]', b: '[redacted: a secret]' })
    expect(exchange.request.headers['X-Outer']).toBe('[redacted]')
    expect(exchange.curl).toContain("-H 'X-Outer: [redacted]'")
  })
})

describe('a configured header', () => {
  const said = async (headers: Readonly<Record<string, string>>): Promise<Exchange> => {
    const { url } = await httpServer((_request, response) => response.end(JSON.stringify({ said: Object.values(headers) })))
    return replayer({ headers }).send(caseFor(url))
  }

  test.each([
    ['Ocp-Apim-Subscription-Key', 'short-key'],
    ['Cookie', 'session=abcdefgh'],
    ['X-Outer', 'f3a9c0d1e5b7428890'],
  ])('%s is a secret', async (name, value) => {
    const { request, response } = await said({ [name]: value })
    expect(request.headers[name]).toBe('[redacted]')
    expect(response?.body).toEqual({ said: ['[redacted: a secret]'] })
  })

  test.each([
    ['X-Portkey-Provider', 'openai'],
    ['X-Debug', 'true'],
    ['X-Team', 'image gateway conformance 2026'],
  ])('%s is none, and its words stay in the answers', async (name, value) => {
    const { request, response } = await said({ [name]: value })
    expect(request.headers[name]).toBe(value)
    expect(response?.body).toEqual({ said: [value] })
  })
})

describe('what stays readable', () => {
  const redactor = createRedactor([{ value: 'sk-0123456789abcdefABCDEF', name: 'the credential' }])

  test.each([
    'request id 2024111512345678901234567890',
    'You can find your API key at https://platform.example/keys',
    'keys begin with sk-...',
    'the key ending in CDEF',
    '{"code":401,"n":0.5}',
  ])('%s', (text) => {
    expect(redactor.answer(text)).toBe(text)
  })

  test.each([
    ['Incorrect key: sk-01****EF.', 'Incorrect key: [redacted].'],
    ['Incorrect key: sk-0123...CDEF', 'Incorrect key: [redacted]'],
    ['Incorrect key: sk-0123…', 'Incorrect key: [redacted]'],
    ['Incorrect key: sk-0123456789ab', 'Incorrect key: [redacted]'],
    ['stripped: 456789abcdefABCDEF!', 'stripped: [redacted]!'],
  ])('of %j only the fragment of the key goes, and it is not called an echo', (text, clean) => {
    expect(redactor.answer(text)).toBe(clean)
  })

  test('a short key goes only where it stands alone', () => {
    const short = createRedactor([{ value: 'test', name: 'the credential' }])
    expect(short.answer('the latest test: "test", testing')).toBe(
      'the latest [redacted: the credential]: "[redacted: the credential]", testing',
    )
  })

  test('a key of three characters is no secret', () => {
    expect(createRedactor([{ value: 'key', name: 'the credential' }]).answer('a key')).toBe('a key')
  })

  test.each(['\\\\', '%25', '&amp;', '%5c', '****a', 'sk-01234567'])(
    'a million characters of %j take no more than a moment',
    (piece) => {
      const started = performance.now()
      redactor.answer(piece.repeat(1_000_000 / piece.length))
      expect(performance.now() - started).toBeLessThan(3_000)
    },
  )

  test('of two secrets that overlap nothing is left', () => {
    const two = createRedactor([
      { value: 'abcdefgh-1234', name: 'the credential' },
      { value: '1234-ijklmnop', name: 'a secret' },
    ])
    expect(two.answer('<abcdefgh-1234-ijklmnop>')).toBe('<[redacted: the credential]>')
  })

  test('a text in JSON stays JSON, also where the secret begins with a quote', () => {
    const quote = createRedactor([{ value: '"quoted-key"', name: 'the credential' }])
    expect(JSON.parse(quote.answer(JSON.stringify({ a: '"quoted-key"' })))).toEqual({ a: '[redacted: the credential]' })
  })

  test('without secrets nothing changes', () => {
    expect(createRedactor([]).answer('a text')).toBe('a text')
  })

  test('a key of digits goes also where it is a number', () => {
    const digits = createRedactor([{ value: '12345678901', name: 'the credential' }])
    expect(digits.answerJson({ key: 12345678901, n: [1] })).toEqual({ key: '[redacted: the credential]', n: [1] })
  })
})
