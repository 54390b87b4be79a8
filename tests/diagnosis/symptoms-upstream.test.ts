import { describe } from 'vitest'
import type { AttributedExchange } from '../../src/model.ts'
import { answer, failure } from '../exchanges.ts'
import { coded, itMeans, saying, type Told } from './symptoms.ts'

const OWN = saying('Internal server error')
const after = (durationMs: number): Partial<AttributedExchange> => ({ durationMs })
const FAILED = 'upstream-error at unknown or backend-unreachable'
const TIMEOUT = 'backend-timeout at unknown'
const UNREACHABLE = 'backend-unreachable at unknown or upstream-error'

describe('API Management’s own 500', () => {
  const own = { status: 500, body: OWN, by: 'apim' } as const
  const LATE = 'backend-timeout at apim or backend-unreachable or upstream-error'
  const EARLY = 'backend-unreachable at apim or upstream-error or backend-timeout'
  itMeans([
    ['after twenty seconds is a time-out', { ...own, change: after(20_000) }, LATE],
    ['a little earlier is a connection', { ...own, change: after(19_999) }, EARLY],
    ['at once is a connection', { ...own, change: after(1) }, EARLY],
    [
      'of which nobody took the time is a backend or a policy',
      { ...own, change: after(0) },
      'upstream-error at apim or backend-timeout or backend-unreachable',
    ],
    ['without a word is one, too', { ...own, body: null }, EARLY],
    ['is one where it may be', { ...own, by: 'unknown', couldAlsoBe: ['apim'] }, EARLY],
    ['is not one with another status', { ...own, status: 400 }, 'request-rejected at apim'],
    ['is not one in other words', { ...own, body: saying('boom') }, 'upstream-error at apim or backend-unreachable'],
    ['is not one of another hop', { ...own, by: 'gateway' }, 'upstream-error at gateway or backend-unreachable'],
  ])
})

describe('a hop waited in vain', () => {
  itMeans([
    ...[408, 504, 522, 524].map((status) => [`by the status ${status}`, { status }, TIMEOUT] as const),
    ['by a code', { body: coded('RequestTimeout'), status: 500 }, 'backend-timeout at aoai'],
    ['not by a code that holds that', { body: coded('MyTimeout'), status: 500 }, 'upstream-error at aoai or backend-unreachable'],
    ['not by a code that goes on', { body: coded('timeout_x'), status: 500 }, FAILED],
    ['not by words that are like those of an edge', { body: saying('origin timeout'), status: 500 }, FAILED],
    ['by words of an edge', { body: saying('origin_timeout'), status: 500 }, TIMEOUT],
    ['by words of an edge, in one word', { body: saying('origintimeout'), status: 500 }, TIMEOUT],
    ['by words about a request', { body: saying('The request was timed out'), status: 500 }, TIMEOUT],
    ['by words about an operation', { body: saying('operation has timed out'), status: 500 }, TIMEOUT],
    ['by words about a connection, in short', { body: saying('connection timeout'), status: 500 }, TIMEOUT],
    ['by words about a gateway', { body: saying('gateway time-out'), status: 500 }, TIMEOUT],
    [
      'for the first hop of the chain, when it is an edge that waited',
      { status: 504, by: 'edge', chain: ['one-api', 'apim', 'aoai'] },
      'backend-timeout at one-api',
    ],
    ['for nobody who is known behind an edge', { status: 504, by: 'edge' }, TIMEOUT],
    ['for another, as its words say', { status: 504, by: 'one-api' }, 'backend-timeout at one-api'],
  ])
})

describe('a hop cannot reach the next', () => {
  itMeans([
    ...[521, 523, 525, 526, 530].map(
      (status) => [`by the status ${status}`, { status, body: saying('no') }, UNREACHABLE] as const,
    ),
    [
      'by a code',
      { status: 500, body: coded('do_request_failed'), by: 'one-api' },
      'backend-unreachable at one-api or upstream-error',
    ],
    ['not by a code that holds that', { status: 500, body: coded('my_do_request_failed') }, FAILED],
    ['not by a code that goes on', { status: 500, body: coded('do_request_failed_x') }, FAILED],
    ['by words', { status: 500, body: saying('dial tcp: no such host') }, UNREACHABLE],
    ['by words that it could not', { status: 500, body: saying('could not connect') }, UNREACHABLE],
    ['by words that it couldn’t', { status: 500, body: saying("couldn't reach it") }, UNREACHABLE],
    ['without a word, with 503', { status: 503 }, 'backend-unreachable at unknown or upstream-error or rate-limited'],
    [
      'with the 503 of an edge',
      { status: 503, body: saying('no'), by: 'edge' },
      'backend-unreachable at unknown or upstream-error or rate-limited',
    ],
    [
      'with the 503 of API Management',
      { status: 503, body: saying('no'), by: 'apim' },
      'backend-unreachable at apim or upstream-error or rate-limited',
    ],
    [
      'not with the 503 of another',
      { status: 503, body: saying('no'), by: 'gateway' },
      'upstream-error at gateway or backend-unreachable',
    ],
    ['not without a word, with 500', { status: 500 }, FAILED],
  ])
})

