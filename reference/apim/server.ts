import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pipeline } from 'node:stream/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { Agent } from 'undici'
import type { Received, RunningHop } from '../hop.ts'
import { ApimError, notFound, type Reply } from './answers.ts'
import type { Call, RequestBody } from './call.ts'
import type { NotRun } from './configuration/not-run.ts'
import { loadService, type Service } from './configuration/service.ts'
import type { TokenAsked } from './configuration/token-asked.ts'
import type { ApimExport } from './export.ts'
import { Fields } from './fields.ts'
import { type Admission, admit, type KeyedSubscription } from './gateway/access.ts'
import { concerning, type Located } from './gateway/concerns.ts'
import { forward, lumps, type Upstream } from './gateway/forward.ts'
import { type Found, findOperation } from './gateway/matching.ts'
import { runOnError, runPipeline } from './gateway/pipeline.ts'
import { compilePolicies, type Policies, policiesFor } from './gateway/policies.ts'
import { entraStandIn } from './stand-ins.ts'

export interface ApimOptions {
  readonly export: ApimExport
  /** Where a backend URL of the policies is really sent; null where there is no such host. Only loopback is ever called. */
  readonly backend: (url: URL) => URL | null
  /** Default: one that is free. */
  readonly port?: number
  /** Added to every call, milliseconds. */
  readonly latencyMs?: number
  /** Named value → what stands in for it where the export has no value. */
  readonly secrets?: ReadonlyMap<string, string>
  /** Stands in for every other named value without a value; without it such a value is reported as missing. */
  readonly anySecret?: string
  /** Subscription name → its key. Subscriptions that are not here have the key `key-of-<name>`; `master` opens every API. */
  readonly subscriptionKeys?: ReadonlyMap<string, string>
  /** The access token that the service's identity gets for a resource. */
  readonly entraToken?: (resource: string) => string
  /** Do limits on calls count them? Default: yes. */
  readonly countsCalls?: boolean
}

export interface RunningApim extends RunningHop {
  /** What of the export cannot be run, with file and line. */
  readonly notRun: readonly NotRun[]
  readonly subscriptions: readonly KeyedSubscription[]
  /** What of that lies on the way of a call, such as `POST` `/v1/images/edits`. */
  notRunFor(method: string, path: string): readonly NotRun[]
  /** The same, of the statements that a stand-in for a token service answers. */
  tokensAskedFor(method: string, path: string): readonly TokenAsked[]
}

/** Starts a gateway that does what the policy documents of the export say. */
export async function startApim(options: ApimOptions): Promise<RunningApim> {
  const gateway = new Gateway(options)
  const server = createServer((incoming, outgoing) => void gateway.handle(incoming, outgoing).catch(() => outgoing.destroy()))
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(options.port ?? 0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    received: gateway.received,
    notRun: gateway.notRun,
    subscriptions: gateway.subscriptions,
    notRunFor: (method, path) => gateway.onTheWay(gateway.notRun, method, path),
    tokensAskedFor: (method, path) => gateway.onTheWay(gateway.tokensAsked, method, path),
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await Promise.all([closed, gateway.agent.destroy()])
    },
  }
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  return address.port
}

class Gateway {
  readonly agent = new Agent({ connections: 64, pipelining: 1 })
  readonly received: Received[] = []
  readonly notRun: NotRun[]
  readonly tokensAsked: TokenAsked[] = []
  readonly subscriptions: readonly KeyedSubscription[]
  readonly #service: Service
  readonly #policies: Policies
  readonly #upstream: Upstream
  readonly #latencyMs: number

