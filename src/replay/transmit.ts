import type { Readable } from 'node:stream'
import { type buildConnector, Client, type Dispatcher } from 'undici'
import type { Failure } from '../model.ts'
import type { Header } from './credential.ts'
import { failureOf, Stopped, Unsendable } from './failure.ts'
import { Inflater } from './inflate.ts'

/** A request with everything in it, the credential too. */
export interface Outgoing {
  readonly method: string
  readonly url: URL
  readonly headers: readonly Header[]
  readonly body: Buffer | Readable | null
}

/** What came back, before secrets are taken out. Times are milliseconds from the start of the call. */
export interface Incoming {
  readonly head: {
    readonly status: number
    readonly headers: readonly Header[]
    readonly atMs: number
  } | null
  /** The body after decompression, in the pieces in which it came. */
  readonly pieces: readonly { readonly bytes: Buffer; readonly atMs: number }[]
  readonly failure: Failure | null
  readonly durationMs: number
}

export interface TransmitLimits {
  /** From the start of the call to the last byte of its answer. */
  readonly requestMs: number
  /** Of an answer's body, after decompression. */
  readonly maxBodyBytes: number
}

/** Sends one request and records what comes. `onSent` is called when the connection stands and the request starts to leave. */
export type Transmitting = (
  request: Outgoing,
  limits: TransmitLimits,
  interrupted: AbortSignal,
  onSent: () => void,
) => Promise<Incoming>

/**
 * Sends one request over a connection of its own and records what comes. Redirects are not followed and nothing is
 * repeated. A connection is not used twice: one that the other side was about to close would show up as a reset that is
 * no fault of the target's, and sending again to find out could pay for an image twice. It is still announced as
 * keep-alive, because servers that are asked to close drop unread uploads together with their early refusal.
 * @param onSent called when the connection stands and the request starts to leave
 * @throws Unsendable when the request is not valid HTTP; never for anything that the network or the target does
 */
export async function transmit(
  request: Outgoing,
  connect: buildConnector.connector,
  limits: TransmitLimits,
  interrupted: AbortSignal,
  onSent: () => void,
): Promise<Incoming> {
  const client = openTo(request.url, connect)
  try {
    return await transmitOver(client, request, limits, interrupted, onSent)
  } finally {
    await client.destroy()
  }
}

/** A client with one connection, which it makes when the first request is given to it. */
export const openTo = ({ origin }: URL, connect: buildConnector.connector): Client =>
  new Client(origin, { connect, headersTimeout: 0, bodyTimeout: 0 })

/** The same over a connection that may be used again: whoever opened it closes it, and after a failure nobody uses it again. */
export async function transmitOver(
  client: Client,
  request: Outgoing,
  limits: TransmitLimits,
  interrupted: AbortSignal,
  onSent: () => void,
): Promise<Incoming> {
  const call = new Call(request, limits, onSent)
  const interrupt = (): void => call.stop(new Stopped('interrupted', 'The run was interrupted before the answer was complete'))
  interrupted.addEventListener('abort', interrupt)
  try {
    if (interrupted.aborted) interrupt()
    else client.dispatch(dispatched(request), call)
    return await call.ended
  } finally {
    interrupted.removeEventListener('abort', interrupt)
    if (request.body !== null && !Buffer.isBuffer(request.body)) request.body.destroy()
  }
}

function dispatched({ method, url, headers, body }: Outgoing): Dispatcher.DispatchOptions {
  return { method, path: url.pathname + url.search, headers: headers.flat(), body }
}

/** A longer timer would go off at once, ms. */
const LONGEST_TIMER = 2 ** 31 - 1

/** One request on its way, as undici reports it. */
class Call implements Dispatcher.DispatchHandler {
  readonly ended: Promise<Incoming>
  readonly #request: Outgoing
  readonly #limits: TransmitLimits
  readonly #onSent: () => void
  readonly #started = performance.now()
  readonly #timer: NodeJS.Timeout
  readonly #pieces: { bytes: Buffer; atMs: number }[] = []
  #phase: Failure['phase'] = 'connect'
  #head: Incoming['head'] = null
  #inflater: Inflater | null = null
  /** Bytes on the wire, and after decompression. */
  #received = 0
  #size = 0
  #state: 'running' | 'ending' | 'over' = 'running'
  #resolve: (incoming: Incoming) => void = () => {}
  #reject: (error: Error) => void = () => {}