describe('a relay got nothing from its upstream', () => {
  const nothing = (code: string, message = 'unexpected end of JSON input'): Told => ({
    status: 500,
    body: { message, code },
    by: 'one-api',
    chain: ['one-api', 'apim', 'aoai'],
  })
  const SHORT = 'short-circuited at apim or upstream-error or wrong-base-url'
  const CUT = 'upstream-error at one-api or short-circuited or wrong-base-url'
  itMeans([
    ['in the words of one-api', nothing('unmarshal_response_body_failed'), SHORT],
    ['in the words of new-api', nothing('bad_response_body'), SHORT],
    ['in the words of one-hub', nothing('decode_response_failed', 'EOF'), SHORT],
    [
      'and got the half of something, which is no short way',
      nothing('decode_response_failed', 'unexpected EOF'),
      'upstream-error at one-api or wrong-base-url or edge-blocked or short-circuited',
    ],
    ['behind which is no API Management', { ...nothing('bad_response_body'), chain: ['one-api', 'openai'] }, CUT],
    ['of which the chain is not known', { ...nothing('bad_response_body'), chain: undefined }, CUT],
    ['and stands behind API Management', { ...nothing('bad_response_body'), chain: ['apim', 'one-api', 'aoai'] }, CUT],
    ['and is not in the chain', { ...nothing('bad_response_body'), by: 'gateway' }, CUT.replace('one-api', 'gateway')],
    [
      'or so its words are, about a request that it could not read',
      { ...nothing('', 'common.UnmarshalBodyReusable failed: unexpected end of JSON input'), status: 400 },
      'request-rejected at one-api',
    ],
  ])
})

describe('a relay could not read its upstream', () => {
  const UNREAD = 'upstream-error at one-api or wrong-base-url or edge-blocked or short-circuited'
  itMeans([
    ['by a code', { status: 500, body: coded('unmarshal_response_body_failed'), by: 'one-api' }, UNREAD],
    ['by a code of one-hub', { status: 500, body: coded('decode_response_failed'), by: 'one-api' }, UNREAD],
    [
      'not by a code that holds that',
      { status: 500, body: coded('my_bad_response'), by: 'one-api' },
      'upstream-error at one-api or backend-unreachable',
    ],
    [
      'not by a code that goes on',
      { status: 500, body: coded('bad_responses'), by: 'one-api' },
      'upstream-error at one-api or backend-unreachable',
    ],
    ['by words about a page', { status: 500, body: saying("invalid character '<' looking for value"), by: 'one-api' }, UNREAD],
    ['by words about a page, in another language', { status: 500, body: saying("Unexpected token '<'"), by: 'one-api' }, UNREAD],
    ['by words about a page, without quotes', { status: 500, body: saying('Unexpected token < in JSON'), by: 'one-api' }, UNREAD],
    ['by its own words', { status: 500, body: saying('openai_error'), by: 'one-api' }, UNREAD],
    ['by its own words about a status', { status: 500, body: saying('bad response status code 502'), by: 'one-api' }, UNREAD],
    [
      'not by its own words in the middle',
      { status: 500, body: saying('my openai_error'), by: 'one-api' },
      'upstream-error at one-api or backend-unreachable',
    ],
    [
      'not by its own words with others',
      { status: 500, body: saying('openai_error!'), by: 'one-api' },
      'upstream-error at one-api or backend-unreachable',
    ],
    [
      'not by its own words about a status in the middle',
      { status: 500, body: saying('my bad response status code'), by: 'one-api' },
      'upstream-error at one-api or backend-unreachable',
    ],
  ])
})

describe('an upstream failed', () => {
  itMeans([
    ['by a status from 500 on', { status: 500, by: 'aoai' }, 'upstream-error at aoai or backend-unreachable'],
    ['by its code, without a status', { status: null, body: coded('server_error') }, FAILED],
    [
      'not by a code that holds that',
      { status: null, body: coded('my_server_error') },
      'request-rejected at unknown or upstream-error',
    ],
    [
      'not by a code that goes on',
      { status: null, body: coded('server_errors') },
      'request-rejected at unknown or upstream-error',
    ],
    [
      'by its words, without a status',
      { status: null, body: saying('The server had an error while processing your request') },
      FAILED,
    ],
    ['by its words, in other words', { status: null, body: saying('An error occurred while processing your request') }, FAILED],
  ])
})

