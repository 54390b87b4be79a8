import { describe } from 'vitest'
import { coded, itMeans, saying } from './symptoms.ts'

const REJECTED = 'request-rejected at unknown'
const MISSING = 'client-credential-missing at client'
const REFUSED = 'client-credential-rejected at client'
const VAGUE = `${REFUSED} or client-credential-missing or backend-credential-rejected or subscription-key-rejected`
const AT_APIM = 'backend-credential-rejected at apim'

describe('Azure OpenAI refuses', () => {
  itMeans([
    ['every key', { body: coded('AuthenticationTypeDisabled') }, 'backend-key-auth-disabled at aoai'],
    ['every key, in words', { body: saying('Key based authentication is disabled') }, 'backend-key-auth-disabled at aoai'],
    ['not by a code that holds that', { body: coded('MyAuthenticationTypeDisabled') }, 'request-rejected at aoai'],
    ['not by a code that goes on', { body: coded('AuthenticationTypeDisabledX') }, 'request-rejected at aoai'],
    ['an identity without the role', { body: coded('PermissionDenied') }, 'backend-permission-denied at aoai'],
    [
      'an identity without the role, in words',
      { body: saying('lacks the required data action') },
      'backend-permission-denied at aoai',
    ],
    ['not by another code that holds that', { body: coded('NoPermissionDenied') }, 'request-rejected at aoai'],
    ['not by another code that goes on', { body: coded('PermissionDeniedX') }, 'request-rejected at aoai'],
    ['a project without the model', { body: saying('missing scopes'), by: 'openai' }, 'backend-permission-denied at openai'],
    ['the key', { body: saying('invalid subscription key or wrong API endpoint') }, AT_APIM],
    ['the token', { body: saying('audience is incorrect') }, AT_APIM],
    ['something, with a 401 of its own', { status: 401, by: 'aoai' }, AT_APIM],
    ['nothing, with a 400 of its own', { status: 400, by: 'aoai' }, 'request-rejected at aoai'],
    ['nothing, with a 401 of another', { status: 401, by: 'gateway' }, VAGUE],
  ])
})

describe('who gave Azure OpenAI what it refuses', () => {
  const body = saying('audience is incorrect')
  itMeans([
    ['is API Management, in a chain with it', { body, chain: ['one-api', 'apim', 'aoai'] }, AT_APIM],
    ['is one-api, where it is the last', { body, chain: ['one-api', 'aoai'] }, 'backend-credential-rejected at one-api'],
    ['is the gateway, where it is the last', { body, chain: ['gateway', 'aoai'] }, 'backend-credential-rejected at gateway'],
    ['is the caller, where there is no other', { body, chain: ['aoai'] }, 'backend-credential-rejected at client'],
    ['is API Management, at its address', { body, url: 'https://contoso.azure-api.net/x', by: 'one-api' }, AT_APIM],
    ['is API Management, when it was reached', { body, by: 'apim' }, AT_APIM],
    ['is one-api, when it answered', { body, by: 'one-api' }, 'backend-credential-rejected at one-api'],
    ['is the gateway, when it answered', { body, by: 'gateway' }, 'backend-credential-rejected at gateway'],
    [
      'is the caller, at Azure OpenAI’s address',
      { body, url: 'https://r.openai.azure.com/x' },
      'backend-credential-rejected at client',
    ],
    [
      'is the caller, at Azure OpenAI’s path',
      { body, url: '/openai/deployments/d/images/edits' },
      'backend-credential-rejected at client',
    ],
  ])
})

describe('API Management', () => {
  itMeans([
    ['saw no key', { body: saying('Access denied due to missing subscription key.') }, 'subscription-key-missing at apim'],
    ['saw no key, or no token', { body: saying('missing token or subscription key') }, 'subscription-key-missing at apim'],
    ['refuses the key', { body: saying('Access denied due to invalid subscription key.') }, 'subscription-key-rejected at apim'],
    [
      'refuses the key, or the token',
      { body: saying('invalid access token or subscription key') },
      'subscription-key-rejected at apim',
    ],
    [
      'challenges',
      { status: 401, headers: { 'www-authenticate': 'AzureApiManagementKey realm="x"' } },
      'subscription-key-missing at apim or subscription-key-rejected',
    ],
    ['does not challenge by another name', { status: 401, headers: { 'www-authenticate': 'Bearer' } }, VAGUE],
  ])
})

