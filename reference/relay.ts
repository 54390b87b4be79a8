import { Agent, errors, request } from 'undici'
import { endToEnd, reply } from './replies.ts'
import type { HeaderValues, Reply } from './serve.ts'

export interface Upstream {
  /** Sends one request up and gives its answer, the body still streaming. Throws `UpstreamFailed` when there is none. */
  send(call: { method: string; url: string; headers: HeaderValues; body: Buffer }): Promise<Reply>
  close(): Promise<void>
}

/** The next hop gave no answer. */
export class UpstreamFailed extends Error {
  readonly kind: 'timeout' | 'unreachable'
  constructor(kind: 'timeout' | 'unreachable', message: string) {
    super(message)
    this.kind = kind
  }
}

/** Connections to the next hop, kept alive as real relays keep them. `timeoutMs` is the wait for its headers; 0 waits for ever. */
export function connectUpstream(timeoutMs: number): Upstream {
  const agent = new Agent({ headersTimeout: timeoutMs, bodyTimeout: 0 })
  return {
    async send({ method, url, headers, body }) {
      try {
        const answer = await request(url, {
          dispatcher: agent,
          method,
          headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat()])),
          body: body.length === 0 && (method === 'GET' || method === 'HEAD') ? null : body,
        })
        return reply(answer.statusCode, endToEnd(defined(answer.headers)), answer.body)
      } catch (error) {
        const kind = error instanceof errors.HeadersTimeoutError ? 'timeout' : 'unreachable'
        throw new UpstreamFailed(kind, error instanceof Error ? error.message : String(error))
      }
    },
    close: () => agent.destroy(),
  }
}

function defined(headers: Readonly<Record<string, string | string[] | undefined>>): HeaderValues {
  return Object.fromEntries(Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
}
