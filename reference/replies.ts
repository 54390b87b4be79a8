import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { HeaderValues, Reply } from './serve.ts'

/** Headers that belong to one connection or to the length of one body: no relay copies them. */
const OF_ONE_CONNECTION = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'upgrade',
])

export function reply(status: number, headers: HeaderValues, body: string | Buffer | Readable): Reply {
  return { kind: 'reply', status, reason: null, headers, body: typeof body === 'string' ? Buffer.from(body) : body }
}

/** `body` is sent as it stands when it is text, so that spaces in a known body survive. */
export function jsonReply(status: number, body: unknown, headers: HeaderValues = {}): Reply {
  return reply(status, { 'Content-Type': 'application/json', ...headers }, typeof body === 'string' ? body : JSON.stringify(body))
}

export function htmlReply(status: number, body: string, headers: HeaderValues = {}): Reply {
  return reply(status, { 'Content-Type': 'text/html', ...headers }, body)
}

export function withHeaders(answer: Reply, headers: HeaderValues): Reply {
  const replaced = new Set(Object.keys(headers).map((name) => name.toLowerCase()))
  return { ...answer, headers: { ...keepHeaders(answer.headers, (name) => !replaced.has(name)), ...headers } }
}

/** `keep` is asked with the name in lower case. */
export function keepHeaders(headers: HeaderValues, keep: (name: string) => boolean): HeaderValues {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => keep(name.toLowerCase())))
}

export function endToEnd(headers: HeaderValues): HeaderValues {
  return keepHeaders(headers, (name) => !OF_ONE_CONNECTION.has(name))
}

function headerOf(headers: HeaderValues, name: string): string | null {
  const found = Object.entries(headers).find(([key]) => key.toLowerCase() === name.toLowerCase())
  return found === undefined ? null : [found[1]].flat().join(', ')
}

export function isEventStream(answer: Reply): boolean {
  return headerOf(answer.headers, 'content-type')?.startsWith('text/event-stream') ?? false
}

/** The whole body, read to its end. Throws when the body is cut off. */
export async function bodyOf(answer: Reply): Promise<Buffer> {
  return Buffer.isBuffer(answer.body) ? answer.body : buffer(answer.body)
}

export type JsonObject = Readonly<Record<string, unknown>>

/** The JSON object in a text; null when it is anything else. */
export function jsonObject(text: Buffer | string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text.toString())
    return isObject(value) ? value : null
  } catch {
    return null
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
