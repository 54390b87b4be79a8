import { afterEach, describe, expect, test } from 'vitest'
import { readExport, VARIANTS } from '../../reference/apim/index.ts'
import { CLIENT_KEY, HEALTHY, MODEL_KEY, startChain, stopChains } from './apim-backend.ts'

afterEach(stopChains)

const OPERATIONS = ['generations', 'edits']

describe.each([
  ['Azure/apiops', HEALTHY],
  ['apiops-cli', await readExport('fixtures/apim/healthy-cli')],
])('the healthy export in the layout of %s', (_, exported) => {
  test.each(OPERATIONS)('takes %s to its path, with the api-version and without stray parameters', async (operation) => {
    const chain = await startChain({ export: exported })
    const answer = await chain.call(`/v1/images/${operation}?api-version=2023-01-01&stray=1`)
    expect(answer.status).toBe(200)
    expect(chain.last().url).toBe(`/openai/deployments/gpt-image-1.5/images/${operation}?api-version=2025-04-01-preview`)
  })

  test.each(OPERATIONS)("sends %s with the model's key and none of the caller's credentials", async (operation) => {
    const chain = await startChain({ export: exported })
    await chain.call(`/v1/images/${operation}`, {
      headers: { Authorization: `Bearer ${CLIENT_KEY}`, 'Ocp-Apim-Subscription-Key': 'x' },
    })
    expect(chain.last().headers['api-key']).toBe(MODEL_KEY)
    expect(chain.last().headers).not.toHaveProperty('authorization')
    expect(chain.last().headers).not.toHaveProperty('ocp-apim-subscription-key')
    expect(chain.last().headers.host).toBe('contoso-images.openai.azure.com')
  })

  test('has nothing that cannot be run', async () => {
    const { apim } = await startChain({ export: exported })
    expect(apim.notRun).toEqual([])
  })

  test('knows the subscription of its callers', async () => {
    const { apim } = await startChain({ export: exported })
    expect(apim.subscriptions).toMatchObject([
      { name: 'image-clients', scope: { kind: 'product', product: 'image-models' }, state: 'active', keys: [CLIENT_KEY] },
      { name: 'master', scope: { kind: 'all' } },
    ])
  })
})

test('a call is passed on as it came but for what the policies say', async () => {
  const chain = await startChain()
  const answer = await chain.call('/v1/images/edits', {
    headers: { 'api-key': CLIENT_KEY, 'Content-Type': 'multipart/form-data; boundary=b', 'X-Own': 'kept' },
    body: '--b\r\n\r\n--b--',
  })
  expect(chain.last()).toMatchObject({ method: 'POST', body: '--b\r\n\r\n--b--' })
  expect(chain.last().headers).toMatchObject({ 'content-type': 'multipart/form-data; boundary=b', 'x-own': 'kept' })
  expect(await answer.text()).toBe('{"created":1}')
  expect(Object.fromEntries(answer.headers)).toMatchObject({ 'apim-request-id': 'a1', 'x-ms-region': 'East US 2' })
})

test('an answer of the gateway itself carries no apim-request-id, which is Azure OpenAI’s', async () => {
  const chain = await startChain()
  const answer = await chain.call('/v1/images/nothing')
  expect(answer.headers.has('apim-request-id')).toBe(false)
})

test('what was received is written down, with the length of the body', async () => {
  const chain = await startChain()
  await chain.call('/v1/images/generations?x=1', { body: '{"prompt":"x"}' })
  expect(chain.apim.received).toMatchObject([{ method: 'POST', url: '/v1/images/generations?x=1', bytes: 14 }])
  expect(chain.apim.received[0]?.headers['api-key']).toBe(CLIENT_KEY)
})

test('a port that is taken is an error, not a gateway that never answers', async () => {
  const { apim } = await startChain()
  const port = Number(new URL(apim.url).port)
  await expect(startChain({ port })).rejects.toThrow(/EADDRINUSE/)
})

test('it starts with less than 100 ms of work', async () => {
  await startChain()
  const before = process.cpuUsage()
  await startChain()
  const { user, system } = process.cpuUsage(before)
  expect((user + system) / 1000).toBeLessThan(100)
})

describe('sound variants of the export', () => {
  const headers = { 'default-key-header': { 'Ocp-Apim-Subscription-Key': CLIENT_KEY } }

  test.each(VARIANTS)('$name: $sentence', async ({ name, edits }) => {
    const chain = await startChain({ edits })
    for (const operation of OPERATIONS) {
      const answer = await chain.call(`/v1/images/${operation}`, {
        headers: name in headers ? headers['default-key-header'] : { 'api-key': CLIENT_KEY },
      })
      expect(answer.status).toBe(200)
      expect(chain.last().url).toBe(`/openai/deployments/gpt-image-1.5/images/${operation}?api-version=2025-04-01-preview`)
      expect(chain.last().headers['api-key'] === MODEL_KEY).toBe(name !== 'managed-identity')
    }
    expect(chain.apim.notRun).toEqual([])
  })
})
