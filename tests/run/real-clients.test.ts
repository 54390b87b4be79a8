import { describe, expect, onTestFinished, test } from 'vitest'
import { startChain } from '../../reference/chain.ts'
import type { Layout } from '../../reference/layout.ts'
import { casesOf, imagesPlanned, type PlannedCase } from '../../src/cases.ts'
import type { Explained } from '../../src/diagnosis/environment.ts'
import { readAll } from '../../src/diagnosis/read-all.ts'
import type { OfficialClient } from '../../src/model.ts'
import { createReplayer, DEFAULT_LIMITS } from '../../src/replay/replayer.ts'
import { profileNames } from '../../src/target/profile.ts'
import type { Target } from '../../src/target/target.ts'
import { caseOf, targetWith } from './targets.ts'

const clientCases = (target: Target): readonly PlannedCase[] => casesOf(target).filter(({ body }) => body.kind === 'client')
const names = (target: Target): readonly string[] => clientCases(target).map(({ id }) => id.replace('client-', ''))

function clientOf(target: Target): OfficialClient | null {
  const [first] = clientCases(target).map(({ body }) => body)
  return first?.kind === 'client' ? first.client : null
}

/** The case, sent to a chain of its own and read. */
async function answered(layout: Layout, id: string): Promise<Explained | undefined> {
  const chain = await startChain({ layout })
  const target = targetWith(layout, { TARGET_URL: chain.url, TARGET_API_KEY: chain.key })
  const replayer = createReplayer({
    key: chain.key,
    scheme: target.scheme,
    headers: {},
    secrets: [],
    limits: DEFAULT_LIMITS,
    maxPaidImages: 0,
    gallery: null,
  })
  onTestFinished(async () => {
    replayer.close()
    await chain.close()
  })
  return readAll([await replayer.send(caseOf(target, id))], target)[0]
}

describe('the calls of official clients', () => {
  test.each(profileNames())('pay for no more than four images under the profile %s, and only in the full tier', (profile) => {
    const cases = clientCases(targetWith(profile))
    expect(imagesPlanned(cases)).toBeLessThanOrEqual(4)
    expect(cases.filter(({ tier }) => tier !== 'full')).toEqual([])
  })

  test('are what the profile has: lists as image[], streams, chat', () => {
    const free = ['raw-none', 'raw-key']
    expect(names(targetWith('oneapi-apim-aoai'))).toEqual(['generate', 'edit', 'edit-list', 'stream', ...free])
    expect(names(targetWith('generic'))).toEqual(['generate', 'edit', ...free])
    expect(names(targetWith('ai-builder-space'))).toEqual(['generate', 'chat', ...free])
  })

  test('begin at the base URL that the paths of the profile have', () => {
    expect(clientOf(targetWith('oneapi-apim-aoai'))).toEqual({ kind: 'openai', baseUrl: 'https://gateway.test/v1', query: {} })
    expect(clientOf(targetWith('aoai-v1'))).toMatchObject({ kind: 'openai', baseUrl: 'https://gateway.test/openai/v1' })
    expect(clientOf(targetWith('ai-builder-space', { TARGET_URL: 'https://space.test/backend/v1' }))).toMatchObject({
      baseUrl: 'https://space.test/backend/v1',
    })
  })

  test('of AzureOpenAI are told the deployment and the api-version', () => {
    const target = targetWith('aoai', { TARGET_DEPLOYMENT: 'drawings', TARGET_API_VERSION: '2025-04-01-preview' })
    expect(clientOf(target)).toEqual({
      kind: 'azure',
      endpoint: 'https://gateway.test',
      apiVersion: '2025-04-01-preview',
      deployment: 'drawings',
    })
  })

  test('ask for the same image as the call by hand', () => {
    const target = targetWith('oneapi-apim-aoai')
    const [byHand, call] = ['generate', 'client-generate'].map((id) => caseOf(target, id).body)
    if (byHand?.kind !== 'json' || call?.kind !== 'client' || call.call.method !== 'images.generate')
      throw new Error('no such call')
    expect(call.call.fields).toEqual(byHand.value)
    expect(caseOf(target, 'client-generate').url).toBe(caseOf(target, 'generate').url)
  })
})

describe.each(['oneapi-apim-aoai', 'ai-builder-space'] as const)('the HTTP call inside the client, at %s,', (layout) => {
  test('is refused without a credential, and that is told to be the omission of the caller', async () => {
    const { exchange, explanation } = (await answered(layout, 'client-raw-none')) ?? {}
    expect(exchange?.request.headers).not.toHaveProperty('authorization')
    expect(exchange?.response?.status).toBe(401)
    expect(explanation).toMatchObject({ cause: 'client-credential-missing', hop: 'client' })
  })

  test('is let in with the credential put in by hand', async () => {
    const { exchange } = (await answered(layout, 'client-raw-key')) ?? {}
    expect(exchange?.response?.status).toBe(layout === 'ai-builder-space' ? 422 : 400)
  })
})
