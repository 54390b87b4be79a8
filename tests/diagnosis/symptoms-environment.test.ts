import { describe } from 'vitest'
import { coded, itMeans, saying } from './symptoms.ts'

const REJECTED = 'request-rejected at unknown'

describe('a resource is blocked', () => {
  itMeans([
    ['by its words', { body: saying('The resource has been temporarily blocked.') }, 'resource-blocked at aoai'],
    ['by its words, for good', { body: saying('The resource has been blocked.') }, 'resource-blocked at unknown'],
    ['with the account', { body: saying('Your account is suspended') }, 'resource-blocked at unknown'],
    ['with the account, for good', { body: saying('account has been deactivated') }, 'resource-blocked at unknown'],
    ['with the account, in short', { body: saying('Account banned') }, 'resource-blocked at unknown'],
    ['by its code', { body: coded('account_deactivated') }, 'resource-blocked at unknown'],
    ['not by a code that holds that', { body: coded('no_account_deactivated') }, REJECTED],
    ['not by a code that goes on', { body: coded('account_deactivated_x') }, REJECTED],
    ['at the hop that says so', { body: coded('account_deactivated'), by: 'gateway' }, 'resource-blocked at gateway'],
  ])
})

describe('a filter stopped the prompt', () => {
  itMeans([
    ['by its code', { body: coded('ContentFilter') }, 'content-filtered at aoai'],
    ['by the code of OpenAI', { body: coded('moderation_blocked'), by: 'openai' }, 'content-filtered at openai'],
    ['not by a code that holds that', { body: coded('my_content_filter') }, REJECTED],
    ['not by a code that goes on', { body: coded('content_filter_off') }, REJECTED],
    ['by its words', { body: saying('violates our content policy') }, 'content-filtered at unknown'],
    ['by its words about safety', { body: saying('the Content Safety Policies') }, 'content-filtered at unknown'],
    [
      'by words about a safety a few words off',
      { body: saying('blocked by the model’s own safety') },
      'content-filtered at unknown',
    ],
    ['not by words about a safety far off', { body: saying(`blocked by ${'x'.repeat(31)}safety`) }, REJECTED],
    ['by Google’s word', { body: saying('finished: IMAGE_SAFETY.') }, 'content-filtered at unknown'],
    ['not by a part of another word', { body: saying('finished: IMAGE_SAFETYNET') }, REJECTED],
    [
      'by a body that breaks off',
      { body: { created: 1, err: null }, status: 400 },
      'content-filtered at unknown or request-rejected',
    ],
    [
      'by a body that breaks off, without a status',
      { body: { created: 1, err: null }, status: null },
      'content-filtered at unknown or request-rejected',
    ],
    ['not by a body that breaks off with another status', { body: { created: 1, err: null }, status: 422 }, REJECTED],
    ['not by another body', { body: { id: 1, err: null } }, REJECTED],
    ['not by created beside an error', { body: { created: 1, error: { message: 'no' } } }, 'request-rejected at aoai'],
  ])
})

describe('a quota is used up', () => {
  itMeans([
    ['by its status', { status: 402 }, 'quota-exhausted at unknown'],
    ['by its code', { body: coded('insufficient_quota') }, 'quota-exhausted at unknown'],
    ['by its code for users', { body: coded('insufficient_user_quota') }, 'quota-exhausted at unknown'],
    ['not by a code that holds that', { body: coded('an_insufficient_quota') }, REJECTED],
    ['not by a code that goes on', { body: coded('insufficient_quota_x') }, REJECTED],
    ['by its words', { body: saying('user quota is not enough') }, 'quota-exhausted at unknown'],
    ['by its words, in short', { body: saying('quota not enough') }, 'quota-exhausted at unknown'],
    ['by words about credit', { body: saying('insufficient credit') }, 'quota-exhausted at unknown'],
    ['by words about a token quota', { body: saying('Token quota has been exceeded'), by: 'apim' }, 'quota-exhausted at apim'],
  ])
})

describe('a rate limit was hit', () => {
  itMeans([
    ['by its status', { status: 429 }, 'rate-limited at unknown'],
    ['by its code', { body: coded('rate_limit_exceeded') }, 'rate-limited at unknown'],
    ['not by a code that holds that', { body: coded('my_rate_limit_exceeded') }, REJECTED],
    ['not by a code that goes on', { body: coded('429 or so') }, REJECTED],
    [
      'by its words',
      { body: saying('exceeded call rate limit of your tier: rate limit is exceeded') },
      'rate-limited at unknown',
    ],
    ['by its words, in short', { body: saying('rate limit reached') }, 'rate-limited at unknown'],
    ['by words of its own', { body: saying('Too many requests'), by: 'aoai' }, 'rate-limited at aoai'],
  ])
})

describe('a network rule refuses the caller', () => {
  itMeans([
    ['by its words', { body: saying('Access denied due to Virtual Network/Firewall rules.') }, 'edge-blocked at aoai'],
    ['by words about access', { body: saying('Public network access is disabled') }, 'edge-blocked at unknown'],
    ['by words about access, in short', { body: saying('public access is disabled') }, 'edge-blocked at unknown'],
    ['by words about an address', { body: saying('IP address is not allowed') }, 'edge-blocked at unknown'],
    ['by words about an address, in short', { body: saying('ip blocked') }, 'edge-blocked at unknown'],
    ['by words in Chinese', { body: saying('您的 IP 不在令牌的白名单') }, 'edge-blocked at unknown'],
    ['by a challenge', { headers: { 'cf-mitigated': 'challenge' } }, 'edge-blocked at unknown'],
    ['by its name in a header', { headers: { 'policy-id': 'x-TrafficDenied' } }, 'edge-blocked at aoai'],
    ['not by another name there', { headers: { 'policy-id': 'limit' } }, 'request-rejected at aoai'],
    [
      'by the bare word of API Management',
      { status: 403, body: saying('Forbidden.'), by: 'apim' },
      'edge-blocked at apim or client-credential-rejected',
    ],
    [
      'not by that word of another hop',
      { status: 403, body: saying('Forbidden.'), by: 'gateway' },
      'client-credential-rejected at client or backend-permission-denied or edge-blocked',
    ],
    ['not by that word with another status', { status: 400, body: saying('Forbidden.'), by: 'apim' }, 'request-rejected at apim'],
    [
      'not by other words of API Management',
      { status: 403, body: saying('Forbidden by policy'), by: 'apim' },
      'client-credential-rejected at client or backend-permission-denied or edge-blocked',
    ],
    [
      'not by other words that end so',
      { status: 403, body: saying('It is forbidden'), by: 'apim' },
      'client-credential-rejected at client or backend-permission-denied or edge-blocked',
    ],
    ['by a 401 of a proxy', { status: 401, by: 'edge' }, 'edge-blocked at edge or wrong-base-url'],
    ['by a 403 of a proxy', { status: 403, by: 'edge' }, 'edge-blocked at edge or wrong-base-url'],
    ['not by another status of a proxy', { status: 400, by: 'edge' }, 'request-rejected at edge'],
  ])
})
