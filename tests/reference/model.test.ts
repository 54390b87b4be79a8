import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import type { Flaw } from '../../reference/model/flaws.ts'
import { answerImages, type ModelOptions } from '../../reference/model/images.ts'
import type { ImageOperation } from '../../reference/operation.ts'
import { bodyOf } from '../../reference/replies.ts'
import { blueCube, form, json, plain, redBall, type TestFile } from './wire.ts'

const model: ModelOptions = {
  vendor: 'openai',
  limits: { sizes: 'fixed', outputFormats: ['png', 'webp', 'jpeg'] },
  severalAs: ['image[]'],
  editsTakeJson: true,
  shortestStepMs: 150,
  latencyMs: 0,
  flaws: [],
}

const ball: TestFile = { name: 'image[]', content: redBall }
const cube: TestFile = { name: 'image[]', content: blueCube }

async function answer(operation: ImageOperation, { headers, body }: ReturnType<typeof json>, change: Partial<ModelOptions> = {}) {
  const sent = { contentType: headers?.['content-type'] ?? '', body: Buffer.from(body ?? '') }
  return answerImages(operation, sent, { ...model, ...change })
}

async function pictures(
  operation: ImageOperation,
  call: ReturnType<typeof json>,
  flaws: readonly Flaw[] = [],
): Promise<Buffer[]> {
  const reply = await answer(operation, call, { flaws })
  const { data } = JSON.parse((await bodyOf(reply)).toString())
  return data.map(({ b64_json }: { b64_json: string }) => Buffer.from(b64_json, 'base64'))
}

async function generated(change: object = {}, flaws: readonly Flaw[] = []): Promise<Buffer> {
  const [first] = await pictures('generations', json({ prompt: 'a fox', ...change }), flaws)
  return first ?? Buffer.alloc(0)
}

async function edited(
  files: readonly TestFile[],
  fields: Record<string, string> = {},
  flaws: readonly Flaw[] = [],
): Promise<Buffer> {
  const [first] = await pictures('edits', form({ prompt: 'on a beach', ...fields }, files), flaws)
  return first ?? Buffer.alloc(0)
}

/** The colour at a place given as shares of width and height. */
async function colourAt(picture: Buffer, x: number, y: number): Promise<number[]> {
  const { data, info } = await sharp(picture).ensureAlpha().raw().toBuffer({ resolveWithObject: true })
  const at = (Math.floor(y * info.height) * info.width + Math.floor(x * info.width)) * 4
  return [...data.subarray(at, at + 4)]
}

const isRed = ([r = 0, g = 0, b = 0]: number[]): boolean => r > 150 && g < 100 && b < 100
const isBlue = ([r = 0, g = 0, b = 0]: number[]): boolean => b > 150 && r < 100 && g < 100

describe('a generated picture', () => {
  it('is the same for the same words and another for others', async () => {
    expect((await generated()).equals(await generated())).toBe(true)
    expect((await generated()).equals(await generated({ prompt: 'a hare' }))).toBe(false)
  })

  it('is not blank', async () => {
    const { channels } = await sharp(await generated()).stats()
    expect(Math.max(...channels.map(({ stdev }) => stdev))).toBeGreaterThan(20)
  })

  it.each(['1024x1024', '1024x1536', '1536x1024'])('has the size asked for: %s', async (size) => {
    const { width, height } = await sharp(await generated({ size })).metadata()
    expect(`${width}x${height}`).toBe(size)
  })

  it.each(['png', 'jpeg', 'webp'])('has the format asked for: %s', async (output_format) => {
    expect((await sharp(await generated({ output_format, output_compression: 50 })).metadata()).format).toBe(output_format)
  })

  it('has an alpha channel only when a transparent background was asked for', async () => {
    expect((await sharp(await generated()).metadata()).hasAlpha).toBe(false)
    const { channels } = await sharp(await generated({ background: 'transparent' })).stats()
    expect(channels[3]?.min).toBe(0)
  })

  it('comes as often as asked, each one another', async () => {
    const [first, second, third] = await pictures('generations', json({ prompt: 'a fox', n: 3 }))
    expect(first?.equals(second ?? Buffer.alloc(0))).toBe(false)
    expect(third).toBeDefined()
  })

  it('follows the free sizes of gpt-image-2', async () => {
    const limits = { sizes: 'free', outputFormats: ['png'] } as const
    const refused = await answer('generations', json({ prompt: 'a fox', size: '9x9' }), { limits })
    expect(JSON.parse((await bodyOf(refused)).toString()).error).toEqual({
      message: "Invalid size '9x9'. Width and height must both be divisible by 16.",
      type: 'image_generation_user_error',
      param: 'size',
      code: 'invalid_value',
    })
    expect((await answer('generations', json({ prompt: 'a fox', size: '640x480' }), { limits })).status).toBe(200)
  })
})

