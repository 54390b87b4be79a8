import { readFile } from 'node:fs/promises'
import type { ClientOptions, OpenAI, toFile } from 'openai'
import type { ClientCall, ClientResult, ClientUse, OfficialClient, RequestBody } from '../model.ts'
import { type Exchanged, fetchThrough } from './client-fetch.ts'
import { type Header, headerOf, type Keys, type Presented } from './credential.ts'
import type { Redactor } from './redact.ts'
import type { ReadyRequest } from './request.ts'

/** How a client shows who it is, and what goes along with every call. */
export interface ClientAccess {
  readonly key: string
  /** Null takes a header out that the client would write itself. */
  readonly headers: Readonly<Record<string, string | null>>
  readonly query: Readonly<Record<string, string>>
  /** What somebody who goes past the client's methods must write by hand. */
  readonly byHand: readonly Header[]
}

/**
 * Each client has a header of its own for the key: `Authorization: Bearer`, or `api-key` of AzureOpenAI. Where the target
 * takes the key in another way, that way goes along as a default header (or query parameter) and the client's own header is
 * left out: a gateway further in might read it.
 */
export function accessOf({ kind }: OfficialClient, presented: Presented, keys: Keys, extra: readonly Header[]): ClientAccess {
  const key = keys.right ?? ''
  const [ownName, ownValue] = kind === 'azure' ? ['api-key', key] : ['authorization', `Bearer ${key}`]
  const credential = headerOf(presented, keys)
  const isOwn = credential?.[0].toLowerCase() === ownName && credential[1] === ownValue
  const written: readonly Header[] = credential === null ? [] : [credential]
  return {
    key,
    headers: { ...(isOwn ? {} : { [ownName]: null, ...Object.fromEntries(written) }), ...Object.fromEntries(extra) },
    query: presented.kind === 'query' ? { [presented.name]: key } : {},
    byHand: [...extra, ...written],
  }
}

/** Has an official client make its call, which it repeats on no account. Nothing is sent when it gives up before that. */
export async function callClient<Sent extends Exchanged>(
  url: string,
  { client: setting, call }: Extract<RequestBody, { kind: 'client' }>,
  access: ClientAccess,
  send: (request: ReadyRequest) => Promise<Sent>,
): Promise<{ readonly sent: Sent | null; readonly use: ClientUse }> {
  // Loaded late: a run without such a call does not wait for it.
  const [openai, { VERSION }] = await Promise.all([import('openai'), import('openai/version')])
  const wire = fetchThrough(send, call.method === 'images.edit' ? call.images : [])
  const client = withoutVariables(() => clientOf(openai, setting, access, wire.fetch))
  const result = await outcomeOf(() =>
    call.method === 'fetchWithTimeout' ? pastItsMethods(client, url, call.body, access) : called(client, call, openai.toFile),
  )
  return { sent: wire.sent, use: { name: `${client.constructor.name} ${VERSION}`, method: call.method, result } }
}

function clientOf(
  { OpenAI, AzureOpenAI }: typeof import('openai'),
  setting: OfficialClient,
  { key, headers, query }: ClientAccess,
  fetch: NonNullable<ClientOptions['fetch']>,
): OpenAI {
  const shared = { apiKey: key, defaultHeaders: headers, fetch, maxRetries: 0, logLevel: 'off' } as const
  if (setting.kind === 'openai')
    return new OpenAI({ ...shared, baseURL: setting.baseUrl, defaultQuery: { ...setting.query, ...query } })
  const { endpoint, apiVersion, deployment } = setting
  // Without the deployment images.edit of 6.x calls /openai/images/edits (openai-node#1917, mended in 7.5.0).
  return new AzureOpenAI({ ...shared, endpoint, apiVersion, deployment, defaultQuery: query })
}

