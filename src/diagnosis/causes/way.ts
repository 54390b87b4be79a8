import type { Cause } from '../cause.ts'
import { ADDRESS, DEPLOYMENT, NOT_THE_MODEL, VERSION } from './straight.ts'

/** Routes, rewriting and api-version: the first three items of the checklist. */
export const WAY = {
  'operation-missing': {
    hop: 'apim',
    item: 1,
    stage: 'way',
    meaning: 'API Management has no operation with this method and path.',
    remedy:
      'In the Azure portal, API Management → APIs → your API → Design: add the operation POST /images/{operation} beside the other images operation, with an inbound policy of its own: <base/>, then <rewrite-uri template="/openai/deployments/{deployment}/images/{operation}" copy-unmatched-params="false" />, then <set-query-parameter name="api-version" exists-action="override">. If it is there, compare method, URL template, the API\'s suffix (Settings → API URL suffix) and the current revision. A re-import of the OpenAPI file deletes operations that were added by hand.',
    settle:
      'Set APIM_URL and APIM_KEY: a call to API Management itself shows whether it or a hop in front answers 404. APIM_EXPORT shows the list of operations without a call.',
    straight: ADDRESS,
  },
  'rewrite-wrong': {
    hop: 'apim',
    item: 2,
    stage: 'way',
    meaning: 'The path that reaches Azure OpenAI is none of its own: not rewritten, doubled /openai, or mis-spelt.',
    remedy:
      'In the inbound policy of the {operation} operation, make it <rewrite-uri template="/openai/deployments/{deployment}/images/{operation}" copy-unmatched-params="false" />, and check that the backend URL (<set-backend-service base-url> or APIs → Settings → Web service URL) does not end in /openai too. Where one-api or another gateway builds the path, check the base URL of its channel.',
    settle:
      'Set AOAI_URL and AOAI_KEY: the right path, called directly, shows whether path or api-version is at fault. APIM_EXPORT shows the policy; a trace (Test tab, or Apim-Debug-Authorization) shows the URL that forward-request used.',
    straight: ADDRESS,
  },
  'rewrite-copied': {
    hop: 'apim',
    item: 2,
    stage: 'way',
    meaning: 'The edits operation was copied from generations and still rewrites to images/generations.',
    remedy:
      'In the inbound policy of the edits operation, change the template of <rewrite-uri> from .../images/generations to /openai/deployments/{deployment}/images/edits.',
    settle: 'APIM_EXPORT shows the template; a trace of API Management shows the URL that forward-request used.',
    straight: ADDRESS,
  },
  'deployment-not-found': {
    hop: 'apim',
    item: 2,
    stage: 'way',
    meaning: 'The resource has no deployment (or the account no model) of the name in the path or body.',
    remedy:
      'Compare the deployment in <rewrite-uri> (or in the named value it uses, API Management → Named values) with Azure AI Foundry → Deployments of that resource: it should be {deployment}. Behind one-api or new-api, look at the model mapping of the channel: some versions strip the dot (gpt-image-1.5 becomes gpt-image-15).',
    settle: 'Set AOAI_URL and AOAI_KEY: a direct call with TARGET_DEPLOYMENT shows whether the deployment exists.',
    straight: DEPLOYMENT,
  },
  'api-version-missing': {
    hop: 'apim',
    item: 3,
    stage: 'way',
    meaning: 'No api-version reaches Azure OpenAI, which answers 404 as if the path did not exist.',
    remedy:
      'In the inbound policy of the {operation} operation, behind <rewrite-uri> (which drops what stood before it), add <set-query-parameter name="api-version" exists-action="override"><value>2025-04-01-preview</value></set-query-parameter>. One that stands there with exists-action="skip" is only a default, which may be too old: make it override.',
    settle:
      'Send the same call with ?api-version=2025-04-01-preview: if the model answers, it was lost on the way. APIM_EXPORT shows the policy.',
    straight: VERSION,
  },
  'api-version-unsupported': {
    hop: 'apim',
    item: 3,
    stage: 'way',
    meaning:
      'The api-version that reaches Azure OpenAI does not know the operation (images/edits is specified from 2025-04-01-preview on).',
    remedy:
      'Set the value of <set-query-parameter name="api-version"> of the {operation} operation to 2025-04-01-preview or later. A path under /openai/v1 takes no dated version ("API version not supported"): leave api-version out there, or rewrite to /openai/deployments/{deployment}/images/{operation}. Behind one-api and its forks it is the API version of the Azure channel (Channels → edit → Other), for LiteLLM api_version in the model list.',
    settle:
      'APIM_EXPORT shows the api-version that is written; AOAI_URL and AOAI_KEY show whether the model knows the operation under a newer one.',
    straight: VERSION,
  },
  'gateway-route-missing': {
    hop: null,
    item: null,
    stage: 'way',
    meaning: 'The gateway that answered has no such route, or not for this method.',
    remedy:
      'Compare method and path with what the gateway documents; POST /v1/images/{operation} must be routed there. Check that TARGET_URL ends where the gateway expects it (with /v1 or without), and update the gateway when it is older than the operation.',
    settle: 'Call another route of the same gateway that is known to work: if that is a 404 too, the base URL is wrong.',
  },
  'gateway-not-implemented': {
    hop: null,
    item: null,
    stage: 'way',
    meaning: 'The gateway knows the operation and does not do it.',
    remedy:
      'songquanpeng/one-api does not relay /v1/images/edits. Use a fork that does (new-api since v0.6.7, Laisky/one-api), reach API Management through a proxy channel, or send edits to API Management directly.',
    settle: null,
  },
  'gateway-no-channel': {
    hop: null,
    item: null,
    stage: 'way',
    meaning: 'The gateway has no enabled channel for this model in the group of the token.',
    remedy:
      "In the gateway's console, Channels: enable a channel that lists the model (also its name before mapping) for the group of the token. A channel may have been disabled automatically after an earlier 401: look for the first failure in the log. For LiteLLM, add the model to model_list.",
    settle: "The gateway's log under the request number shows which group and model it looked for.",
  },
  'wrong-base-url': {
    hop: 'client',
    item: null,
    stage: 'way',
    meaning:
      'A web page or another program answers at this address, or the base URL does not lead to the paths of the API (too long, too short, a part of it twice).',
    remedy:
      'Correct TARGET_URL: the base URL goes up to /v1 and not further, and is that of the API, not of the console or portal, with its own scheme (https where the port serves that). one-api answers every path outside /v1 and /api with its web page and status 200. Where a gateway answered, correct the base URL of its channel.',
    settle: 'Open the URL in a browser: a console or an error page shows whose it is.',
    straight: ADDRESS,
  },
  redirected: {
    hop: null,
    item: null,
    stage: 'way',
    meaning: 'A redirect stands where an answer is due; a POST with a body must not follow it.',
    remedy:
      'Look where the Location header leads. To a login page: something in front asks people to sign in (App Service authentication, Entra application proxy, Cloudflare Access, oauth2-proxy), so exempt the path of the API from it, or use an address behind it. To the same API: use that address as TARGET_URL (https in the place of http, no trailing slash, the canonical host), or take the redirect out of the proxy. In API Management: a <return-response> with a 3xx.',
    settle: 'curl -v without -L to the same URL: the headers beside Location (Server, Via, Set-Cookie) say whose redirect it is.',
  },
  'short-circuited': {
    hop: 'apim',
    item: null,
    stage: 'way',
    meaning: 'A hop answers 200 without asking the model.',
    remedy:
      'In the policies of the {operation} operation and above it (API, product, all APIs), look for <return-response> and <mock-response>, and for a <backend> section without <base/> or <forward-request/>.',
    settle: 'APIM_EXPORT shows the policies; a trace of API Management shows whether forward-request ran.',
    straight: NOT_THE_MODEL,
    gateway: {
      remedy:
        'Look in the gateway, and in what stands in front of it, for what answers {path} itself: a handler for another method or for a dry run, a mock, a cache, a queue that answers before the picture is there.',
      settle: 'The log of the gateway under the request number shows whether the model was called.',
    },
  },
  'backend-timeout': {
    hop: 'apim',
    item: null,
    stage: 'way',
    meaning: 'A hop waited for the one behind it and gave up; the picture may still have been drawn and billed.',
    remedy:
      'Raise the time limit of the hop that gave up above the slowest picture (180 s and more): <forward-request timeout="240"/> in API Management, proxy_read_timeout in nginx, the origin response timeout in Front Door; behind Cloudflare (100 s) stream or use a lower quality.',
    settle:
      'Set APIM_URL or AOAI_URL: the hop from which on the call takes its time and succeeds is behind the one that gave up.',
  },
  'backend-unreachable': {
    hop: 'apim',
    item: null,
    stage: 'way',
    meaning: 'A hop cannot connect to the one behind it.',
    remedy:
      'Check the backend URL of the hop (API Management → Backends, or <set-backend-service>; the base URL of the channel in one-api), its DNS name from inside the virtual network, private endpoint and firewall rules, and whether a circuit breaker of a backend pool is open.',
    settle:
      'Set AOAI_URL and AOAI_KEY: if the model answers directly, the way to it is at fault. A trace of API Management names the error of forward-request.',
  },
  'upstream-error': {
    hop: 'aoai',
    item: null,
    stage: 'way',
    meaning: 'A hop behind answered with a server error, or with something that the relay could not read.',
    remedy:
      'Repeat the call once. If it stays, look up the request number in the log of the hop that is named: for API Management the activityId in Application Insights or a trace (a failing policy expression shows there too), for Azure OpenAI apim-request-id with Azure support, for one-api the log of the channel.',
    settle: 'Set APIM_URL or AOAI_URL: the first hop from the model outwards that fails is the one.',
  },
} as const satisfies Record<string, Cause>
