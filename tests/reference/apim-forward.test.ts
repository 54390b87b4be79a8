import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import type { ExportEdit } from '../../reference/apim/index.ts'
import { startApim } from '../../reference/apim/index.ts'
import { CLIENT_KEY, editsPolicy, HEALTHY, startBackend, startChain, startEvents, stopChains } from './apim-backend.ts'

afterEach(stopChains)

describe('the answer of the backend', () => {
  test('keeps its status, the case of its header names and headers that come twice', async () => {
    const chain = await startChain({
      respond: (_, response) => {
        response.writeHead(429, 'Slow down', [
          'Retry-After',
          '3',
          'X-Ms-Region',
          'East US 2',
          'Set-Cookie',
          'a=1',
          'Set-Cookie',
          'b=2',
        ])
        response.end('{"error":{}}')
      },
    })
    const raw = await rawAnswer(`${chain.apim.url}/v1/images/edits`)
    expect(raw.status).toEqual([429, 'Slow down'])
    expect(raw.headers).toEqual(expect.arrayContaining(['Retry-After', 'X-Ms-Region']))
    expect(raw.headers.filter((name) => name === 'Set-Cookie')).toHaveLength(2)
    expect(raw.body).toBe('{"error":{}}')
  })

  test('is passed on compressed as it is', async () => {
    const bytes = Buffer.from('1f8b080000000000000303000000000000000000', 'hex')
    const chain = await startChain({
      respond: (_, response) => {
        response.writeHead(200, { 'Content-Encoding': 'gzip', 'Content-Length': bytes.length })
        response.end(bytes)
      },
    })
    expect((await rawAnswer(`${chain.apim.url}/v1/images/edits`)).length).toBe(bytes.length)
  })

  test('that breaks off breaks off at the caller too', async () => {
    const chain = await startChain({
      respond: (_, response) => {
        response.writeHead(200, { 'Content-Length': 100 })
        response.write('half')
        setImmediate(() => response.destroy())
      },
    })
    const answer = await chain.call('/v1/images/edits')
    await expect(answer.text()).rejects.toThrow()
  })
})

describe('events', () => {
  test('pass one by one where forward-request does not buffer', async () => {
    const events = await startEvents({})
    expect(await events.first).toBe('data: 1\n\n')
    events.finish()
  })

  test.each([
    ['forward-request buffers, as by default', { file: 'policy.xml', find: ' buffer-response="false"', replace: '' }],
    ['the API logs bodies', logging('apis/images/diagnostics/applicationinsights')],
    ['all APIs log bodies', logging('diagnostics/azuremonitor')],
    ['a policy validates them', outbound('<validate-content unspecified-content-type-action="ignore" />')],
    ['a policy logs bodies', reporting('@("answer: " + context.Response.Body.As<string>(preserveContent: true))')],
  ])('are held back where %s', async (_, edit) => {
    const events = await startEvents({ edits: [edit] })
    expect(await Promise.race([events.first, events.patience(100)])).toBe('nothing yet')
    events.finish()
    expect(await events.first).toBe('data: 1\n\ndata: 2\n\n')
  })

  test('are lost where a policy reads them and does not keep them', async () => {
    const chain = await startChain({ edits: [reporting('@(context.Response.Body.As<string>())')] })
    const answer = await chain.call('/v1/images/edits')
    expect([answer.status, await answer.text()]).toEqual([200, ''])
  })

  test('pass one by one where a policy logs something else', async () => {
    const events = await startEvents({ edits: [reporting('@(context.Request.Method)')] })
    expect(await events.first).toBe('data: 1\n\n')
    events.finish()
  })

  function reporting(words: string): ExportEdit {
    return outbound(`<trace source="answers"><message>${words}</message></trace>`)
  }

  function outbound(statement: string): ExportEdit {
    return { file: 'policy.xml', find: '<outbound />', replace: `<outbound>${statement}</outbound>` }
  }

  function logging(folder: string): ExportEdit {
    const add = JSON.stringify({ properties: { backend: { response: { body: { bytes: 8192 } } } } })
    return { file: `${folder}/diagnosticInformation.json`, add }
  }
})

