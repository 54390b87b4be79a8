import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { Exchange } from '../../src/model.ts'
import { failureOf } from '../../src/replay/failure.ts'
import { afterRequest, caseFor, httpServer, nobody, replayer, selfSignedServer, socketServer } from './harness.ts'

const HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Oneapi-Request-Id: r1\r\nContent-Length: 100\r\n\r\n'

async function sendTo(url: string, limits: Parameters<typeof replayer>[0] = {}): Promise<Exchange> {
  return replayer(limits).send(caseFor(url))
}

describe('no connection', () => {
  test('a name that does not exist is a failure of DNS', async () => {
    const { failure, response } = await sendTo('http://no-such-gateway.invalid/v1')
    expect(failure).toMatchObject({ kind: 'dns', phase: 'connect' })
    expect(failure?.message).toContain('no-such-gateway.invalid')
    expect(response).toBeNull()
  })

  test('a port where nothing listens is refused', async () => {
    const url = await nobody()
    const made = replayer()
    const { failure } = await made.send(caseFor(url))
    expect(failure).toMatchObject({ kind: 'refused', phase: 'connect' })
    expect(failure?.message).toContain(new URL(url).host)
    expect(made.requestsSent).toBe(0)
  })

  test('a certificate that nobody vouches for is a failure of TLS, and the server sees no request', async () => {
    const { url, received } = await selfSignedServer()
    const { failure } = await sendTo(url)
    expect(failure).toMatchObject({ kind: 'tls', phase: 'connect' })
    expect(failure?.message).toContain('name the PEM file of that authority in NODE_EXTRA_CA_CERTS (')
    expect(received).toEqual([])
  })

  test('a connection that is dropped in the middle of the handshake is a reset, which a firewall may have made', async () => {
    const url = await socketServer((socket) => socket.once('data', () => socket.resetAndDestroy()))
    const { failure } = await sendTo(url.replace('http:', 'https:'))
    expect(failure).toMatchObject({ kind: 'reset', phase: 'connect' })
    expect(failure?.message).toContain('as soon as it was made')
  })

  test('https to a port that speaks http is a failure of TLS', async () => {
    const { url } = await httpServer((_request, response) => response.end('{}'))
    const { failure } = await sendTo(url.replace('http:', 'https:'))
    expect(failure).toMatchObject({ kind: 'tls', phase: 'connect' })
    expect(failure?.message).toContain('speaks no https at this port')
  })

  test.each([
    ['CERT_HAS_EXPIRED', 'past its time'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'one for other names'],
    ['ERR_SSL_SOMETHING_ELSE', 'No secure connection to gateway.test'],
  ])('%s says what is wrong with the certificate', (code, words) => {
    const error = Object.assign(new Error('no'), { code })
    const { kind, message } = failureOf(error, { phase: 'connect', url: new URL('https://gateway.test/v1') })
    expect(kind).toBe('tls')
    expect(message).toContain(words)
    expect(message).toContain(code)
  })

  test('a handshake that is never answered ends at the time limit for connections', async () => {
    const url = await socketServer(() => {})
    const { failure, durationMs } = await sendTo(url.replace('http:', 'https:'), { limits: { connectMs: 100 } })
    expect(failure).toMatchObject({ kind: 'timeout', phase: 'connect' })
    expect(durationMs).toBeLessThan(5_000)
  })
})

test('headers that are too large to be read are told as that', async () => {
  const { url } = await httpServer((_request, response) => response.setHeader('X-Debug', 'a'.repeat(20_000)).end('{}'))
  const { failure } = await sendTo(url)
  expect(failure).toMatchObject({ kind: 'protocol', phase: 'headers' })
  expect(failure?.message).toContain('larger than the 16 KiB')
})

