import { describe, expect, test } from 'vitest'
import type { Json } from '../../src/model.ts'
import { violations } from '../../src/schemas.ts'

const wrong = (body: Json): readonly string[] => violations('images-response', body)

const usage = {
  total_tokens: 100,
  input_tokens: 50,
  output_tokens: 50,
  input_tokens_details: { text_tokens: 10, image_tokens: 40 },
} as const
/** The example of OpenAI's reference for createImage (openai-openapi, ImagesResponse), as it stands there. */
const openai = { created: 1_713_833_628, data: [{ b64_json: '...' }], usage } as const
const without = (object: Readonly<Record<string, Json>>, name: string): Json =>
  Object.fromEntries(Object.entries(object).filter(([key]) => key !== name))

describe('an images response is what the publishers show:', () => {
  test.each<[string, Json]>([
    ["OpenAI's example of createImage", openai],
    [
      "OpenAI's example of the images object",
      { ...openai, background: 'transparent', output_format: 'png', size: '1024x1024', quality: 'high' },
    ],
    ["Azure's example of an edit (2025-04-01-preview)", { created: 1_698_342_300, data: [{ b64_json: 'iVB...' }], usage }],
    [
      "Azure's example of a GPT image model, without usage",
      { created: 1_698_116_662, data: [{ b64_json: '<base64 image data>' }] },
    ],
    [
      "Azure's example of DALL-E, with a link and filter results",
      {
        created: 1_698_342_300,
        data: [
          {
            revised_prompt: 'A vivid, natural representation of Microsoft Clippy wearing a cowboy hat.',
            prompt_filter_results: {
              sexual: { severity: 'safe', filtered: false },
              profanity: { detected: false, filtered: false },
            },
            url: 'https://dalletipusw2.blob.core.windows.net/private/images/e5451cc6/generated_00.png?se=2023-10-27T17%3A45%3A09Z&...',
            content_filter_results: { violence: { severity: 'safe', filtered: false } },
          },
        ],
      },
    ],
  ])('%s', (_what, body) => {
    expect(wrong(body)).toEqual([])
  })
})

describe('an images response may', () => {
  test.each<[string, Json]>([
    ['hold several pictures', { ...openai, data: [{ b64_json: 'a' }, { b64_json: 'b' }] }],
    [
      'write null for the form that it does not use',
      { ...openai, data: [{ b64_json: null, url: 'https://p.test/1', revised_prompt: null }] },
    ],
    ['write nothing for the form that it does not use', { ...openai, data: [{ b64_json: '', url: 'https://p.test/1' }] }],
    ['write nothing for the link', { ...openai, data: [{ b64_json: 'a', url: '' }] }],
    ['report no usage', { ...openai, usage: null }],
    [
      'split the output tokens too',
      { ...openai, usage: { ...usage, output_tokens_details: { image_tokens: 50, text_tokens: 0 } } },
    ],
    [
      'use values that newer models bring',
      { ...openai, quality: 'ultra', size: '4096x4096', output_format: 'avif', background: 'auto' },
    ],
    ['leave values open', { ...openai, quality: null, size: null, output_format: null, background: null }],
    ['have members that nobody knows', { ...openai, id: 'img_1', object: 'list', error: null }],
    ['be as old as the first of these models', { ...openai, created: 1_600_000_000 }],
  ])('%s', (_what, body) => {
    expect(wrong(body)).toEqual([])
  })
})