describe('a request', () => {
  test('is streamed: the backend gets its beginning before its end is sent', async () => {
    const backend = await startBackend()
    const apim = await startApim({ export: HEALTHY, backend: () => new URL(backend.url), secrets: new Map([['aoai-key', 'k']]) })
    const outgoing = httpRequest(`${apim.url}/v1/images/edits`, {
      method: 'POST',
      headers: { 'api-key': 'key-of-image-clients' },
    })
    outgoing.write('a'.repeat(100_000))
    await until(() => apim.received[0]?.bytes === 100_000)
    outgoing.end('b')
    const [answer] = await once(outgoing, 'response')
    answer.resume()
    expect(backend.arrived[0]?.body).toHaveLength(100_001)
    expect(backend.arrived[0]?.headers['transfer-encoding']).toBe('chunked')
    await Promise.all([apim.close(), backend.close()])
  })

  test('with a large body that is refused is read to its end, so that the caller can read the refusal', async () => {
    const chain = await startChain()
    const answer = await chain.call('/v1/images/edits', { headers: {}, body: 'x'.repeat(3_000_000) })
    expect(answer.status).toBe(401)
  })

  test('that the caller gives up is given up at the backend', async () => {
    let closed: Promise<unknown> = Promise.resolve()
    const chain = await startChain({
      respond: (_, response) => {
        closed = once(response, 'close')
      },
    })
    const caller = new AbortController()
    const call = chain.call('/v1/images/edits', { signal: caller.signal })
    await until(() => chain.backend.arrived.length === 1)
    caller.abort()
    await expect(call).rejects.toThrow()
    await closed
  })
})

describe('a backend', () => {
  test('that does not answer in time is 500', async () => {
    const chain = await startChain({
      edits: editsPolicy({ backend: '<forward-request timeout-ms="20" />' }),
      respond: () => undefined,
    })
    const answer = await chain.call('/v1/images/edits')
    expect([answer.status, (await answer.text()).includes('activityId')]).toEqual([500, true])
  })

  test('is given its time in seconds', async () => {
    const chain = await startChain({
      edits: editsPolicy({ backend: '<forward-request timeout="1" />' }),
      respond: (_, response) => setTimeout(() => response.end('late enough'), 50),
    })
    expect((await chain.call('/v1/images/edits')).status).toBe(200)
  })

  test('that refuses the connection is 500', async () => {
    const apim = await startApim({ export: HEALTHY, backend: () => new URL('http://127.0.0.1:1'), anySecret: 'k' })
    const answer = await fetch(`${apim.url}/v1/images/edits`, { method: 'POST', headers: { 'api-key': 'key-of-image-clients' } })
    expect(answer.status).toBe(500)
    await apim.close()
  })

  test('outside this machine is never called', async () => {
    const apim = await startApim({ export: HEALTHY, backend: (url) => url, anySecret: 'k' })
    const answer = await fetch(`${apim.url}/v1/images/edits`, { method: 'POST', headers: { 'api-key': 'key-of-image-clients' } })
    expect(answer.status).toBe(500)
    await apim.close()
  })
})

test('the latency is added to every call', async () => {
  const chain = await startChain({ latencyMs: 60 })
  const started = performance.now()
  await chain.call('/v1/images/nothing')
  expect(performance.now() - started).toBeGreaterThanOrEqual(59)
})

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve))
}

async function rawAnswer(url: string) {
  const outgoing = httpRequest(url, { method: 'POST', headers: { 'api-key': CLIENT_KEY } })
  outgoing.end()
  const [answer] = await once(outgoing, 'response')
  const chunks: Buffer[] = []
  for await (const chunk of answer) chunks.push(chunk)
  const bytes = Buffer.concat(chunks)
  const headers: string[] = answer.rawHeaders.filter((_: string, at: number) => at % 2 === 0)
  return { status: [answer.statusCode, answer.statusMessage], headers, body: bytes.toString(), length: bytes.length }
}
