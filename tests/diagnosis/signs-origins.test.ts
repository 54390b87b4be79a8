import { describe, expect, test } from 'vitest'
import { error, itShows, signsOf } from './signs.ts'

const AOAI_HOST = 'https://r.openai.azure.com/openai/images/edits'
const AZURE = 'aoai envelope wrote'
const FLAT = 'apim envelope wrote'
const OPENAI = 'openai envelope wrote'
const openai = { message: 'no', type: 'server_error', param: null, code: null }

describe('Azure OpenAI is known by its headers', () => {
  itShows([
    ['apim-request-id', { headers: { 'apim-request-id': '1' } }, ['aoai header wrote']],
    ['x-ms-region', { headers: { 'x-ms-region': '1' } }, ['aoai header wrote']],
    ['x-ms-deployment-name', { headers: { 'x-ms-deployment-name': '1' } }, ['aoai header wrote']],
    ['those of its filter', { headers: { 'x-ms-rai-invoked': '1' } }, ['aoai header wrote']],
    ['those of what serves it', { headers: { 'azureml-model-session': '1' } }, ['aoai header wrote']],
    ['policy-id, which its limiter writes', { headers: { 'policy-id': '1' } }, ['aoai header wrote']],
    ['but not by one that only names it', { headers: { 'x-apim-request-id': '1' } }, []],
  ])
})

describe('Azure OpenAI is known by its envelope', () => {
  itShows([
    ['a status as code', { body: error({ code: '404', message: 'no' }) }, [AZURE]],
    ['words in capitals as code', { body: error({ code: 'DeploymentNotFound', message: 'no' }) }, [AZURE]],
    ['words with blanks as code', { body: error({ code: 'Bad request', message: 'no' }) }, [AZURE]],
    ['one of its filter, in camel case', { body: error({ code: 'contentFilter', message: 'no' }) }, [AZURE]],
    ['with created beside it, twice', { body: error({ code: '404', message: 'no' }, { created: 1 }) }, [AZURE, AZURE]],
    ['without its braces', { body: { code: '404', message: 'no' } }, [AZURE]],
    ['not with a param', { body: error({ code: '404', message: 'no', param: null }) }, []],
    ['not with a code in snake case', { body: error({ code: 'not_found', message: 'no' }) }, []],
    ['not with a code in capitals', { body: error({ code: 'NOT', message: 'no' }) }, []],
    ['not with a code and more', { body: error({ code: '404!', message: 'no' }) }, []],
    ['not with four digits', { body: error({ code: '4040', message: 'no' }) }, []],
    ['not with something else beside it', { body: error({ code: '404', message: 'no' }, { id: 1 }) }, []],
    ['an inner error', { body: error({ message: 'no', innererror: {} }) }, [AZURE]],
    ['an inner error of the images API', { body: error({ message: 'no', inner_error: {} }) }, [AZURE]],
    ['results of its filter', { body: error({ message: 'no', content_filter_results: {} }) }, [AZURE]],
    [
      'not an inner error that LiteLLM keeps',
      { body: error({ message: 'no', innererror: {}, provider_specific_fields: 'x' }) },
      [],
    ],
    ['not an inner error in another envelope', { body: { statusCode: 400, message: 'no', innererror: {} } }, []],
    ['created, and an error that breaks off', { body: { created: 1, err: null } }, [AZURE]],
    ['not created alone', { body: { created: 1, other: null } }, []],
    ['not an error that breaks off alone', { body: { err: null, other: 1 } }, []],
    ['a code of its router', { body: error({ code: 'unknown_model', message: 'no' }) }, [AZURE]],
    ['not a code of its router with a param', { body: error({ code: 'no_model_name', message: 'no', param: null }) }, []],
    ['not a code like one of its router', { body: error({ code: 'my_unknown_model', message: 'no' }) }, []],
    ['a success that tells of its filter', { status: 200, body: { data: [], prompt_filter_results: [] } }, [AZURE]],
  ])
})

