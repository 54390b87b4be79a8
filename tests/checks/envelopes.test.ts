import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Json } from '../../src/model.ts'
import { violations } from '../../src/schemas.ts'

const ENVELOPES = ['openai', 'aoai', 'apim', 'fastapi'] as const
const fits = (body: Json): readonly string[] => ENVELOPES.filter((name) => violations(`error-${name}`, body).length === 0)

/** Refusals as they came over the wire; ids and addresses shortened. */
describe('the envelope', () => {
  test.each<[string, Json, readonly string[]]>([
    [
      'of OpenAI without a credential',
      {
        error: {
          message: 'Missing bearer or basic authentication in header',
          type: 'invalid_request_error',
          param: null,
          code: null,
        },
      },
      ['openai'],
    ],
    ['of one-api', { error: { message: '无效的令牌 (request id: 2026071521275327)', type: 'one_api_error' } }, ['openai']],
    [
      "of Azure OpenAI's front end for a wrong key",
      { error: { code: '401', message: 'Access denied due to invalid subscription key or wrong API endpoint.' } },
      ['aoai'],
    ],
    ["of Azure OpenAI's front end for a wrong path", { error: { code: '404', message: 'Resource not found' } }, ['aoai']],
    ['of API Management for a wrong path', { statusCode: 404, message: 'Resource not found' }, ['apim']],
    [
      'of API Management with its own number of the call',
      { statusCode: 500, message: 'Internal server error', activityId: '3f2504e0-4f89-11d3-9a0c-0305e82c3301' },
      ['apim'],
    ],
    ['of FastAPI for a missing token', { detail: 'Missing bearer token' }, ['fastapi']],
    [
      'of FastAPI for a missing field',
      { detail: [{ loc: ['body', 'prompt'], msg: 'Field required', type: 'missing' }] },
      ['fastapi'],
    ],
    [
      'of FastAPI for a field of a list',
      { detail: [{ loc: ['body', 'image', 0], msg: 'No image', type: 'value_error' }] },
      ['fastapi'],
    ],
    // A model behind Azure OpenAI writes OpenAI's members, and the code makes them Azure's as well: nobody can tell them apart.
    [
      'of a model, through OpenAI or Azure OpenAI',
      { error: { message: "Unknown parameter: 'x'.", type: 'invalid_request_error', param: 'x', code: 'unknown_parameter' } },
      ['openai', 'aoai'],
    ],
    [
      "of Azure OpenAI's content filter",
      { error: { code: 'content_filter', message: 'The response was filtered', param: 'prompt', type: null, inner_error: {} } },
      ['openai', 'aoai'],
    ],
  ])('%s is told from the others', (_whose, body, envelopes) => {
    expect(fits(body)).toEqual(envelopes)
  })

  test.each<[string, Json]>([
    ['of Gemini', { error: { code: 404, message: 'models/x is not found', status: 'NOT_FOUND' } }],
    ['of Spring', { timestamp: '2025-06-15', status: 404, error: 'Not Found', path: '/v1/images/edits' }],
    ['of RFC 9457', { type: 'about:blank', title: 'Not Found', status: 404 }],
    ['of nobody', {}],
  ])('%s is none of them', (_whose, body) => {
    expect(fits(body)).toEqual([])
  })
})

