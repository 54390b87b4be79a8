import { describe, expect, it } from 'vitest'
import { type Context, headersSeen } from '../../src/diagnosis/context.ts'
import { FINGERPRINTS } from '../../src/diagnosis/fingerprints.ts'
import { requestIds } from '../../src/diagnosis/request-ids.ts'
import { tell, tellOne } from './captures.ts'

const THREE: Context = { chain: ['one-api', 'apim', 'aoai'], identity: 'shown', headersSeen: [] }
const AOAI_HEADERS = { 'apim-request-id': '6f5e', 'x-ms-region': 'East US 2' }
const ROUTE_MISS = { error: { code: '404', message: 'Resource not found' } }
const NO_OPERATION = { statusCode: 404, message: 'Resource not found' }

describe('the two 404s that are written with the same words', () => {
  it('an error object is Azure OpenAI’s', () => {
    const { attribution } = tellOne({ status: 404, body: ROUTE_MISS }, {}, THREE)
    expect(attribution).toMatchObject({ answeredBy: 'aoai', confidence: 'certain', reached: ['one-api', 'apim', 'aoai'] })
  })

  it('a flat one is API Management’s', () => {
    const { attribution } = tellOne({ status: 404, body: NO_OPERATION }, {}, THREE)
    expect(attribution).toMatchObject({ answeredBy: 'apim', confidence: 'certain', reached: ['one-api', 'apim'] })
  })

  it('the bare words are a pair', () => {
    const { attribution } = tellOne({ status: 404, body: 'Resource not found' }, {}, THREE)
    expect([attribution.answeredBy, ...attribution.couldAlsoBe]).toEqual(expect.arrayContaining(['aoai', 'apim']))
    expect(attribution.confidence).toBe('possible')
    expect(attribution.reached).not.toContain('aoai')
  })

  it('a flat one with apim-request-id is Azure OpenAI’s after all: the header is its own', () => {
    const { attribution } = tellOne(
      { status: 500, body: { statusCode: 500, message: 'Internal server error', activityId: '1' }, headers: AOAI_HEADERS },
      {},
      THREE,
    )
    expect(attribution).toMatchObject({ answeredBy: 'aoai', confidence: 'certain' })
  })
})

describe('the absence of a header', () => {
  const silent404 = { status: 404, headers: { 'X-Oneapi-Request-Id': '1' } }

  it('proves nothing behind a hop that drops headers', () => {
    const { attribution } = tellOne(silent404, {}, { ...THREE, identity: 'dropped', headersSeen: ['aoai'] })
    expect(attribution.answeredBy).toBe('unknown')
    expect(attribution.couldAlsoBe).toContain('aoai')
    expect(attribution.because.join()).toContain('proves nothing')
  })

  it('proves nothing when no refusal was seen to carry it', () => {
    const { attribution } = tellOne(silent404, {}, THREE)
    expect(attribution.couldAlsoBe).toContain('aoai')
  })

  it('rules Azure OpenAI out where other refusals of the run carry it', () => {
    const { attribution } = tellOne(silent404, {}, { ...THREE, headersSeen: ['aoai'] })
    expect(attribution.couldAlsoBe).toEqual(['one-api', 'apim'])
    expect(attribution.because.join()).toContain('took them off')
  })

  it('is learned from the other exchanges of the run', () => {
    const exchanges = tell([
      {
        id: '1',
        request: { method: 'POST', url: '/v1/images/generations' },
        response: { status: 400, headers: AOAI_HEADERS, body: null },
      },
      {
        id: '2',
        request: { method: 'POST', url: '/v1/images/edits' },
        response: { status: 200, headers: { 'X-Oneapi-Request-Id': '1' }, body: null },
      },
    ]).map(({ exchange }) => exchange)
    expect(headersSeen(exchanges)).toEqual(['aoai'])
  })
})

