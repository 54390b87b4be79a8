import type { RunningHop } from '../hop.ts'
import { isMultipart } from '../multipart.ts'
import { concerns, type Operation, operationOf, type Scope } from '../operation.ts'
import { connectUpstream, type Upstream, UpstreamFailed } from '../relay.ts'
import { bodyOf, endToEnd, htmlReply, isEventStream, jsonReply, keepHeaders, reply, withHeaders } from '../replies.ts'
import { modelOf } from '../requested.ts'
import { type HopRequest, type Reply, serve } from '../serve.ts'
import { type Tampering, tamperWithAnswer, tamperWithRequest } from '../tampering/tampering.ts'
import { DIALECTS, type Dialect, type DialectName } from './dialects.ts'
import { OwnRefusal } from './errors.ts'
import type { UpstreamAnswer } from './passing-on.ts'
import { isUnreadable } from './reading.ts'
import { type Sharing, sharedAnswer, sharedNumber } from './sharing.ts'
import { refuseUnknown, type Strictness } from './strictness.ts'

/** The next hop and how it is called. */
interface Channel {
  readonly url: string
  /** Empty sends none. */
  readonly key: string
  /** Header that carries the key, for channels that were set up so; without it the key goes as `Authorization: Bearer`. */
  readonly keyHeader?: string
  /** Headers that are set on every call of the channel (new-api: header override). */
  readonly headers: Readonly<Record<string, string>>
  readonly models: readonly string[]
  /** A channel of the type Azure: the deployment of each model and the api-version that it writes. Without it: type OpenAI. */
  readonly azure?: { readonly deployments: Readonly<Record<string, string>>; readonly apiVersion: string }
}

export interface OneApiOptions {
  readonly port: number
  readonly dialect: DialectName
  /** The tokens that clients may use, with their `sk-`. */
  readonly keys: readonly string[]
  /** What became of those tokens. */
  readonly account: 'sound' | keyof typeof ACCOUNT_TROUBLES
  /** Where the caller's token is not looked at. */
  readonly unguarded: readonly Scope[]
  readonly channel: Channel
  /** The programs behind the one address; the calls of each operation go round them. */
  readonly instances: readonly { readonly routes: readonly Operation[]; readonly notImplemented: readonly Operation[] }[]
  /** Milliseconds to wait for the headers of the next hop; 0 waits for ever, as one-api does. */
  readonly timeoutMs: number
  /** Null where it takes what the model takes. */
  readonly strictness: Strictness | null
  readonly sharing: Sharing
  readonly tampering: readonly Tampering[]
}

export const HEALTHY_ONE_API: OneApiOptions = {
  port: 0,
  dialect: 'pass-through',
  keys: [],
  account: 'sound',
  unguarded: [],
  channel: { url: '', key: '', headers: {}, models: ['gpt-image-1.5', 'gpt-4.1-mini'] },
  instances: [{ routes: ['generations', 'edits', 'chat'], notImplemented: [] }],
  timeoutMs: 0,
  strictness: null,
  sharing: 'nothing',
  tampering: [],
}

/** one-api model/token.go and relay/controller/image.go. */
const ACCOUNT_TROUBLES = {
  'token expired': () => new OwnRefusal(401, null, '该令牌已过期'),
  'token used up': () => new OwnRefusal(401, null, '该令牌额度已用尽'),
  'quota used up': () => new OwnRefusal(403, 'insufficient_user_quota', 'user quota is not enough'),
  'model not allowed': () => new OwnRefusal(403, null, '该令牌无权使用模型：gpt-image-1.5'),
} as const

interface Gateway {
  readonly options: OneApiOptions
  readonly dialect: Dialect
  readonly upstream: Upstream
  /** How many calls of each operation there were. */
  readonly turns: Map<Operation, number>
}

/** A gateway of the one-api family in front of one channel. */
export function startOneApi(options: OneApiOptions): Promise<RunningHop> {
  const dialect = DIALECTS[options.dialect]
  const gateway: Gateway = { options, dialect, upstream: connectUpstream(options.timeoutMs), turns: new Map() }
  const number =
    options.sharing === 'numbers' ? sharedNumber(dialect.requestId) : { begin: dialect.requestId, end: () => undefined }
  const fetched = options.sharing === 'answers' ? sharedAnswer() : async (answer: Reply) => answer
  return serve({
    port: options.port,
    release: gateway.upstream.close,
    answer: async (request) => {
      const id = number.begin()
      try {
        const answer = await fetched(await refusalsWritten(dialect, id, () => handle(request, id, gateway)))
        const numbered = withHeaders(answer, { ...dialect.headers, 'X-Oneapi-Request-Id': id })
        return await tamperWithAnswer(numbered, request, options.tampering)
      } finally {
        number.end()
      }
    },
  })
}

async function refusalsWritten(dialect: Dialect, id: string, work: () => Promise<Reply>): Promise<Reply> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof OwnRefusal) return dialect.errors(error, id)
    throw error
  }
}

