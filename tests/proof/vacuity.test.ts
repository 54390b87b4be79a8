import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { afterAll, describe, expect, test } from 'vitest'
import { runSuite } from './run-suite.ts'

/** Targets that answer everything alike. Known suites stay green on some of them. */
const targets: readonly { readonly name: string; readonly answer: RequestListener; readonly status: 1 | 2 }[] = [
  { name: '200 {}', answer: always(200, 'application/json', '{}'), status: 1 },
  { name: '200 with a web page', answer: always(200, 'text/html', '<!doctype html><title>Welcome</title>'), status: 1 },
  {
    name: '404',
    answer: always(404, 'application/json', '{"error":{"message":"Not found","type":"invalid_request_error"}}'),
    status: 1,
  },
  {
    name: '401',
    answer: always(401, 'application/json', '{"error":{"message":"Unauthorized","type":"invalid_request_error"}}'),
    status: 1,
  },
  {
    name: '302',
    answer: (_request, response) => void response.writeHead(302, { Location: 'http://127.0.0.1:9/' }).end(),
    status: 1,
  },
  { name: 'silence', answer: (request) => void request.resume(), status: 2 },
  { name: 'a closed connection', answer: (request) => void request.socket.destroy(), status: 2 },
  { name: 'endless bytes', answer: (_request, response) => endless(response), status: 1 },
]

const TIME_LIMIT_MS = 1500

describe.concurrent('a target that answers everything with', () => {
  test.each(targets)('$name passes no requirement about content', { timeout: 40_000 }, async ({ answer, status }) => {
    const server = createServer(answer)
    const url = await listening(server)
    const ended = await runSuite({
      TARGET_URL: url,
      TARGET_API_KEY: 'sk-nobody-reads-this-key',
      REQUEST_TIMEOUT_MS: String(TIME_LIMIT_MS),
    })
    server.closeAllConnections()
    server.close()
    const passed = ended.run?.requirements.filter((judgement) => judgement.status === 'passed').map(({ id }) => id) ?? []
    expect(passed.filter((id) => /^(T2I|EDIT|MULTI)-[2-9]|^ROUTE-[125]|^PASS|^DEPLOY|^VALID-[123]/.test(id))).toEqual([])
    expect(ended.status, ended.output).toBe(status)
    expect(ended.run?.paidImages).toBe(0)
    expect(ended.run?.diagnoses.length).toBeGreaterThan(0)
    const slowest = Math.max(0, ...(ended.run?.exchanges.map(({ durationMs }) => durationMs) ?? []))
    // Generous, for a loaded machine: what counts is that the limit is kept at all.
    expect(slowest).toBeLessThan(4 * TIME_LIMIT_MS)
  })
})

test('a server that speaks no HTTP is no conformant gateway', { timeout: 40_000 }, async () => {
  const server = createTcpServer((socket) => void socket.on('error', () => undefined).end('SSH-2.0-OpenSSH_9.7\r\n'))
  const url = await listening(server)
  const { status, run } = await runSuite({
    TARGET_URL: url,
    TARGET_API_KEY: 'sk-nobody-reads-this-key',
    REQUEST_TIMEOUT_MS: String(TIME_LIMIT_MS),
  })
  server.close()
  expect(status).not.toBe(0)
  expect(run?.requirements.filter((judgement) => judgement.status === 'passed')).toEqual([])
})

const timers = new Set<NodeJS.Timeout>()
afterAll(() => {
  for (const timer of timers) clearInterval(timer)
})

function always(status: number, type: string, body: string): RequestListener {
  return (request: IncomingMessage, response: ServerResponse) => {
    request.resume().on('end', () => response.writeHead(status, { 'Content-Type': type }).end(body))
  }
}

function endless(response: ServerResponse): void {
  response.writeHead(200, { 'Content-Type': 'application/json' })
  const timer = setInterval(() => response.write(' '.repeat(1024)), 10)
  timers.add(timer)
  response.once('close', () => clearInterval(timer))
}

async function listening(server: {
  listen(port: number, host: string, done: () => void): unknown
  address(): AddressInfo | string | null
}): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return `http://127.0.0.1:${address.port}`
}
