import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { createServer as createSocketServer, type Server, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { createReplayer, DEFAULT_LIMITS, type Replayer, type ReplayerOptions } from '../../src/replay/replayer.ts'
import type { WrittenCase } from '../../src/replay/request.ts'

/** The right key of every test here; no form of it may ever leave the replayer. */
export const canary = 'sk-Canary/7Q+xW2"mZ&pL9~vT4'

type Overrides = Partial<Omit<ReplayerOptions, 'limits'>> & { readonly limits?: Partial<ReplayerOptions['limits']> }

/** A replayer that is closed when the test is over. */
export function replayer(overrides: Overrides = {}): Replayer {
  const made = createReplayer({
    key: canary,
    scheme: { kind: 'bearer' },
    headers: {},
    secrets: [],
    maxPaidImages: 10,
    gallery: null,
    ...overrides,
    limits: { ...DEFAULT_LIMITS, requestMs: 10_000, ...overrides.limits },
  })
  onTestFinished(() => made.close())
  return made
}

export function caseFor(url: string, overrides: Partial<WrittenCase> = {}): WrittenCase {
  return {
    id: 'a-case',
    sentence: 'A request.',
    operation: 'generations',
    images: 0,
    method: 'POST',
    url,
    credential: { kind: 'right' },
    body: { kind: 'json', value: { prompt: 'a pear' } },
    ...overrides,
  }
}

/** What arrived at a server, byte by byte as text in latin1. */
export interface Received {
  readonly request: IncomingMessage
  readonly body: Buffer
}

/** An HTTP server that reads every request to its end before it answers. @returns its URL, and what it received */
export async function httpServer(answer: RequestListener): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = []
  const server = createServer(reading(received, answer))
  return { url: `http://127.0.0.1:${await listening(server)}`, received }
}

/** An https server whose certificate nobody has signed but itself. */
export async function selfSignedServer(): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = []
  const server = createSecureServer(
    selfSigned,
    reading(received, (_request, response) => response.end('{}')),
  )
  return { url: `https://127.0.0.1:${await listening(server)}`, received }
}

function reading(received: Received[], answer: RequestListener): RequestListener {
  return async (request, response) => {
    const pieces: Buffer[] = []
    for await (const piece of request) pieces.push(piece)
    received.push({ request, body: Buffer.concat(pieces) })
    answer(request, response)
  }
}

/** A server that speaks through the bare socket, for everything that no HTTP server would write. @returns its URL */
export async function socketServer(talk: (socket: Socket) => void): Promise<string> {
  const server = createSocketServer((socket) => {
    // The other side may hang up at any time; what it thought of that is in its exchange.
    socket.on('error', () => {})
    talk(socket)
  })
  return `http://127.0.0.1:${await listening(server)}`
}

/** Once the request has arrived with the end of its head. */
export function afterRequest(answer: (socket: Socket, head: string) => void): (socket: Socket) => void {
  return (socket) => {
    let head = ''
    const listen = (piece: Buffer): void => {
      head += piece.toString('latin1')
      if (!head.includes('\r\n\r\n')) return
      socket.off('data', listen)
      socket.resume()
      answer(socket, head)
    }
    socket.on('data', listen)
  }
}

/** A URL where nothing listens: the port was free a moment ago. */
export async function nobody(): Promise<string> {
  const server = createSocketServer()
  const port = await opened(server)
  await new Promise((resolve) => server.close(resolve))
  return `http://127.0.0.1:${port}`
}

async function listening(server: Server): Promise<number> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => sockets.add(socket))
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  })
  return opened(server)
}

async function opened(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return address.port
}

/** Made for these tests: `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 36500 -subj /CN=localhost`. */
const selfSigned = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgpO9apNYVxcRCbRV7
0UO4h4B3rT+jOykWlI6hGygfoVShRANCAAQdsPlW1DpKXId6NbXVInSFts4meD/9
KUMj1K+f/9Z6I6BTUZxfKRM+J1MHDmixTllalRGr+GRP+INuNBzlSFUC
-----END PRIVATE KEY-----`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIUePkAwPO81C19EZcyzNJHuE4jtYAwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMDA5MzY1MFoYDzIxMjYxMDI3
MDkzNjUwWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQdsPlW1DpKXId6NbXVInSFts4meD/9KUMj1K+f/9Z6I6BTUZxfKRM+
J1MHDmixTllalRGr+GRP+INuNBzlSFUCo28wbTAdBgNVHQ4EFgQU6Oq5JomXqkk2
0+LDpkargqJJdVwwHwYDVR0jBBgwFoAU6Oq5JomXqkk20+LDpkargqJJdVwwDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSAAwRQIgdJBVheMjIknFbtvcx6xV4b5bNPAeVUUc4nTCdDKCUJ4CIQD3
bqNP8yH/bHkAYZuoAB9LOI2qM5eUNMOUGS46km0Ofw==
-----END CERTIFICATE-----`,
}