  constructor(options: ApimOptions) {
    this.#service = loadService(options.export)
    this.notRun = [...this.#service.notRun]
    this.#policies = compilePolicies(
      this.#service,
      {
        secrets: options.secrets ?? new Map(),
        anySecret: options.anySecret ?? null,
        entraToken: options.entraToken ?? entraStandIn,
        countsCalls: options.countsCalls ?? true,
        isServed: (url) => URL.canParse(url) && options.backend(new URL(url)) !== null,
      },
      { report: (problem) => this.notRun.push(problem), asksForToken: (asked) => this.tokensAsked.push(asked) },
    )
    this.subscriptions = this.#service.subscriptions.map((subscription) => ({
      ...subscription,
      keys: [...subscription.keys, options.subscriptionKeys?.get(subscription.name) ?? `key-of-${subscription.name}`],
    }))
    this.#latencyMs = options.latencyMs ?? 0
    const logsEverything = this.#service.logsResponseBodies
    const logsBodies = (call: Call) => logsEverything || call.match?.api.logsResponseBodies === true
    this.#upstream = { agent: this.agent, locate: options.backend, logsBodies }
  }

  onTheWay<Row extends Located>(rows: readonly Row[], method: string, path: string): Row[] {
    return concerning(rows, this.#service, { method, path, query: new Fields(), headers: new Fields() })
  }

  async handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const gone = new AbortController()
    outgoing.on('close', () => gone.abort())
    this.#record(incoming)
    if (this.#latencyMs > 0) await wait(this.#latencyMs)
    const reply = await this.#answer(incoming, gone.signal)
    await send(reply, outgoing)
    // What the caller still sends after a refusal is read and dropped, so that the connection stays usable.
    incoming.resume()
  }

  #record(incoming: IncomingMessage): void {
    const headers = Fields.fromRaw(incoming.rawHeaders).toObject()
    const entry = { method: incoming.method ?? '', url: incoming.url ?? '', headers, bytes: 0 }
    this.received.push(entry)
    incoming.on('data', (chunk: Buffer) => {
      entry.bytes += chunk.length
    })
    incoming.pause()
  }

  async #answer(incoming: IncomingMessage, gone: AbortSignal): Promise<Reply> {
    const [path = '', query = ''] = (incoming.url ?? '/').split(/\?(.*)/s)
    const headers = Fields.fromRaw(incoming.rawHeaders)
    const asked = { method: incoming.method ?? 'GET', path, query: Fields.fromQuery(query), headers }
    const found = findOperation(this.#service.apis, asked)
    const send = (call: Call, options: Parameters<typeof forward>[2]) => forward(this.#upstream, call, options)
    try {
      const admission = this.#admit(found, headers, asked.query)
      const call = callFor(incoming, asked, found, admission, gone)
      return await runPipeline(policiesFor(this.#policies, found?.api.name ?? null, call.match, call.product), call, send)
    } catch (error) {
      if (!(error instanceof ApimError)) throw error
      const call = callFor(incoming, asked, found, { subscription: null, key: null, product: null }, gone)
      return runOnError(policiesFor(this.#policies, found?.api.name ?? null, call.match, null), call, error, send)
    }
  }

  /** @throws ApimError 404 before 401: the operation is looked for before the key. */
  #admit(found: Found | null, headers: Fields, query: Fields): Admission {
    if (found === null || found.match === null) throw notFound()
    const { api } = found
    const challenge = { realm: `http://${headers.get('Host') ?? ''}/${api.path}`, header: api.key.header }
    return admit(api, { headers, query }, this.subscriptions, this.#service.products, challenge)
  }
}

function callFor(
  incoming: IncomingMessage,
  asked: { method: string; path: string; query: Fields; headers: Fields },
  found: Found | null,
  admission: Admission,
  gone: AbortSignal,
): Call {
  const match = found?.match ?? null
  return {
    id: randomUUID(),
    original: { ...asked, host: asked.headers.get('Host') ?? '', ip: incoming.socket.remoteAddress ?? '' },
    match,
    ...admission,
    request: {
      method: asked.method,
      path: match?.path ?? asked.path,
      query: asked.query.copy(),
      headers: asked.headers.copy(),
      body: bodyOf(incoming),
    },
    destination: { url: match?.api.serviceUrl ?? '', entityFrom: null, headers: [], query: [] },
    response: null,
    backendBody: null,
    variables: new Map(),
    lastError: null,
    gone,
  }
}

function bodyOf(incoming: IncomingMessage): RequestBody {
  const isThere = incoming.headers['transfer-encoding'] !== undefined || Number(incoming.headers['content-length'] ?? 0) > 0
  return isThere ? { kind: 'stream', stream: incoming } : { kind: 'none' }
}

/** Writes the answer; when the backend breaks off in the middle, so does the answer. */
async function send(reply: Reply, outgoing: ServerResponse): Promise<void> {
  if (outgoing.destroyed) return
  const headers = reply.headers.copy()
  if (Buffer.isBuffer(reply.body)) headers.set('Content-Length', [String(reply.body.length)])
  const { body } = reply
  outgoing.writeHead(reply.status, ...(reply.reason === '' ? [] : [reply.reason]), headers.toRaw())
  if (Buffer.isBuffer(body)) {
    outgoing.end(body)
    return
  }
  outgoing.flushHeaders()
  const size = reply.buffering === 'whole' ? Number.POSITIVE_INFINITY : undefined
  await (reply.buffering === 'none' ? pipeline(body, outgoing) : pipeline(body, lumps(size), outgoing)).catch(() =>
    outgoing.destroy(),
  )
}
