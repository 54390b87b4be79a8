import { describe, expect, test } from 'vitest'
import type { Json } from '../../src/model.ts'
import { type SchemaName, violations } from '../../src/schemas.ts'

type Event = Readonly<Record<string, Json>>

/** The examples of OpenAI's reference for the two events of image_generation; those of image_edit differ in their type alone. */
const described = {
  b64_json: '...',
  created_at: 1_620_000_000,
  size: '1024x1024',
  quality: 'high',
  background: 'transparent',
  output_format: 'png',
} as const
const usage = {
  total_tokens: 100,
  input_tokens: 50,
  output_tokens: 50,
  input_tokens_details: { text_tokens: 10, image_tokens: 40 },
} as const
const partial: Event = { type: 'image_generation.partial_image', ...described, partial_image_index: 0 }
const completed: Event = { type: 'image_generation.completed', ...described, usage }

const without = (event: Event, ...names: readonly string[]): Event =>
  Object.fromEntries(Object.entries(event).filter(([name]) => !names.includes(name)))
const details = ['created_at', 'size', 'quality', 'background', 'output_format']

describe('an event of a stream is what OpenAI shows:', () => {
  test.each<[string, SchemaName, Event]>([
    ['a partial image of a generation', 'stream-partial-image', partial],
    ['a partial image of an edit', 'stream-partial-image', { ...partial, type: 'image_edit.partial_image' }],
    ['the finished generation', 'stream-completed', completed],
    ['the finished edit', 'stream-completed', { ...completed, type: 'image_edit.completed' }],
    ['a partial image as its example of a whole stream has it', 'stream-partial-image', without(partial, ...details)],
    ['the finished picture as its example of a whole stream has it', 'stream-completed', without(completed, ...details)],
  ])('%s', (_what, schema, event) => {
    expect(violations(schema, event)).toEqual([])
  })
})

describe('an event of a stream may', () => {
  test.each<[string, SchemaName, Event]>([
    ['use values that newer models bring', 'stream-completed', { ...completed, size: '4096x4096', quality: 'ultra' }],
    [
      'leave values open',
      'stream-partial-image',
      { ...partial, size: null, quality: null, background: null, output_format: null },
    ],
    ['report no usage', 'stream-completed', without(completed, 'usage')],
    ['leave usage open', 'stream-completed', { ...completed, usage: null }],
    ['be numbered, and have members that nobody knows', 'stream-partial-image', { ...partial, sequence_number: 3, error: null }],
    ['be a later partial image', 'stream-partial-image', { ...partial, partial_image_index: 2 }],
  ])('%s', (_what, schema, event) => {
    expect(violations(schema, event)).toEqual([])
  })
})

describe.each<[SchemaName, Event]>([
  ['stream-partial-image', partial],
  ['stream-completed', completed],
])('%s refuses', (schema, event) => {
  test.each<[string, Json, string]>([
    ['an event without its picture', without(event, 'b64_json'), "the body must have required property 'b64_json'"],
    ['an empty picture', { ...event, b64_json: '' }, 'b64_json must NOT have fewer than 1 characters'],
    ['a picture that is no text', { ...event, b64_json: null }, 'b64_json must be string'],
    ['an event without its type', without(event, 'type'), "the body must have required property 'type'"],
    ['an event of another kind', { ...event, type: 'response.completed' }, 'type must match pattern'],
    ['a type with something before it', { ...event, type: `x.${event.type}` }, 'type must match pattern'],
    ['a type with something behind it', { ...event, type: `${event.type}.x` }, 'type must match pattern'],
    ['a type that is no text', { ...event, type: 1 }, 'type must be string'],
    ['a time that is no number', { ...event, created_at: '1620000000' }, 'created_at must be integer'],
    ['a time before these models', { ...event, created_at: 0 }, 'created_at must be >= 1600000000'],
    ['a size that is no text', { ...event, size: 1024 }, 'size must be string,null'],
    ['a quality that is no text', { ...event, quality: 1 }, 'quality must be string,null'],
    ['a background that is no text', { ...event, background: false }, 'background must be string,null'],
    ['a format that is no text', { ...event, output_format: ['png'] }, 'output_format must be string,null'],
    ['an error beside the picture', { ...event, error: { message: 'no' } }, 'the body must NOT be valid'],
    ['the answer without stream', { created: 1_620_000_000, data: [{ b64_json: '...' }] }, "required property 'type'"],
    ['an error', { error: { message: 'no', type: 'server_error', param: null, code: null } }, "required property 'b64_json'"],
    ['a chunk of a chat', { object: 'chat.completion.chunk', choices: [] }, "required property 'b64_json'"],
    ['text', '[DONE]', 'the body must be object'],
  ])('%s', (_what, body, words) => {
    expect(violations(schema, body)).toContainEqual(expect.stringContaining(words))
  })
})