  constructor(request: Outgoing, limits: TransmitLimits, onSent: () => void) {
    this.#request = request
    this.#limits = limits
    this.#onSent = onSent
    this.ended = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    this.#timer = setTimeout(() => this.stop(new Stopped('timeout', this.#late())), Math.min(limits.requestMs, LONGEST_TIMER))
  }

  /** Ends the call for a reason of our own; what has come so far is kept. */
  stop(reason: Stopped): void {
    this.#end(reason)
  }

  onRequestStart(): void {
    this.#onSent()
    const { body } = this.#request
    this.#phase = body === null || Buffer.isBuffer(body) ? 'headers' : 'request'
    if (body !== null && !Buffer.isBuffer(body))
      body.once('end', () => {
        if (this.#phase === 'request') this.#phase = 'headers'
      })
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number): void {
    if (status < 200) return
    this.#phase = 'body'
    const headers = pairs(controller.rawHeaders)
    this.#head = { status, headers, atMs: this.#now() }
    const encoding = headers.find(([name]) => name.toLowerCase() === 'content-encoding')?.[1]
    this.#inflater = Inflater.for(encoding, (bytes) => this.#keep(bytes))
  }

  onResponseData(_controller: Dispatcher.DispatchController, bytes: Buffer): void {
    this.#received += bytes.length
    if (this.#inflater === null) this.#keep(bytes)
    else if (this.#received > this.#limits.maxBodyBytes) this.#finish(this.#tooLarge())
    else this.#inflater.write(bytes)
  }

  onResponseEnd(): void {
    this.#end(null)
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#end(error)
  }

  #keep(bytes: Buffer): void {
    if (this.#state === 'over') return
    const room = this.#limits.maxBodyBytes - this.#size
    this.#size += bytes.length
    this.#pieces.push({ bytes: bytes.subarray(0, room), atMs: this.#now() })
    if (bytes.length > room) this.#finish(this.#tooLarge())
  }

  /** Compressed bytes that already came are still read, also when the answer was cut off after them. */
  #end(failed: Error | null): void {
    if (this.#state !== 'running') return
    this.#state = 'ending'
    if (this.#inflater === null) this.#finish(failed)
    else this.#inflater.end((damaged) => this.#finish(failed ?? damaged))
  }

  #finish(failed: Error | null): void {
    if (this.#state === 'over') return
    this.#state = 'over'
    clearTimeout(this.#timer)
    this.#inflater?.destroy()
    if (failed !== null && isUnsendable(failed)) {
      this.#reject(new Unsendable(failed.message))
      return
    }
    this.#resolve({
      head: this.#head,
      pieces: this.#pieces,
      failure: failed === null ? null : failureOf(failed, { phase: this.#phase, url: this.#request.url }),
      durationMs: this.#now(),
    })
  }

  #tooLarge(): Stopped {
    return new Stopped('too-large', `The answer does not end within ${this.#limits.maxBodyBytes} bytes; the rest was not read`)
  }

  #now(): number {
    return Math.round((performance.now() - this.#started) * 10) / 10
  }

  #late(): string {
    const reached: Readonly<Record<Failure['phase'], string>> = {
      connect: 'no connection yet',
      request: 'the request was still being sent',
      headers: 'the request had left, and no answer had begun',
      body: 'the answer had begun and did not end',
    }
    return `No whole answer within ${this.#limits.requestMs} ms (REQUEST_TIMEOUT_MS): ${reached[this.#phase]}`
  }
}

/** undici refuses to write it (a header with characters that HTTP does not allow), or a file changed while it was sent. */
function isUnsendable(error: Error): boolean {
  const codes = ['UND_ERR_INVALID_ARG', 'UND_ERR_NOT_SUPPORTED', 'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH']
  return error instanceof Unsendable || ('code' in error && typeof error.code === 'string' && codes.includes(error.code))
}

/** Header names and values as they came, one pair per line. */
function pairs(raw: Dispatcher.DispatchController['rawHeaders']): readonly Header[] {
  if (!Array.isArray(raw)) return []
  const texts = raw.map((item) => (typeof item === 'string' ? item : item.toString('latin1')))
  return texts.flatMap((name, index) => (index % 2 === 0 ? [[name, texts[index + 1] ?? ''] as const] : []))
}
