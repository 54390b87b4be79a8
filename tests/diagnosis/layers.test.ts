import { describe, expect, test } from 'vitest'
import { type Layer, voicesIn } from '../../src/diagnosis/layers.ts'
import type { Json } from '../../src/model.ts'

/** The voices of a body in short, outermost first. */
const voices = (body: Json): readonly string[] => voicesIn(body).layers.map(({ shape, message }) => `${shape}: ${message}`)
const outer = (body: Json): Layer | undefined => voicesIn(body).layers[0]

describe('a voice', () => {
  test.each<[string, Json, string]>([
    ['an error object', { error: { message: 'no' } }, 'error: no'],
    ['a list of errors under error', { error: [{ message: 'no' }, { message: 'never' }] }, 'error: no'],
    ['a list of errors under errors', { errors: [{ message: 'no' }] }, 'error: no'],
    ['an error that is text', { error: 'no' }, 'error: no'],
    ['an error object without its braces', { message: 'no', code: '404' }, 'error: no'],
    ['an error object without its braces, by its type', { message: 'no', type: 'server_error' }, 'error: no'],
    ['a flat error', { statusCode: 404, message: 'no' }, 'flat: no'],
    ['a flat error that repeats the status in words', { statusCode: 404, error: 'Not Found', message: 'no' }, 'flat: no'],
    ["FastAPI's detail", { detail: 'no' }, 'detail: no'],
    ["FastAPI's detail before anything else", { detail: 'no', statusCode: 404 }, 'detail: no'],
    ['text', 'no', 'text: no'],
    ['the first of a list', [{ error: { message: 'no' } }, { error: { message: 'never' } }], 'error: no'],
    ['what Axios prints under data', { data: { error: { message: 'no' } } }, 'error: no'],
    ['what Axios prints under data, flat', { data: { statusCode: 404, message: 'no' } }, 'flat: no'],
    ['any other object', { message: 'no' }, 'object: no'],
    ['an object whose data is no error', { data: { id: 1 }, message: 'no' }, 'object: no'],
    ['an object with a code and no words', { code: 404 }, 'object: '],
  ])('is %s', (_what, body, voice) => {
    expect(voices(body)).toEqual([voice])
  })

  test.each<[string, Json]>([
    ['a list of pictures', { created: 1, data: [] }],
    ['a list of choices', { choices: [] }],
    ['an empty body', null],
    ['an empty text', ''],
    ['an empty list', []],
    ['a number', 404],
    ['a truth', true],
  ])('is not %s', (_what, body) => {
    expect(voices(body)).toEqual([])
  })

  test.each([
    ['message', { message: 'no', msg: 'never' }],
    ['msg', { msg: 'no', error_msg: 'never' }],
    ['error_msg', { error_msg: 'no', title: 'never' }],
    ['title', { title: 'no', error: 'never' }],
    ['error', { error: 'no' }],
    ['nothing', { code: 'x' }],
    ['no text', { message: { reason: 'no' } }],
  ])('says what stands under %s', (what, error) => {
    const said = what === 'nothing' ? '' : what === 'no text' ? '{"reason":"no"}' : 'no'
    expect(outer({ error })?.message).toBe(said)
  })

  test('has a code and a type in words, also where they are numbers, and what stands beside it', () => {
    const body = { created: 1, error: { message: 'no', code: 404, type: 'x' } }
    expect(outer(body)).toMatchObject({ code: '404', type: 'x', fields: body.error, around: body })
    expect(outer({ error: { message: 'no', code: null, type: ['x'] } })).toMatchObject({ code: null, type: null })
    expect(outer('no')).toEqual({ shape: 'text', fields: {}, around: {}, message: 'no', code: null, type: null })
  })

  test('is heard to 20,000 characters', () => {
    expect(outer({ error: { message: 'x'.repeat(20_001) } })?.message).toHaveLength(20_000)
  })
})

describe('what a relay quotes', () => {
  test.each<[string, Json, readonly string[]]>([
    [
      'as JSON in its message',
      { error: { message: 'AzureException - {"error": {"message": "no"}}' } },
      ['error: AzureException - {"error": {"message": "no"}}', 'error: no'],
    ],
    ['as JSON in text', 'litellm.APIError: got {"detail": "no"}', ['text: litellm.APIError: got {"detail": "no"}', 'detail: no']],
    ['under detail', { detail: { error: { message: 'no' } } }, ['detail: {"error":{"message":"no"}}', 'error: no']],
    [
      'in metadata, as JSON',
      { error: { message: 'it', metadata: { raw: '{"error":{"message":"no"}}' } } },
      ['error: it', 'error: no'],
    ],
    ['in metadata, as text', { error: { message: 'it', metadata: { raw: 'no' } } }, ['error: it', 'text: no']],
    [
      'behind the names of its exceptions',
      'litellm.APIError: litellm.BadRequestError: no',
      ['text: litellm.APIError: litellm.BadRequestError: no', 'text: no'],
    ],
    ['behind the name of its upstream', 'AzureException APIError - no', ['text: AzureException APIError - no', 'text: no']],
    [
      'behind both',
      'litellm.APIError: APIError: OpenAIException - no',
      ['text: litellm.APIError: APIError: OpenAIException - no', 'text: no'],
    ],
    [
      'behind the name of its exception and before its model group',
      'litellm.NotFoundError: Resource not found. Received Model Group=x',
      ['text: litellm.NotFoundError: Resource not found. Received Model Group=x', 'text: Resource not found'],
    ],
    ['before its number', 'no (request id: 2026)', ['text: no (request id: 2026)', 'text: no']],
    ['before its trace', 'no (traceid:77) (request id:2)', ['text: no (traceid:77) (request id:2)', 'text: no']],
    ['before its model group', 'no . Received Model Group=x', ['text: no . Received Model Group=x', 'text: no']],
    [
      'four deep at most',
      { detail: { detail: { detail: { detail: { detail: 'no' } } } } },
      [4, 3, 2, 1].map((depth) => `detail: ${'{"detail":'.repeat(depth)}"no"${'}'.repeat(depth)}`),
    ],
  ])('%s is a voice of its own', (_how, body, said) => {
    expect(voices(body)).toEqual(said)
  })

  test.each<[string, Json]>([
    ['its own words', { error: { message: ' no ' } }],
    ['a name in braces', { error: { message: 'no {deployment}' } }],
    ['a list in its message', { error: { message: 'one of ["a", "b"]' } }],
    ['metadata that are no text', { error: { message: 'no', metadata: { raw: { error: 'no' } } } }],
    ['a metadata that is text', { error: { message: 'no', metadata: 'raw' } }],
    ['nothing but its number', '(request id: 2026)'],
    ['another exception in the middle', 'no: AzureException - no'],
  ])('is not %s', (_what, body) => {
    expect(voices(body)).toHaveLength(1)
  })
})

describe('a body that is text', () => {
  test('is bare: what stood around it is not known', () => {
    expect(voicesIn('no').bare).toBe(true)
    expect(voicesIn({ error: { message: 'no' } }).bare).toBe(false)
  })

  test('of a client’s exception is the body that the client got', () => {
    expect(voices('Error at ImageEdit. Content: {"error": {"message": "no"}}')).toEqual(['error: no'])
  })

  test('of a client’s exception around no error is the text', () => {
    expect(voices('Error at ImageEdit. Content: {"id": "1"}')[0]).toBe('text: Error at ImageEdit. Content: {"id": "1"}')
    expect(voices('Error at ImageEdit. Content: {"data": []}')[0]).toBe('text: Error at ImageEdit. Content: {"data": []}')
  })
})
