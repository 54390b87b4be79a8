import { describe } from 'vitest'
import { exchange } from '../exchanges.ts'
import { coded, itMeans, saying } from './symptoms.ts'

const REJECTED = 'request-rejected at unknown'
const VAGUE = 'operation-missing at apim or rewrite-wrong or api-version-unsupported or gateway-route-missing'
const NO_ROUTE = 'gateway-route-missing at gateway'
const NO_VERSION = 'api-version-missing at apim'
const GET = { request: { ...exchange().request, method: 'GET' } } as const
const OLD = 'api-version-unsupported at apim'

describe('an api-version', () => {
  itMeans([
    ['does not fit', { body: saying('API version not supported') }, OLD],
    ['does not fit, in one word', { body: saying('Unsupported apiversion') }, OLD],
    ['is not valid', { body: saying('Invalid API version') }, OLD],
    ['is asked for', { body: saying('Missing required query parameter: api-version') }, REJECTED],
    ['is asked for at once', { body: saying('missing api-version') }, NO_VERSION],
    ['is asked for a few words off', { body: saying('Missing the query parameter api-version') }, NO_VERSION],
    ['is not asked for many words off', { body: saying(`missing ${'x'.repeat(41)}api-version`) }, REJECTED],
    ['is required', { body: saying('api-version is required') }, NO_VERSION],
    ['is required, with an example', { body: saying('api-version (?api-version=2025) required') }, NO_VERSION],
    ['is not required many words off', { body: saying(`api-version ${'x'.repeat(41)} required`) }, REJECTED],
    ['is asked for by a code', { body: coded('MissingApiVersionParameter') }, 'api-version-missing at apim'],
    ['is not asked for by a code that holds that', { body: coded('NotMissingApiVersion') }, 'request-rejected at aoai'],
  ])
})

describe('a port of https', () => {
  const CLIENT = 'wrong-base-url at client'
  itMeans([
    ['of nginx', { body: '<html><title>400 The plain HTTP request was sent to HTTPS port</title></html>' }, CLIENT],
    ['of a server in Go', { body: 'Client sent an HTTP request to an HTTPS server.' }, CLIENT],
  ])
})

describe('a deployment', () => {
  itMeans([
    ['is not there', { body: coded('DeploymentNotFound') }, 'deployment-not-found at apim'],
    [
      'is not there, in words',
      { body: saying('The API deployment for this resource does not exist') },
      'deployment-not-found at apim',
    ],
    ['is not known to be missing by a code that holds that', { body: coded('MyDeploymentNotFound') }, 'request-rejected at aoai'],
    ['is not known to be missing by a code that goes on', { body: coded('DeploymentNotFoundX') }, 'request-rejected at aoai'],
    [
      'draws no images',
      { body: saying('The image generation operation does not work with the specified model') },
      'deployment-mismatch at apim or rewrite-wrong',
    ],
    [
      'does not do what the path says',
      { body: saying('The chat operation does not work with the specified model') },
      'rewrite-wrong at apim or deployment-mismatch',
    ],
    [
      'does not do what the path says, by a code',
      { body: coded('OperationNotSupported') },
      'rewrite-wrong at apim or deployment-mismatch',
    ],
    ['is not known by a code that holds that', { body: coded('MyOperationNotSupported') }, 'request-rejected at aoai'],
    ['is not known by a code that goes on', { body: coded('OperationNotSupportedX') }, 'request-rejected at aoai'],
    [
      'is not supported by another API',
      { body: saying('This model is not supported with the responses API') },
      'rewrite-wrong at apim or deployment-mismatch',
    ],
    [
      'is not supported by another API, in short',
      { body: saying('not supported with chat API') },
      'rewrite-wrong at apim or deployment-mismatch',
    ],
    ['may be a model that does not exist', { body: coded('model_not_found') }, 'deployment-not-found at apim'],
    [
      'may be a model that does not exist, in words',
      { body: saying('The model `x` does not exist') },
      'deployment-not-found at apim',
    ],
    ['is no model that is far off', { body: saying(`the model ${'x'.repeat(81)} does not exist`) }, REJECTED],
    ['may be a model that is not found', { body: saying('Model x is not found') }, 'deployment-not-found at apim'],
    ['is no model that is not found far off', { body: saying(`model ${'x'.repeat(81)} not found`) }, REJECTED],
    ['may be a model that is not valid', { body: saying('Invalid model x') }, 'deployment-not-found at apim'],
    ['is no model in the middle', { body: saying('An invalid model x') }, REJECTED],
    ['is no code that holds that', { body: coded('my_unknown_model') }, REJECTED],
    ['is no code that goes on', { body: coded('unknown_models') }, REJECTED],
  ])
})

