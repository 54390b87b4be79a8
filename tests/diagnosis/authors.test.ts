import { describe, expect, test } from 'vitest'
import { attribute } from '../../src/diagnosis/attribute.ts'
import { type Context, UNKNOWN_CHAIN } from '../../src/diagnosis/context.ts'
import { canAnswer, couldBe, lacksHeaders, wouldShow } from '../../src/diagnosis/marks.ts'
import { originOf } from '../../src/diagnosis/origin.ts'
import { read } from '../../src/diagnosis/reading.ts'
import type { Attribution, Exchange, Headers, Hop, Json } from '../../src/model.ts'
import { answer, attribution, exchange, noAnswer } from '../exchanges.ts'

const THREE: Context = {
  chain: ['one-api', 'apim', 'aoai'],
  identity: 'shown',
  headersSeen: ['aoai'],
}
const UNSEEN: Context = { ...THREE, headersSeen: [] }

const refused = (
  body: Json,
  headers: Headers = {},
  url = 'https://gateway.test/v1/images/edits',
  status: number | null = 404,
): Exchange =>
  exchange({ operation: 'edits', request: { ...exchange().request, url }, response: answer(status, body, { headers }) })
const by = (one: Exchange, context: Context = UNKNOWN_CHAIN): Attribution => attribute(one, context)

const NO_OPERATION = { statusCode: 404, message: 'Resource not found' }
const OPENAI_ERROR = {
  error: { message: 'Unknown field.', type: 'invalid_request_error', param: 'x', code: 'unknown_parameter' },
}

describe('nobody left a mark', () => {
  test.each([
    ['no answer came (timeout)', exchange(noAnswer())],
    ['no answer came (not recorded)', exchange({ response: null })],
    ['nothing in the answer shows who wrote it', refused(null)],
  ])('and it is said why: %s', (why, one) => {
    expect(by(one)).toMatchObject({ answeredBy: 'unknown', couldAlsoBe: [], confidence: 'possible', because: [why] })
  })

  test('so that all of the chain can have answered, or its only hop has', () => {
    expect(by(refused(null), UNSEEN)).toMatchObject({ answeredBy: 'unknown', couldAlsoBe: ['one-api', 'apim', 'aoai'] })
    expect(by(refused(null), { ...UNSEEN, chain: ['gateway'] })).toMatchObject({
      answeredBy: 'gateway',
      couldAlsoBe: [],
      confidence: 'likely',
      because: ['address: only gateway can have answered'],
    })
  })

  test('and without a status nobody is said to have answered', () => {
    const lost = refused(null, {}, undefined, null)
    expect(by(lost, UNSEEN)).toMatchObject({ answeredBy: 'unknown', couldAlsoBe: [], reached: [] })
    expect(by(lost, { ...UNSEEN, chain: ['gateway'] })).toMatchObject({ answeredBy: 'unknown', couldAlsoBe: [], reached: [] })
  })

  test.each<[string, Exchange, readonly Hop[]]>([
    ['an address of API Management', refused(null, {}, 'https://contoso.azure-api.net/images/edits'), ['apim', 'aoai']],
    ['a path of Azure OpenAI', refused(null, {}, '/openai/deployments/d/images/edits'), ['apim', 'aoai']],
    ['a number of one-api', refused(null, { 'X-Oneapi-Request-Id': '1' }), ['one-api', 'apim', 'aoai']],
    ['a number of another program', refused(null, { 'cf-ray': '1' }), []],
  ])('but %s says who can have answered', (_what, one, hops) => {
    expect(by(one).couldAlsoBe).toEqual(hops)
  })

  test('but those that it passed are reached', () => {
    const both = by(refused(null, { 'cf-ray': '1', 'X-Oneapi-Request-Id': '1' }))
    expect(both.reached).toEqual(['edge', 'one-api'])
    expect(both.because).toHaveLength(3)
  })
})

describe('the model’s words without its headers, where its refusals show them', () => {
  const words = 'The API deployment for this resource does not exist.'

  test('are the model’s: a policy may have taken the headers off', () => {
    expect(by(refused(words), THREE)).toMatchObject({ answeredBy: 'aoai' })
    expect(by(refused({ error: { code: 'DeploymentNotFound', message: words } }), THREE)).toMatchObject({ answeredBy: 'aoai' })
  })

  test('are OpenAI’s in a chain that ends there', () => {
    const chain: Context = { ...THREE, chain: ['gateway', 'openai'] }
    expect(by(refused(OPENAI_ERROR), chain).answeredBy).toBe('openai')
  })
})

