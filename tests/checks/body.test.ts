import { describe, expect, test } from 'vitest'
import { hasBody, hasErrorEnvelope, isLabelledJson, matchesSchema, reportsUsage, usageOf } from '../../src/checks/body.ts'
import type { AttributedExchange, Json } from '../../src/model.ts'
import { answer, exchange, failure, noAnswer } from '../exchanges.ts'

const saying = (body: Json, status = 200): AttributedExchange => exchange({ id: 'call', response: answer(status, body) })

describe('a successful answer', () => {
  const sound: Json = { created: 1_713_833_628, data: [{ b64_json: '[picture 0]' }] }

  test('is JSON as the schema says', () => {
    expect(matchesSchema(saying(sound), 'images-response')).toEqual([])
  })

  test.each([
    ['a page', '<html>Welcome</html>', '200 <html>Welcome</html>'],
    ['no body', null, '200, empty body'],
    ['a list', [sound], '200 [{"created":1713833628,"data":[{"b64_json":"[picture 0]"}]}]'],
    ['a text', 'ok', '200 ok'],
    ['a number', 1, '200 1'],
  ])('is not %s', (_what, body, actual) => {
    expect(matchesSchema(saying(body), 'images-response')).toEqual([
      { exchange: 'call', cause: 'response-not-json', expected: 'a JSON object', actual },
    ])
  })

  test.each([
    ['no answer at all', noAnswer('timeout'), 'no whole answer (timeout while waiting for the answer: nothing for 300000 ms)'],
    ['half an answer', { response: answer(200, '{"created":17'), failure: failure('cut-off') }, 'no whole answer (cut-off'],
  ])('is not %s', (_what, change, words) => {
    expect(matchesSchema(exchange(change), 'images-response')).toMatchObject([
      { cause: 'response-not-json', actual: expect.stringContaining(words) },
    ])
  })

  test('is not an error, with or without pictures beside it', () => {
    const error = { code: 'contentFilter', message: 'Your task failed as a result of our safety system.' }
    for (const body of [
      { created: 1_698_435_368, error },
      { ...sound, error },
    ])
      expect(matchesSchema(saying(body), 'images-response')).toEqual([
        {
          exchange: 'call',
          cause: 'error-status-200',
          expected: 'an error has an error status',
          actual: `200 ${JSON.stringify(body)}`,
        },
      ])
  })

  test('may name an error that is none', () => {
    expect(matchesSchema(saying({ ...sound, error: null }), 'images-response')).toEqual([])
  })

  test('that is not as the schema says is told where', () => {
    expect(matchesSchema(saying({ created: 'yesterday', data: [] }), 'images-response')).toEqual([
      {
        exchange: 'call',
        cause: 'response-schema',
        expected: 'schemas/images-response.json',
        actual: 'created must be integer; data must NOT have fewer than 1 items',
      },
    ])
  })
})

describe('a refusal', () => {
  const fastapi: Json = { detail: 'Missing bearer token' }

  test('is in any envelope of the chain', () => {
    expect(hasErrorEnvelope(saying(fastapi, 401), ['openai', 'fastapi'])).toEqual([])
  })

  test('is not in an envelope of another chain', () => {
    expect(hasErrorEnvelope(saying(fastapi, 401), ['openai', 'aoai', 'apim'])).toEqual([
      {
        exchange: 'call',
        cause: 'wrong-refusal',
        expected: 'an error envelope of openai or aoai or apim',
        actual: '401 {"detail":"Missing bearer token"}',
      },
    ])
  })

  test.each([
    ['a page', '<html>403 Forbidden</html>', '403 <html>403 Forbidden</html>'],
    ['an empty body', null, '403, empty body'],
    ['a list', [fastapi], '403 [{"detail":"Missing bearer token"}]'],
  ])('is not %s', (_what, body, actual) => {
    expect(hasErrorEnvelope(saying(body, 403), ['openai', 'fastapi'])).toEqual([
      { exchange: 'call', cause: 'response-not-json', expected: 'a JSON error (openai or fastapi)', actual },
    ])
  })

  test('that never came has no envelope', () => {
    expect(hasErrorEnvelope(exchange(noAnswer()), ['openai'])).toMatchObject([{ cause: 'response-not-json' }])
  })
})

