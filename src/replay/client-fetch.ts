import type { FilePart, Json, Part } from '../model.ts'
import type { ReadyPart } from './body.ts'
import type { Header } from './credential.ts'
import type { ReadyRequest } from './request.ts'
import type { Incoming } from './transmit.ts'

/** A request that was sent through the replay. */
export interface Exchanged {
  readonly incoming: Incoming
}

/** A `fetch` that was given to a client, with what came of it. */
export interface Wire<Sent extends Exchanged> {
  readonly fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>
  /** Null until the client has sent its request. */
  readonly sent: Sent | null
}

/**
 * A `fetch` that sends what a client hands over as every other request of the suite is sent: once, within the time limit,
 * following no redirect.
 * @param files the files that the client was given, by their names
 */
export function fetchThrough<Sent extends Exchanged>(
  send: (request: ReadyRequest) => Promise<Sent>,
  files: readonly FilePart[],
): Wire<Sent> {
  let isTaken = false
  let sent: Sent | null = null
  const fetch: Wire<Sent>['fetch'] = async (input, init) => {
    if (isTaken) throw new TypeError('One call of a client sends one request, and this is the second.')
    isTaken = true
    sent = await send(await readyRequest(new Request(input, init), init?.body, files))
    return responseOf(sent.incoming)
  }
  return {
    // A client that finds `Response` here does not send a request of its own to find out what this `fetch` can do.
    fetch: Object.assign(fetch, { Response }),
    get sent() {
      return sent
    },
  }
}

async function readyRequest(request: Request, given: unknown, files: readonly FilePart[]): Promise<ReadyRequest> {
  const content = Buffer.from(await request.arrayBuffer())
  const form = given instanceof FormData ? given : null
  return {
    outgoing: { method: request.method, url: new URL(request.url), headers: headersOf(request, content.length), body: content },
    body: {
      contentType: request.headers.get('content-type'),
      length: content.length,
      content,
      recorded: form === null ? readable(content) : null,
      parts: form === null ? [] : [...form].map(([name, value]) => partOf(name, value, files)),
    },
  }
}

/** What the `fetch` of Node 20 adds to the headers that it is given (undici `lib/web/fetch/index.js`, seen on the wire). */
function headersOf({ url, headers }: Request, length: number): readonly Header[] {
  const added: readonly Header[] = [
    ['accept', '*/*'],
    ['accept-language', '*'],
    ['sec-fetch-mode', 'cors'],
    ['user-agent', 'node'],
    ['accept-encoding', url.startsWith('https:') ? 'br, gzip, deflate' : 'gzip, deflate'],
    ['content-length', String(length)],
  ]
  return [...headers, ...added.filter(([name]) => !headers.has(name))]
}

function readable(content: Buffer): Json {
  const text = content.toString()
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function partOf(name: string, value: string | File, files: readonly FilePart[]): ReadyPart {
  if (typeof value === 'string') return { part: { kind: 'field', name, value }, bytes: Buffer.byteLength(value) }
  const given = files.find(({ filename }) => filename === value.name)
  if (given === undefined) throw new TypeError(`The client sends a file that it was not given: ${value.name}`)
  const part: Part = { ...given, name, contentType: value.type }
  return { part, bytes: value.size }
}

/** Statuses that come without a body: `Response` refuses one with them. */
const BODILESS: readonly number[] = [204, 205, 304]

/** What came, as a `fetch` gives it: what broke off breaks off again, after the bytes that did come. */
function responseOf({ head, pieces, failure }: Incoming): Response {
  if (head === null) throw new TypeError('fetch failed', { cause: new Error(failure?.message) })
  const rest = pieces.values()
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const { value: piece } = rest.next()
      if (piece !== undefined) controller.enqueue(piece.bytes)
      else if (failure === null) controller.close()
      else controller.error(new TypeError('terminated', { cause: new Error(failure.message) }))
    },
  })
  return new Response(BODILESS.includes(head.status) ? null : body, {
    status: head.status,
    headers: head.headers.map(([name, value]): [string, string] => [name, value]),
  })
}