describe('who answered and how far the call got', () => {
  it('a relay that rebuilds the body and keeps the model’s header answered, and the model was reached', () => {
    const body = {
      error: {
        message: 'Resource not found (request id: 20260114093011123456789AbCdEfGh)',
        type: 'upstream_error',
        param: '',
        code: '404',
      },
    }
    const { attribution } = tellOne({ status: 404, body, headers: { 'apim-request-id': '6f5e' } }, {}, THREE)
    expect(attribution).toMatchObject({ answeredBy: 'one-api', reached: ['one-api', 'apim', 'aoai'] })
  })

  it('in a chain without api.openai.com, an error in OpenAI’s form is Azure OpenAI’s', () => {
    const body = {
      error: { message: "Unknown parameter: 'style'.", type: 'invalid_request_error', param: 'style', code: 'unknown_parameter' },
    }
    expect(tellOne({ status: 400, body }, {}, { ...THREE, chain: ['apim', 'aoai'] }).attribution).toMatchObject({
      answeredBy: 'aoai',
      couldAlsoBe: [],
    })
    expect(tellOne({ status: 400, body }).attribution).toMatchObject({
      answeredBy: 'openai',
      couldAlsoBe: ['aoai'],
      confidence: 'likely',
    })
  })

  it('a program that is not in the chain is named, and said to be a stranger', () => {
    const { attribution } = tellOne({ status: 404, body: { detail: 'Not Found' } }, {}, THREE)
    expect(attribution.answeredBy).toBe('gateway')
    expect(attribution.because.join()).toContain('another program answered')
  })

  it('in a chain of one hop an answer without any sign is that hop’s', () => {
    const { attribution } = tellOne(
      { status: 200, body: { created: 1, data: [{ b64_json: 'x' }] } },
      {},
      { chain: ['gateway'], identity: 'dropped', headersSeen: [] },
    )
    expect(attribution).toMatchObject({ answeredBy: 'gateway', confidence: 'likely', reached: ['gateway'] })
  })

  it('a relay that quotes another of its kind is named by its own make', () => {
    const quoted = JSON.stringify({ error: { message: 'no', type: 'one_hub_error' } })
    const { attribution } = tellOne({ status: 500, body: { error: { message: quoted, type: 'shell_api_error' } } }, {}, THREE)
    expect(attribution).toMatchObject({ answeredBy: 'one-api', product: 'one-api fork' })
  })

  it('a page of a proxy is the edge’s, whatever stands behind it', () => {
    const { attribution } = tellOne(
      { status: 502, body: '<html><center><h1>502 Bad Gateway</h1></center><hr><center>nginx</center></html>' },
      {},
      THREE,
    )
    expect(attribution).toMatchObject({ answeredBy: 'edge', product: 'nginx', confidence: 'certain', reached: ['edge'] })
  })

  it('JSON that passed Cloudflare is not Cloudflare’s', () => {
    const { attribution } = tellOne({
      status: 400,
      headers: { server: 'cloudflare', 'cf-ray': '1-FRA', 'openai-version': '2020-10-01' },
      body: null,
    })
    expect(attribution).toMatchObject({ answeredBy: 'openai', confidence: 'certain', reached: ['edge', 'openai'] })
  })

  it('nothing is reached for sure when nothing came back', () => {
    expect(tellOne({}, {}, THREE).attribution).toMatchObject({ answeredBy: 'unknown', reached: [], confidence: 'possible' })
  })
})

describe('request numbers', () => {
  it('are found in headers of any case, by hop', () => {
    const { exchange } = tellOne({
      status: 400,
      headers: { 'X-OneAPI-Request-ID': 'one', 'Apim-Request-Id': 'two', 'CF-Ray': 'three', 'x-request-id': 'req_four' },
    })
    expect(requestIds(exchange)).toEqual({ 'one-api': 'one', aoai: 'two', edge: 'three', openai: 'req_four' })
  })

  it('are found in the body where the headers lack them', () => {
    const flat = tellOne({ status: 500, body: { statusCode: 500, message: 'Internal server error', activityId: 'act-1' } })
    expect(requestIds(flat.exchange)).toEqual({ apim: 'act-1' })
    const wrapped = tellOne({
      status: 401,
      body: { error: { message: '无效的令牌 (request id: 20260114093011123456789AbCdEfGh)', type: 'one_api_error' } },
    })
    expect(requestIds(wrapped.exchange)).toEqual({ 'one-api': '20260114093011123456789AbCdEfGh' })
  })

  it('are not invented: a masked number is none', () => {
    const { exchange } = tellOne({ status: 401, body: { error: { message: 'x (request id: ...)', type: 'new_api_error' } } })
    expect(requestIds(exchange)).toEqual({})
  })
})

describe('the table of fingerprints', () => {
  it('says each sign once, as a clause with a source', () => {
    const signs = FINGERPRINTS.map(({ sign, product }) => `${sign} ${product ?? ''}`)
    expect(
      signs.filter((sign, index) => signs.indexOf(sign) !== index).filter((sign) => !/^the page is one of/.test(sign)),
    ).toEqual([])
    expect(FINGERPRINTS.filter(({ source, sign }) => source.length < 4 || sign.length < 20 || sign.endsWith('.'))).toEqual([])
  })
})