describe('an error without a status', () => {
  const UNKNOWN = 'request-rejected at unknown or upstream-error'
  itMeans([
    ['is one in an error object', { status: null, body: { error: { message: 'no' } } }, UNKNOWN],
    ['is one in the flat envelope', { status: null, body: { statusCode: 'x', message: 'no' } }, UNKNOWN],
    [
      'is one under detail',
      { status: null, body: { detail: 'no' }, by: 'gateway' },
      'request-rejected at gateway or upstream-error',
    ],
    ['is one among voices', { status: null, body: 'got {"id": 1} (request id: 2)' }, 'nothing'],
    ['is none in another object', { status: null, body: saying('no') }, 'nothing'],
  ])
})

describe('a call to which no whole answer came', () => {
  const lost = (
    kind: Parameters<typeof failure>[0],
    phase: Parameters<typeof failure>[1] = 'headers',
  ): { change: Partial<AttributedExchange> } => ({
    change: { response: null, failure: failure(kind, phase) },
  })
  const streamed = (kind: Parameters<typeof failure>[0]): { change: Partial<AttributedExchange> } => ({
    change: { response: answer(200, null, { events: [{ event: 'x', data: null, atMs: 1 }] }), failure: failure(kind) },
  })
  const GONE = 'target-unreachable at client'
  itMeans([
    ['for want of a name', lost('dns'), GONE],
    ['for want of a listener', lost('refused'), GONE],
    ['for want of a certificate', lost('tls'), GONE],
    ['within the time to connect', lost('timeout', 'connect'), GONE],
    ['because the connection broke at once', lost('reset', 'connect'), `${GONE} or edge-blocked`],
    ['within the time limit', lost('timeout'), 'backend-timeout at apim or backend-unreachable'],
    ['because the connection broke', lost('reset'), 'upstream-error at aoai or backend-timeout or body-too-large'],
    [
      'because it broke while the form was sent',
      lost('reset', 'request'),
      'upstream-error at aoai or backend-timeout or body-too-large',
    ],
    ['because it broke off', lost('cut-off', 'body'), 'upstream-error at aoai or backend-timeout or body-too-large'],
    ['because it was endless', lost('too-large', 'body'), 'response-schema at unknown or wrong-base-url'],
    ['because it was no HTTP', lost('protocol'), 'response-not-json at unknown or wrong-base-url'],
    ['because somebody interrupted it', lost('interrupted'), 'nothing'],
    ['because a stream broke off', streamed('cut-off'), 'stream-broken at unknown or backend-timeout'],
    ['because a stream was reset', streamed('reset'), 'stream-broken at unknown or backend-timeout'],
    ['because a stream stood still', streamed('timeout'), 'stream-broken at unknown or backend-timeout'],
    ['because a stream was endless', streamed('too-large'), 'response-schema at unknown or wrong-base-url'],
  ])

  const refusedAs = (
    credential: AttributedExchange['credential'],
    phase: Parameters<typeof failure>[1],
  ): { change: Partial<AttributedExchange> } => ({ change: { ...lost('reset', phase).change, credential } })
  describe('and whose credential is to be refused', () => {
    itMeans([
      ['may have lost its refusal', refusedAs('wrong', 'request'), 'wrong-refusal at unknown or body-too-large'],
      ['had left, and none came', refusedAs('wrong', 'headers'), 'upstream-error at aoai or backend-timeout or body-too-large'],
    ])
  })
})

describe('a body that is gzip', () => {
  const body = '\u001f\ufffd\b\u0000\u0000'
  const NOT_JSON = 'response-not-json at unknown'
  const THREE = ['one-api', 'apim', 'aoai'] as const
  itMeans([
    ['and does not say so may come of any relay', { body, by: 'aoai', chain: THREE }, NOT_JSON],
    ['and does not say so is of the only gateway', { body, by: 'gateway', chain: ['gateway'] }, 'response-not-json at gateway'],
    ['and does not say so, read byte by byte', { body: '\u001f\u008b\b', by: 'aoai', chain: THREE }, NOT_JSON],
    ['is no answer either with 200', { status: 200, body, by: 'aoai', chain: THREE }, NOT_JSON],
    [
      'and says so is read before it comes here',
      { body, headers: { 'Content-Encoding': 'gzip' }, by: 'aoai' },
      'request-rejected at aoai',
    ],
  ])
})
