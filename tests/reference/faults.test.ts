import { createHash } from 'node:crypto'
import sharp from 'sharp'
import { request } from 'undici'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MISTAKES } from '../../reference/apim/mistakes.ts'
import { type Chain, startChain } from '../../reference/chain.ts'
import { UNSEEN_MISTAKES } from '../../reference/faults/apim.ts'
import type { Fault } from '../../reference/faults/fault.ts'
import { FAULTS } from '../../reference/faults/faults.ts'
import type { Layout } from '../../reference/layout.ts'
import { blueCube, type Call, form, json, plain, redBall, type TestFile } from './wire.ts'

/** What is sent to the healthy and to the faulty chain alike. None of the suite's checks look at the answers. */
interface Probe {
  readonly path: string
  readonly call: (chain: Chain) => Call
}

/** Several are sent at once, one after the other. */
type Step = Probe | readonly Probe[]

type Credential = (chain: Chain) => Readonly<Record<string, string>>
const bearer: Credential = ({ key }) => ({ authorization: `Bearer ${key}` })
const apiKey: Credential = ({ key }) => ({ 'api-key': key })
const nobody: Credential = () => ({})
const program =
  (agent: string): Credential =>
  (chain) => ({ ...bearer(chain), 'user-agent': agent })

const plainText: Credential = (chain) => ({ ...bearer(chain), 'content-type': 'text/plain' })

const image = { model: 'gpt-image-1.5', prompt: 'a fox', quality: 'low' }
const generation = (change: object, headers: Credential = bearer, query = ''): Probe => ({
  path: `/images/generations${query}`,
  call: (chain) => json({ ...image, ...change }, headers(chain)),
})
const ball = { name: 'image', content: redBall }
const cube = { name: 'image', content: blueCube }
const edit = (change: object, files: readonly TestFile[], headers: Credential = bearer, query = ''): Probe => ({
  path: `/images/edits${query}`,
  call: (chain) => form({ ...image, ...change }, files, headers(chain)),
})
const chat = (headers: Credential, change: object = {}): Probe => ({
  path: '/chat/completions',
  call: (chain) => json({ model: 'gpt-4.1-mini', messages: [{ role: 'user', content: 'hello' }], ...change }, headers(chain)),
})

/** Its upper half is transparent. */
const mask = await sharp(await plain(512, 256, 'png', 0))
  .extend({ bottom: 256, background: { r: 0, g: 0, b: 0, alpha: 1 } })
  .png()
  .toBuffer()

/** Bytes: above the 20 MB that proxies are often set to. */
const LARGE = 25 * 1024 * 1024
const large = { ...ball, content: Buffer.concat([redBall, Buffer.alloc(LARGE)]) }
const several = (count: number, name: string): readonly TestFile[] => Array.from({ length: count }, () => ({ ...ball, name }))
const everything = { size: '1536x1024', n: '2', quality: 'medium', output_format: 'jpeg', output_compression: '60' }

/** Each with a size of its own, so that an answer that was meant for another can be told. */
const atOnce = Array.from({ length: 12 }, (_, index) => generation({ size: `1x${101 + index}` }))

/** What only the full tier of the suite asks for. */
const unusualProbes = async (): Promise<readonly Step[]> => [
  atOnce,
  generation({ prompt: undefined }),
  generation({ size: 'big' }),
  generation({ size: '1x1' }, plainText),
  generation({ quality: 'best' }),
  generation({ size: '1x1', no_such_parameter: 1 }),
  generation({ size: '1x1', prompt: 'é'.repeat(20_000) }),
  generation({ prompt: 'ein Fuchs, größer '.repeat(300) }),
  generation({ size: '1x1' }, program('OpenAI/JS 6.49.0')),
  generation({ size: '1x1' }, program('node')),
  edit({ size: '1x1' }, several(1, 'image[]')),
  edit({ size: '1x1' }, several(11, 'image[]')),
  edit({ size: '1x1' }, [{ ...ball, filename: 'red ball.png' }]),
  edit({ size: '1x1' }, [{ ...ball, filename: 'red%22ball.png' }]),
  edit({ size: '1x1' }, [{ ...ball, filename: '红球.png' }]),
  edit({ size: '1x1', input_fidelity: 'low' }, [{ ...ball, type: 'image/jpeg', content: await plain(64, 64, 'jpeg') }]),
  edit({ size: '1x1' }, [large]),
  {
    path: '/images/edits',
    call: (chain) =>
      json(
        { ...image, size: '1x1', images: [{ image_url: `data:image/png;base64,${redBall.toString('base64')}` }] },
        bearer(chain),
      ),
  },
  generation({ ...everything, n: 2, output_compression: 60 }),
  edit(everything, [ball]),
  edit({ background: 'transparent' }, several(11, 'image')),
]

/** The cheap ones first: most faults show before anything is drawn. */
const chainProbes = async (): Promise<readonly Step[]> => [
  edit({ size: '1x1' }, [ball]),
  edit({ size: '1x1' }, [ball]),
  generation({ size: '1x1' }),
  generation({ size: '1x1' }, nobody),
  edit({ size: '1x1' }, [ball], nobody),
  edit({ size: '1x1' }, [ball], bearer, '?api-version=2024-02-01'),
  edit({ size: '1x1' }, [ball], bearer, '?stray-parameter=1'),
  generation({ size: '1x1' }, bearer, '?api-version=1999-01-01'),
  edit({}, [ball]),
  edit({}, [ball, cube]),
  edit({}, [ball, { name: 'mask', content: mask }]),
  generation({}),
  generation({ n: 2 }),
  generation({ background: 'transparent' }),
  generation({ stream: true, partial_images: 3 }),
  generation({ stream: true, partial_images: 1 }),
  generation({ stream: true, size: '1x1' }),
  ...(await unusualProbes()),
]
const PROBES: Readonly<Record<Layout, () => Promise<readonly Step[]>>> = {
  'oneapi-apim-aoai': chainProbes,
  'apim-aoai': async () => [
    generation({ size: '1x1' }, apiKey),
    generation({ size: '1x1' }, nobody),
    edit({ size: '1x1' }, [ball], apiKey),
    edit({ size: '1x1' }, [ball], nobody),
  ],
  aoai: chainProbes,
  'aoai-v1': chainProbes,
  openai: chainProbes,
  'ai-builder-space': async () => [
    generation({ prompt: undefined }),
    generation({}, nobody),
    chat(nobody),
    chat(bearer),
    chat(bearer, { messages: undefined }),
    generation({ model: 'gemini-2.5-flash-image', response_format: 'b64_json' }),
  ],
}

