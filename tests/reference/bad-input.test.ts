import { afterEach, describe, expect, it } from 'vitest'
import { type ChainOptions, startChain } from '../../reference/chain.ts'
import { FAULTS } from '../../reference/faults/faults.ts'
import type { DialectName } from '../../reference/one-api/dialects.ts'
import { form, json, redBall, send, type Wire } from './wire.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

/** A way to ask the embedded chain, healthy or with a fault of the catalogue. */
async function chainWith({ fault: name, ...options }: Pick<ChainOptions, 'layout' | 'dialect'> & { readonly fault?: string }) {
  const fault = FAULTS.find((one) => one.name === name)
  const chain = await startChain(fault === undefined ? options : { ...options, fault })
  closing.push(() => chain.close())
  const authorization = `Bearer ${chain.key}`
  return {
    url: chain.url,
    generations: (body: string, type = 'application/json'): Promise<Wire> =>
      send(`${chain.url}/images/generations`, { headers: { authorization, 'content-type': type }, body }),
    edits: (call: ReturnType<typeof json>): Promise<Wire> =>
      send(`${chain.url}/images/edits`, { ...call, headers: { ...call.headers, authorization } }),
  }
}

const model = 'gpt-image-1.5'
const generation = (change: object = {}): string => JSON.stringify({ model, prompt: 'a pear', ...change })
const edit = (fields: Record<string, string> = {}) =>
  form({ model, prompt: 'a pear', ...fields }, [{ name: 'image', content: redBall }])

describe('a body that cannot be read', () => {
  it.each<readonly [DialectName, number]>([
    ['pass-through', 400],
    ['one-api', 400],
    ['laisky', 400],
    ['one-hub', 400],
    ['new-api', 400],
  ])('is refused by %s with %i', async (dialect, status) => {
    const { generations } = await chainWith({ dialect })
    expect((await generations(generation().slice(0, -5))).status).toBe(status)
    expect((await generations('')).status).toBe(status)
  })

  it('is JSON to new-api when it is a list, which then names no model', async () => {
    const { generations } = await chainWith({ dialect: 'new-api' })
    expect((await generations(`[${generation()}]`)).status).toBe(503)
  })

  it('is refused by the v1 surface of Azure OpenAI before it looks for a deployment, which only the body names', async () => {
    const { generations } = await chainWith({ layout: 'aoai-v1' })
    const unread = await generations(generation().slice(0, -5))
    expect([unread.status, unread.text]).toEqual([400, expect.stringContaining('could not parse the JSON body')])
    const nameless = await generations(JSON.stringify({ prompt: 'a pear' }))
    expect([nameless.status, nameless.text]).toEqual([400, expect.stringContaining("Missing required parameter: 'model'")])
  })

  it('is JSON that is not labelled as JSON to a FastAPI gateway, which asks for the token first', async () => {
    const { generations, url } = await chainWith({ layout: 'ai-builder-space' })
    const unlabelled = await generations(generation(), 'text/plain')
    expect([unlabelled.status, unlabelled.text]).toEqual([422, expect.stringContaining('model_attributes_type')])
    const nobody = await send(`${url}/images/generations`, { headers: { 'content-type': 'text/plain' }, body: generation() })
    expect(nobody.status).toBe(401)
  })

  it('is no form to laisky without its boundary', async () => {
    const { edits } = await chainWith({ dialect: 'laisky' })
    const { body } = edit()
    const answer = await edits({ headers: { 'content-type': 'multipart/form-data' }, body: body ?? '' })
    expect([answer.status, answer.text]).toEqual([400, expect.stringContaining('UnmarshalBodyReusable failed')])
  })

  it('goes on as it came where a hop damages forms', async () => {
    const { edits } = await chainWith({ fault: 'one-api-pictures-lost' })
    const answer = await edits({ headers: { 'content-type': 'multipart/form-data; boundary=x' }, body: 'no form' })
    expect([answer.status, answer.text]).toEqual([400, expect.stringContaining('Could not parse the multipart form')])
  })
})

describe('the fault', () => {
  it.each(['one-api-bad-generations-as-500', 'one-api-bad-edits-as-500'])('%s spares what is wrong in a value', async (fault) => {
    const chain = await chainWith({ fault })
    const wrong = fault.includes('edits')
      ? await chain.edits(edit({ n: 'two' }))
      : await chain.generations(generation({ n: 'two' }))
    const value = fault.includes('edits')
      ? await chain.edits(edit({ size: '1x1' }))
      : await chain.generations(generation({ size: '1x1' }))
    expect([wrong.status, value.status]).toEqual([500, 400])
    expect(wrong.headers['apim-request-id']).toBeUndefined()
    expect(wrong.headers['x-oneapi-request-id']).toBeDefined()
  })

  it('one-api-refused-values-in-own-envelope spares sizes', async () => {
    const { generations } = await chainWith({ fault: 'one-api-refused-values-in-own-envelope' })
    expect((await generations(generation({ quality: 'ultra' }))).text).toBe('{"success":false,"code":400,"msg":"request failed"}')
    expect((await generations(generation({ size: '1x1' }))).text).toContain("Invalid value: '1x1'")
  })

  it('one-api-size-divided needs two numbers', async () => {
    const { generations } = await chainWith({ fault: 'one-api-size-divided' })
    const statuses = await Promise.all(['1x1', '1x1 and more', 'square'].map((size) => generations(generation({ size }))))
    expect(statuses.map(({ status }) => status)).toEqual([400, 400, 500])
  })

  it('one-api-routes-by-content-type takes each operation in its own', async () => {
    const { generations, edits } = await chainWith({ fault: 'one-api-routes-by-content-type' })
    expect((await generations(generation({ size: '1x1' }))).status).toBe(400)
    expect((await generations(generation(), 'text/plain')).status).toBe(404)
    expect((await edits(json({ model, prompt: 'a pear' }))).status).toBe(404)
    expect((await edits(edit({ size: '1x1' }))).status).toBe(400)
  })

  it('edge-waf-json-limit blocks long JSON and no long form', async () => {
    const { generations, edits } = await chainWith({ fault: 'edge-waf-json-limit' })
    const prompt = 'a pear '.repeat(4000)
    expect((await generations(generation({ prompt, size: '1x1' }))).status).toBe(403)
    expect((await generations(generation({ size: '1x1' }))).status).toBe(400)
    expect((await edits(edit({ prompt, size: '1x1' }))).status).toBe(400)
  })

  it('one-api-text-as-latin-1 damages texts of JSON and of forms', async () => {
    const { generations, edits } = await chainWith({ fault: 'one-api-text-as-latin-1' })
    expect((await generations(generation({ size: 'é' }))).text).toContain("Invalid value: 'Ã©'")
    expect((await edits(edit({ size: 'é' }))).text).toContain("Invalid value: 'Ã©'")
  })

  it('one-api-prompt-cut has drawn what is too long', async () => {
    const { edits } = await chainWith({ fault: 'one-api-prompt-cut' })
    expect((await edits(edit({ prompt: 'a'.repeat(32_001) }))).status).toBe(200)
  })

  it('one-api-prompt-limit-of-dall-e refuses what is not', async () => {
    const { generations } = await chainWith({ fault: 'one-api-prompt-limit-of-dall-e' })
    const answers = await Promise.all(
      [4000, 4001].map((length) => generations(generation({ prompt: 'a'.repeat(length), size: '1x1' }))),
    )
    expect(answers.map(({ text }) => text.includes('prompt is too long'))).toEqual([false, true])
  })
})