describe('a partial image must', () => {
  test.each<[string, Event, string]>([
    ['have a number', without(partial, 'partial_image_index'), "required property 'partial_image_index'"],
    ['count from 0', { ...partial, partial_image_index: -1 }, 'partial_image_index must be >= 0'],
    ['count in whole numbers', { ...partial, partial_image_index: 0.5 }, 'partial_image_index must be integer'],
    ['count in numbers', { ...partial, partial_image_index: '0' }, 'partial_image_index must be integer'],
    ['not be the finished picture', completed, 'type must match pattern'],
  ])('%s', (_what, event, words) => {
    expect(violations('stream-partial-image', event)).toContainEqual(expect.stringContaining(words))
  })
})

describe('the completed event must', () => {
  test.each<[string, Event, string]>([
    ['not be a partial image', partial, 'type must match pattern'],
    ['report usage as an object', { ...completed, usage: 100 }, 'usage must be null'],
    [
      'count tokens in whole numbers',
      { ...completed, usage: { ...usage, output_tokens: 0.5 } },
      'usage.output_tokens must be integer',
    ],
    [
      'split its input tokens in an object',
      { ...completed, usage: { ...usage, input_tokens_details: 50 } },
      'details must be object',
    ],
  ])('%s', (_what, event, words) => {
    expect(violations('stream-completed', event)).toContainEqual(expect.stringContaining(words))
  })

  test.each(['total_tokens', 'input_tokens', 'output_tokens'])('count %s as a number, and no fewer than none', (name) => {
    const counting = (tokens: Json): Event => ({ ...completed, usage: { ...usage, [name]: tokens } })
    expect(violations('stream-completed', counting(-1))).toContain(`usage.${name} must be >= 0`)
    expect(violations('stream-completed', counting('50'))).toContain(`usage.${name} must be integer`)
  })

  test.each(['text_tokens', 'image_tokens'])('count %s of its input as a number, and no fewer than none', (name) => {
    const counting = (tokens: Json): Event => ({
      ...completed,
      usage: { ...usage, input_tokens_details: { ...usage.input_tokens_details, [name]: tokens } },
    })
    expect(violations('stream-completed', counting(-1))).toContain(`usage.input_tokens_details.${name} must be >= 0`)
    expect(violations('stream-completed', counting(null))).toContain(`usage.input_tokens_details.${name} must be integer`)
  })

  test.each(Object.keys(usage))('report %s when it reports usage', (name) => {
    const event = { ...completed, usage: without(usage, name) }
    expect(violations('stream-completed', event)).toContain(`usage must have required property '${name}'`)
  })

  test.each(Object.keys(usage.input_tokens_details))('split its input tokens into %s too', (name) => {
    const event = { ...completed, usage: { ...usage, input_tokens_details: without(usage.input_tokens_details, name) } }
    expect(violations('stream-completed', event)).toContain(`usage.input_tokens_details must have required property '${name}'`)
  })
})