describe('a relay that may have written what looks like an origin’s', () => {
  test('is one that the answer passed', () => {
    expect(by(refused(OPENAI_ERROR)).couldAlsoBe).toEqual(['aoai'])
    expect(by(refused(OPENAI_ERROR, { 'X-Oneapi-Request-Id': '1' })).couldAlsoBe).toEqual(['aoai', 'one-api'])
    expect(by(refused(OPENAI_ERROR, { 'cf-ray': '1' })).couldAlsoBe).toEqual(['aoai'])
  })

  test('is one of the chain', () => {
    expect(by(refused(OPENAI_ERROR), UNSEEN)).toMatchObject({ answeredBy: 'aoai', couldAlsoBe: ['one-api'] })
  })

  test('is none where a header proves the origin', () => {
    expect(by(refused(OPENAI_ERROR, { 'apim-request-id': '6f5e' }), UNSEEN).couldAlsoBe).toEqual([])
  })

  test('may have been left out of a message without its envelope, unless the origin itself was asked', () => {
    const words = 'Access denied due to missing subscription key.'
    expect(by(refused(words)).couldAlsoBe).toEqual(expect.arrayContaining(['one-api', 'gateway']))
    expect(by(refused(words, {}, '/openai/images/edits')).couldAlsoBe).toEqual([])
    expect(by(refused(words, {}, 'https://contoso.azure-api.net/images/edits')).couldAlsoBe).toEqual([])
  })
})

describe('two kinds of signs are enough for the hop that was asked', () => {
  const limited = { statusCode: 429, message: 'Rate limit is exceeded. Try again in 57 seconds.' }
  const invalid = {
    error: {
      ...OPENAI_ERROR.error,
      message: 'Incorrect API key provided: x. You can find your API key at https://platform.openai.com/account/api-keys.',
    },
  }

  test.each<[string, Json, string, Attribution['confidence']]>([
    ['API Management', limited, 'https://contoso.azure-api.net/images/edits', 'certain'],
    [
      'API Management, quoted in the exception of a client',
      `Error at ImageEdit. Content: {"statusCode": 401, "message": "Access denied due to missing subscription key."}`,
      'https://contoso.azure-api.net/images/edits',
      'likely',
    ],
    ['API Management, asked elsewhere', limited, 'https://gateway.test/images/edits', 'likely'],
    ['API Management by one kind alone', NO_OPERATION, 'https://contoso.azure-api.net/images/edits', 'likely'],
    ['OpenAI', invalid, 'https://api.openai.com/v1/images/edits', 'certain'],
    [
      'Azure OpenAI',
      { error: { code: '404', message: 'Resource not found' } },
      'https://r.openai.azure.com/openai/images/edits',
      'certain',
    ],
  ])('%s', (_who, body, url, confidence) => {
    expect(by(refused(body, {}, url, 429)).confidence).toBe(confidence)
  })
})

describe('the hops that were reached', () => {
  test('are those that a header proves, whoever answered', () => {
    const wrapped = { error: { message: 'no (request id: 20260114093011123456789AbCdEfGh)', type: 'one_api_error' } }
    expect(by(refused(wrapped, { 'apim-request-id': '6f5e' })).reached).toEqual(['one-api', 'aoai'])
    const unnamed = { success: false, error: { message: 'no' } }
    expect(by(refused(unnamed, { 'apim-request-id': '6f5e' }))).toMatchObject({ answeredBy: 'unknown', reached: ['aoai'] })
  })

  test('are all of the chain up to the one that answered', () => {
    expect(by(refused(NO_OPERATION), UNSEEN).reached).toEqual(['one-api', 'apim'])
  })

  test('are none for sure where a relay in front may have written what nobody signed', () => {
    expect(by(refused(null), UNSEEN).reached).toEqual([])
    expect(by(refused(null), { ...UNSEEN, chain: ['apim', 'aoai'] }).reached).toEqual(['apim'])
  })
})

