import { describe, expect, test } from 'vitest'
import { type Reading, read } from '../../src/diagnosis/reading.ts'
import { requestIds } from '../../src/diagnosis/request-ids.ts'
import type { Headers, Json } from '../../src/model.ts'
import { answer, exchange, noAnswer } from '../exchanges.ts'

const of = (body: Json, headers: Headers = {}, status: number | null = null): Reading =>
  read(exchange({ response: answer(status, body, { headers }) }))
const sentTo = (url: string): Reading => read(exchange({ request: { ...exchange().request, url } }))

describe('an address', () => {
  test.each([
    [
      'https://Contoso.Azure-API.net:8443/OpenAI/v1/images?Api-Version=A',
      'contoso.azure-api.net',
      '/openai/v1/images',
      'Api-Version=A',
    ],
    ['http://gateway.test', 'gateway.test', '', ''],
    ['HTTP://gateway.test?a=1?b=2', 'gateway.test', '', 'a=1'],
    ['wss://gateway.test#part', 'gateway.test', '#part', ''],
    ['/openai/…/images/edits?api-version=…', '', '/openai/…/images/edits', 'api-version=…'],
    ['https://<apim>.azure-api.net/images', '<apim>.azure-api.net', '/images', ''],
    ['see https://gateway.test/v1', '', 'see https://gateway.test/v1', ''],
  ])('%s is read in parts', (url, host, path, query) => {
    expect(sentTo(url)).toMatchObject({ host, path, query })
  })
})

test('headers are read by their names in small letters, and as one text each', () => {
  expect([...of(null, { 'X-One': 'a', 'x-two': ['b', 'c'] }).headers]).toEqual([
    ['x-one', 'a'],
    ['x-two', 'b, c'],
  ])
})

describe('what is in an answer', () => {
  test.each<[string, Json, Headers, Reading['content']]>([
    ['nothing', null, {}, 'none'],
    ['an empty text', '', {}, 'none'],
    ['an empty text that calls itself a page', '', { 'content-type': 'text/html' }, 'none'],
    ['what openai-node prints for nothing', ' 404 status code (no body) ', {}, 'none'],
    ['the same under the name of the error', 'NotFoundError: 404 status code (no body)', {}, 'none'],
    ['a page by its head', '<!DOCTYPE html><p>no', {}, 'page'],
    ['a page by its title', 'x<title>no', {}, 'page'],
    ['a page by the end of a tag', 'no</h1>', {}, 'page'],
    ['a page by its type', 'no', { 'Content-Type': 'text/html; charset=utf-8' }, 'page'],
    ['text that speaks of a heading', 'use <header> or <h7>', {}, 'text'],
    ['text', 'no', { 'content-type': 'text/plain' }, 'text'],
    ['JSON', { a: 1 }, { 'content-type': 'text/html' }, 'json'],
    ['JSON in text', '{"a":1}', {}, 'json'],
    ['JSON behind a status', '404 {"a":1}', {}, 'json'],
    ['JSON behind what a log puts in front', 'openai.NotFoundError: Error code: 404 - {"a":1}', {}, 'json'],
  ])('is seen: %s', (_what, body, headers, content) => {
    expect(of(body, headers).content).toBe(content)
  })

  test('is a stream when events came, whatever the body is', () => {
    const events = [{ event: null, data: null, atMs: 1 }]
    const stream = read(exchange({ response: answer(200, { error: { message: 'no' } }, { events }) }))
    expect(stream).toMatchObject({ content: 'stream', layers: [], bare: false })
  })

  test('is nothing when none came', () => {
    expect(read(exchange(noAnswer()))).toMatchObject({ status: null, content: 'none', layers: [], words: '', bare: false })
  })

  test.each([
    ['404 no', 'no'],
    ['  404 - no', 'no'],
    ['404: no', 'no'],
    ['Error code: 404 - no', 'no'],
    ['error code: 404 no', 'no'],
    ['HTTP 404: no', 'no'],
    ['HTTP status 404 no', 'no'],
    ['4040 no', '4040 no'],
    ['no 404 no', 'no 404 no'],
    ['404', '404'],
  ])('begins behind what a client puts before it: %s', (text, said) => {
    expect(of(text)).toMatchObject({ body: said, words: said })
  })

  test('is read to 20,000 characters', () => {
    expect(of('x'.repeat(20_001)).body).toHaveLength(20_000)
  })

  test('is all the words of its voices, then their codes; of a page, the page', () => {
    const body = { error: { message: 'outer {"error": {"message": "inner", "code": 1}}', code: 'a', type: 'b' } }
    expect(of(body).words).toBe('outer {"error": {"message": "inner", "code": 1}}\ninner\na\nb\n1')
    expect(of('<html>no</html>').words).toBe('<html>no</html>')
  })

  test('is bare when its end or its envelope is missing', () => {
    expect(of('{"error":{"message":"n').bare).toBe(true)
    expect(of('no').bare).toBe(true)
    expect(of('404 status code (no body)').bare).toBe(false)
    expect(of('<html>no').bare).toBe(false)
    expect(of({ error: { message: 'no' } }).bare).toBe(false)
  })

  test.each<[string, Json]>([
    ['innererror', { code: 'inner' }],
    ['inner_error', { code: 'inner' }],
    ['provider_specific_fields', { code: 'inner' }],
    ['innererror', { innererror: { code: 'inner' } }],
    ['provider_specific_fields', { innererror: { code: 'inner' } }],
  ])('has codes below the envelope’s own: %s', (name, inner) => {
    expect(of({ error: { message: 'no', code: 'outer', type: null, [name]: inner } }).codes).toEqual(['outer', 'inner'])
  })
})