describe('a key that is not valid', () => {
  const body = coded('invalid_api_key')
  itMeans([
    ['is the caller’s, where nobody is behind', { body, by: 'openai' }, REFUSED],
    [
      'is the relay’s, where the chain has one',
      { body, by: 'openai', chain: ['gateway', 'openai'] },
      'backend-credential-rejected at openai or client-credential-rejected',
    ],
    ['is the caller’s, at the first hop of the chain', { body, by: 'gateway', chain: ['gateway', 'openai'] }, REFUSED],
    [
      'is the relay’s, when it quotes its upstream',
      {
        body: { detail: { error: { message: 'no', type: 'server_error', param: null, code: 'invalid_api_key' } } },
        by: 'gateway',
      },
      'backend-credential-rejected at gateway or client-credential-rejected',
    ],
    ['is not known by a code that holds that', { body: coded('my_invalid_api_key') }, REJECTED],
    ['is not known by a code that goes on', { body: coded('invalid_api_keys') }, REJECTED],
    ['is the caller’s, for a token', { body: coded('invalid_token') }, REFUSED],
    ['is not known by the code of a token that holds that', { body: coded('my_invalid_token') }, REJECTED],
    ['is not known by the code of a token that goes on', { body: coded('invalid_tokens') }, REJECTED],
  ])
})

describe('a credential', () => {
  itMeans([
    ['did not arrive', { status: 401, body: saying('Missing bearer token') }, MISSING],
    ['is missing', { status: 401, body: saying('API key is missing') }, MISSING],
    ['was required', { status: 401, body: saying('Authorization header was required') }, MISSING],
    ['is missing or invalid, which is not missing', { status: 401, body: saying('token is missing or invalid') }, VAGUE],
    ['was not found by Kong', { status: 401, body: saying('No API key found in request') }, MISSING],
    ['was not found by a policy', { status: 401, body: saying('JWT not present.') }, MISSING],
    ['was not found by a policy that says more before', { status: 401, body: saying('The JWT not present') }, VAGUE],
    ['is no matter of a 400', { status: 400, body: saying('token is missing') }, REJECTED],
    ['is no matter of a 422', { status: 422, body: saying('token is missing') }, REJECTED],
    ['is refused', { status: 401, body: saying('Incorrect API key provided') }, REFUSED],
    ['is refused in Chinese', { status: 401, body: saying('令牌已过期') }, REFUSED],
    ['is refused a few words off', { status: 403, body: saying('the key you gave is expired') }, REFUSED],
    ['is not refused by words far off', { status: 400, body: saying(`key ${'x'.repeat(30)} expired`) }, REJECTED],
    [
      'is no matter of a 404',
      { status: 404, body: saying('user not found'), by: 'gateway' },
      'gateway-route-missing at gateway or deployment-not-found',
    ],
    [
      'may not use the model',
      { status: 403, body: saying('This token has no access to model x') },
      `${REFUSED} or gateway-no-channel`,
    ],
    ['is refused with 401, and nothing is said', { status: 401 }, VAGUE],
    ['is refused with 403, and nothing is said', { status: 403 }, `${REFUSED} or backend-permission-denied or edge-blocked`],
    [
      'is refused with 403, and the code says nothing',
      { status: 403, body: coded('permission_denied') },
      `${REFUSED} or backend-permission-denied or edge-blocked`,
    ],
    [
      'is refused with 403, and the type says nothing',
      { status: 403, body: coded('auth_error') },
      `${REFUSED} or backend-permission-denied or edge-blocked`,
    ],
    ['is not what a 403 is about that gives a code', { status: 403, body: coded('too_big') }, REJECTED],
    ['is not what a 403 is about whose code only holds that', { status: 403, body: coded('not forbidden') }, REJECTED],
    ['is not what a 403 is about whose code goes on', { status: 403, body: coded('forbidden size') }, REJECTED],
    [
      'is not what a 403 is about that gives a code beside',
      { status: 403, body: { message: 'no', code: 'forbidden', type: 'too_big' } },
      REJECTED,
    ],
    ['is not what a 400 is about', { status: 400 }, REJECTED],
  ])
})
