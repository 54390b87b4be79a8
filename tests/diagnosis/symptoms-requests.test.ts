import { describe } from 'vitest'
import type { AttributedExchange } from '../../src/model.ts'
import { exchange } from '../exchanges.ts'
import { coded, itMeans, saying } from './symptoms.ts'

const REJECTED = 'request-rejected at unknown'
const DAMAGED = 'multipart-damaged at unknown or request-rejected'
const FIELD = 'image-field-rejected at unknown or multipart-damaged'

describe('a body is too large', () => {
  itMeans([
    ['by its status', { status: 413, by: 'apim' }, 'body-too-large at apim'],
    ['by its code', { body: coded('request_too_large') }, 'body-too-large at unknown'],
    ['not by a code that holds that', { body: coded('my_request_too_large') }, REJECTED],
    ['not by a code that goes on', { body: coded('request_too_larger') }, REJECTED],
    ['by its words', { body: saying('Request Entity Too Large') }, 'body-too-large at unknown'],
    ['by words about a body', { body: saying('The body is too large') }, 'body-too-large at unknown'],
    ['by words about a payload, in short', { body: saying('Payload too large') }, 'body-too-large at unknown'],
    ['by words a few words off', { body: saying('body of 30 MB exceeds the limit') }, 'body-too-large at unknown'],
    ['not by words far off', { body: saying(`body ${'x'.repeat(41)} exceeds the limit`) }, REJECTED],
  ])
})

describe('a gateway stumbles over its own refusal', () => {
  const STUMBLED = 'wrong-refusal at gateway or image-field-rejected or request-rejected'
  itMeans([
    ['by its code', { status: 500, body: coded('convert_request_failed'), by: 'gateway' }, STUMBLED],
    [
      'by a missing argument',
      { status: 500, body: saying('edit() missing 1 required positional argument'), by: 'gateway' },
      STUMBLED,
    ],
    [
      'by many missing arguments',
      { status: 500, body: saying('edit() missing 12 required positional arguments'), by: 'gateway' },
      STUMBLED,
    ],
    [
      'not with another status',
      { status: 400, body: coded('convert_request_failed'), by: 'gateway' },
      'request-rejected at gateway',
    ],
    [
      'not by a code that holds that',
      { status: 500, body: coded('my_invalid_request'), by: 'gateway' },
      'upstream-error at gateway or backend-unreachable',
    ],
    [
      'not by a code that goes on',
      { status: 500, body: coded('invalid_requests'), by: 'gateway' },
      'upstream-error at gateway or backend-unreachable',
    ],
  ])
})

describe('the field of the image is refused', () => {
  const detail = (loc: readonly (string | number)[], ...others: readonly string[]) => ({
    detail: [...others, { loc, msg: 'Field required' }],
  })
  const AT_GATEWAY = 'image-field-rejected at gateway or multipart-damaged'
  itMeans([
    ['in FastAPI’s list', { status: 422, body: detail(['body', 'image']), by: 'gateway' }, AT_GATEWAY],
    ['in FastAPI’s list, as a list', { status: 422, body: detail(['body', 'image[]', 0]), by: 'gateway' }, AT_GATEWAY],
    ['in FastAPI’s list, among others', { status: 422, body: detail(['image'], 'no'), by: 'gateway' }, AT_GATEWAY],
    ['not for another field', { status: 422, body: detail(['body', 'prompt']), by: 'gateway' }, 'request-rejected at gateway'],
    [
      'not for a field that begins so',
      { status: 422, body: detail(['body', 'image_url']), by: 'gateway' },
      'request-rejected at gateway',
    ],
    ['in words', { body: saying('image is required') }, FIELD],
    ['in words about a file', { body: saying("'image' file is required") }, FIELD],
    ['in words about a list', { body: saying('image[] is required') }, FIELD],
    ['not in words about another', { body: saying('myimage is required') }, REJECTED],
    [
      'as missing',
      { body: saying("Missing required parameter: 'image'.") },
      'image-field-rejected at openai or multipart-damaged',
    ],
    ['as unknown', { body: saying("Unknown parameter: 'image[]'.") }, 'image-field-rejected at openai or multipart-damaged'],
    ['not as unknown for another', { body: saying("Unknown parameter: 'image_url'.") }, 'request-rejected at openai'],
    ['by a code', { body: coded('image[]') }, FIELD],
    ['by a code, for one', { body: coded('image') }, FIELD],
    ['not by a code of generations', { body: coded('image'), operation: 'generations' }, REJECTED],
    ['not by a code that holds that', { body: coded('an image') }, REJECTED],
    ['not by a code that goes on', { body: coded('image_url') }, REJECTED],
  ])
})

describe('a form that is no form', () => {
  const body = saying("This API method only accepts 'multipart/form-data' requests")
  const { request } = exchange()
  const sentAs = (type: string): Partial<AttributedExchange> => ({ request: { ...request, headers: { 'Content-Type': type } } })
  itMeans([
    ['was sent so', { body, change: sentAs('application/json; charset=utf-8') }, REJECTED],
    ['was changed on the way', { body, change: sentAs('multipart/form-data; boundary=x') }, DAMAGED],
    ['was changed on the way from a type that holds that', { body, change: sentAs('x-application/json') }, DAMAGED],
    ['was changed on the way from a type that goes on', { body, change: sentAs('application/jsonx') }, DAMAGED],
    ['was changed on the way from no type', { body }, DAMAGED],
    ['is no matter of other words', { body: saying('no'), change: sentAs('application/json') }, REJECTED],
  ])
})