describe('the agreed words', () => {
  test.each<[string, Json, Json]>([
    ['as they were agreed', { detail: 'Missing bearer token' }, { detail: 'Missing bearer token' }],
    ['in another order', { b: [1, { d: null, c: 2 }], a: 1 }, { a: 1, b: [1, { c: 2, d: null }] }],
  ])('are there %s', (_how, actual, agreed) => {
    expect(hasBody(saying(actual, 401), agreed)).toEqual([])
  })

  test.each<[string, Json]>([
    ['other words', { detail: 'Invalid token' }],
    ['more words', { detail: 'Missing bearer token', code: 1 }],
    ['the words as text', 'Missing bearer token'],
    ['the words in a list', ['Missing bearer token']],
    ['nothing', null],
  ])('are not %s', (_what, body) => {
    expect(hasBody(saying(body, 401), { detail: 'Missing bearer token' })).toEqual([
      {
        exchange: 'call',
        cause: 'wrong-refusal',
        expected: '{"detail":"Missing bearer token"}',
        actual: body === null ? '401, empty body' : `401 ${typeof body === 'string' ? body : JSON.stringify(body)}`,
      },
    ])
  })

  test('keep the order of a list', () => {
    expect(hasBody(saying({ list: [2, 1] }, 401), { list: [1, 2] })).toHaveLength(1)
  })

  test('are not said by an answer that never came', () => {
    expect(hasBody(exchange(noAnswer()), { detail: 'Missing bearer token' })).toHaveLength(1)
  })
})

describe('usage', () => {
  const usage = { total_tokens: 100, input_tokens: 50, output_tokens: 50 }
  const details = { text_tokens: 10, image_tokens: 40 }

  test.each([
    ['with details', { ...usage, input_tokens_details: details }],
    ['without details', usage],
    ['of nothing', { total_tokens: 0, input_tokens: 0, output_tokens: 0 }],
  ])('%s adds up', (_how, reported) => {
    expect(reportsUsage(saying({ usage: reported }))).toEqual([])
  })

  test.each([99, 101])('that sums up to %i does not add up to 100', (total) => {
    expect(reportsUsage(saying({ usage: { ...usage, total_tokens: total } }))).toEqual([
      { exchange: 'call', cause: 'response-schema', expected: 'total_tokens = 50 + 50', actual: `total_tokens = ${total}` },
    ])
  })

  test.each<[string, Json]>([
    ['that is not there', {}],
    ['that is null', { usage: null }],
    ['that is a list', { usage: [usage] }],
    ['without a total', { usage: { input_tokens: 50, output_tokens: 50 } }],
    ['without input', { usage: { total_tokens: 100, output_tokens: 50 } }],
    ['without output', { usage: { total_tokens: 100, input_tokens: 50 } }],
    ['in words', { usage: { ...usage, total_tokens: '100' } }],
    ['of a page', '<html>'],
  ])('%s is no usage', (_what, body) => {
    expect(reportsUsage(saying(body))).toEqual([
      {
        exchange: 'call',
        cause: 'response-schema',
        expected: 'usage with total, input and output tokens',
        actual: 'no usage in the answer',
      },
    ])
  })

  test.each<[string, Json, number | null]>([
    ['as the details say', details, 40],
    ['none, as the details say', { image_tokens: 0 }, 0],
    ['unknown, without details', null, null],
    ['unknown, when the details leave them out', { text_tokens: 10 }, null],
    ['unknown, when the details say it in words', { image_tokens: '40' }, null],
  ])('counts image tokens: %s', (_how, input_tokens_details, image) => {
    expect(usageOf(saying({ usage: { ...usage, input_tokens_details } }))).toEqual({ total: 100, input: 50, output: 50, image })
  })

  test('is none where there is no answer', () => {
    expect(usageOf(exchange(noAnswer()))).toBeNull()
  })
})

describe('the type of an answer', () => {
  const typed = (type: string | null) =>
    exchange({ id: 'generate', response: answer(200, {}, { headers: type === null ? {} : { 'content-type': type } }) })

  test.each([
    'application/json',
    'Application/JSON; charset=utf-8',
    'application/problem+json',
    // As a relay writes it that adds its own to that of its upstream.
    'application/json, application/json',
  ])('may be %s', (type) => {
    expect(isLabelledJson(typed(type))).toEqual([])
  })

  test.each(['text/plain; charset=utf-8', 'application/octet-stream', 'text/json', null])('may not be %s', (type) => {
    expect(isLabelledJson(typed(type))).toEqual([
      {
        exchange: 'generate',
        cause: 'response-not-json',
        expected: 'Content-Type: application/json',
        actual: `Content-Type: ${type ?? 'none'}`,
      },
    ])
  })
})
