import { type Readable, Transform } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { type Agent, request } from 'undici'
import { internalError } from '../answers.ts'
import type { Call, RequestBody } from '../call.ts'
import { Fields } from '../fields.ts'
import type { ForwardOptions } from '../policy/step.ts'

/** Headers of one connection, which a proxy does not pass on (RFC 9110 §7.6.1). */
const HOP_BY_HOP = ['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'expect']

export interface Upstream {
  readonly agent: Agent
  /** Where a backend URL of the policies is really sent; null where there is no such host. */
  readonly locate: (url: URL) => URL | null
  /** Whether answers of this call's API are logged with their bodies. */
  readonly logsBodies: (call: Call) => boolean
}

/**
 * Sends the request and puts the backend's answer, whatever its status, in `call.response`; bodies are streamed.
 * @throws ApimError (500) when the backend does not answer in time or cannot be reached.
 */
export async function forward(upstream: Upstream, call: Call, options: ForwardOptions): Promise<void> {
  const target = targetOf(call)
  const located = target === null ? null : onLoopback(upstream.locate(target))
  if (target === null || located === null) throw failed('BackendConnectionFailure', `No backend at ${call.destination.url}.`)
  const body = await bodyToSend(call, options)
  const { signal, stop } = timeLimit(call.gone, options.timeoutMs)
  try {
    dropBackendBody(call)
    const answer = await request(located, {
      dispatcher: upstream.agent,
      method: call.request.method,
      headers: headersToSend(call, target),
      body,
      signal,
      headersTimeout: 0,
      bodyTimeout: 0,
      responseHeaders: 'raw',
    })
    stop()
    call.backendBody = answer.body
    call.response = {
      status: answer.statusCode,
      reason: answer.statusText,
      headers: passedOn(Fields.fromRaw(rawHeaders(answer.headers))),
      body: answer.body,
      buffering: upstream.logsBodies(call) ? 'whole' : options.bufferResponse ? 'chunks' : 'none',
    }
  } catch (error) {
    stop()
    const timedOut = signal.aborted && !call.gone.aborted
    const message = timedOut ? `The backend did not answer within ${options.timeoutMs} ms.` : String(error)
    throw failed(timedOut ? 'Timeout' : 'BackendConnectionFailure', message)
  }
}

function failed(reason: string, message: string) {
  return internalError('forward-request', reason, message, 'backend')
}

function targetOf({ destination, request: { path, query } }: Call): URL | null {
  const all = new Fields([...query.entries, ...destination.query])
  const text = destination.url.replace(/\/+$/, '') + path + all.toQuery()
  return URL.canParse(text) ? new URL(text) : null
}

/** The reference chain never leaves this machine, whatever an export says. */
function onLoopback(url: URL | null): URL | null {
  return url !== null && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname) ? url : null
}

function timeLimit(gone: AbortSignal, timeoutMs: number): { signal: AbortSignal; stop: () => void } {
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(), timeoutMs)
  return { signal: AbortSignal.any([gone, controller.signal]), stop: () => clearTimeout(timer) }
}

/** A body can be sent once, unless it is buffered (`buffer-request-body`). */
async function bodyToSend(call: Call, { bufferRequest }: ForwardOptions): Promise<Buffer | Readable | null> {
  const { body } = call.request
  if (body.kind === 'spent')
    throw failed('BackendConnectionFailure', 'The body of the request has been sent already and was not buffered.')
  if (body.kind === 'stream' && bufferRequest) {
    const kept: RequestBody = { kind: 'bytes', bytes: await buffer(body.stream) }
    call.request.body = kept
    return kept.bytes
  }
  if (body.kind === 'stream') {
    call.request.body = { kind: 'spent' }
    return body.stream
  }
  return body.kind === 'bytes' ? body.bytes : null
}

function headersToSend(call: Call, target: URL): string[] {
  const headers = passedOn(call.request.headers)
  headers.set('Host', [target.host])
  const { body } = call.request
  if (body.kind === 'bytes') headers.set('Content-Length', [String(body.bytes.length)])
  for (const [name, value] of call.destination.headers) headers.set(name, [value])
  return headers.toRaw()
}

function passedOn(headers: Fields): Fields {
  const passed = headers.copy()
  for (const name of [...HOP_BY_HOP, ...(headers.get('Connection') ?? '').split(',').map((part) => part.trim())])
    passed.delete(name)
  return passed
}

function rawHeaders(headers: unknown): string[] {
  return Array.isArray(headers) ? headers.map(String) : []
}

/** Reads what nobody will get, so that the connection stays usable. */
export function dropBackendBody(call: Call): void {
  call.backendBody?.on('error', () => undefined).resume()
  call.backendBody = null
}

const CHUNK = 8 * 1024

/**
 * `buffer-response="true"`: an answer comes in lumps of 8 KB (Microsoft Learn, forward-request).
 * @param size bytes to hold back; the rest follows at the end.
 */
export function lumps(size: number = CHUNK): Transform {
  let held: Buffer[] = []
  let length = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      held.push(chunk)
      length += chunk.length
      if (length >= size) {
        this.push(Buffer.concat(held))
        held = []
        length = 0
      }
      done()
    },
    flush(done) {
      this.push(Buffer.concat(held))
      done()
    },
  })
}
