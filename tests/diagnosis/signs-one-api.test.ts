import { describe } from 'vitest'
import { error, itShows, page } from './signs.ts'

const NUMBER = '20260114093011123456789AbCdEfGh'
const go = { message: 'no', type: 'x', param: '', code: null }
const ONE_API = 'one-api envelope wrote'

describe('the one-api family is known by', () => {
  itShows([
    ['its type', { body: error({ type: 'one_api_error', message: 'no' }) }, [ONE_API]],
    ['its type when it panics', { body: error({ type: 'one_api_panic', message: 'no' }) }, [ONE_API]],
    ['the type of new-api', { body: error({ type: 'new_api_error', message: 'no' }) }, ['new-api envelope wrote']],
    ['the type of one-hub', { body: error({ type: 'one_hub_error', message: 'no' }) }, ['one-hub envelope wrote']],
    ['the type of another brand', { body: error({ type: 'shell_api_error', message: 'no' }) }, ['one-api fork envelope wrote']],
    ['not a type that names an upstream', { body: error({ type: 'azure_api_error', message: 'no' }) }, []],
    ['not a type that holds its own', { body: error({ type: 'not_one_api_error', message: 'no' }) }, []],
    ['not a type that goes on', { body: error({ type: 'one_api_errors', message: 'no' }) }, []],
    ['not its type in another envelope', { body: { statusCode: 400, type: 'one_api_error', message: 'no' } }, []],
    ['not the type of a brand in another envelope', { body: { statusCode: 400, type: 'shell_api_error', message: 'no' } }, []],
    ['its number', { body: error({ message: `no (request id: ${NUMBER})` }) }, [ONE_API]],
    ['its number, masked', { body: error({ message: 'no (request id: ...) ' }) }, [ONE_API]],
    ['the number of another fork', { body: error({ message: 'no (traceid:77)' }) }, [ONE_API]],
    [
      'its number behind what it says of LiteLLM',
      { body: error({ message: 'upstream: litellm.APIError: no (request id: 1)' }) },
      [ONE_API, 'litellm wording wrote', 'litellm wording wrote'],
    ],
    [
      'not its number in what LiteLLM quotes',
      { body: error({ message: 'litellm.APIError: no (request id: 1)' }) },
      ['litellm wording wrote'],
    ],
    ['not a number in the middle', { body: error({ message: 'no (request id: 1) at all' }) }, []],
    ['an empty param', { body: error(go) }, [ONE_API]],
    ['not an empty param of another service', { body: error({ ...go, code: 'InvalidEndpointOrModel.NotFound' }) }, []],
    ['not an empty param without a message', { body: error({ type: 'x', param: '' }) }, []],
    ['not an empty param without a type', { body: error({ message: 'no', param: '' }) }, []],
    ['its codes', { body: error({ code: 'channel:no_available_key', message: 'no' }) }, [ONE_API]],
    ['not a code that holds one of them', { body: error({ code: 'my_bad_response', message: 'no' }) }, []],
    ['not a code that begins like one of them', { body: error({ code: 'bad_responses', message: 'no' }) }, []],
    ['its words', { body: error({ message: '无效的令牌' }) }, ['one-api wording wrote']],
    ['its words about groups', { body: error({ message: '分组 vip 下' }) }, ['one-api wording wrote']],
    ['its words about channels', { body: error({ message: 'No available channel for model x' }) }, ['one-api wording wrote']],
    ['its words about a path', { body: error({ message: 'Invalid URL (POST /v1)', param: '' }) }, ['one-api wording wrote']],
    ['its words about a path, bare', { body: 'Invalid URL (POST /v1)' }, ['one-api wording wrote']],
    ['not those words in the middle', { body: 'An invalid URL (POST /v1)' }, []],
    ['not those words in the middle, with a param', { body: error({ message: 'An invalid URL (POST /v1)', param: '' }) }, []],
    ['its header', { headers: { 'X-Oneapi-Request-Id': '1' } }, ['one-api header passed']],
    [
      'its header on a success without another’s',
      { status: 200, headers: { 'X-Oneapi-Request-Id': '1' } },
      ['one-api header passed', 'one-api header wrote'],
    ],
    [
      'its header on a success with the model’s',
      { status: 200, headers: { 'X-Oneapi-Request-Id': '1', 'openai-version': '1' } },
      ['one-api header passed', 'openai header wrote'],
    ],
    ['its number in another header', { headers: { 'x-api-request-id': NUMBER } }, ['one-api header passed']],
    ['not another number there', { headers: { 'x-api-request-id': '1' } }, []],
    ['not a longer number there', { headers: { 'x-api-request-id': `x${NUMBER}` } }, []],
    ['not a number there that goes on', { headers: { 'x-api-request-id': `${NUMBER}-x` } }, []],
    [
      'new-api’s header, which says that it wrote a refusal',
      { headers: { 'x-new-api-version': '1' } },
      ['new-api header wrote', 'new-api header passed'],
    ],
    [
      'new-api’s header on a success without another’s',
      { status: 200, headers: { 'x-new-api-version': '1' } },
      ['new-api header passed', 'new-api header wrote'],
    ],
    [
      'new-api’s header on a success with the model’s',
      { status: 200, headers: { 'x-new-api-version': '1', 'x-ms-region': '1' } },
      ['new-api header passed', 'aoai header wrote'],
    ],
    [
      'new-api’s header on a page, which somebody else wrote',
      { headers: { 'x-new-api-version': '1' }, body: page('no') },
      ['new-api header passed', 'edge envelope wrote'],
    ],
    ['its console', { status: 200, body: '<title>My One API</title>' }, ['one-api wording wrote']],
    ['the console of new-api', { status: 200, body: '<title>New-API</title>' }, ['one-api wording wrote']],
    ['the console in one word', { status: 200, body: '<title>oneapi</title>' }, ['one-api wording wrote']],
    ['not a title with the words inside others', { status: 200, body: '<title>Phone apis</title>' }, []],
  ])
})

describe('a relay of the one-api family tells of its upstream', () => {
  itShows([
    [
      'by a code of Azure’s that it kept',
      { body: error({ ...go, code: 'DeploymentNotFound' }) },
      [ONE_API, 'aoai envelope quoted'],
    ],
    [
      'by a code of Azure’s beside its number',
      { body: error({ message: 'no (request id: 1)', code: '404', param: null }) },
      [ONE_API, 'aoai envelope quoted'],
    ],
    ['not by a code of OpenAI’s', { body: error({ ...go, code: 'invalid_value' }) }, [ONE_API]],
    [
      'by a message that it found without an error object',
      { body: error({ message: 'no', code: 'bad_response_status_code' }) },
      [ONE_API, 'apim envelope quoted'],
    ],
    [
      'not by its own words for it',
      { body: error({ message: 'bad response status code 404', code: 'bad_response_status_code' }) },
      [ONE_API],
    ],
    ['not by a page', { body: error({ message: '<html>no', code: 'bad_response_status_code' }) }, [ONE_API]],
    [
      'not by words about a token of Azure OpenAI',
      { body: error({ message: 'audience is incorrect', code: 'upstream_http_error' }) },
      [ONE_API, 'aoai wording wrote'],
    ],
    ['not by a code that holds that', { body: error({ message: 'no', code: 'no_upstream_http_error' }) }, []],
    ['not by a code that goes on', { body: error({ message: 'no', code: 'upstream_http_errors' }) }, []],
  ])
})
