import { describe, expect, it } from 'vitest'
import { type AoaiOptions, HEALTHY_AOAI, startAoai } from '../../reference/aoai/aoai.ts'
import { blueCube, type Call, closing, errorOf, form, json, picturesOf, plain, redBall, send, type Wire } from './wire.ts'

const start = closing()
const KEY = 'aoai-key-1'
const KEYED = { 'api-key': KEY }
const VERSION = 'api-version=2025-04-01-preview'

async function aoai(change: Partial<AoaiOptions> = {}): Promise<(path: string, call: Call) => Promise<Wire>> {
  const hop = await start(startAoai({ ...HEALTHY_AOAI, keys: [KEY], ...change }))
  return (path, call) => send(`${hop.url}${path}`, call)
}

function at(operation: string, deployment = 'gpt-image-1.5', query = VERSION): string {
  return `/openai/deployments/${deployment}/${operation}${query === '' ? '' : `?${query}`}`
}

const generation = (change: object = {}, headers: Record<string, string> = KEYED): Call =>
  json({ model: 'gpt-image-1.5', prompt: 'a fox', quality: 'low', ...change }, headers)

const edit = (fields: Record<string, string> = {}, files = [{ name: 'image', content: redBall }]): Call =>
  form({ model: 'gpt-image-1.5', prompt: 'on a beach', quality: 'low', ...fields }, files, KEYED)

describe('the front end of Azure OpenAI', () => {
  it.each([
    ['no api-version', at('images/edits', 'gpt-image-1.5', '')],
    ['an api-version that does not know edits', at('images/edits', 'gpt-image-1.5', 'api-version=2024-02-01')],
    ['the api-version twice', at('images/edits', 'gpt-image-1.5', `${VERSION}&${VERSION}`)],
    ['a doubled /openai', `/openai${at('images/edits')}`],
    ['the deployment left out', `/openai/images/edits?${VERSION}`],
    ['a misspelt operation', at('image/edits')],
    ['a trailing slash', `/openai/deployments/gpt-image-1.5/images/edits/?${VERSION}`],
  ])('answers 404 in its 56 bytes to %s', async (_what, path) => {
    const call = await aoai()
    const answer = await call(path, edit())
    expect(answer.status).toBe(404)
    expect(answer.text).toBe('{"error":{"code":"404","message": "Resource not found"}}')
    expect(answer.bytes).toBe(56)
    expect(answer.headers['apim-request-id']).toMatch(/^[0-9a-f-]{36}$/)
    expect(answer.headers).not.toHaveProperty('x-ms-region')
  })

  it('knows generations but not edits on 2024-02-01', async () => {
    const call = await aoai()
    const answer = await call(at('images/generations', 'gpt-image-1.5', 'api-version=2024-02-01'), generation())
    expect(answer.status).toBe(200)
  })

  it('looks at the path before the key', async () => {
    const call = await aoai()
    expect((await call(at('images/nothing'), generation({}, {}))).status).toBe(404)
  })

  it('answers a wrong key with its 224 bytes and without a region', async () => {
    const call = await aoai()
    const answer = await call(at('images/edits'), { ...edit(), headers: { ...edit().headers, 'api-key': 'wrong' } })
    expect([answer.status, answer.bytes, errorOf(answer).code]).toEqual([401, 224, '401'])
    expect(answer.headers).toHaveProperty('apim-request-id')
    expect(answer.headers).not.toHaveProperty('x-ms-region')
  })

  it.each([
    ['no credential', {}],
    ['a bearer that is no Entra token', { authorization: 'Bearer sk-one-api' }],
  ])('answers %s with the flat 401', async (_what, headers) => {
    const call = await aoai()
    const answer = await call(at('images/generations'), generation({}, headers))
    expect(answer.status).toBe(401)
    expect(JSON.parse(answer.text)).toEqual({
      statusCode: 401,
      message:
        'Unauthorized. Access token is missing, invalid, audience is incorrect (https://cognitiveservices.azure.com), or have expired.',
    })
  })

  it('takes an Entra token of a principal with the role, and refuses one without', async () => {
    const call = await aoai({
      tokens: [
        { token: 'entra-1', role: 'held' },
        { token: 'entra-2', role: 'missing' },
      ],
    })
    const allowed = await call(at('images/generations'), generation({}, { authorization: 'Bearer entra-1' }))
    const denied = await call(at('images/generations'), generation({}, { authorization: 'Bearer entra-2' }))
    expect(allowed.status).toBe(200)
    expect([denied.status, errorOf(denied).code]).toEqual([401, 'PermissionDenied'])
  })

  it('takes a valid token, whatever key stands beside it', async () => {
    const call = await aoai({ tokens: [{ token: 'entra-1', role: 'held' }] })
    const beside = (token: string) => generation({}, { authorization: `Bearer ${token}`, 'api-key': 'of-the-caller' })
    expect((await call(at('images/generations'), beside('entra-1'))).status).toBe(200)
    expect((await call(at('images/generations'), beside('none'))).status).toBe(401)
  })

  it('refuses a right key when keys are switched off', async () => {
    const call = await aoai({ keyAuth: 'disabled' })
    const answer = await call(at('images/generations'), generation())
    expect([answer.status, errorOf(answer).code]).toEqual([403, 'AuthenticationTypeDisabled'])
  })

  it('shows its region but no deployment for a deployment that does not exist', async () => {
    const call = await aoai()
    const answer = await call(at('images/edits', 'gpt-image-15'), edit())
    expect([answer.status, errorOf(answer).code]).toEqual([404, 'DeploymentNotFound'])
    expect(answer.headers['x-ms-region']).toBe('East US 2')
    expect(answer.headers).not.toHaveProperty('x-ms-deployment-name')
  })

  it.each([
    ['resource blocked', 403, 'Forbidden'],
    ['network closed', 403, '403'],
    ['rate limited', 429, '429'],
    ['overloaded', 503, 'ServiceUnavailable'],
    ['server error', 500, 'internal_server_error'],
    ['content filtered', 400, 'contentFilter'],
  ] as const)('can be made to answer "%s" on one operation only', async (as, status, code) => {
    const call = await aoai({ refuses: [{ on: 'edits', as }] })
    const refused = await call(at('images/edits'), edit())
    expect([refused.status, errorOf(refused).code]).toEqual([status, code])
    expect((await call(at('images/generations'), generation())).status).toBe(200)
  })

  it('tells how long to wait when it limits the rate', async () => {
    const call = await aoai({ refuses: [{ on: 'all', as: 'rate limited' }] })
    expect((await call(at('images/generations'), generation())).headers['retry-after']).toBe('38')
  })

  it('refuses a picture of a chat model and a chat of an image model', async () => {
    const call = await aoai()
    const picture = await call(at('images/generations', 'gpt-4.1-mini'), generation())
    const chat = await call(at('chat/completions'), json({ messages: [{ role: 'user', content: 'hello' }] }, KEYED))
    expect([errorOf(picture).code, errorOf(chat).code]).toEqual(['OperationNotSupported', 'OperationNotSupported'])
  })

  it('chats', async () => {
    const call = await aoai()
    const answer = await call(
      at('chat/completions', 'gpt-4.1-mini'),
      json({ messages: [{ role: 'user', content: 'hello' }] }, KEYED),
    )
    expect(JSON.parse(answer.text).choices[0].message.content).toBe('hello')
  })
})

