import { setMaxListeners } from 'node:events'
import pLimit from 'p-limit'
import { buildConnector } from 'undici'
import type { AuthScheme, Case, Exchange, Part } from '../model.ts'
import { answerOf } from './answer.ts'
import { Budget, billingOf, imagesIn } from './budget.ts'
import { basicOf, extraHeaders, type Keys, present, secretHeaders, wrongKeyFor } from './credential.ts'
import { curlOf, type KeyVariable } from './curl.ts'
import { Unsendable } from './failure.ts'
import { hearingLastWords } from './last-words.ts'
import { type Described, describeFile } from './picture.ts'
import type { Gallery } from './pictures.ts'
import { type KeptConnections, keepConnections } from './pool.ts'
import { createRedactor, type Redactor, type Secret } from './redact.ts'
import { type ReadyRequest, recorded } from './request.ts'
import { sendAs } from './send-as.ts'
import { type Incoming, type Transmitting, transmit } from './transmit.ts'

export interface ReplayLimits {
  /** How many requests are under way at once. */
  readonly concurrency: number
  /** Until the connection stands, TLS included, ms. */
  readonly connectMs: number
  /** From the start of a request to the last byte of its answer, ms. */
  readonly requestMs: number
  /** Of an answer's body after decompression; what is longer ends as the failure `too-large`. */
  readonly maxBodyBytes: number
}

export const DEFAULT_LIMITS: ReplayLimits = {
  concurrency: 8,
  connectMs: 10_000,
  requestMs: 300_000,
  maxBodyBytes: 64 * 1024 * 1024,
}

export interface ReplayerOptions {
  /** The right key; null when the target needs none. */
  readonly key: string | null
  /** How the target takes it. */
  readonly scheme: AuthScheme
  /** TARGET_HEADERS, for requests to the target; inner hops do not get them. */
  readonly headers: Readonly<Record<string, string>>
  /** What else must not leave this module, such as the keys of inner hops. Secrets among `headers` are found by their looks. */
  readonly secrets: readonly string[]
  /** What the suite sends and expects itself (deployment, model, address): a key may be made of such words. */
  readonly known?: readonly string[]
  readonly limits: ReplayLimits
  /** MAX_PAID_IMAGES. */
  readonly maxPaidImages: number
  /** Where pictures of answers are saved; null: they are not. */
  readonly gallery: Gallery | null
  /** Ends every call under way, and those still waiting, with the failure `interrupted`. */
  readonly signal?: AbortSignal
  readonly onExchange?: (exchange: Exchange) => void
}

/** Another place than the target, with the key that opens it. */
export interface Destination {
  readonly sentTo: Exchange['sentTo']
  readonly key: string | null
  readonly scheme: AuthScheme
}

export interface Replayer {
  /**
   * Sends the case once and records what happens. Whatever the network and the target do is an exchange.
   * @throws BudgetExceeded when it would pay for one image too many; nothing was sent
   * @throws Error when the case cannot be sent: a file that is not there, a URL or a header that HTTP does not allow
   */
  send(one: Case, destination?: Destination, connections?: KeptConnections): Promise<Exchange>
  /** Connections for requests that shall share some; without them each request has one of its own. Whoever asks for them closes them. */
  keepConnections(): KeptConnections
  /** Requests that left: those that found a connection. */
  readonly requestsSent: number
  /** Ends what is under way. */
  close(): void
}

const KEY_VARIABLES: Readonly<Record<Exchange['sentTo'], KeyVariable>> = {
  target: 'TARGET_API_KEY',
  apim: 'APIM_KEY',
  aoai: 'AOAI_KEY',
}

