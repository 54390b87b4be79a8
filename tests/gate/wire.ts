import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { type Dispatcher, request } from 'undici'

/** One request as it passed by. Times in milliseconds on one clock. */
export interface Passed {
  readonly path: string
  /** Is a real image ordered? The free refusals ask for a size that no model has. */
  readonly order: boolean
  readonly began: number
  /** Null while no answer has come. */
  ended: number | null
  /** Pictures in the answer. */
  pictures: number
}

/** A wire between the suite and a chain, with a witness on it. */
export interface Wire {
  /** What the suite is given in the place of the chain's URL. */
  readonly url: string
  readonly passed: readonly Passed[]
  /** Resolves when the first order of a real image passes by. */
  readonly firstOrder: Promise<void>
  close(): Promise<void>
}

export async function tapWire(chainUrl: string): Promise<Wire> {
  const passed: Passed[] = []
  const { promise: firstOrder, resolve: ordered } = promised()
  const { origin, pathname } = new URL(chainUrl)
  const server = createServer(async (incoming, outgoing) => {
    // A caller that is interrupted in the middle of its upload has sent nothing that could be passed on.
    const body = await buffer(incoming).catch(() => null)
    if (body === null) return
    const path = incoming.url ?? '/'
    const entry: Passed = { path, order: isOrder(incoming, body), began: performance.now(), ended: null, pictures: 0 }
    passed.push(entry)
    if (entry.order) ordered()
    try {
      const headers = endToEnd(incoming.headers)
      const answer = await request(`${origin}${path}`, {
        method: methodOf(incoming),
        headers,
        body: body.length === 0 ? null : body,
      })
      const bytes = Buffer.from(await answer.body.arrayBuffer())
      entry.pictures = bytes.toString('latin1').split('"b64_json"').length - 1
      entry.ended = performance.now()
      outgoing.writeHead(answer.statusCode, endToEnd(answer.headers)).end(bytes)
    } catch {
      outgoing.destroy()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${portOf(server.address())}${pathname}`,
    passed,
    firstOrder,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** The most that were under way at one time. */
export function mostAtOnce(passed: readonly Passed[]): number {
  return Math.max(
    0,
    ...passed.map(({ began }) => passed.filter((other) => other.began <= began && (other.ended ?? Infinity) > began).length),
  )
}

function isOrder({ method, url }: IncomingMessage, body: Buffer): boolean {
  return method === 'POST' && /\/images\/(generations|edits)/.test(url ?? '') && !body.toString('latin1').includes('1x1')
}

function methodOf({ method }: IncomingMessage): Dispatcher.HttpMethod {
  return method === 'GET' ? 'GET' : 'POST'
}

const PER_CONNECTION = ['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'host']

function endToEnd(headers: IncomingMessage['headers']): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || PER_CONNECTION.includes(name) ? [] : [[name, value]],
    ),
  )
}

function promised(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve }
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('The wire has no port.')
  return address.port
}