describe('no answer', () => {
  test('a connection closed before any answer is a reset', async () => {
    const url = await socketServer(afterRequest((socket) => socket.end()))
    expect(await sendTo(url)).toMatchObject({ failure: { kind: 'reset', phase: 'headers' }, response: null })
  })

  test('a connection torn down in the middle of the headers is a reset', async () => {
    const url = await socketServer(
      afterRequest((socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Ty', () => socket.resetAndDestroy())),
    )
    expect(await sendTo(url)).toMatchObject({ failure: { kind: 'reset', phase: 'headers' }, response: null })
  })

  test('a server that never answers is a time-out while waiting for the headers', async () => {
    const url = await socketServer(() => {})
    const { failure, response, durationMs } = await sendTo(url, { limits: { requestMs: 150 } })
    expect(failure).toMatchObject({ kind: 'timeout', phase: 'headers' })
    expect(failure?.message).toContain('REQUEST_TIMEOUT_MS')
    expect(response).toBeNull()
    expect(durationMs).toBeGreaterThanOrEqual(149)
    expect(durationMs).toBeLessThan(2_000)
  })

  test.each(['NOT HTTP AT ALL\r\n\r\n', 'HTTP/1.1 banana OK\r\n\r\n', 'SSH-2.0-OpenSSH_9.2\r\n'])(
    '%j is not valid HTTP',
    async (words) => {
      const url = await socketServer(afterRequest((socket) => socket.write(words)))
      expect(await sendTo(url)).toMatchObject({ failure: { kind: 'protocol', phase: 'headers' }, response: null })
    },
  )

  test('headers without end are not valid HTTP', async () => {
    const url = await socketServer(afterRequest((socket) => socket.write(`HTTP/1.1 200 OK\r\nX-Long: ${'x'.repeat(200_000)}`)))
    expect((await sendTo(url)).failure).toMatchObject({ kind: 'protocol', phase: 'headers' })
  })

  test('an early hint is no answer', async () => {
    const url = await socketServer(afterRequest((socket) => socket.end('HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n')))
    expect(await sendTo(url)).toMatchObject({ failure: { kind: 'reset', phase: 'headers' }, response: null })
  })

  test('an upgrade that nobody asked for is not valid HTTP', async () => {
    const url = await socketServer(
      afterRequest((socket) =>
        socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'),
      ),
    )
    expect((await sendTo(url)).failure).toMatchObject({ kind: 'protocol', phase: 'headers' })
  })
})

describe('half an answer', () => {
  test.each([
    ['closed', HEAD],
    ['closed, chunked', 'HTTP/1.1 200 OK\r\nX-Oneapi-Request-Id: r1\r\nTransfer-Encoding: chunked\r\n\r\n12\r\n'],
  ])('keeps status, headers and text: %s', async (_name, head) => {
    const url = await socketServer(afterRequest((socket) => socket.end(`${head}{"created": 1700`)))
    const { failure, response } = await sendTo(url)
    expect(failure).toMatchObject({ kind: 'cut-off', phase: 'body' })
    expect(response).toMatchObject({
      status: 200,
      text: '{"created": 1700',
      body: '{"created": 1700',
      headers: { 'X-Oneapi-Request-Id': 'r1' },
    })
  })

  test('a reset in the body is a cut-off too', async () => {
    // More than the buffers between the two hold: when all of it is written, the client has read the beginning.
    const body = Buffer.alloc(20_000_000, 'x')
    const url = await socketServer(
      afterRequest((socket) => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 30000000\r\n\r\n')
        socket.write(body, () => socket.resetAndDestroy())
      }),
    )
    expect(await sendTo(url)).toMatchObject({ failure: { kind: 'cut-off', phase: 'body' }, response: { status: 200 } })
  })

  test('an answer that stops is a time-out in the body, with what had come', async () => {
    const url = await socketServer(afterRequest((socket) => socket.write(`${HEAD}{"created": 1700`)))
    expect(await sendTo(url, { limits: { requestMs: 200 } })).toMatchObject({
      failure: { kind: 'timeout', phase: 'body' },
      response: { status: 200, text: '{"created": 1700' },
    })
  })

  test('an answer without end is too large, and is not read further', async () => {
    const url = await socketServer(
      afterRequest((socket) => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n')
        const more = (): void => {
          while (!socket.destroyed && socket.write('endless '.repeat(1_000)));
        }
        socket.on('drain', more)
        more()
      }),
    )
    const { failure, response } = await sendTo(url, { limits: { maxBodyBytes: 100_000 } })
    expect(failure).toMatchObject({ kind: 'too-large', phase: 'body' })
    expect(response?.bytes).toBe(100_000)
    expect(response?.text?.length).toBe(100_000)
  })

  test('a small body that swells when it is unpacked is too large', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000))
    const { url } = await httpServer((_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb))
    const { failure, response } = await sendTo(url, { limits: { maxBodyBytes: 100_000 } })
    expect(failure).toMatchObject({ kind: 'too-large', phase: 'body' })
    expect(response?.bytes).toBe(100_000)
  })

  test('a body that never unpacks to anything is too large', async () => {
    const nothing = Buffer.concat(Array.from({ length: 10_000 }, () => gzipSync('')))
    const { url } = await httpServer((_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(nothing))
    expect((await sendTo(url, { limits: { maxBodyBytes: 100_000 } })).failure?.kind).toBe('too-large')
  })

  test('a body that is not the gzip it says it is', async () => {
    const { url } = await httpServer((_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end('{"a":1}'),
    )
    expect(await sendTo(url)).toMatchObject({ failure: { kind: 'protocol', phase: 'body' }, response: { status: 200 } })
  })

  test('a gzip without its end gives what could be unpacked', async () => {
    const half = gzipSync(`{"text":"${'abc'.repeat(10_000)}"}`).subarray(0, -12)
    const { url } = await httpServer((_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(half))
    const { failure, response } = await sendTo(url)
    expect(failure).toMatchObject({ kind: 'cut-off', phase: 'body' })
    expect(response?.text).toContain('{"text":"abcabc')
  })
})

describe('an early answer', () => {
  test('a refusal that comes before the upload is complete is the answer', async () => {
    const url = await socketServer((socket) => {
      socket.once('data', () => socket.write('HTTP/1.1 413 Payload Too Large\r\nContent-Length: 2\r\n\r\n{}'))
    })
    const { failure, response } = await replayer().send(
      caseFor(url, { body: { kind: 'raw', contentType: 'text/plain', text: 'x'.repeat(5_000_000) } }),
    )
    expect(failure).toBeNull()
    expect(response).toMatchObject({ status: 413, body: {} })
  })

  /** Refuses by the head alone. Whether the body is still on its way when the connection ends is a matter of luck, so often. */
  const refusing = (words: string): Promise<string> =>
    socketServer(afterRequest((socket) => socket.write(words, () => socket.resetAndDestroy())))
  const picture = { name: 'image', path: join('fixtures', 'images', 'red-ball.png'), paddedTo: null } as const
  const file = { kind: 'file', filename: 'red-ball.png', contentType: 'image/png', ...picture } as const
  const sendOften = async (url: string): Promise<readonly Exchange[]> => {
    const made = replayer({ limits: { concurrency: 1 } })
    return Promise.all(
      Array.from({ length: 30 }, () => made.send(caseFor(url, { body: { kind: 'multipart', parts: [file, file] } }))),
    )
  }

  test('is heard when the connection is torn down behind it, while the form is still on its way', async () => {
    const url = await refusing('HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\n{}')
    const all = await sendOften(url)
    expect(all.map(({ failure, response }) => failure?.message ?? response?.status)).toEqual(all.map(() => 401))
  })

  test('is not made up where there was none', async () => {
    const all = await sendOften(await refusing('HTTP/1.1 401 Unau'))
    expect(all.map(({ failure, response }) => response ?? failure?.kind)).toEqual(all.map(() => 'reset'))
  })
})

describe('an interruption', () => {
  test('ends what is under way and what waits, and sends nothing more', async () => {
    const stop = new AbortController()
    const arrived: string[] = []
    const url = await socketServer(
      afterRequest((_socket, head) => {
        arrived.push(head)
        if (arrived.length === 2) stop.abort()
      }),
    )
    const made = replayer({ signal: stop.signal, limits: { concurrency: 2 } })
    const all = await Promise.all(['a', 'b', 'c', 'd'].map((id) => made.send(caseFor(url, { id, images: 1 }))))
    expect(all.map(({ failure }) => [failure?.kind, failure?.phase])).toEqual([
      ['interrupted', 'headers'],
      ['interrupted', 'headers'],
      ['interrupted', 'connect'],
      ['interrupted', 'connect'],
    ])
    expect(all.map(({ billing }) => billing)).toEqual(['possibly-paid', 'possibly-paid', 'free', 'free'])
    expect(made.requestsSent).toBe(2)
    expect(arrived.length).toBe(2)
  })

  test('does not wait for a connection that is being made', async () => {
    const stop = new AbortController()
    const url = await socketServer(() => stop.abort())
    const { failure, durationMs } = await replayer({ signal: stop.signal }).send(caseFor(url.replace('http:', 'https:')))
    expect(failure).toMatchObject({ kind: 'interrupted', phase: 'connect' })
    expect(durationMs).toBeLessThan(5_000)
  })

  test('closing the replayer ends what is under way', async () => {
    const made = replayer()
    const url = await socketServer(afterRequest(() => made.close()))
    expect((await made.send(caseFor(url))).failure).toMatchObject({ kind: 'interrupted', phase: 'headers' })
  })
})

test('a time limit beyond what timers can count is no limit', async () => {
  const { url } = await httpServer((_request, response) => response.end('{}'))
  expect((await sendTo(url, { limits: { requestMs: 2 ** 40 } })).failure).toBeNull()
})

describe('what cannot be sent', () => {
  test.each([
    ['ftp://files.example/v1', 'not http'],
    ['nonsense', 'not http'],
    ['http://user:pass@host.example/v1', 'TARGET_HEADERS'],
    ['http://user@host.example/v1', 'TARGET_HEADERS'],
  ])('the URL %s is an error', async (url, words) => {
    await expect(sendTo(url)).rejects.toThrow(words)
  })

  test('a header that HTTP does not allow is an error that names the case', async () => {
    const { url, received } = await httpServer((_request, response) => response.end('{}'))
    await expect(sendTo(url, { headers: { 'X-Team': 'a\nb' } })).rejects.toThrow(/a-case.*X-Team/)
    expect(received).toEqual([])
  })
})