/** Route first, then token, then channel: an unknown path is told from a known one without any token. */
async function handle(request: HopRequest, id: string, gateway: Gateway): Promise<Reply> {
  const { dialect, options, turns } = gateway
  if (!/^\/(v1|api)(\/|$)/.test(request.path)) return webPage(dialect)
  if (request.path === '/v1/models' && request.method === 'GET') {
    authenticate(request, null, gateway)
    return modelList(options.channel.models)
  }
  const operation = /^\/v1\/(images\/\w+|chat\/completions)\/?$/.test(request.path) ? operationOf(request.path) : null
  if (operation === null || request.method !== 'POST') return noRoute(request)
  const instance = options.instances[turn(operation, turns) % options.instances.length]
  if (instance === undefined || !instance.routes.includes(operation)) return noRoute(request)
  if (request.path.endsWith('/')) return reply(307, { Location: request.url.replace(/\/(\?|$)/, '$1') }, '')
  authenticate(request, operation, gateway)
  await distribute(request, operation, gateway)
  if (instance.notImplemented.includes(operation) || (operation === 'edits' && dialect.edits === 'not implemented')) {
    throw new OwnRefusal(501, 'api_not_implemented', 'API not implemented')
  }
  return relayed(request, operation, id, gateway)
}

function turn(operation: Operation, turns: Map<Operation, number>): number {
  const number = turns.get(operation) ?? 0
  turns.set(operation, number + 1)
  return number
}

/** The web interface answers every other path, whatever the method (one-api router/web.go). */
function webPage({ title }: Dialect): Reply {
  const page = `<!doctype html><html lang="zh"><head><meta charset="utf-8"/><title>${title}</title></head><body><div id="root"></div></body></html>`
  return htmlReply(200, page, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-cache' })
}

function noRoute({ method, path }: HopRequest): Reply {
  const error = { message: `Invalid URL (${method} ${path})`, type: 'invalid_request_error', param: '', code: '' }
  return jsonReply(404, { error }, { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'max-age=604800' })
}

function modelList(models: readonly string[]): Reply {
  const data = models.map((id) => ({ id, object: 'model', created: 1626777600, owned_by: 'openai', root: id, parent: null }))
  return jsonReply(200, { object: 'list', data })
}

function authenticate({ headers }: HopRequest, operation: Operation | null, { dialect, options }: Gateway): void {
  if (options.unguarded.some((scope) => concerns(scope, operation))) return
  const token = dialect.tokenOf(headers)
  if (token === null) throw dialect.refuses.noToken()
  const known = options.keys.map(bare)
  if (!known.includes(bare(token))) {
    // `sk-key-7` asks for channel 7, which only administrators may.
    if (known.includes(bare(token).split('-')[0] ?? '')) throw new OwnRefusal(403, null, '普通用户不支持指定渠道')
    throw dialect.refuses.wrongToken(token)
  }
  if (options.account !== 'sound') throw ACCOUNT_TROUBLES[options.account]()
}

function bare(token: string): string {
  return token.replace(/^sk-/, '')
}

/** Finds the channel of the model. Stock one-api never reads the model of a form, so that no channel fits (common/gin.go). */
async function distribute(request: HopRequest, operation: Operation, { dialect, options }: Gateway): Promise<void> {
  if (await isUnreadable(request, dialect.reads)) throw dialect.refuses.unreadable()
  const unread =
    operation === 'edits' && dialect.edits === 'not implemented' && isMultipart(request.headers['content-type'] ?? '')
  const named = unread ? '' : await modelOf(request)
  const model = named !== '' || operation === 'chat' ? named : dialect.modelWithoutName[operation]
  if (model !== null && !options.channel.models.includes(model)) throw dialect.refuses.noChannel(model)
}

const CREDENTIALS = new Set(['authorization', 'api-key', 'x-api-key', 'ocp-apim-subscription-key', 'host', 'accept-encoding'])

async function relayed(request: HopRequest, operation: Operation, id: string, gateway: Gateway): Promise<Reply> {
  const { dialect, upstream } = gateway
  const { channel, tampering, strictness } = gateway.options
  if (strictness !== null) await refuseUnknown(request, strictness)
  const prepared = await dialect.prepare(operation, request)
  const own = keepHeaders(
    endToEnd(prepared.headers),
    (name) => !CREDENTIALS.has(name) && (name === 'content-type' || dialect.sendsUp(name)),
  )
  const sent = await tamperWithRequest(
    { ...prepared, headers: { ...flat(own), ...channel.headers, ...credentialOf(channel) } },
    tampering,
  )
  try {
    const answer = await upstream.send({ ...sent, url: `${channel.url}${await pathOf(request, channel)}` })
    return dialect.passOn(await wholeUnlessStream(answer), id)
  } catch (error) {
    if (!(error instanceof UpstreamFailed)) throw error
    throw new OwnRefusal(500, 'do_request_failed', `do request failed: Post "${channel.url}${request.path}": ${error.message}`)
  }
}

/** An Azure channel calls the deployment of the model, and drops the caller's query (new-api relay/channel/openai/adaptor.go). */
async function pathOf(request: HopRequest, { azure, models }: Channel): Promise<string> {
  if (azure === undefined) return request.url
  const model = (await modelOf(request)) || (models[0] ?? '')
  const task = request.path.replace(/^\/v1\//, '')
  return `/openai/deployments/${azure.deployments[model] ?? model}/${task}?api-version=${azure.apiVersion}`
}

function credentialOf({ key, keyHeader }: Channel): Record<string, string> {
  if (key === '') return {}
  return keyHeader === undefined ? { authorization: `Bearer ${key}` } : { [keyHeader]: key }
}

function flat(headers: Reply['headers']): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat().join(', ')]))
}

async function wholeUnlessStream(answer: Reply): Promise<UpstreamAnswer> {
  if (isEventStream(answer)) return { ...answer, whole: null }
  try {
    const whole = await bodyOf(answer)
    return { ...answer, body: whole, whole }
  } catch (error) {
    throw new OwnRefusal(500, 'read_response_body_failed', error instanceof Error ? error.message : 'unexpected EOF')
  }
}
