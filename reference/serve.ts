import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import Fastify, { type FastifyRequest } from 'fastify'
import type { Received, RunningHop } from './hop.ts'

/** Header names as they go on the wire; a list makes the header come several times. */
export type HeaderValues = Readonly<Record<string, string | readonly string[]>>

export interface HopRequest {
  readonly method: string
  /** Path with query, as it was on the wire. */
  readonly url: string
  readonly path: string
  readonly query: URLSearchParams
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

export interface Reply {
  readonly kind: 'reply'
  readonly status: number
  /** Reason phrase of the status line; null for the usual one. */
  readonly reason: string | null
  readonly headers: HeaderValues
  /** A stream is passed on as it comes; one that fails cuts the answer off. */
  readonly body: Buffer | Readable
}

/** Every hop is a function from a request to one of these. */
export type HopAnswer =
  | Reply
  /** The connection is closed without an answer. */
  | { readonly kind: 'hang-up' }
  /** The connection stays open and nothing is ever sent. */
  | { readonly kind: 'silence' }

export type Answering = (request: HopRequest) => Promise<HopAnswer>

export interface Serving {
  readonly answer: Answering
  /** 0 lets the system choose. */
  readonly port: number
  /** Frees what the hop holds, such as its connections to the next hop. */
  readonly release?: () => Promise<void>
}

/** Listens on loopback, records what arrives and writes each answer byte for byte as the hop gave it. */
export async function serve({ answer, port, release }: Serving): Promise<RunningHop> {
  const received: Received[] = []
  const server = Fastify({
    forceCloseConnections: true,
    // Hops judge paths themselves, also the malformed ones: every request takes the one route below.
    rewriteUrl: () => '/',
  })
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('*', (request: FastifyRequest, body: Readable) =>
    readBody(body, Number(request.headers['content-length'])),
  )
  server.all('/', async (request, reply) => {
    reply.hijack()
    const hopRequest = readRequest(request.method, request.originalUrl, request.headers, request.body)
    received.push({
      method: hopRequest.method,
      url: hopRequest.url,
      headers: hopRequest.headers,
      bytes: hopRequest.body.length,
    })
    writeAnswer(reply.raw, await answer(hopRequest).catch(broken))
  })
  await server.listen({ host: '127.0.0.1', port })
  const address = server.server.address()
  if (address === null || typeof address === 'string') throw new Error('The server listens on no port.')
  return {
    url: `http://127.0.0.1:${address.port}`,
    received,
    close: async () => {
      await server.close()
      await release?.()
    },
  }
}

/** A mistake of the reference chain itself is said aloud: a hop that only hung would pass for a fault of the target. */
const broken = (error: unknown): HopAnswer => ({
  kind: 'reply',
  status: 500,
  reason: null,
  headers: { 'Content-Type': 'text/plain' },
  body: Buffer.from(`The reference chain itself is broken: ${error instanceof Error ? error.stack : String(error)}`),
})

/** A body of known length is read into its place: 25 MB in pieces and then joined would take 50, at every hop. */
async function readBody(body: Readable, length: number): Promise<Buffer> {
  if (!Number.isInteger(length)) return buffer(body)
  const whole = Buffer.allocUnsafeSlow(length)
  let at = 0
  for await (const piece of body) at += Buffer.from(piece).copy(whole, at)
  return whole.subarray(0, at)
}

function readRequest(
  method: string,
  url: string,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  body: unknown,
): HopRequest {
  const [path = '', search = ''] = url.split(/\?(.*)/s)
  return {
    method,
    url,
    path,
    query: new URLSearchParams(search),
    headers: Object.fromEntries(
      Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, [value].flat().join(', ')]])),
    ),
    body: Buffer.isBuffer(body) ? body : Buffer.alloc(0),
  }
}

function writeAnswer(response: import('node:http').ServerResponse, answer: HopAnswer): void {
  if (answer.kind === 'silence') return
  if (answer.kind === 'hang-up') {
    response.destroy()
    return
  }
  const { status, reason, body } = answer
  const headers = Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, [value].flat()]))
  if (reason !== null) response.statusMessage = reason
  if (body instanceof Readable) {
    response.writeHead(status, headers)
    response.flushHeaders()
    body.on('error', () => response.destroy())
    response.on('close', () => body.destroy())
    body.pipe(response)
    return
  }
  const chunked = Object.keys(headers).some((name) => name.toLowerCase() === 'transfer-encoding')
  response.writeHead(status, chunked || status === 204 ? headers : { ...headers, 'Content-Length': [String(body.length)] })
  response.end(body)
}