describe('Azure OpenAI is known by less', () => {
  itShows([
    ['its words', { body: error({ message: 'api version not supported' }) }, ['aoai wording wrote']],
    [
      'its words in another tongue of capitals',
      { body: error({ message: 'Current AIServices S0 Pricing Tier' }) },
      ['aoai wording wrote'],
    ],
    ['bare words, which API Management writes too', { body: 'Resource not found.' }, ['aoai wording wrote']],
    ['not the bare words in an envelope of nobody', { body: { message: 'Resource not found' } }, []],
    ['not the bare words with others', { body: 'Resource not found here' }, []],
    ['its address', { url: AOAI_HOST }, ['aoai address wrote']],
    ['its address in China', { url: 'https://r.openai.azure.cn/openai/images/edits' }, ['aoai address wrote']],
    ['not an address that begins like it', { url: 'https://r.openai.azure.com.test/openai/images/edits' }, []],
    ['the length of its 404', { status: 404, headers: { 'content-length': '56' } }, ['aoai length wrote']],
    ['the length of its 401', { status: 401, headers: { 'content-length': '224' } }, ['aoai length wrote']],
    ['not the length of another status', { status: 401, headers: { 'content-length': '56' } }, []],
    ['not the length of another status, the other way round', { status: 404, headers: { 'content-length': '224' } }, []],
    ['not the length of what was read', { status: 404, body: 'x'.repeat(56), headers: { 'content-length': '56' } }, []],
  ])

  test('a page is nobody’s who was asked: not Azure OpenAI’s, not OpenAI’s, not OpenRouter’s', () => {
    for (const url of [AOAI_HOST, 'https://api.openai.com/v1/images/edits', 'https://openrouter.ai/api/v1/images/edits'])
      expect(signsOf({ url, body: '<html>no</html>' })).toEqual(['edge envelope wrote'])
  })
})

describe('the flat envelope', () => {
  const flat = { statusCode: 404, message: 'no' }
  itShows([
    ['is API Management’s', { body: flat }, [FLAT]],
    ['is API Management’s with an activity, or Azure OpenAI’s', { body: { ...flat, activityId: '1' } }, [FLAT]],
    ['is Azure OpenAI’s at its address', { url: AOAI_HOST, body: flat }, [AZURE, 'aoai address wrote']],
    [
      'is Azure OpenAI’s with its header',
      { headers: { 'apim-request-id': '1' }, body: { ...flat, activityId: '1' } },
      ['aoai header wrote', AZURE],
    ],
    ['is Azure OpenAI’s when it is about its tokens', { body: { ...flat, message: 'see cognitiveservices.azure.com' } }, [AZURE]],
    ['is neither’s with another member', { body: { ...flat, other: 1 } }, []],
    ['is neither’s with a status in words', { body: { ...flat, statusCode: '404' } }, []],
    ['is Fastify’s with an error beside it', { body: { ...flat, error: 'Not Found' } }, ['fastify envelope wrote']],
    [
      'is Express’s successor’s by its words',
      { body: { ...flat, message: 'Cannot POST /v1' } },
      ['fastify envelope wrote', FLAT],
    ],
  ])
})

describe('API Management is known by', () => {
  const missing = 'Access denied due to missing subscription key.'
  itShows([
    ['its challenge', { headers: { 'WWW-Authenticate': 'AzureApiManagementKey realm="x"' } }, ['apim header wrote']],
    ['not another challenge', { headers: { 'WWW-Authenticate': 'Bearer' } }, []],
    ['its refusal of a key', { body: { statusCode: 401, message: missing } }, [FLAT, FLAT, 'apim wording wrote']],
    [
      'its refusal of a key at Azure OpenAI’s address, which is not its own',
      { url: AOAI_HOST, body: { statusCode: 401, message: missing } },
      [AZURE, 'aoai address wrote'],
    ],
    ['its words alone', { body: missing }, ['apim wording wrote']],
    [
      'its words about a key or something else',
      { body: 'Access denied due to a missing token or subscription key' },
      ['apim wording wrote'],
    ],
    [
      'not its words with Azure OpenAI’s behind them',
      { body: 'Access denied due to invalid subscription key or wrong API endpoint.' },
      ['aoai wording wrote'],
    ],
    ['not its words in Azure OpenAI’s envelope', { body: error({ code: '401', message: missing }) }, [AZURE]],
    [
      'its words in another envelope with a code',
      { body: error({ code: '401', message: missing, param: null }) },
      ['apim wording wrote'],
    ],
    ['its words of limits', { body: 'Rate limit is exceeded. Try again in 57 seconds.' }, ['apim wording wrote']],
    ['its words of quotas', { body: 'Out of call volume quota. Quota will be replenished in 00:30:02.' }, ['apim wording wrote']],
    ['its words of tokens', { body: 'JWT not present.' }, ['apim wording wrote']],
    ['not words like those of tokens', { body: 'the JWT not present' }, []],
    ['a trace', { headers: { 'Apim-Trace-Id': '1' } }, ['apim header passed']],
    ['its own headers', { headers: { 'Ocp-Apim-Trace-Location': '1' } }, ['apim header passed']],
    [
      'a header that names it',
      { headers: { 'x-powered-by': 'Azure API Management - http://api.azure.com/' } },
      ['apim header passed'],
    ],
    ['not a header that holds its name', { headers: { 'x-ocp-apim-x': '1' } }, []],
    ['the length of its 404', { status: 404, headers: { 'content-length': '54' } }, ['apim length wrote']],
    ['the lengths of its 401', { status: 401, headers: { 'content-length': '143' } }, ['apim length wrote']],
    ['not the length of another status', { status: 401, headers: { 'content-length': '54' } }, []],
    ['not the lengths of another status', { status: 404, headers: { 'content-length': '152' } }, []],
    ['not the length of what was read', { status: 404, body: 'x'.repeat(54), headers: { 'content-length': '54' } }, []],
  ])
})