export function createReplayer(options: ReplayerOptions): Replayer {
  const { limits } = options
  const limited = pLimit(limits.concurrency)
  const connect = hearingLastWords(buildConnector({ timeout: limits.connectMs }))
  const budget = new Budget(options.maxPaidImages)
  const closing = new AbortController()
  const interrupted = options.signal === undefined ? closing.signal : AbortSignal.any([options.signal, closing.signal])
  // Every call under way listens to it, and more than ten calls are no leak.
  setMaxListeners(0, interrupted)
  const home: Destination = { sentTo: 'target', key: options.key, scheme: options.scheme }
  const access = accessFor(options)
  const pictureOf = describedOnce()
  const times = new Map<string, number>()
  let requestsSent = 0

  const alone: Transmitting = (request, ...rest) => transmit(request, connect, ...rest)
  const sendingBy =
    (by: Transmitting) =>
    async (request: ReadyRequest): Promise<Sent> => {
      const startedAt = new Date().toISOString()
      // Pictures that are sent are looked at while the answer is on its way.
      const [incoming, pictures] = await Promise.all([
        by(request.outgoing, limits, interrupted, () => {
          requestsSent += 1
        }),
        Promise.all(request.body.parts.map(({ part }) => pictureOf(part))),
      ])
      return { request, incoming, pictures, startedAt }
    }

  const exchange = async (one: Case, id: string, { sentTo, key, scheme }: Destination, by: Transmitting): Promise<Exchange> => {
    const { keys, redactor } = access(key)
    const presented = present(one.credential, scheme, key !== null)
    const configured = sentTo === 'target' ? options.headers : {}
    const extra = extraHeaders(configured, presented, scheme, one.credential, key !== null)
    const { sent, written, shown, use } = await sendAs(one, { presented, keys, extra, redactor }, sendingBy(by))
    const { request, incoming, pictures, startedAt } = sent
    const response = await answerOf(incoming, id, options.gallery, redactor)
    const failure = incoming.failure === null ? null : { ...incoming.failure, message: redactor.answer(incoming.failure.message) }
    return {
      id,
      case: one.id,
      operation: one.operation,
      credential: one.credential.kind,
      sentTo,
      request: recorded(request, pictures, redactor),
      response,
      failure,
      startedAt,
      durationMs: incoming.durationMs,
      billing: billingOf(one, response, failure),
      client: use,
      curl: redactor.request(curlOf(written, presented, shown, KEY_VARIABLES[sentTo])),
    }
  }

  return {
    async send(one, destination = home, connections) {
      const planned = one.images > 0
      if (planned) budget.reserve(one.id, one.images)
      const time = (times.get(one.id) ?? 0) + 1
      times.set(one.id, time)
      let billing: Exchange['billing'] = 'free'
      let drawn = 0
      try {
        const id = time === 1 ? one.id : `${one.id}#${time}`
        const done = await limited(() => exchange(one, id, destination, connections?.transmit ?? alone))
        billing = done.billing
        drawn = imagesIn(done)
        options.onExchange?.(done)
        return done
      } catch (error) {
        throw error instanceof Unsendable ? new Error(`The case ${one.id} cannot be sent: ${error.message}`) : error
      } finally {
        if (planned && billing === 'free') budget.release(one.images)
        if (billing !== 'free') budget.spendUnplanned(Math.max(planned ? 0 : 1, drawn - one.images))
      }
    },
    keepConnections: () => keepConnections(connect),
    get requestsSent() {
      return requestsSent
    },
    close() {
      closing.abort()
    },
  }
}

interface Sent {
  readonly request: ReadyRequest
  readonly incoming: Incoming
  /** Of its parts, in their order. */
  readonly pictures: readonly (Described | null)[]
  readonly startedAt: string
}

/** The wrong key that goes with a right one, and what takes both out again; the same all through the run. */
function accessFor({
  key: targetKey,
  secrets,
  headers,
  known: words = [],
}: ReplayerOptions): (key: string | null) => { keys: Keys; redactor: Redactor } {
  const known = new Map<string | null, { keys: Keys; redactor: Redactor }>()
  return (key) => {
    const found = known.get(key)
    if (found !== undefined) return found
    const keys: Keys = { right: key, wrong: wrongKeyFor(key) }
    const credentials = [key, targetKey].flatMap((value) => (value === null ? [] : [value, basicOf(value)]))
    const all: readonly Secret[] = [
      ...credentials.map((value): Secret => ({ value, name: 'the credential' })),
      { value: keys.wrong, name: 'the wrong key' },
      ...[...secrets, ...secretHeaders(headers)].map((value): Secret => ({ value, name: 'a secret' })),
    ]
    const access = { keys, redactor: createRedactor(all, words) }
    known.set(key, access)
    return access
  }
}

/** Looks at each file once in a run; the cases send the same few pictures over and over. */
function describedOnce(): (part: Part) => Promise<Described | null> {
  const seen = new Map<string, Promise<Described>>()
  return async (part) => {
    if (part.kind === 'field') return null
    const name = `${part.path} ${part.paddedTo}`
    const known = seen.get(name) ?? describeFile(part)
    seen.set(name, known)
    return known
  }
}
