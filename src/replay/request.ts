import type { Case, SentPart, SentRequest, WrittenBody } from '../model.ts'
import { type ReadyBody, readyBody } from './body.ts'
import { type Header, headerOf, type Keys, type Presented, urlWith } from './credential.ts'
import type { Described } from './picture.ts'
import type { Redactor } from './redact.ts'
import type { Outgoing } from './transmit.ts'

/** A request that the suite writes itself. */
export interface WrittenCase extends Case {
  readonly body: WrittenBody
}

/** A case ready to be sent. */
export interface ReadyRequest {
  readonly outgoing: Outgoing
  readonly body: ReadyBody
}

/** @throws Error when the case cannot be sent, saying why; nothing was sent */
export async function readyRequest(
  one: WrittenCase,
  presented: Presented,
  keys: Keys,
  extra: readonly Header[],
): Promise<ReadyRequest> {
  const url = urlOf(urlWith(one.url, presented, keys), one.id)
  const body = await readyBody(one.body)
  const headers = headersOf(headerOf(presented, keys), extra, body)
  return { outgoing: { method: one.method, url, headers, body: body.content }, body }
}

/** The same request as if the suite had written it: what a client wrote is told from what it sent. */
export function asWritten(one: Case, { outgoing, body }: ReadyRequest, presented: Presented): WrittenCase {
  const url = new URL(outgoing.url)
  if (presented.kind === 'query') url.searchParams.delete(presented.name)
  const parts = body.parts.map(({ part }) => part)
  return {
    ...one,
    url: url.href,
    body: parts.length > 0 ? { kind: 'multipart', parts } : { kind: 'json', value: body.recorded },
  }
}

/** The headers that a shell would not write by itself, without the credential. */
export function ownHeaders({ outgoing }: ReadyRequest, presented: Presented): readonly Header[] {
  const others = [
    'content-type',
    'content-length',
    'accept-encoding',
    presented.kind === 'header' ? presented.name.toLowerCase() : '',
  ]
  return outgoing.headers.filter(([name]) => !others.includes(name.toLowerCase()))
}

/** The request as it is recorded: without the bytes of its files and without secrets. */
export function recorded(
  { outgoing, body }: ReadyRequest,
  pictures: readonly (Described | null)[],
  redactor: Redactor,
): SentRequest {
  return {
    method: outgoing.method,
    url: redactor.request(outgoing.url.href),
    headers: Object.fromEntries(outgoing.headers.map(([name, value]) => [name, redactor.request(value)])),
    body: redactor.requestJson(body.recorded),
    parts: body.parts.map(({ part, bytes }, index): SentPart => {
      if (part.kind === 'field')
        return { name: part.name, filename: null, contentType: null, bytes, value: redactor.request(part.value), picture: null }
      const { name, filename, contentType } = part
      return { name, filename, contentType, bytes, value: null, picture: pictures[index] ?? null }
    }),
  }
}

function urlOf(text: string, id: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new Error(`The case ${id} cannot be sent: its URL is not http or https.`)
  if (url.username !== '' || url.password !== '')
    throw new Error(`The case ${id} cannot be sent: its URL carries a user name or a password. Put it into TARGET_HEADERS.`)
  return url
}

/**
 * Later layers replace earlier ones: the configured headers our defaults, the credential those, and the body's own come
 * last, because a form that is announced with another boundary could not be read.
 */
function headersOf(credential: Header | null, extra: readonly Header[], body: ReadyBody): readonly Header[] {
  const layers: readonly Header[] = [
    ['Accept', 'application/json'],
    ['Accept-Encoding', 'gzip'],
    ['User-Agent', 'image-gateway-conformance'],
    ...extra,
    ...(credential === null ? [] : [credential]),
    ...(body.contentType === null ? [] : [['Content-Type', body.contentType] as const]),
    ...(body.content === null ? [] : [['content-length', String(body.length)] as const]),
  ]
  return [...new Map(layers.map((layer) => [layer[0].toLowerCase(), layer])).values()]
}