describe('a hop can have answered', () => {
  const at = (url: string): ReturnType<typeof read> => read(refused(null, {}, url))

  test.each<[string, readonly Hop[]]>([
    ['https://r.openai.azure.com/openai/images/edits', ['aoai']],
    ['https://api.openai.com/v1/images/edits', ['edge', 'openai']],
    ['/openai/deployments/d/images/edits', ['edge', 'gateway', 'apim', 'aoai']],
    ['https://gateway.test/my-api/openai/images/edits', ['edge', 'gateway', 'apim', 'aoai']],
    ['https://gateway.test/my/api/openai/images/edits', ['edge', 'one-api', 'gateway', 'apim', 'aoai', 'openai']],
    ['https://gateway.test/v1/images/edits', ['edge', 'one-api', 'gateway', 'apim', 'aoai', 'openai']],
  ])('by its place alone, at %s: %j', (url, hops) => {
    const all: readonly Hop[] = ['edge', 'one-api', 'gateway', 'apim', 'aoai', 'openai']
    expect(all.filter((hop) => couldBe(hop, at(url), UNKNOWN_CHAIN))).toEqual(hops)
  })

  test('of the chain, and the edge in front of every chain', () => {
    const all: readonly Hop[] = ['edge', 'one-api', 'gateway', 'apim', 'aoai', 'openai']
    expect(all.filter((hop) => couldBe(hop, at('/openai/images/edits'), UNSEEN))).toEqual(['edge', 'one-api', 'apim', 'aoai'])
  })

  test.each<[string, Context, boolean]>([
    ['its refusals show them', THREE, true],
    ['none of them was seen to', UNSEEN, false],
    ['the chain drops them', { ...THREE, identity: 'dropped' }, false],
    ['it is not in the chain', { ...THREE, chain: ['one-api', 'openai'] }, false],
    ['the chain is not known', { ...THREE, chain: null }, false],
  ])('Azure OpenAI lacks its headers on a refusal when %s', (_when, context, lacks) => {
    expect(wouldShow(context)).toBe(lacks)
    expect(lacksHeaders('aoai', read(refused(null)), context)).toBe(lacks)
  })

  test.each<[string, Hop, Exchange]>([
    ['of another hop', 'apim', refused(null)],
    ['of a success', 'aoai', refused(null, {}, undefined, 200)],
    ['of an answer without a status', 'aoai', refused(null, {}, undefined, null)],
    ['of an answer that has them', 'aoai', refused(null, { 'Apim-Request-Id': '6f5e' })],
  ])('but not when they are those %s', (_which, hop, one) => {
    expect(lacksHeaders(hop, read(one), THREE)).toBe(false)
    expect(canAnswer(hop, read(one), THREE)).toBe(true)
  })
})

describe('the words of a relay’s answer', () => {
  const origin = (body: Json, answeredBy: Hop, context: Context = UNKNOWN_CHAIN): Hop | 'unknown' =>
    originOf(refused(body), attribution(answeredBy), context)

  test('are its own when it quotes nobody', () => {
    expect(origin({ detail: 'Not Found' }, 'gateway')).toBe('gateway')
    expect(origin(NO_OPERATION, 'apim')).toBe('apim')
  })

  test('are of the innermost that it quotes', () => {
    const quoted = JSON.stringify({
      detail: { error: { code: 'DeploymentNotFound', message: 'The API deployment for this resource does not exist.' } },
    })
    expect(origin({ error: { message: quoted, type: 'one_api_error' } }, 'one-api')).toBe('aoai')
  })

  test('are of the upstream whose code it kept, whatever its words look like', () => {
    const error = {
      message: 'Unknown field. {"detail": "Not Found"}',
      type: 'upstream_error',
      param: '',
      code: 'DeploymentNotFound',
    }
    expect(origin({ error }, 'one-api')).toBe('aoai')
  })

  test('are, in a chain without OpenAI, of Azure OpenAI where OpenAI writes the same', () => {
    expect(origin({ detail: OPENAI_ERROR }, 'gateway', { ...UNSEEN, chain: ['gateway', 'apim', 'aoai'] })).toBe('aoai')
    expect(origin({ detail: OPENAI_ERROR }, 'gateway')).toBe('openai')
  })
})
