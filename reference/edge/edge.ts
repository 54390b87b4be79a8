import { gzipSync } from 'node:zlib'
import type { RunningHop } from '../hop.ts'
import { concerns, operationOf, type Scope } from '../operation.ts'
import { connectUpstream, type Upstream, UpstreamFailed } from '../relay.ts'
import { bodyOf, endToEnd, isEventStream, keepHeaders, withHeaders } from '../replies.ts'
import { type HeaderValues, type HopAnswer, type HopRequest, type Reply, serve } from '../serve.ts'
import { type Tampering, tamperWithAnswer, tamperWithRequest } from '../tampering/tampering.ts'
import { type EdgePage, edgePage } from './pages.ts'
import { type ParallelUse, underParallelUse } from './parallel.ts'

/** A reverse proxy in front of everything else: nginx, a CDN, a web application firewall. */
export interface EdgeOptions {
  readonly port: number
  /** The hop behind it. */
  readonly upstream: string
  /** Requests that it answers with a page of its own. */
  readonly answers: readonly {
    readonly on: Scope
    readonly as: EdgePage
    /** Only for requests whose query has a parameter of this name. */
    readonly withParameter?: string
    /** Only for programs whose User-Agent is like this. */
    readonly agents?: RegExp
    /** Only for JSON of more bytes than these. */
    readonly jsonAbove?: number
  }[]
  /** Bytes. Larger bodies are refused with 413. */
  readonly bodyLimit: number
  /** Milliseconds to wait for the headers of the hop behind; then 504. */
  readonly timeoutMs: number
  readonly headerCase: 'as they come' | 'lower' | 'upper'
  readonly encoding: 'identity' | 'gzip'
  readonly length: 'told' | 'chunked'
  readonly connection: 'kept' | 'closed'
  readonly parallel: ParallelUse
  readonly tampering: readonly Tampering[]
}

export const TRANSPARENT_EDGE: EdgeOptions = {
  port: 0,
  upstream: '',
  answers: [],
  bodyLimit: Number.POSITIVE_INFINITY,
  timeoutMs: 0,
  headerCase: 'as they come',
  encoding: 'identity',
  length: 'told',
  connection: 'kept',
  parallel: { kind: 'as alone' },
  tampering: [],
}

export function startEdge(options: EdgeOptions): Promise<RunningHop> {
  const upstream = connectUpstream(options.timeoutMs)
  return serve({
    port: options.port,
    release: upstream.close,
    answer: underParallelUse(async (request) => {
      const answer = await tamperWithAnswer(await pass(request, options, upstream), request, options.tampering)
      return answer.kind === 'reply' ? transported(answer, options) : answer
    }, options.parallel),
  })
}

async function pass(request: HopRequest, options: EdgeOptions, upstream: Upstream): Promise<HopAnswer> {
  const own = options.answers.find(
    ({ on, agents, withParameter, jsonAbove }) =>
      concerns(on, operationOf(request.path)) &&
      (agents === undefined || agents.test(request.headers['user-agent'] ?? '')) &&
      (withParameter === undefined || request.query.has(withParameter)) &&
      (jsonAbove === undefined || (isJson(request) && request.body.length > jsonAbove)),
  )
  if (own !== undefined) return edgePage(own.as, request)
  if (request.body.length > options.bodyLimit) return edgePage('nginx 413', request)
  const sent = await tamperWithRequest(request, options.tampering)
  const headers = keepHeaders(endToEnd(sent.headers), (name) => name !== 'host')
  try {
    const answer = await upstream.send({ ...sent, headers, url: `${options.upstream}${sent.url}` })
    return isEventStream(answer) ? answer : { ...answer, body: await bodyOf(answer) }
  } catch (error) {
    if (error instanceof UpstreamFailed) return edgePage(error.kind === 'timeout' ? 'nginx 504' : 'nginx 502', request)
    return { kind: 'hang-up' }
  }
}

const isJson = ({ headers }: HopRequest): boolean => /^application\/json\b/i.test(headers['content-type'] ?? '')

/** The same answer in another dress, which no client may mind. */
async function transported(answer: Reply, { headerCase, encoding, length, connection }: EdgeOptions): Promise<Reply> {
  const zipped = encoding === 'gzip' && !isEventStream(answer) ? await gzipped(answer) : answer
  const added: HeaderValues = {
    ...(length === 'chunked' ? { 'Transfer-Encoding': 'chunked' } : {}),
    ...(connection === 'closed' ? { Connection: 'close' } : {}),
  }
  const dressed = withHeaders(zipped, added)
  return { ...dressed, headers: recased(dressed.headers, headerCase) }
}

async function gzipped(answer: Reply): Promise<Reply> {
  return withHeaders(
    { ...answer, body: gzipSync(await bodyOf(answer), { level: 1 }) },
    { 'Content-Encoding': 'gzip', Vary: 'Accept-Encoding' },
  )
}

function recased(headers: HeaderValues, headerCase: EdgeOptions['headerCase']): HeaderValues {
  if (headerCase === 'as they come') return headers
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [headerCase === 'lower' ? name.toLowerCase() : name.toUpperCase(), value]),
  )
}
