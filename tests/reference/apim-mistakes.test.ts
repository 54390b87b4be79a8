import { afterEach, describe, expect, test } from 'vitest'
import { MISTAKES, type Mistake } from '../../reference/apim/index.ts'
import { type Chain, CLIENT_KEY, startChain, startEvents, stopChains } from './apim-backend.ts'

afterEach(stopChains)

/** Every way of calling in which a mistake may show. */
const CALLS = ['/v1/images/generations', '/v1/images/edits'].flatMap((path) => [
  { path, credential: { 'api-key': CLIENT_KEY } },
  { path: `${path}?api-version=2023-01-01&stray=1`, credential: { 'api-key': CLIENT_KEY } },
  { path, credential: { Authorization: `Bearer ${CLIENT_KEY}` } },
  { path, credential: {} },
])

/** What caller and backend see of every call. */
async function seen(chain: Chain): Promise<string> {
  const lines: unknown[] = []
  for (const { path, credential } of CALLS) {
    const before = chain.backend.arrived.length
    const answer = await chain.call(path, {
      headers: { ...credential, 'Content-Type': 'multipart/form-data; boundary=b' },
      body: 'x'.repeat(2000),
    })
    const headers = [...answer.headers].filter(([name]) => name !== 'date' && name !== 'www-authenticate')
    lines.push([path, Object.keys(credential), answer.status, headers, await answer.text(), chain.backend.arrived.slice(before)])
  }
  return JSON.stringify(lines)
}

async function start(mistake: Mistake | null, status: number): Promise<Chain> {
  return startChain({
    edits: mistake?.edits ?? [],
    respond: (_, response) => {
      setTimeout(() => {
        response.writeHead(status, { 'apim-request-id': 'a', 'x-ms-region': 'r', 'x-ms-deployment-name': 'd' })
        response.end('{}')
      }, mistake?.backendSlowerThanMs ?? 0)
    },
  })
}

const healthy: Record<number, string> = {}
async function healthyWire(status: number): Promise<string> {
  healthy[status] ??= await seen(await start(null, status))
  return healthy[status]
}

const ABOUT_EVENTS = MISTAKES.filter(({ name }) => name.startsWith('events-'))

describe('every mistake', () => {
  test.each(MISTAKES.filter((row) => !ABOUT_EVENTS.includes(row)))(
    '$name can be seen on the wire: $sentence',
    async (mistake) => {
      const status = mistake.name === 'errors-as-200' ? 400 : 200
      expect(await seen(await start(mistake, status))).not.toBe(await healthyWire(status))
    },
  )

  test.each(ABOUT_EVENTS)('$name can be seen in when events arrive: $sentence', async ({ edits }) => {
    const events = await startEvents({ edits })
    expect(await Promise.race([events.first, events.patience(100)])).toBe('nothing yet')
    events.finish()
    expect(await events.first).toContain('data: 2')
  })

  test.each(MISTAKES)('$name is something that the interpreter runs', async ({ edits }) => {
    const { apim } = await startChain({ edits })
    const allowed = ['mock-response', 'validate-jwt', 'operation', 'log-to-eventhub']
    expect(apim.notRun.filter(({ element }) => !allowed.includes(element))).toEqual([])
  })

  test('has a name of its own', () => {
    expect(new Set(MISTAKES.map(({ name }) => name)).size).toBe(MISTAKES.length)
  })

  test.each(MISTAKES.filter(({ name }) => name.startsWith('edits-')))('$name leaves generations as it was', async (mistake) => {
    const chain = await start(mistake, 200)
    const answer = await chain.call('/v1/images/generations')
    expect([answer.status, chain.last().url]).toEqual([
      200,
      '/openai/deployments/gpt-image-1.5/images/generations?api-version=2025-04-01-preview',
    ])
    expect(chain.last().headers['api-key']).toBe('model-key')
  })
})

describe('the symptom of', () => {
  const edits = async (name: string, credential: Record<string, string> = { 'api-key': CLIENT_KEY }) => {
    const mistake = MISTAKES.find((row) => row.name === name) ?? null
    expect(mistake).not.toBeNull()
    const chain = await start(mistake, 200)
    const answer = await chain.call('/v1/images/edits', { headers: credential })
    const arrived = chain.backend.arrived.at(-1)
    return {
      status: answer.status,
      url: arrived?.url ?? null,
      key: arrived?.headers['api-key'],
      authorization: arrived?.headers.authorization,
    }
  }
  const at = (path: string) => `/openai/deployments/gpt-image-1.5/images/${path}`

  test.each([
    ['edits-rewrite-missing', '/images/edits?api-version=2025-04-01-preview'],
    ['edits-rewrite-copied', at('generations?api-version=2025-04-01-preview')],
    ['edits-rewrite-doubled', `/openai${at('edits?api-version=2025-04-01-preview')}`],
    ['endpoint-with-openai', `/openai${at('edits?api-version=2025-04-01-preview')}`],
    ['imported-backend', `/openai${at('edits?api-version=2025-04-01-preview')}`],
    ['edits-version-missing', at('edits')],
    ['edits-version-before-rewrite', at('edits')],
    ['edits-version-appended', at('edits?api-version=2025-04-01-preview&api-version=2025-04-01-preview')],
    ['version-old', at('edits?api-version=2024-02-01')],
  ])('%s is a call to %s', async (name, url) => {
    expect((await edits(name)).url).toBe(url)
  })

  test.each([
    ['edits-base-missing', CLIENT_KEY],
    ['edits-key-deleted', undefined],
    ['edits-client-key-passed', CLIENT_KEY],
    ['client-key-kept', CLIENT_KEY],
    ['edits-key-old', 'an-old-key-of-azure-openai'],
    ['key-old', 'an-old-key-of-azure-openai'],
    ['edits-managed-identity', undefined],
  ])('%s is a call to the model with the key %s', async (name, key) => {
    expect((await edits(name)).key).toBe(key)
  })

  test("edits-base-missing passes the caller's bearer on", async () => {
    expect(await edits('edits-base-missing', { Authorization: `Bearer ${CLIENT_KEY}` })).toMatchObject({
      authorization: `Bearer ${CLIENT_KEY}`,
    })
  })

  test.each([
    ['edits-operation-missing', 404],
    ['edits-outside-product', 401],
    ['edits-deployment-as-parameter', 500],
    ['edits-timeout-short', 500],
    ['backend-unreachable', 500],
    ['edits-needs-header', 403],
    ['quota-used-up', 403],
    ['edits-multipart-refused', 400],
    ['edits-not-forwarded', 200],
  ])('%s is an answer of the gateway with status %i', async (name, status) => {
    const result = await edits(name)
    expect(result.status).toBe(status)
    if (name !== 'edits-timeout-short') expect(result.url).toBeNull()
  })

  test('edits-open is a call that is served without a key', async () => {
    expect(await edits('edits-open', {})).toMatchObject({ status: 200, key: 'model-key' })
    expect(await edits('edits-open')).toMatchObject({ status: 200 })
    expect(await edits('edits-open', { 'api-key': 'wrong' })).toMatchObject({ status: 401 })
  })
})