describe('OpenAI is known by', () => {
  itShows([
    ['its headers', { headers: { 'openai-version': '2020-10-01' } }, ['openai header wrote']],
    ['not the time that Azure sends, too', { headers: { 'openai-processing-ms': '1' } }, []],
    ['its challenge', { headers: { 'www-authenticate': 'Bearer realm="OpenAI API"' } }, ['openai header wrote']],
    ['its request numbers', { headers: { 'x-request-id': 'req_1' } }, ['openai header wrote']],
    ['not other request numbers', { headers: { 'x-request-id': 'my_req_1' } }, []],
    ['its four members', { body: error(openai) }, [OPENAI]],
    ['its four members without braces', { body: openai }, [OPENAI]],
    ['its four members with a code', { body: error({ ...openai, code: 'invalid_value' }) }, [OPENAI]],
    ['not three of them', { body: error({ message: 'no', type: 'server_error', param: null }) }, []],
    ['not a type of others', { body: error({ ...openai, type: 'my_server_error' }) }, []],
    ['not a type of others that begins like its own', { body: error({ ...openai, type: 'requests_error' }) }, []],
    ['not an empty param', { body: error({ ...openai, param: '', type: 'tokens' }) }, ['one-api envelope wrote']],
    ['not a code that is a number', { body: error({ ...openai, code: 400 }) }, ['litellm envelope wrote']],
    ['not a code with capitals', { body: error({ ...openai, code: 'Invalid_value' }) }, []],
    ['not a code with a digit', { body: error({ ...openai, code: 'x_1' }) }, []],
    ['not something beside it', { body: error(openai, { id: 1 }) }, []],
    ['its words about accounts', { body: 'See help.openai.com' }, ['openai wording wrote']],
    [
      'its words about a model',
      { body: 'The model `x` does not exist or you do not have access to it' },
      ['openai wording wrote', 'openai wording wrote'],
    ],
    ['not its words when they speak of Azure', { body: 'See help.openai.com or Azure' }, []],
    ['words of the model', { body: "Unknown parameter: 'x'." }, ['openai wording wrote']],
    ['not words of the model when they speak of Azure', { body: "Unknown parameter: 'x' in Azure." }, []],
    [
      'its words about a path, with nulls',
      { body: error({ ...openai, message: 'Invalid URL (POST /v1)', type: 'x' }) },
      ['openai wording wrote'],
    ],
    ['not about a path in the middle', { body: error({ ...openai, message: 'An invalid URL (POST /v1)', type: 'x' }) }, []],
    ['its address', { url: 'https://api.openai.com/v1/images/edits' }, ['openai address wrote']],
    [
      'not its address when Cloudflare answers there',
      { url: 'https://api.openai.com/v1/images/edits', body: error({ type: 'cf_bad_gateway', message: 'no' }) },
      ['cloudflare envelope wrote'],
    ],
  ])
})
