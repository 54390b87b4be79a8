import type { Hop } from '../../model.ts'
import { atAuthor, atBuilder, type Clue, coded, hasStatus, isAbout, type Symptom, says } from '../symptom.ts'
import { NO_OPERATION, NO_ROUTE, REWRITE, ROUTE_MISSES, VERSION } from './route-misses.ts'

/** Nothing is quoted: whoever answered speaks for itself. */
const isOwnVoice = ({ reading }: Clue): boolean => reading.layers.length < 2

/** The 404 is the gateway's own, as far as it tells. */
const isGateways = ({ origin }: Clue): boolean => ['one-api', 'gateway', 'openai'].includes(origin)

/** Calls that found no operation, deployment, model or route. */
export const ROUTES: readonly Symptom[] = [
  {
    cause: 'api-version-unsupported',
    sentence: 'the answer says that the api-version does not fit',
    when: (clue) =>
      says(
        clue,
        /api.version not supported|enabled only for api versions|unsupported api.?version|api-version query parameter is not allowed|invalid api.?version/i,
      ),
    confidence: 'certain',
    hop: atBuilder,
  },
  {
    cause: 'api-version-missing',
    sentence: 'the answer asks for an api-version',
    when: (clue) =>
      says(clue, /(?:missing|without)[\w\s]{0,40}api-version|api-version[\w\s()?=]{0,40}(?:is )?(?:required|missing)/i) ||
      coded(clue, /^MissingApiVersion/),
    confidence: 'certain',
    hop: atBuilder,
  },
  {
    cause: 'deployment-not-found',
    sentence: 'Azure OpenAI has no such deployment',
    when: (clue) => coded(clue, /^DeploymentNotFound$/) || says(clue, /api deployment for this resource does not exist/i),
    confidence: 'certain',
    hop: atBuilder,
  },
  {
    cause: 'wrong-base-url',
    sentence: 'http was spoken to a port that serves https: the base URL begins with the wrong scheme',
    // nginx (400, its code 497), and the servers of Go.
    when: (clue) => says(clue, /plain http request was sent to https port|sent an http request to an https server/i),
    confidence: 'certain',
    hop: (): Hop => 'client',
  },
  {
    cause: 'deployment-mismatch',
    sentence: 'the image operation was reached, and the deployment behind it is a model that draws no images',
    when: (clue) => says(clue, /\bimage[\w ./-]* operation does not work with the specified model/i),
    confidence: 'likely',
    hop: atBuilder,
    or: [{ cause: 'rewrite-wrong', because: 'the path may name the deployment of another operation' }],
  },
  {
    cause: 'rewrite-wrong',
    sentence: 'the call was routed to an operation that this deployment or model does not have',
    when: (clue) =>
      coded(clue, /^OperationNotSupported$/) ||
      says(clue, /operation does not work with the specified model|not supported with (?:the )?\w+ api/i),
    confidence: 'likely',
    hop: atBuilder,
    or: [{ cause: 'deployment-mismatch', because: 'the operation may be right and the deployment another model' }],
  },
  {
    cause: 'rewrite-wrong',
    sentence: 'the refusal speaks of parameters of another API, so a relay turned the image request into another call',
    when: ({ reading, exchange }) =>
      ['generations', 'edits'].includes(exchange.operation) &&
      reading.layers.some(({ fields }) =>
        /^(?:tool_choice|tools|messages|input|instructions|max_tokens)(?:\b|\[)/.test(String(fields.param ?? '')),
      ),
    confidence: 'possible',
    hop: ({ attribution }): Hop | 'unknown' => (attribution.answeredBy === 'openai' ? 'gateway' : attribution.answeredBy),
    or: [{ cause: 'request-rejected', because: 'the caller may have sent that parameter' }],
  },
  {
    cause: 'rewrite-copied',
    sentence: 'a multipart body arrived at an operation that takes only JSON: edits was rewritten to images/generations',
    when: (clue) => clue.exchange.operation === 'edits' && says(clue, MULTIPART_AT_JSON),
    confidence: 'likely',
    hop: atBuilder,
    or: [
      {
        cause: 'multipart-damaged',
        because: 'Azure OpenAI gave this answer to sound edits calls now and then (openai-python#2749)',
      },
    ],
  },
  {
    cause: 'rewrite-copied',
    sentence: 'a multipart body arrived at an operation that takes only JSON',
    when: (clue) => clue.exchange.operation === 'other' && says(clue, MULTIPART_AT_JSON),
    confidence: 'possible',
    hop: atBuilder,
    or: [
      { cause: 'request-rejected', because: 'the caller may have sent multipart to a JSON operation' },
      { cause: 'multipart-damaged', because: 'a hop may have set the content type anew' },
    ],
  },
  {
    cause: 'wrong-refusal',
    sentence: 'a method that is not served gets a 501 where 404 or 405 is due',
    when: (clue) => hasStatus(clue, 501) && clue.exchange.request.method !== 'POST',
    confidence: 'likely',
    hop: atAuthor,
  },
  {
    cause: 'gateway-not-implemented',
    sentence: 'the gateway knows the operation and does not do it',
    when: (clue) =>
      hasStatus(clue, 501) ||
      coded(clue, /^api_not_implemented$/) ||
      says(
        clue,
        /not implemented|unsupported mode|(?:image )?edits? (?:is|are) not supported|does not support (?:image )?edit|不支持.{0,12}(?:编辑|edits)/i,
      ),
    confidence: 'certain',
    hop: atAuthor,
  },
  {
    cause: 'gateway-no-channel',
    sentence: 'the gateway has no channel for this model',
    when: (clue) =>
      coded(clue, /^get_channel_failed$/) ||
      (coded(clue, /^model_not_found$/) && clue.attribution.answeredBy === 'one-api' && clue.origin === 'one-api') ||
      says(
        clue,
        /无可用渠道|no available channels?|no healthy deployments|no deployments available|invalid model name passed in|no endpoints found|llm provider not provided|no provider (?:found|available)/i,
      ),
    confidence: 'certain',
    hop: atAuthor,
  },
  {
    cause: 'deployment-not-found',
    sentence: 'the model does not exist there, or the key may not use it',
    when: (clue) =>
      coded(clue, /^(?:model_not_found|unknown_model|invalid_model|unavailable_model)$/) ||
      says(
        clue,
        /the model .{1,80}does not exist|unknown model|model .{1,80} (?:not found|is not found|is not supported)|is not found for api version|^invalid model /im,
      ),
    confidence: 'likely',
    hop: atBuilder,
  },
  {
    cause: 'operation-missing',
    sentence: 'API Management has no operation with this method and path',
    when: (clue) =>
      hasStatus(clue, 404, 405) && clue.attribution.answeredBy === 'apim' && !clue.attribution.couldAlsoBe.includes('aoai'),
    confidence: 'certain',
  },
  {
    cause: 'operation-missing',
    sentence: 'a relay passes on the 404 of API Management, which has no operation with this method and path',
    when: (clue) => hasStatus(clue, 404, 405) && clue.origin === 'apim',
    confidence: 'likely',
    or: [REWRITE],
  },
  {
    cause: 'wrong-base-url',
    sentence: 'the path holds the same part twice, so the base URL holds what the client adds',
    when: (clue) =>
      hasStatus(clue, 404) &&
      isAbout(clue, 'openai', 'one-api', 'gateway') &&
      /(\/[\w-]+(?:\/[\w-]+)?).*\1\b/.test(clue.reading.path.replace(/^\/v\d/, '')),
    confidence: 'likely',
    or: [NO_ROUTE],
  },
  ...ROUTE_MISSES,
  {
    cause: 'wrong-base-url',
    sentence: 'the page of a web server or proxy that has no such path: the address is not that of the API',
    when: (clue) => hasStatus(clue, 404, 405) && (clue.attribution.answeredBy === 'edge' || clue.reading.content === 'page'),
    confidence: 'likely',
    or: [NO_ROUTE],
  },
  {
    cause: 'wrong-base-url',
    sentence: "the upstream's 404 was no JSON, so the channel's base URL leads elsewhere",
    when: (clue) => hasStatus(clue, 404) && says(clue, /^(?:openai_error|bad response status code \d+)/m),
    confidence: 'possible',
    hop: atAuthor,
    or: [NO_OPERATION, REWRITE],
  },
  {
    cause: 'gateway-route-missing',
    sentence: 'the gateway has no such route',
    when: (clue) =>
      hasStatus(clue, 404, 405) &&
      isGateways(clue) &&
      isOwnVoice(clue) &&
      says(clue, /invalid url|^"?not found\.?"?$|method not allowed|no route|route .{0,60}not found|cannot (?:get|post)/im),
    confidence: 'certain',
    hop: atAuthor,
  },
  {
    cause: 'gateway-route-missing',
    sentence: 'the gateway answers that it does not find what was asked for',
    when: (clue) => hasStatus(clue, 404, 405) && isGateways(clue) && isOwnVoice(clue),
    confidence: 'likely',
    hop: atAuthor,
    or: [{ cause: 'deployment-not-found', because: 'it may be the model that is not found' }],
  },
  {
    cause: 'gateway-route-missing',
    sentence: 'a relay passes on the 404 of an upstream that does not say who it is',
    when: (clue) => hasStatus(clue, 404, 405) && isGateways(clue),
    confidence: 'possible',
    hop: atAuthor,
    or: [NO_OPERATION, REWRITE, VERSION],
  },
  {
    cause: 'gateway-route-missing',
    sentence: 'a program of an unknown make has no such route',
    when: (clue) => hasStatus(clue, 404, 405) && says(clue, /page not found|cannot post|method not allowed|invalid url/i),
    confidence: 'likely',
    hop: atAuthor,
    or: [{ cause: 'wrong-base-url', because: 'the address may be wrong' }],
  },
  {
    cause: 'operation-missing',
    sentence: 'a 404 that does not say whose it is',
    when: (clue) => hasStatus(clue, 404, 405),
    confidence: 'possible',
    or: [REWRITE, VERSION, NO_ROUTE],
  },
]

const MULTIPART_AT_JSON = /unsupported content type: 'multipart\/form-data|only accepts 'application\/json' requests/i