describe('an images response must', () => {
  test.each<[string, Json, string]>([
    ['be an object', [openai], 'the body must be object'],
    ['have data', without(openai, 'data'), "the body must have required property 'data'"],
    ['have pictures in a list', { ...openai, data: { b64_json: '...' } }, 'data must be array'],
    ['have at least one picture', { ...openai, data: [] }, 'data must NOT have fewer than 1 items'],
    ['say when it was created', without(openai, 'created'), "the body must have required property 'created'"],
    ['say it in this age', { ...openai, created: 1_599_999_999 }, 'created must be >= 1600000000'],
    ['say it at all', { ...openai, created: 0 }, 'created must be >= 1600000000'],
    ['say it in whole seconds', { ...openai, created: 1_713_833_628.5 }, 'created must be integer'],
    ['say it as a number', { ...openai, created: '1713833628' }, 'created must be integer'],
    ['say it and not leave it open', { ...openai, created: null }, 'created must be integer'],
    [
      'hold a picture or a link',
      { ...openai, data: [{ revised_prompt: 'a pear' }] },
      "data.0 must have required property 'b64_json'",
    ],
    ['hold more than null', { ...openai, data: [{ b64_json: null }] }, 'data.0.b64_json must be string'],
    ['hold more than nothing', { ...openai, data: [{ b64_json: '' }] }, 'data.0.b64_json must NOT have fewer than 1 characters'],
    ['hold the picture as text', { ...openai, data: [{ b64_json: 1 }] }, 'data.0.b64_json must be string,null'],
    ['hold the picture in an object', { ...openai, data: ['...'] }, 'data.0 must be object'],
    [
      'hold a picture in each item',
      { ...openai, data: [{ b64_json: 'a' }, {}] },
      "data.1 must have required property 'b64_json'",
    ],
    ['link to somewhere', { ...openai, data: [{ url: '/1.png' }] }, 'data.0.url must match format "uri"'],
    ['link to something', { ...openai, data: [{ url: '', b64_json: '' }] }, 'data.0.url must match format "uri"'],
    ['link in text', { ...openai, data: [{ b64_json: 'a', url: 1 }] }, 'data.0.url must be string,null'],
    ['revise in text', { ...openai, data: [{ b64_json: 'a', revised_prompt: {} }] }, 'data.0.revised_prompt must be string,null'],
    ['name its size in text', { ...openai, size: 1024 }, 'size must be string,null'],
    ['name its quality in text', { ...openai, quality: 1 }, 'quality must be string,null'],
    ['name its format in text', { ...openai, output_format: ['png'] }, 'output_format must be string,null'],
    ['name its background in text', { ...openai, background: false }, 'background must be string,null'],
    ['not be an error beside pictures', { ...openai, error: { message: 'no' } }, 'the body must NOT be valid'],
    ['report usage as an object', { ...openai, usage: 100 }, 'usage must be null'],
    [
      'count tokens in whole numbers',
      { ...openai, usage: { ...usage, output_tokens: 0.5 } },
      'usage.output_tokens must be integer',
    ],
    ['count tokens in numbers', { ...openai, usage: { ...usage, total_tokens: '100' } }, 'usage.total_tokens must be integer'],
    [
      'count image tokens in numbers',
      { ...openai, usage: { ...usage, input_tokens_details: { text_tokens: 10, image_tokens: null } } },
      'usage.input_tokens_details.image_tokens must be integer',
    ],
  ])('%s', (_what, body, words) => {
    expect(wrong(body)).toContainEqual(expect.stringContaining(words))
  })

  test.each(['total_tokens', 'input_tokens', 'output_tokens'])('count no fewer %s than none', (name) => {
    expect(wrong({ ...openai, usage: { ...usage, [name]: -1 } })).toContain(`usage.${name} must be >= 0`)
  })

  test.each(['text_tokens', 'image_tokens'])('count no fewer %s of the input than none', (name) => {
    const details = { ...usage.input_tokens_details, [name]: -1 }
    expect(wrong({ ...openai, usage: { ...usage, input_tokens_details: details } })).toContain(
      `usage.input_tokens_details.${name} must be >= 0`,
    )
  })

  test.each(Object.keys(usage))('report %s when it reports usage', (name) => {
    expect(wrong({ ...openai, usage: without(usage, name) })).toContain(`usage must have required property '${name}'`)
  })

  test.each(['text_tokens', 'image_tokens'])('split the input tokens into %s too', (name) => {
    const details = without(usage.input_tokens_details, name)
    expect(wrong({ ...openai, usage: { ...usage, input_tokens_details: details } })).toContain(
      `usage.input_tokens_details must have required property '${name}'`,
    )
  })
})