describe('the v1 path of Azure OpenAI', () => {
  it.each(['', '?api-version=preview'])('takes the deployment from the body (%s)', async (query) => {
    const call = await aoai()
    expect((await call(`/openai/v1/images/generations${query}`, generation())).status).toBe(200)
    expect((await call(`/openai/v1/images/edits${query}`, edit())).headers['x-ms-deployment-name']).toBe('gpt-image-1.5')
  })

  it('takes the key as a bearer, as OpenAI clients send it', async () => {
    const call = await aoai()
    const answer = await call('/openai/v1/images/generations', generation({}, { authorization: `Bearer ${KEY}` }))
    expect(answer.status).toBe(200)
  })

  it('refuses a dated version', async () => {
    const call = await aoai()
    const answer = await call(`/openai/v1/images/generations?${VERSION}`, generation())
    expect([answer.status, answer.text]).toEqual([400, '{"error":{"code":"BadRequest","message":"API version not supported"}}'])
  })
})

describe('the image model of Azure OpenAI', () => {
  it('shows deployment, region and rate limits on a picture and on its own refusals', async () => {
    const call = await aoai()
    for (const answer of [
      await call(at('images/generations'), generation()),
      await call(at('images/generations'), generation({ size: '1x1' })),
    ]) {
      expect(answer.headers['x-ms-deployment-name']).toBe('gpt-image-1.5')
      expect(answer.headers['x-ms-region']).toBe('East US 2')
      expect(answer.headers).toHaveProperty('x-ratelimit-remaining-requests')
    }
  })

  it('names the deployment that really answered', async () => {
    const call = await aoai({ spilloverTo: 'gpt-image-1-mini' })
    const answer = await call(at('images/generations'), generation())
    expect(answer.headers['x-ms-deployment-name']).toBe('gpt-image-1-mini')
  })

  it('refuses an invalid size in these bytes', async () => {
    const call = await aoai()
    const expected = {
      error: {
        message: "Invalid value: '1x1'. Supported values are: '1024x1024', '1024x1536', '1536x1024', and 'auto'.",
        type: 'invalid_request_error',
        param: 'size',
        code: 'invalid_value',
      },
    }
    const generated = await call(at('images/generations'), generation({ size: '1x1' }))
    const edited = await call(at('images/edits'), edit({ size: '1x1' }))
    expect([generated.status, generated.text]).toEqual([400, JSON.stringify(expected)])
    expect([edited.status, edited.text]).toEqual([400, JSON.stringify(expected)])
  })

  it.each([
    ['prompt', { prompt: undefined }, 'missing_required_parameter', "Missing required parameter: 'prompt'."],
    ['prompt', { prompt: '' }, 'empty_string', expect.stringContaining('empty string')],
    ['prompt', { prompt: 'x'.repeat(32_001) }, 'string_above_max_length', expect.stringContaining('length 32001')],
    ['prompt', { prompt: 7 }, 'invalid_type', "Invalid type for 'prompt': expected a string, but got an integer instead."],
    [
      'n',
      { n: 11 },
      'integer_above_max_value',
      "Invalid 'n': integer above maximum value. Expected a value <= 10, but got 11 instead.",
    ],
    [
      'n',
      { n: 0 },
      'integer_below_min_value',
      "Invalid 'n': integer below minimum value. Expected a value >= 1, but got 0 instead.",
    ],
    ['n', { n: '2' }, 'invalid_type', "Invalid type for 'n': expected an integer, but got a string instead."],
    [
      'quality',
      { quality: 'hd' },
      'invalid_value',
      "Invalid value: 'hd'. Supported values are: 'low', 'medium', 'high', and 'auto'.",
    ],
    [
      'output_format',
      { output_format: 'webp' },
      'invalid_value',
      "Invalid value: 'webp'. Supported values are: 'png' and 'jpeg'.",
    ],
    ['response_format', { response_format: 'b64_json' }, 'unknown_parameter', "Unknown parameter: 'response_format'."],
    ['background', { background: 'transparent', output_format: 'jpeg' }, 'invalid_value', expect.stringContaining('JPEG')],
    ['stream', { stream: 'yes' }, 'invalid_type', "Invalid type for 'stream': expected a boolean, but got a string instead."],
  ])('refuses a bad %s of a generation (%#)', async (param, change, code, message) => {
    const call = await aoai()
    const answer = await call(at('images/generations'), generation(change))
    expect(answer.status).toBe(400)
    expect(errorOf(answer)).toEqual({ message, type: 'invalid_request_error', param, code })
  })

  it('reports an unknown name before the prompt, and the prompt before other values', async () => {
    const call = await aoai()
    const first = await call(at('images/generations'), generation({ prompt: '', n: 0, bogus: 1 }))
    const second = await call(at('images/generations'), generation({ prompt: '', n: 0 }))
    expect([errorOf(first).param, errorOf(second).param]).toEqual(['bogus', 'prompt'])
  })

  it('does not take a form for a generation nor JSON for an edit', async () => {
    const call = await aoai()
    const generated = await call(at('images/generations'), edit())
    const edited = await call(at('images/edits'), generation())
    expect(errorOf(generated)).toEqual({
      message:
        "Unsupported content type: 'multipart/form-data'. This API method only accepts 'application/json' requests, but you specified the header 'Content-Type: multipart/form-data'. Please try again with a supported content type.",
      type: 'invalid_request_error',
      param: null,
      code: 'unsupported_content_type',
    })
    expect([edited.status, errorOf(edited).code]).toEqual([400, 'unsupported_content_type'])
  })

  it.each([
    ['no picture', {}, [], 'image', 'missing_required_parameter'],
    ['a picture without a filename', {}, [{ name: 'image', filename: null, content: redBall }], 'image', 'invalid_type'],
    [
      'a bracketed picture without a filename',
      {},
      [{ name: 'image[]', filename: null, content: redBall }],
      'image[0]',
      'invalid_type',
    ],
    [
      'a picture without its type',
      {},
      [{ name: 'image', type: 'application/octet-stream', content: redBall }],
      'image',
      'unsupported_file_mimetype',
    ],
    ['no picture under that type', {}, [{ name: 'image', content: Buffer.from('no picture') }], null, 'invalid_image_file'],
    ['an empty file', {}, [{ name: 'image', content: Buffer.alloc(0) }], null, 'invalid_image_file'],
    ['half a picture', {}, [{ name: 'image', content: redBall.subarray(0, redBall.length / 2) }], null, 'invalid_image_file'],
    [
      'seventeen pictures',
      {},
      Array.from({ length: 17 }, () => ({ name: 'image[]', content: redBall })),
      'image',
      'array_above_max_length',
    ],
    ['another field for the file', {}, [{ name: 'file', content: redBall }], 'file', 'unknown_parameter'],
    ['no prompt', { prompt: '' }, [{ name: 'image', content: redBall }], 'prompt', 'empty_string'],
    ['a number that is none', { n: 'two' }, [{ name: 'image', content: redBall }], 'n', 'invalid_type'],
  ])('refuses an edit with %s', async (_what, fields, files, param, code) => {
    const call = await aoai()
    const answer = await call(at('images/edits'), edit(fields, files))
    expect(answer.status).toBe(400)
    expect(errorOf(answer)).toMatchObject({ param, code })
  })

  it.each([
    ['another size than the picture', plain(64, 64, 'png', 0), 'Invalid mask image format - mask size does not match image size'],
    ['no transparency', plain(512, 512), 'Invalid mask image format - mask image missing alpha channel'],
  ])('refuses a mask with %s', async (_what, mask, message) => {
    const call = await aoai()
    const files = [
      { name: 'image', content: redBall },
      { name: 'mask', content: await mask },
    ]
    const answer = await call(at('images/edits'), edit({}, files))
    expect([answer.status, errorOf(answer).message]).toEqual([400, message])
  })

  it('refuses a body whose boundary is lost', async () => {
    const call = await aoai()
    const answer = await call(at('images/edits'), { ...edit(), headers: { ...KEYED, 'content-type': 'multipart/form-data' } })
    expect(answer.status).toBe(400)
    expect(errorOf(answer).message).toContain('Could not parse the multipart form')
  })

  it('filters a prompt that asks for it', async () => {
    const call = await aoai()
    const answer = await call(at('images/generations'), generation({ prompt: 'a [content-filter] scene' }))
    expect([answer.status, errorOf(answer).code]).toEqual([400, 'content_filter'])
    expect(JSON.parse(answer.text).error.inner_error.code).toBe('ResponsibleAIPolicyViolation')
  })

  it.each([['image'], ['image[]']])('edits one, two and sixteen pictures named %s', async (name) => {
    const call = await aoai()
    for (const count of [1, 2, 16]) {
      const files = Array.from({ length: count }, (_, index) => ({ name, content: index % 2 === 0 ? redBall : blueCube }))
      const answer = await call(at('images/edits'), edit({}, files))
      expect(answer.status).toBe(200)
      expect(JSON.parse(answer.text).usage.input_tokens_details.image_tokens).toBe(count * 194)
      expect(picturesOf(answer)).toHaveLength(1)
    }
  })

  it('can be told to refuse either name for several pictures', async () => {
    const call = await aoai({ severalAs: ['image[]'] })
    const files = [
      { name: 'image', content: redBall },
      { name: 'image', content: blueCube },
    ]
    const repeated = await call(at('images/edits'), edit({}, files))
    expect(errorOf(repeated).message).toMatch(/^Duplicate parameter: 'image'\./)
    const plainOnly = await aoai({ severalAs: ['image'] })
    const bracketed = await plainOnly(at('images/edits'), edit({}, [{ name: 'image[]', content: redBall }]))
    expect(errorOf(bracketed).code).toBe('unknown_parameter')
  })

  it('accounts for what it answers', async () => {
    const call = await aoai()
    const body = JSON.parse((await call(at('images/generations'), generation({ n: 2, size: '1536x1024' }))).text)
    expect(body).toMatchObject({ background: 'opaque', output_format: 'png', quality: 'low', size: '1536x1024' })
    expect(body.data).toHaveLength(2)
    expect(body.usage.total_tokens).toBe(body.usage.input_tokens + body.usage.output_tokens)
    expect(body.usage.input_tokens_details.image_tokens).toBe(0)
  })

  it('takes as long as it is told for a picture, but refuses at once', async () => {
    const call = await aoai({ latencyMs: 120 })
    const started = performance.now()
    const order: string[] = []
    const picture = call(at('images/generations'), generation()).then(() => order.push('picture'))
    const refusal = call(at('images/generations'), generation({ size: '1x1' })).then(() => order.push('refusal'))
    await Promise.all([picture, refusal])
    expect(performance.now() - started).toBeGreaterThanOrEqual(119)
    expect(order).toEqual(['refusal', 'picture'])
  })
})