describe('an envelope must have its members, of their types:', () => {
  test.each<[(typeof ENVELOPES)[number], Json, string]>([
    ['openai', {}, "the body must have required property 'error'"],
    ['openai', { error: 'no' }, 'error must be object'],
    ['openai', { error: null }, 'error must be object'],
    ['openai', { error: { type: 'x' } }, "error must have required property 'message'"],
    ['openai', { error: { message: 'x' } }, "error must have required property 'type'"],
    ['openai', { error: { message: '', type: 'x' } }, 'error.message must NOT have fewer than 1 characters'],
    ['openai', { error: { message: 1, type: 'x' } }, 'error.message must be string'],
    ['openai', { error: { message: 'x', type: 1 } }, 'error.type must be string,null'],
    ['openai', { error: { message: 'x', type: 'x', code: 400 } }, 'error.code must be string,null'],
    ['openai', { error: { message: 'x', type: 'x', param: [] } }, 'error.param must be string,null'],
    ['aoai', {}, "the body must have required property 'error'"],
    ['aoai', { error: 'no' }, 'error must be object'],
    ['aoai', { error: { message: 'x' } }, "error must have required property 'code'"],
    ['aoai', { error: { code: '404' } }, "error must have required property 'message'"],
    ['aoai', { error: { code: 404, message: 'x' } }, 'error.code must be string'],
    ['aoai', { error: { code: null, message: 'x' } }, 'error.code must be string'],
    ['aoai', { error: { code: '', message: 'x' } }, 'error.code must NOT have fewer than 1 characters'],
    ['aoai', { error: { code: '404', message: '' } }, 'error.message must NOT have fewer than 1 characters'],
    ['aoai', { error: { code: '404', message: null } }, 'error.message must be string'],
    ['apim', { message: 'x' }, "the body must have required property 'statusCode'"],
    ['apim', { statusCode: 404 }, "the body must have required property 'message'"],
    ['apim', { statusCode: '404', message: 'x' }, 'statusCode must be integer'],
    ['apim', { statusCode: 399, message: 'x' }, 'statusCode must be >= 400'],
    ['apim', { statusCode: 600, message: 'x' }, 'statusCode must be <= 599'],
    ['apim', { statusCode: 404, message: '' }, 'message must NOT have fewer than 1 characters'],
    ['apim', { statusCode: 404, message: {} }, 'message must be string'],
    ['apim', { statusCode: 404, message: 'x', activityId: 1 }, 'activityId must be string'],
    ['apim', { statusCode: 404, message: 'x', path: '/' }, 'the body must NOT have additional properties ("path")'],
    ['fastapi', {}, "the body must have required property 'detail'"],
    ['fastapi', { detail: '' }, 'detail must NOT have fewer than 1 characters'],
    ['fastapi', { detail: null }, 'detail must be string'],
    ['fastapi', { detail: { message: 'x' } }, 'detail must be array'],
    ['fastapi', { detail: [] }, 'detail must NOT have fewer than 1 items'],
    ['fastapi', { detail: ['x'] }, 'detail.0 must be object'],
    ['fastapi', { detail: [{ msg: 'x', type: 'x' }] }, "detail.0 must have required property 'loc'"],
    ['fastapi', { detail: [{ loc: [], type: 'x' }] }, "detail.0 must have required property 'msg'"],
    ['fastapi', { detail: [{ loc: [], msg: 'x' }] }, "detail.0 must have required property 'type'"],
    ['fastapi', { detail: [{ loc: 'body', msg: 'x', type: 'x' }] }, 'detail.0.loc must be array'],
    ['fastapi', { detail: [{ loc: [1.5], msg: 'x', type: 'x' }] }, 'detail.0.loc.0 must be string,integer'],
    ['fastapi', { detail: [{ loc: [], msg: 1, type: 'x' }] }, 'detail.0.msg must be string'],
    ['fastapi', { detail: [{ loc: [], msg: 'x', type: 1 }] }, 'detail.0.type must be string'],
  ])('%s refuses %j', (name, body, words) => {
    expect(violations(`error-${name}`, body)).toContain(words)
  })

  test.each(ENVELOPES)('%s is an object', (name) => {
    for (const body of [null, 'no', 404, []]) expect(violations(`error-${name}`, body)).toContain('the body must be object')
  })
})

test('every envelope of the folder is tested here', () => {
  const files = readdirSync(new URL('../../schemas', import.meta.url)).filter((file) => file.startsWith('error-'))
  expect(files.toSorted()).toEqual(ENVELOPES.map((name) => `error-${name}.json`).toSorted())
})

test('a body that is wrong in many places is told in five sentences', () => {
  expect(violations('profile', {})).toHaveLength(5)
})