describe('a refusal that speaks of another API', () => {
  const about = (param: string) => ({ error: { message: 'no', param } })
  const CHANGED = 'rewrite-wrong at unknown or request-rejected'
  itMeans([
    ['shows another call', { body: about('tools') }, CHANGED],
    ['shows another call, for generations', { body: about('tools'), operation: 'generations' }, CHANGED],
    ['shows another call by one of several', { body: about('messages[0].content') }, CHANGED],
    ['shows another call in any voice', { body: { detail: about('input') } }, 'rewrite-wrong at unknown or request-rejected'],
    [
      'shows what a gateway made of it, where OpenAI says so',
      { body: about('tools'), by: 'openai' },
      'rewrite-wrong at gateway or request-rejected',
    ],
    ['shows nothing on chat', { body: about('tools'), operation: 'chat' }, REJECTED],
    ['shows nothing by a name that holds that', { body: about('my_tools') }, REJECTED],
    ['shows nothing by a name that goes on', { body: about('input_fidelity') }, REJECTED],
  ])
})

describe('a form where JSON is due', () => {
  const body = saying("Unsupported content type: 'multipart/form-data'.")
  itMeans([
    ['is an edit that was rewritten to generations', { body }, 'rewrite-copied at apim or multipart-damaged'],
    [
      'is an edit, in other words',
      { body: saying("only accepts 'application/json' requests") },
      'rewrite-copied at apim or multipart-damaged',
    ],
    [
      'may be anything on a path of nobody',
      { body, operation: 'other' },
      'rewrite-copied at apim or request-rejected or multipart-damaged',
    ],
    ['is no edit on generations', { body, operation: 'generations' }, 'request-rejected at openai'],
  ])
})

describe('a gateway', () => {
  itMeans([
    ['does not do the operation', { status: 501, by: 'gateway' }, 'gateway-not-implemented at gateway'],
    ['does not do a method', { status: 501, by: 'gateway', change: GET }, 'wrong-refusal at gateway'],
    [
      'does not do the operation, by a code',
      { body: coded('api_not_implemented'), by: 'one-api' },
      'gateway-not-implemented at one-api',
    ],
    ['is not known by a code that holds that', { body: coded('my_api_not_implemented') }, REJECTED],
    ['is not known by a code that goes on', { body: coded('api_not_implemented_x') }, REJECTED],
    ['does not do edits', { body: saying('edits are not supported'), by: 'gateway' }, 'gateway-not-implemented at gateway'],
    ['does not do an image edit', { body: saying('image edit is not supported') }, 'gateway-not-implemented at unknown'],
    ['does not support edits', { body: saying('It does not support image editing') }, 'gateway-not-implemented at unknown'],
    ['does not support edits, in short', { body: saying('It does not support edit') }, 'gateway-not-implemented at unknown'],
    ['does not support edits, in Chinese', { body: saying('不支持图片编辑') }, 'gateway-not-implemented at unknown'],
    ['does not support something else, in Chinese', { body: saying(`不支持${'图'.repeat(13)}编辑`) }, REJECTED],
    ['has no channel', { body: coded('get_channel_failed'), by: 'one-api' }, 'gateway-no-channel at one-api'],
    [
      'is not known by another code that holds that',
      { body: coded('my_get_channel_failed'), by: 'gateway' },
      'request-rejected at gateway',
    ],
    [
      'is not known by another code that goes on',
      { body: coded('get_channel_failed_x'), by: 'gateway' },
      'request-rejected at gateway',
    ],
    ['has no channel for the model', { body: coded('model_not_found'), by: 'one-api' }, 'gateway-no-channel at one-api'],
    [
      'has a channel whose upstream lacks the model',
      { body: { detail: coded('model_not_found') }, by: 'one-api' },
      'deployment-not-found at one-api',
    ],
    [
      'is not known by a model’s code that holds that',
      { body: coded('my_model_not_found'), by: 'one-api' },
      'request-rejected at one-api',
    ],
    ['has no channel, in words', { body: saying('No available channels') }, 'gateway-no-channel at unknown'],
    ['has no channel, in the singular', { body: saying('No available channel') }, 'gateway-no-channel at unknown'],
    ['has no provider', { body: saying('no provider available'), by: 'gateway' }, 'gateway-no-channel at gateway'],
  ])
})

describe('API Management has no operation', () => {
  itMeans([
    ['when it answers 404', { status: 404, by: 'apim' }, 'operation-missing at apim'],
    ['when it answers 405', { status: 405, by: 'apim' }, 'operation-missing at apim'],
    ['not when it answers 400', { status: 400, by: 'apim' }, 'request-rejected at apim'],
    [
      'not for sure, when it may be Azure OpenAI',
      { status: 404, by: 'apim', couldAlsoBe: ['aoai'] },
      'operation-missing at apim or rewrite-wrong',
    ],
    [
      'when a relay quotes its 404',
      { status: 404, body: { detail: { statusCode: 404, message: 'Resource not found' } }, by: 'gateway' },
      'operation-missing at apim or rewrite-wrong',
    ],
    [
      'not when a relay quotes its 400',
      { status: 400, body: { detail: { statusCode: 400, message: 'no' } }, by: 'gateway' },
      'request-rejected at apim',
    ],
  ])
})

