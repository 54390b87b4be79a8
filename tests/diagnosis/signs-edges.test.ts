import { describe } from 'vitest'
import { error, itShows, page } from './signs.ts'

const EDGE = 'edge envelope wrote'

describe('an edge is known by its page', () => {
  itShows([
    ['of Cloudflare', { status: 200, body: page('cf-error-details') }, ['cloudflare wording wrote']],
    ['of Cloudflare, by its code', { status: 200, body: 'error code: 1020' }, ['cloudflare wording wrote']],
    [
      'of Cloudflare, by its code among words',
      { status: 200, body: page('Error code 522 happened') },
      ['cloudflare wording wrote'],
    ],
    ['not by another code among words', { status: 200, body: page('Error code 499 happened') }, []],
    ['not by a longer code', { status: 200, body: 'error code: 10200' }, []],
    ['of IIS', { status: 200, body: page('<h2>Not Found</h2>\n<hr>') }, ['iis wording wrote']],
    ['of App Service', { status: 200, body: page('Application Error: see Diagnostic Resources') }, ['app-service wording wrote']],
    ['of Google', { status: 200, body: page('Error 404 (Not Found)!!1') }, ['google-frontend wording wrote']],
    ['of Google, without a reason', { status: 200, body: page('Error 404 ()!!1') }, ['google-frontend wording wrote']],
    ['of envoy, in text', { status: 200, body: 'upstream request timeout' }, ['envoy wording wrote']],
    ['not of envoy in the middle of text', { status: 200, body: 'an upstream request timeout' }, []],
    ['of vercel', { status: 200, body: 'The page could not be found\n\nNOT_FOUND' }, ['vercel wording wrote']],
    ['not in an error object', { status: 200, body: error({ message: 'no healthy upstream' }) }, []],
    ['of nobody who is known, on a refusal', { body: page('no') }, [EDGE]],
    ['not of nobody on a success', { status: 200, body: page('no') }, []],
  ])
})

describe('an edge is known by its headers', () => {
  itShows([
    [
      'of Cloudflare',
      { headers: { 'CF-Ray': '1', server: 'cloudflare' } },
      ['cloudflare header passed', 'cloudflare header passed'],
    ],
    ['of nginx', { headers: { server: 'nginx/1.2' } }, ['nginx header passed']],
    ['of Front Door', { headers: { 'X-Azure-Ref': '1' } }, ['front-door header passed']],
    ['when it challenges the caller', { headers: { 'cf-mitigated': 'challenge' } }, ['cloudflare header wrote']],
    ['of a load balancer that refuses', { headers: { server: 'awselb/2.0' } }, ['edge header wrote']],
    ['of a load balancer that refuses in text', { headers: { server: 'awselb/2.0' }, body: 'no' }, ['edge header wrote']],
    ['not of a load balancer that hands on JSON', { headers: { server: 'awselb/2.0' }, body: { a: 1 } }, []],
    ['not of a load balancer that hands on a success', { status: 200, headers: { server: 'awselb/2.0' } }, []],
    ['of a page that is empty', { headers: { 'content-type': 'text/html' } }, ['edge header wrote']],
    ['not of a success without a word', { status: 200, headers: { 'content-type': 'text/html' } }, []],
    ['not of what is no page', { headers: { 'content-type': 'text/plain' } }, []],
    ['on a 5xx without a word', { status: 502, headers: { 'cf-ray': '1' } }, ['cloudflare header passed', 'edge header wrote']],
    ['on a 5xx without a word, by its server', { status: 504, headers: { server: 'My-Gateway' } }, ['edge header wrote']],
    ['not on a 500', { status: 500, headers: { 'cf-ray': '1' } }, ['cloudflare header passed']],
    ['not on a 5xx of somebody else', { status: 502, headers: { server: 'mine' } }, []],
    ['not on a 5xx with words', { status: 502, headers: { 'cf-ray': '1' }, body: { a: 1 } }, ['cloudflare header passed']],
  ])
})

describe('an edge is known by its envelope', () => {
  itShows([
    ['of Cloudflare, by its type', { body: error({ type: 'cf_bad_gateway', message: 'no' }) }, ['cloudflare envelope wrote']],
    ['not by a type that holds that', { body: error({ type: 'my_cf_x', message: 'no' }) }, []],
    ['of Cloudflare, by its member', { body: { cloudflare_error: true, message: 'no' } }, ['cloudflare envelope wrote']],
    ['not by its member when it says no', { body: { cloudflare_error: false, message: 'no' } }, []],
    ['of Cloudflare, by its name', { body: { error_name: 'origin_bad_gateway', message: 'no' } }, ['cloudflare envelope wrote']],
    ['not by a name that holds that', { body: { error_name: 'no_origin_bad_gateway', message: 'no' } }, []],
    ['of Vercel', { body: error({ code: 'FUNCTION_INVOCATION_TIMEOUT', message: 'no' }) }, [EDGE]],
    ['of Vercel, for its deployment', { body: error({ code: 'DEPLOYMENT_NOT_FOUND', message: 'no' }) }, [EDGE]],
    ['not by a code that holds that', { body: error({ code: 'MY_FUNCTION_INVOCATION', message: 'no' }) }, []],
    ['not by a code that goes on', { body: error({ code: 'FUNCTION_INVOCATION x', message: 'no' }) }, []],
    ['of Railway', { body: { message: 'Application failed to respond' } }, [EDGE]],
    ['not by the words among others', { body: { message: 'The application failed to respond' } }, []],
    ['not by the words with others behind', { body: { message: 'Application failed to respond again' } }, []],
    ['by the first status of Cloudflare', { status: 520 }, ['cloudflare envelope wrote']],
    ['by the last statuses of Cloudflare', { status: 526 }, ['cloudflare envelope wrote']],
    ['by another status of Cloudflare', { status: 530, body: 'no' }, ['cloudflare envelope wrote']],
    ['not by a status beside', { status: 519 }, []],
    ['not by a status between', { status: 527 }, []],
    ['not by its status when somebody says something', { status: 520, body: { message: 'no' } }, []],
    ['by the title of its page, in text', { body: '502 Bad Gateway' }, ['edge wording wrote']],
    ['by the title of its page, with a dash', { body: 'it - 404 - Not Found' }, []],
    ['by the title of its page, without a number', { body: 'Service Temporarily Unavailable!' }, ['edge wording wrote']],
    ['by the title of its page, in short', { body: 'Service Unavailable' }, ['edge wording wrote']],
    ['by a time-out', { body: 'Gateway Time-out' }, ['edge wording wrote']],
    ['by a time-out in one word', { body: 'gateway timeout' }, ['edge wording wrote']],
    ['not by a title with words behind it', { body: 'Not Found here' }, []],
    ['not by a title in an object', { body: { message: 'Not Found' } }, []],
  ])
})