describe('an edited picture', () => {
  it('shows its one input in the middle of a new background', async () => {
    const picture = await edited([ball])
    expect(isRed(await colourAt(picture, 0.5, 0.5))).toBe(true)
    const [r, g, b] = await colourAt(picture, 0.02, 0.02)
    expect([r, g]).toEqual([g, b])
  })

  it('shows its inputs side by side in their order', async () => {
    const there = await edited([ball, cube])
    const back = await edited([cube, ball])
    expect(isRed(await colourAt(there, 0.25, 0.5)) && isBlue(await colourAt(there, 0.75, 0.5))).toBe(true)
    expect(isBlue(await colourAt(back, 0.25, 0.5)) && isRed(await colourAt(back, 0.75, 0.5))).toBe(true)
  })

  it('is drawn from png, jpeg and webp alike', async () => {
    const files = await Promise.all((['png', 'jpeg', 'webp'] as const).map((format) => plain(200, 100, format)))
    const types = ['image/png', 'image/jpeg', 'image/webp']
    const picture = await edited(files.map((content, index) => ({ name: 'image[]', type: types[index] ?? null, content })))
    for (const x of [1 / 6, 3 / 6, 5 / 6]) expect((await colourAt(picture, x, 0.5))[1]).toBeGreaterThan(140)
  })

  it('changes only where the mask is transparent', async () => {
    const left = await sharp({ create: { width: 256, height: 512, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } })
      .extend({ right: 256, background: { r: 0, g: 0, b: 0, alpha: 1 } })
      .png()
      .toBuffer()
    const unmasked = await edited([ball])
    const masked = await edited([ball, { name: 'mask', content: left }])
    const original = await sharp(redBall).resize(1024, 1024).png().toBuffer()
    expect(await colourAt(masked, 0.02, 0.3)).toEqual(await colourAt(unmasked, 0.02, 0.3))
    expect(await colourAt(masked, 0.98, 0.3)).toEqual(await colourAt(original, 0.98, 0.3))
  })

  it('can be asked for in JSON with data URLs', async () => {
    const image_url = `data:image/png;base64,${redBall.toString('base64')}`
    const [picture] = await pictures('edits', json({ prompt: 'on a beach', images: [{ image_url }] }))
    expect(isRed(await colourAt(picture ?? Buffer.alloc(0), 0.5, 0.5))).toBe(true)
  })
})

describe('a flawed model', () => {
  it('draws nothing', async () => {
    const { channels } = await sharp(await generated({}, [{ on: 'images', flaw: 'draws-nothing' }])).stats()
    expect(channels.map(({ stdev }) => stdev)).toEqual([0, 0, 0])
  })

  it('ignores all inputs, or all but the first', async () => {
    const none = await edited([ball, cube], {}, [{ on: 'edits', flaw: 'ignores-inputs' }])
    const first = await edited([ball, cube], {}, [{ on: 'edits', flaw: 'ignores-later-inputs' }])
    expect(isRed(await colourAt(none, 0.25, 0.5))).toBe(false)
    expect(isRed(await colourAt(first, 0.5, 0.5))).toBe(true)
    expect(isBlue(await colourAt(first, 0.75, 0.5))).toBe(false)
  })

  it('returns its input', async () => {
    const picture = await edited([ball], {}, [{ on: 'edits', flaw: 'returns-input' }])
    expect(await colourAt(picture, 0.02, 0.02)).toEqual(await colourAt(redBall, 0.02, 0.02))
  })

  it('draws another size, format or number than it claims', async () => {
    expect((await sharp(await generated({}, [{ on: 'all', flaw: 'ignores-size' }])).metadata()).width).toBe(512)
    expect((await sharp(await generated({}, [{ on: 'all', flaw: 'ignores-format' }])).metadata()).format).toBe('jpeg')
    expect(await pictures('generations', json({ prompt: 'a fox' }), [{ on: 'all', flaw: 'draws-one-more' }])).toHaveLength(2)
    expect(await pictures('generations', json({ prompt: 'a fox', n: 3 }), [{ on: 'all', flaw: 'draws-one' }])).toHaveLength(1)
  })

  it('is flawed only in the operation that is named', async () => {
    const flaws: Flaw[] = [{ on: 'edits', flaw: 'ignores-size' }]
    expect((await sharp(await generated({}, flaws)).metadata()).width).toBe(1024)
  })
})

describe('a streamed picture', () => {
  async function events(
    operation: ImageOperation,
    call: ReturnType<typeof json>,
  ): Promise<{ name: string; data: Record<string, unknown>; atMs: number }[]> {
    const reply = await answer(operation, call)
    expect(reply.headers['Content-Type']).toContain('text/event-stream')
    if (Buffer.isBuffer(reply.body)) throw new Error('The events came all at once.')
    const found = []
    for await (const chunk of reply.body) {
      const [event = '', data = ''] = String(chunk).trimEnd().split('\n')
      found.push({ name: event.replace('event: ', ''), data: JSON.parse(data.replace('data: ', '')), atMs: performance.now() })
    }
    return found
  }

  it.each([0, 1, 3])('comes after %i partial images, spaced in time', async (partial_images) => {
    const started = performance.now()
    const found = await events('generations', json({ prompt: 'a fox', stream: true, partial_images, quality: 'low' }))
    expect(found.map(({ name }) => name)).toEqual([
      ...Array.from({ length: partial_images }, () => 'image_generation.partial_image'),
      'image_generation.completed',
    ])
    expect((found.at(-1)?.atMs ?? 0) - started).toBeGreaterThanOrEqual(149 * (partial_images + 1))
    const last = found.at(-1)?.data
    expect(last).toMatchObject({ size: '1024x1024', quality: 'low', background: 'opaque', output_format: 'png' })
    expect(last?.usage).toMatchObject({ output_tokens: 272 })
    expect(Buffer.from(String(last?.b64_json), 'base64').equals(await generated())).toBe(true)
  })

  it('is named after its operation', async () => {
    const found = await events('edits', form({ prompt: 'on a beach', stream: 'true', partial_images: '1' }, [ball]))
    expect(found.map(({ name }) => name)).toEqual(['image_edit.partial_image', 'image_edit.completed'])
    expect(found[0]?.data.partial_image_index).toBe(0)
  })

  it('is refused before the stream begins', async () => {
    expect((await answer('generations', json({ prompt: 'a fox', stream: true, partial_images: 4 }))).status).toBe(400)
  })
})
