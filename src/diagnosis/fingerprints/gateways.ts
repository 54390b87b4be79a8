import { type Fingerprint, inAnswer, inLayer, isRefusal, isSilent, onPage, saying } from '../fingerprint.ts'
import { isObject } from '../json.ts'

/** Portkey, OpenRouter, Google's compatible endpoint and other gateways, and relays that do not name themselves. */
export const GATEWAYS: readonly Fingerprint[] = [
  {
    sign: 'the answer passed Portkey (x-portkey headers)',
    hop: 'gateway',
    product: 'portkey',
    worth: 'header',
    shows: 'passed',
    strength: 'proof',
    source: 'Portkey-AI/gateway src/handlers/services/responseService.ts',
    seen: inAnswer(({ headers }) => [...headers.keys()].some((name) => name.startsWith('x-portkey-'))),
  },
  {
    sign: "the envelope is Portkey's: {status: failure, message}, html-message, or a provider beside the error",
    hop: 'gateway',
    product: 'portkey',
    worth: 'envelope',
    shows: 'wrote',
    strength: 'strong',
    source: 'Portkey-AI/gateway src/handlers/handlerUtils.ts',
    seen: inLayer(
      ({ fields, around, message }) =>
        fields.status === 'failure' ||
        fields['html-message'] !== undefined ||
        (typeof around.provider === 'string' && /^[\w-]+ error: /i.test(message)),
    ),
  },
  {
    sign: 'the message speaks of x-portkey headers',
    hop: 'gateway',
    product: 'portkey',
    worth: 'wording',
    shows: 'wrote',
    strength: 'strong',
    source: 'mlflow/mlflow#24391',
    seen: saying(/x-portkey-|portkey error/i),
  },
  {
    sign: 'the request went to openrouter.ai',
    hop: 'gateway',
    product: 'openrouter',
    worth: 'address',
    shows: 'wrote',
    strength: 'strong',
    source: 'OpenRouter documentation',
    seen: inAnswer(({ host, content }) => /(?:^|\.)openrouter\.ai$/.test(host) && content !== 'page'),
  },
  {
    sign: "a number as code, with OpenRouter's words or members (provider_name, user_id)",
    hop: 'gateway',
    product: 'openrouter',
    worth: 'envelope',
    shows: 'wrote',
    strength: 'strong',
    source: 'OpenRouter documentation, "Errors"; Gitlawb/openclaude#967',
    seen: inLayer(
      ({ shape, fields, around, message }) =>
        shape === 'error' &&
        typeof fields.code === 'number' &&
        fields.type === undefined &&
        ((isObject(fields.metadata) && fields.metadata.provider_name !== undefined) ||
          around.user_id !== undefined ||
          /no (?:cookie )?auth credentials found|^user not found\.$|missing authentication header|^provider returned error|openrouter/i.test(
            message,
          )),
    ),
  },
  {
    sign: "OpenRouter's header (X-Generation-Id)",
    hop: 'gateway',
    product: 'openrouter',
    worth: 'header',
    shows: 'passed',
    strength: 'strong',
    source: 'OpenRouter documentation, "Generation stats"',
    seen: inAnswer(
      ({ headers }) =>
        headers.has('x-generation-id') || /x-generation-id/i.test(headers.get('access-control-expose-headers') ?? ''),
    ),
  },
  {
    sign: 'a numeric code with a status in capitals, the envelope of Google APIs',
    hop: 'gateway',
    product: 'google',
    worth: 'envelope',
    shows: 'wrote',
    strength: 'strong',
    source: 'google.aip.dev/193',
    seen: inLayer(
      ({ shape, fields }) => shape === 'error' && typeof fields.code === 'number' && /^[A-Z_]+$/.test(String(fields.status)),
    ),
  },
  {
    sign: "the words are those of Kong's router or key check",
    hop: 'gateway',
    product: 'kong',
    worth: 'wording',
    shows: 'wrote',
    strength: 'strong',
    source: 'Kong/kong',
    seen: saying(/^no route matched with those values$|^no api key found in request$/i),
  },
  {
    sign: "Express's page for a path without a route",
    hop: 'gateway',
    product: 'express',
    worth: 'wording',
    shows: 'wrote',
    strength: 'strong',
    source: 'expressjs/express, finalhandler',
    seen: onPage(/<pre>Cannot (?:GET|POST|PUT|DELETE) \//),
  },
  {
    sign: 'statusCode, error and message, as Fastify and NestJS write errors',
    hop: 'gateway',
    product: 'fastify',
    worth: 'envelope',
    shows: 'wrote',
    strength: 'strong',
    source: 'fastify/fastify lib/error-handler.js, nestjs/nest base-exception-filter.ts',
    seen: inLayer(
      ({ shape, fields, message }) =>
        shape === 'flat' && (typeof fields.error === 'string' || /^cannot (?:get|post) /i.test(message)),
    ),
  },
  {
    sign: 'the words or headers of Amazon API Gateway',
    hop: 'gateway',
    product: 'aws-api-gateway',
    worth: 'wording',
    shows: 'wrote',
    strength: 'strong',
    source: 'Amazon API Gateway documentation, "Gateway response types"',
    seen: inAnswer(
      ({ headers, layers }) =>
        layers.some(({ message }) => /^missing authentication token$/i.test(message)) || headers.has('x-amzn-errortype'),
    ),
  },
  {
    sign: "Spring's error body (timestamp, status, error, path)",
    hop: 'gateway',
    product: 'spring',
    worth: 'envelope',
    shows: 'wrote',
    strength: 'strong',
    source: 'spring-projects/spring-boot DefaultErrorAttributes',
    seen: inLayer(
      ({ around }) => around.timestamp !== undefined && around.path !== undefined && typeof around.status === 'number',
    ),
  },
  {
    sign: 'members that a relay added around the error (success, status_code, timestamp)',
    hop: 'unknown',
    worth: 'envelope',
    shows: 'wrote',
    strength: 'strong',
    also: ['gateway', 'one-api'],
    source: 'pollinations/pollinations#12067',
    seen: inLayer(
      ({ shape, around, fields }) =>
        shape === 'error' &&
        around !== fields &&
        ['success', 'status_code', 'timestamp'].some((key) => around[key] !== undefined),
    ),
  },
  {
    sign: 'a relay speaks of its upstream and does not name itself (type upstream_error, no param)',
    hop: 'unknown',
    worth: 'envelope',
    shows: 'wrote',
    strength: 'strong',
    also: ['gateway', 'one-api'],
    source: 'Wei-Shaw/sub2api#2251',
    seen: inLayer(
      ({ shape, type, fields }) => shape === 'error' && /^upstream_error$/.test(type ?? '') && fields.param === undefined,
    ),
  },
  {
    sign: "the words of a relay that cannot build the upstream's URL",
    hop: 'unknown',
    worth: 'wording',
    shows: 'wrote',
    strength: 'strong',
    also: ['gateway', 'one-api'],
    source: 'labring/aiproxy#395',
    seen: saying(/^get request url failed|unsupported mode: |^(?:404 )?page not found\s*$/i),
  },
  {
    sign: 'a challenge of a backend of its own (Bearer error="invalid_token")',
    hop: 'unknown',
    worth: 'header',
    shows: 'wrote',
    strength: 'hint',
    also: ['gateway', 'apim'],
    source: 'RFC 6750, 3.1; MicrosoftDocs/azure-docs#5297',
    seen: inAnswer(
      (answer) =>
        isSilent(answer) && isRefusal(answer) && /error="?invalid_token/i.test(answer.headers.get('www-authenticate') ?? ''),
    ),
  },
]