describe('the base URL', () => {
  const twice = 'https://gateway.test/v1/v1/images/edits'
  const WRONG = 'wrong-base-url at client or gateway-route-missing'
  itMeans([
    ['holds what the client adds', { status: 404, url: 'https://gateway.test/api/v1/api/v1/images/edits', by: 'gateway' }, WRONG],
    [
      'holds what the client adds, in one part',
      { status: 404, url: 'https://gateway.test/images/images/edits', by: 'openai' },
      WRONG,
    ],
    [
      'is not known by the version alone',
      { status: 404, url: twice, by: 'one-api' },
      'gateway-route-missing at one-api or deployment-not-found',
    ],
    [
      'is not known with another status',
      { status: 400, url: 'https://gateway.test/images/images/edits', by: 'gateway' },
      'request-rejected at gateway',
    ],
    [
      'is not known by a part that begins like another',
      { status: 404, url: 'https://gateway.test/image/images/edits', by: 'gateway' },
      `${NO_ROUTE} or deployment-not-found`,
    ],
    [
      'is not known of Azure OpenAI',
      { status: 404, url: 'https://gateway.test/images/images/edits', by: 'aoai' },
      'api-version-unsupported at apim or rewrite-wrong or api-version-missing or rewrite-copied',
    ],
    ['is not that of the API, when a proxy has no such page', { status: 404, by: 'edge' }, WRONG],
    ['is not that of the API, when a page says so', { status: 405, body: '<html>no</html>' }, WRONG],
    ['is not known by a page with another status', { status: 400, body: '<html>no</html>' }, REJECTED],
    [
      'of the channel leads elsewhere',
      { status: 404, body: saying('bad response status code 404'), by: 'one-api' },
      'wrong-base-url at one-api or operation-missing or rewrite-wrong',
    ],
    [
      'of the channel is not known by words in the middle',
      { status: 404, body: saying('a bad response status code 404'), by: 'one-api' },
      'gateway-route-missing at one-api or deployment-not-found',
    ],
    [
      'of the channel is not known with another status',
      { status: 405, body: saying('openai_error'), by: 'one-api' },
      'gateway-route-missing at one-api or deployment-not-found',
    ],
  ])
})

describe('a route of the gateway', () => {
  itMeans([
    ['is missing', { status: 404, body: saying('Invalid URL (POST /v1)'), by: 'one-api' }, 'gateway-route-missing at one-api'],
    [
      'is missing for OpenAI',
      { status: 404, body: saying('Invalid URL (POST /v1)'), by: 'openai' },
      'gateway-route-missing at openai',
    ],
    ['is missing for this method', { status: 405, body: saying('Method Not Allowed'), by: 'gateway' }, NO_ROUTE],
    ['is missing, in FastAPI’s words', { status: 404, body: { detail: 'Not Found' }, by: 'gateway' }, NO_ROUTE],
    ['is missing, in words in quotes', { status: 404, body: saying('"Not found."'), by: 'gateway' }, NO_ROUTE],
    ['is missing, a few words off', { status: 404, body: saying('route /v1/images/edits not found'), by: 'gateway' }, NO_ROUTE],
    ['may be missing', { status: 404, body: saying('It was not found'), by: 'gateway' }, `${NO_ROUTE} or deployment-not-found`],
    [
      'may be missing, when it is not found behind something',
      { status: 404, body: saying('Not found. No.'), by: 'gateway' },
      `${NO_ROUTE} or deployment-not-found`,
    ],
    [
      'may be missing far off',
      { status: 404, body: saying(`route ${'x'.repeat(61)} not found`), by: 'gateway' },
      `${NO_ROUTE} or deployment-not-found`,
    ],
    [
      'may be missing behind it',
      { status: 404, body: { detail: { other: 'no' } }, by: 'gateway' },
      `${NO_ROUTE} or operation-missing or rewrite-wrong or api-version-unsupported`,
    ],
    [
      'may be missing behind it, in words of a route',
      { status: 404, body: { detail: { message: 'no route' } }, by: 'gateway' },
      `${NO_ROUTE} or operation-missing or rewrite-wrong or api-version-unsupported`,
    ],
    [
      'is missing in a program of nobody',
      { status: 404, body: saying('Cannot POST /v1') },
      'gateway-route-missing at unknown or wrong-base-url',
    ],
    [
      'is not missing with a 400',
      { status: 400, body: saying('Method Not Allowed'), by: 'gateway' },
      'request-rejected at gateway',
    ],
    ['is not missing with a 400 of nobody', { status: 400, body: saying('Method Not Allowed') }, REJECTED],
    ['may be missing anywhere', { status: 404 }, VAGUE],
    ['may be missing anywhere for this method', { status: 405 }, VAGUE],
  ])
})
