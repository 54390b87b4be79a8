import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { readExport } from '../../reference/apim/read-export.ts'
import { type Chain, type ChainOptions, startChain } from '../../reference/chain.ts'
import { LAYOUTS } from '../../reference/layout.ts'
import { HEALTHY_VARIANTS } from '../../reference/variants.ts'
import { blueCube, closing, errorOf, form, json, picturesOf, redBall, send, type Wire } from './wire.ts'

const start = closing()
const chain = (options?: ChainOptions): Promise<Chain> => start(startChain(options))

const image = { model: 'gpt-image-1.5', prompt: 'a fox', quality: 'low' }

function generate({ url, key }: Pick<Chain, 'url' | 'key'>, headers?: Record<string, string>): Promise<Wire> {
  return send(`${url}/images/generations`, json(image, headers ?? { authorization: `Bearer ${key}` }))
}

function editTwo({ url, key }: Pick<Chain, 'url' | 'key'>, name = 'image', headers?: Record<string, string>): Promise<Wire> {
  const files = [
    { name, content: redBall },
    { name, content: blueCube },
  ]
  return send(`${url}/images/edits`, form(image, files, headers ?? { authorization: `Bearer ${key}` }))
}

describe('every layout', () => {
  it.each([
    ['oneapi-apim-aoai', ['aoai', 'apim', 'one-api']],
    ['apim-aoai', ['aoai', 'apim']],
    ['aoai', ['aoai']],
    ['aoai-v1', ['aoai']],
    ['openai', ['openai']],
    ['ai-builder-space', ['gateway']],
  ] as const)('%s starts its hops', async (layout, names) => {
    const { hops } = await chain({ layout })
    expect(Object.keys(hops)).toEqual(names)
  })

  it.each(LAYOUTS.filter((layout) => layout !== 'aoai'))('%s draws a picture for its key and for no other', async (layout) => {
    const up = await chain({ layout })
    expect((await generate(up)).status).toBe(200)
    expect((await generate({ url: up.url, key: 'wrong' })).status).toBe(401)
    expect((await generate(up, {})).status).toBe(401)
  })

  it.each([
    ['oneapi-apim-aoai', 'image'],
    ['apim-aoai', 'image'],
    ['aoai-v1', 'image[]'],
    ['openai', 'image[]'],
  ] as const)('%s edits several pictures named %s', async (layout, name) => {
    expect(picturesOf(await editTwo(await chain({ layout }), name))).toHaveLength(1)
  })

  it('aoai serves the dated path with an api-key', async () => {
    const { url, key } = await chain({ layout: 'aoai' })
    const path = '/openai/deployments/gpt-image-1.5/images/generations?api-version=2025-04-01-preview'
    expect((await send(`${url}${path}`, json(image, { 'api-key': key }))).status).toBe(200)
  })
})

describe('the whole chain', () => {
  it('shows all of its hops in one answer, with request numbers of its ends', async () => {
    const answer = await editTwo(await chain())
    expect(answer.headers).toMatchObject({ 'x-ms-deployment-name': 'gpt-image-1.5', 'x-ms-region': 'East US 2' })
    expect(answer.headers).toHaveProperty('apim-request-id')
    expect(answer.headers).toHaveProperty('x-oneapi-request-id')
  })

  it('writes the path, the api-version and the key of Azure OpenAI on the way, and stops all else', async () => {
    const up = await chain()
    await send(
      `${up.url}/images/edits?api-version=1999-01-01&stray=1`,
      form(image, [{ name: 'image', content: redBall }], { authorization: `Bearer ${up.key}` }),
    )
    const [received] = up.hops.aoai?.received ?? []
    expect(received?.url).toBe('/openai/deployments/gpt-image-1.5/images/edits?api-version=2025-04-01-preview')
    expect(received?.headers['api-key']).toBe(up.aoaiKey)
    expect(received?.headers).not.toHaveProperty('authorization')
    expect(JSON.stringify(received)).not.toContain(up.key)
  })

  it('can be entered at its inner hops', async () => {
    const up = await chain()
    const atApim = await generate({ url: up.apimUrl ?? '', key: up.apimKey ?? '' })
    const path = '/openai/deployments/gpt-image-1.5/images/generations?api-version=2025-04-01-preview'
    const atAoai = await send(`${up.aoaiUrl}${path}`, json(image, { 'api-key': up.aoaiKey ?? '' }))
    expect([atApim.status, atAoai.status]).toEqual([200, 200])
  })

  it('has other keys each time, and a chosen one where one is chosen', async () => {
    const [first, second, third] = [await chain(), await chain(), await chain({ key: 'sk-chosen-key' })]
    expect(new Set([first, second].flatMap(({ key, apimKey, aoaiKey }) => [key, apimKey, aoaiKey])).size).toBe(6)
    expect((await generate({ url: third.url, key: 'sk-chosen-key' })).status).toBe(200)
  })

  it('puts its outermost hop on a chosen port, also where that is API Management', async () => {
    for (const layout of ['oneapi-apim-aoai', 'apim-aoai'] as const) {
      const free = await startChain({ layout: 'openai' })
      const port = Number(new URL(free.url).port)
      await free.close()
      const up = await chain({ layout, port })
      expect(new URL(up.url).port).toBe(String(port))
      expect((await generate(up)).status).toBe(200)
    }
  })

  it('chats', async () => {
    const up = await chain()
    const body = { model: 'gpt-4.1-mini', messages: [{ role: 'user', content: 'hello' }] }
    const answer = await send(`${up.url}/chat/completions`, json(body, { authorization: `Bearer ${up.key}` }))
    expect(JSON.parse(answer.text).choices[0].message.content).toBe('hello')
  })

  it('leaves nothing behind when it is closed', async () => {
    const up = await startChain()
    await up.close()
    await expect(generate(up)).rejects.toThrow('ECONNREFUSED')
  })

  it('costs less than 300 ms of work to start', async () => {
    await chain()
    const before = process.cpuUsage()
    await chain()
    const { user, system } = process.cpuUsage(before)
    expect((user + system) / 1000).toBeLessThan(300)
  })
})

describe('a healthy variant', () => {
  it.each(HEALTHY_VARIANTS)('draws and edits: $name', async ({ change, dialect }) => {
    const up = await chain({ change, dialect })
    expect([(await generate(up)).status, (await editTwo(up)).status]).toEqual([200, 200])
  })
})

describe('a rehearsal', () => {
  it('runs a configuration of the other layout with keys and hosts of its own', async () => {
    const folder = fileURLToPath(new URL('../../fixtures/apim/healthy-cli', import.meta.url))
    const rehearsed = {
      export: await readExport(folder),
      subscription: null,
      basePath: '',
      modelKeys: [],
      deployments: { 'gpt-image-1.5': 'gpt-image-1.5' },
    }
    const up = await chain({ rehearsed })
    expect([(await generate(up)).status, (await editTwo(up)).status]).toEqual([200, 200])
  })

  it('finds that a deployment is not there', async () => {
    const folder = fileURLToPath(new URL('../../fixtures/apim/healthy', import.meta.url))
    const rehearsed = {
      export: await readExport(folder),
      subscription: 'image-clients',
      basePath: '',
      modelKeys: [],
      deployments: {},
    }
    expect(errorOf(await generate(await chain({ rehearsed }))).code).toBe('DeploymentNotFound')
  })
})