/** Milliseconds. Longer than any answer of a chain that is not told to be silent. */
const PATIENCE = 4000

/** What can be told of the answers of one step. */
async function seen(chain: Chain, step: Step, numbers: Set<unknown>): Promise<string> {
  const answers = [step].flat().map((probe) => seenOf(chain, probe, numbers))
  return (await Promise.all(answers)).join('\n')
}

/** What can be told of an answer, without what differs from call to call. */
async function seenOf(chain: Chain, { path, call }: Probe, numbers: Set<unknown>): Promise<string> {
  const { headers = {}, body } = call(chain)
  try {
    const signal = AbortSignal.timeout(PATIENCE)
    const answer = await request(`${chain.url}${path}`, { method: 'POST', headers, body: body ?? null, signal })
    const chunks: Buffer[] = []
    const arrivals: number[] = []
    for await (const chunk of answer.body) {
      chunks.push(chunk)
      arrivals.push(performance.now())
    }
    const number = answer.headers['x-oneapi-request-id']
    const isOld = number !== undefined && numbers.has(number)
    numbers.add(number)
    const isStream = String(answer.headers['content-type']).startsWith('text/event-stream')
    return JSON.stringify({
      status: answer.statusCode,
      headers: Object.keys(answer.headers).sort(),
      number: isOld ? 'of an earlier call' : 'its own',
      deployment: answer.headers['x-ms-deployment-name'],
      type: answer.headers['content-type'],
      arrives: isStream && (arrivals.at(-1) ?? 0) - (arrivals[0] ?? 0) > 20 ? 'bit by bit' : 'at once',
      body: settled(Buffer.concat(chunks).toString()),
    })
  } catch (error) {
    return `no answer: ${error instanceof Error ? error.name : String(error)}`
  }
}

function settled(text: string): string {
  return text
    .replaceAll(/\d{14,}\w+/g, 'NUMBER')
    .replaceAll(/[0-9a-f-]{36}/g, 'GUID')
    .replaceAll(/"(created|created_at)":\d+/g, '"$1":0')
    .replaceAll(/chatcmpl-\w+/g, 'chatcmpl')
    .replaceAll(/127\.0\.0\.1:\d+/g, 'HOST')
    .replaceAll(/[A-Za-z0-9+/=]{200,}/g, (base64) => createHash('sha256').update(base64).digest('hex'))
}

const healthy = new Map<Layout, string[]>()
async function baseline(layout: Layout): Promise<string[]> {
  const chain = await startChain({ layout })
  const answers = []
  const numbers = new Set<unknown>()
  for (const probe of await PROBES[layout]()) answers.push(await seen(chain, probe, numbers))
  await chain.close()
  return answers
}

const layouts = [...new Set(FAULTS.map(({ layout }) => layout))]
beforeAll(async () => {
  for (const layout of layouts) healthy.set(layout, await baseline(layout))
})
const running = new Set<Chain>()
afterAll(() => Promise.all([...running].map((chain) => chain.close())))

describe('the healthy chain', () => {
  it.each(layouts)('answers the probes alike each time it is started (%s)', async (layout) => {
    expect(await baseline(layout)).toEqual(healthy.get(layout))
  })
})

/** The number of the first probe that is answered otherwise than by the healthy chain; -1 when there is none. */
async function firstDifference(fault: Fault): Promise<number> {
  const chain = await startChain({ fault })
  running.add(chain)
  try {
    const numbers = new Set<unknown>()
    for (const [index, probe] of (await PROBES[fault.layout]()).entries()) {
      if ((await seen(chain, probe, numbers)) !== healthy.get(fault.layout)?.[index]) return index
    }
    return -1
  } finally {
    running.delete(chain)
    await chain.close()
  }
}

describe('a fault', () => {
  it.concurrent.each(FAULTS)('shows on the wire: $name', async (fault) => {
    expect(await firstDifference(fault)).toBeGreaterThanOrEqual(0)
  })
})

describe('the catalogue', () => {
  it('has no two faults of one name or one sentence', () => {
    expect(new Set(FAULTS.map(({ name }) => name)).size).toBe(FAULTS.length)
    expect(new Set(FAULTS.map(({ sentence }) => sentence)).size).toBe(FAULTS.length)
  })

  it('holds no mistake of API Management that no caller can see', () => {
    const names = new Set(MISTAKES.map(({ name }) => name))
    for (const unseen of Object.keys(UNSEEN_MISTAKES)) {
      expect(names).toContain(unseen)
      expect(FAULTS.map(({ name }) => name)).not.toContain(unseen)
    }
  })

  it('says each thing in one sentence', () => {
    expect(FAULTS.filter(({ sentence }) => !/^[A-Za-z0-9][^\n]*\.$/.test(sentence)).map(({ name }) => name)).toEqual([])
  })
})