describe('a part did not arrive as it was sent', () => {
  itMeans([
    ['by its code', { body: coded('unsupported_file_mimetype') }, DAMAGED],
    ['not by a code that holds that', { body: coded('my_unsupported_file_mimetype') }, REJECTED],
    ['not by a code that goes on', { body: coded('unsupported_file_mimetypes') }, REJECTED],
    [
      'by its words',
      { body: saying("Invalid type for 'image': expected a file") },
      'multipart-damaged at unknown or request-rejected',
    ],
    [
      'by words about one of several',
      { body: saying("Invalid type for 'image[0]': expected a file") },
      'multipart-damaged at unknown or request-rejected',
    ],
    [
      'not by words about another part',
      { body: saying("Invalid type for 'prompt': expected a text") },
      'request-rejected at openai',
    ],
    ['when the form cannot be read', { body: saying('Failed to parse the multipart form') }, DAMAGED],
    ['when the form cannot be read, in short', { body: saying('parse multipart') }, DAMAGED],
    ['when the boundary is lost', { body: saying('no boundary') }, DAMAGED],
    ['when the picture is no picture', { body: coded('invalid_image_file') }, DAMAGED],
    [
      'when the picture is no picture, in words',
      { body: saying('Invalid image file or mode') },
      'multipart-damaged at unknown or request-rejected',
    ],
    [
      'not when a picture is given by an address',
      { body: { error: { message: 'no', code: 'invalid_image_file', param: 'image_url' } } },
      REJECTED,
    ],
    [
      'not when a picture is given by a number',
      { body: { error: { message: 'no', code: 'invalid_image_file', param: 'images[0].file_id' } } },
      REJECTED,
    ],
    ['not when nothing was sent', { body: coded('invalid_image_file'), operation: 'generations' }, REJECTED],
    ['not by another code that holds that', { body: coded('my_invalid_image_file') }, REJECTED],
    ['not by another code that goes on', { body: coded('invalid_image_files') }, REJECTED],
  ])
})

describe('who damaged the form', () => {
  const body = coded('unsupported_file_mimetype')
  const quoted = { error: { message: 'no', type: 'invalid_request_error', param: 'image', code: 'unsupported_file_mimetype' } }
  const by = (hop: string): string => `multipart-damaged at ${hop} or request-rejected`
  itMeans([
    ['is the hop in front of the one that complains', { body, by: 'aoai', chain: ['one-api', 'apim', 'aoai'] }, by('apim')],
    ['is the caller, in front of the first', { body, by: 'one-api', chain: ['one-api', 'apim', 'aoai'] }, by('client')],
    ['is nobody who is known, in no known chain', { body, by: 'aoai' }, by('unknown')],
    [
      'is nobody who is known, for a hop that is not in the chain',
      { body, by: 'openai', chain: ['one-api', 'apim', 'aoai'] },
      by('unknown'),
    ],
    ['is nobody who is known, when nobody complains', { body, chain: ['one-api', 'apim', 'aoai'] }, by('unknown')],
    ['is the relay that passes the complaint on', { body: { detail: quoted }, by: 'gateway' }, by('gateway')],
  ])
})

describe('a gateway stumbles over the form', () => {
  const body = saying("'NoneType' object has no attribute 'read'")
  const STUMBLED = 'multipart-damaged at gateway or upstream-error'
  itMeans([
    ['of an edit', { status: 500, body, by: 'gateway' }, STUMBLED],
    ['of an edit that it forgot to read', { status: 500, body: saying('without having called read()'), by: 'gateway' }, STUMBLED],
    [
      'of an edit that it forgot to read, with a mark',
      { status: 500, body: saying('without having called `read()`'), by: 'gateway' },
      STUMBLED,
    ],
    ['not with another status', { status: 400, body, by: 'gateway' }, 'request-rejected at gateway'],
    [
      'not of generations',
      { status: 500, body, by: 'gateway', operation: 'generations' },
      'upstream-error at gateway or backend-unreachable',
    ],
    [
      'not by other words',
      { status: 500, body: saying('boom'), by: 'gateway' },
      'upstream-error at gateway or backend-unreachable',
    ],
  ])
})

describe('a request is refused for what it contains', () => {
  itMeans([
    ['with any 400', { status: 400, by: 'aoai' }, 'request-rejected at aoai'],
    ['with any status up to 499', { status: 498, by: 'aoai' }, 'request-rejected at aoai'],
    ['not with a time-out', { status: 408, by: 'gateway' }, 'backend-timeout at gateway'],
    ['not with a call that was closed', { status: 499 }, 'nothing'],
    ['not with a 500', { status: 500 }, 'upstream-error at unknown or backend-unreachable'],
    ['not without a status', { status: null, body: saying('no') }, 'nothing'],
  ])
})