/** What developers set up for their own calls is no part of the test, and could carry a secret into a report. */
function withoutVariables<T>(make: () => T): T {
  const hidden = Object.entries(process.env).filter(([name]) => /^(?:AZURE_)?OPENAI_/.test(name))
  for (const [name] of hidden) delete process.env[name]
  try {
    return make()
  } finally {
    Object.assign(process.env, Object.fromEntries(hidden))
  }
}

async function outcomeOf(use: () => Promise<ClientResult>): Promise<ClientResult> {
  try {
    return await use()
  } catch (error) {
    return error instanceof Error
      ? { kind: 'threw', error: error.constructor.name, message: told(error) }
      : { kind: 'threw', error: typeof error, message: String(error) }
  }
}

/** The message, with those of the errors that it comes from. */
const told = ({ message, cause }: Error): string => (cause instanceof Error ? `${message} (${told(cause)})` : message)

type MethodCall = Exclude<ClientCall, { method: 'fetchWithTimeout' }>

async function called(client: OpenAI, call: MethodCall, file: typeof toFile): Promise<ClientResult> {
  switch (call.method) {
    case 'images.generate':
      return call.streamed
        ? eventsOf(await client.images.generate({ ...call.fields, stream: true }))
        : picturesOf(await client.images.generate(call.fields))
    case 'images.edit': {
      const [first, ...others] = await Promise.all(
        call.images.map(async (part) => file(await readFile(part.path), part.filename, { type: part.contentType })),
      )
      if (first === undefined) throw new TypeError('images.edit needs an image')
      const image = others.length === 0 ? first : [first, ...others]
      return picturesOf(await client.images.edit({ ...call.fields, image }))
    }
    case 'chat.completions.create': {
      const { model, prompt } = call
      return textOf(await client.chat.completions.create({ model, messages: [{ role: 'user', content: prompt }] }))
    }
  }
}

/** The HTTP call inside the client, as `client._client.post()` is in Python's: it writes no header of itself, the key neither. */
async function pastItsMethods(
  client: OpenAI,
  url: string,
  body: unknown,
  { byHand, query }: ClientAccess,
): Promise<ClientResult> {
  const address = new URL(url)
  for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value)
  const headers = [...byHand, ['content-type', 'application/json']].map(([name = '', value = '']): [string, string] => [
    name,
    value,
  ])
  const init = { method: 'POST', headers, body: JSON.stringify(body) }
  const { status } = await client.fetchWithTimeout(address.href, init, client.timeout, new AbortController())
  return { kind: 'response', status }
}

/** Its types promise an object; of an answer that is not announced as JSON the client gives back the text. */
const unusable = (value: unknown): ClientResult => ({
  kind: 'unusable',
  what: value === null || value === undefined ? 'nothing' : `a ${typeof value} where an object is due`,
})

function picturesOf(images: OpenAI.ImagesResponse): ClientResult {
  if (typeof images !== 'object' || images === null) return unusable(images)
  const held = (images.data ?? []).filter(({ b64_json, url }) => (b64_json ?? url ?? '') !== '')
  return { kind: 'pictures', count: held.length }
}

async function eventsOf(stream: AsyncIterable<OpenAI.ImageGenStreamEvent>): Promise<ClientResult> {
  const types: string[] = []
  for await (const { type } of stream) types.push(String(type))
  return { kind: 'events', types }
}

function textOf(completion: OpenAI.ChatCompletion): ClientResult {
  if (typeof completion !== 'object' || completion === null) return unusable(completion)
  const text = completion.choices[0]?.message.content ?? null
  return text === null ? { kind: 'unusable', what: 'a completion without a text' } : { kind: 'text', text }
}

/** What a client says of an answer may quote it, and what it quotes may hold a secret. */
export function redactedResult(result: ClientResult, { answer }: Redactor): ClientResult {
  switch (result.kind) {
    case 'text':
      return { ...result, text: answer(result.text) }
    case 'events':
      return { ...result, types: result.types.map(answer) }
    case 'threw':
      return { ...result, message: answer(result.message) }
    default:
      return result
  }
}
