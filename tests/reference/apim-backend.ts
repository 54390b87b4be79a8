import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import {
  type ApimOptions,
  type ExportEdit,
  editExport,
  type RunningApim,
  readExport,
  startApim,
} from '../../reference/apim/index.ts'

/** A request as it arrived at the backend. */
export interface Arrived {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

export interface Backend {
  readonly url: string
  readonly arrived: Arrived[]
  close(): Promise<void>
}

type Respond = (request: Arrived, response: ServerResponse) => void

const answerOk: Respond = (_, response) => {
  response.writeHead(200, { 'Content-Type': 'application/json', 'apim-request-id': 'a1', 'X-Ms-Region': 'East US 2' })
  response.end('{"created":1}')
}

/** A backend that writes down what it gets. */
export async function startBackend(respond: Respond = answerOk): Promise<Backend> {
  const arrived: Arrived[] = []
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const { method = '', url = '', headers } = incoming
      const request = { method, url, headers, body: Buffer.concat(chunks).toString() }
      arrived.push(request)
      respond(request, response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    arrived,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export const HEALTHY = await readExport('fixtures/apim/healthy')
export const CLIENT_KEY = 'client-key'
export const MODEL_KEY = 'model-key'

export interface Chain {
  readonly apim: RunningApim
  readonly backend: Backend
  /** Calls the gateway with the right key as api-key, unless other headers are given. */
  call(path: string, init?: RequestInit): Promise<Response>
  /** What the backend got last. */
  last(): Arrived
}

interface ChainOptions extends Partial<Omit<ApimOptions, 'backend'>> {
  readonly edits?: readonly ExportEdit[]
  readonly respond?: Respond
}

const running: { close(): Promise<void> }[] = []

/** The healthy export with the edits, in front of a recording backend; any host but the known one does not exist. */
export async function startChain({ edits = [], respond, ...options }: ChainOptions = {}): Promise<Chain> {
  const backend = await startBackend(respond)
  const apim = await startApim({
    secrets: new Map([['aoai-key', MODEL_KEY]]),
    subscriptionKeys: new Map([['image-clients', CLIENT_KEY]]),
    ...options,
    export: editExport(options.export ?? HEALTHY, edits),
    backend: (url) =>
      url.hostname === 'contoso-images.openai.azure.com' ? new URL(url.pathname + url.search, backend.url) : null,
  })
  running.push(apim, backend)
  return {
    apim,
    backend,
    call: (path, init = {}) =>
      fetch(apim.url + path, { method: 'POST', headers: { 'api-key': CLIENT_KEY }, redirect: 'manual', ...init }),
    last: () => {
      const arrived = backend.arrived.at(-1)
      if (arrived === undefined) throw new Error('Nothing arrived at the backend.')
      return arrived
    },
  }
}

export async function stopChains(): Promise<void> {
  await Promise.all(running.splice(0).map((hop) => hop.close()))
}

/** A backend that sends one event and keeps the next back until it is told to finish. */
export async function startEvents(options: ChainOptions): Promise<{
  /** What the caller reads first. */
  readonly first: Promise<string>
  finish(): void
  patience(ms: number): Promise<'nothing yet'>
}> {
  let finish = () => {}
  const chain = await startChain({
    ...options,
    respond: (_, response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' })
      response.write('data: 1\n\n')
      finish = () => void response.end('data: 2\n\n')
    },
  })
  const answer = await chain.call('/v1/images/edits')
  const first = answer.body?.getReader().read() ?? Promise.reject(new Error('no body'))
  return {
    first: first.then(({ value }) => Buffer.from(value ?? []).toString()),
    finish: () => finish(),
    patience: (ms) => new Promise((resolve) => setTimeout(() => resolve('nothing yet'), ms)),
  }
}

interface Sections {
  readonly inbound?: string
  readonly backend?: string
  readonly outbound?: string
  readonly onError?: string
}

/** The policy of the edits operation, written anew. */
export function editsPolicy({
  inbound = '<base />',
  backend = '<base />',
  outbound = '<base />',
  onError = '<base />',
}: Sections): ExportEdit[] {
  const file = 'apis/images/operations/images-edits/policy.xml'
  const xml = `<policies>
<inbound>${inbound}</inbound>
<backend>${backend}</backend>
<outbound>${outbound}</outbound>
<on-error>${onError}</on-error>
</policies>`
  return [
    { file, remove: true },
    { file, add: xml },
  ]
}