describe('a status that was not recorded', () => {
  test.each<[string, Json, number | null]>([
    ['a flat error', { statusCode: 404, message: 'no' }, 404],
    ['a member beside the error', { status_code: 404, error: { message: 'no' } }, 404],
    ['a member of the error', { error: { message: 'no', status: 404 } }, 404],
    ['its code', { error: { message: 'no', code: '404' } }, 404],
    ['the first of them', { error: { message: 'no', status: 400, code: '404' } }, 400],
    ['the first that is one', { error: { message: 'no', status: 'failed', code: '599' } }, 599],
    ['no success', { error: { message: 'no', code: '399' } }, null],
    ['no number beyond', { error: { message: 'no', code: '600' } }, null],
    ['no half number', { error: { message: 'no', code: '404.5' } }, null],
    ['nothing', { error: { message: 'no' } }, null],
    ['the outermost alone', { error: { message: 'said {"error":{"message":"no","code":"404"}}' } }, null],
  ])('is read from %s', (_what, body, status) => {
    expect(of(body).status).toBe(status)
  })

  test('is not read where one was recorded', () => {
    expect(of({ statusCode: 404, message: 'no' }, {}, 500).status).toBe(500)
  })
})

test('an exchange is read once', () => {
  const once = exchange()
  expect(read(once)).toBe(read(once))
})

describe('the numbers of a call', () => {
  const numbers = (body: Json, headers: Headers = {}): Readonly<Record<string, string>> =>
    requestIds(exchange({ response: answer(400, body, { headers }) }))

  test('are none where no answer came', () => {
    expect(requestIds(exchange(noAnswer()))).toEqual({})
  })

  test.each([
    ['edge', 'CF-Ray'],
    ['edge', 'x-azure-ref'],
    ['edge', 'x-amz-cf-id'],
    ['edge', 'x-vercel-id'],
    ['one-api', 'X-Oneapi-Request-Id'],
    ['one-api', 'x-api-request-id'],
    ['gateway', 'x-litellm-call-id'],
    ['gateway', 'x-portkey-trace-id'],
    ['gateway', 'x-generation-id'],
    ['apim', 'apim-trace-id'],
    ['aoai', 'apim-request-id'],
  ])('of %s stand in %s', (hop, name) => {
    expect(numbers(null, { [name]: '17' })).toEqual({ [hop]: '17' })
    expect(numbers(null, { [name]: '' })).toEqual({})
  })

  test('of a hop are the first that is not empty', () => {
    expect(numbers(null, { 'x-oneapi-request-id': '', 'x-api-request-id': '17' })).toEqual({ 'one-api': '17' })
  })

  test('of OpenAI are known by their form', () => {
    expect(numbers(null, { 'x-request-id': 'req_17' })).toEqual({ openai: 'req_17' })
    expect(numbers(null, { 'x-request-id': '17_req_' })).toEqual({})
  })

  test('in the body give way to those in the headers', () => {
    const body = { statusCode: 500, message: 'no', activityId: 'a' }
    expect(numbers(body)).toEqual({ apim: 'a' })
    expect(numbers(body, { 'apim-trace-id': 't' })).toEqual({ apim: 't' })
    expect(numbers({ ...body, activityId: '' })).toEqual({})
    expect(numbers({ ...body, activityId: 17 })).toEqual({})
  })

  test('of one-api in the body begin with the time', () => {
    const number = '20260114093011123456789AbCdEfGh'
    expect(numbers({ error: { message: `no (request id: ${number})`, type: 'one_api_error' } })).toEqual({ 'one-api': number })
    expect(numbers({ error: { message: 'no (request id: 2026011409301)', type: 'one_api_error' } })).toEqual({})
    expect(numbers(`<html>(request id: ${number})`)).toEqual({})
  })
})
