import type { Hop } from '../../model.ts'
import { isAoaiHost } from '../fingerprints/azure.ts'
import { type Alternative, atAuthor, atBuilder, type Clue, coded, hasStatus, isAbout, type Symptom, says } from '../symptom.ts'

/** Azure/azure-rest-api-specs: the first dated api-version whose published specification has the operation. */
const FIRST_VERSION: Readonly<Record<string, string>> = { edits: '2025-04-01', generations: '2023-12-01' }

/** The path is one that Azure OpenAI serves, so the recording shows what Azure OpenAI or its APIM was asked. */
const showsBackendPath = ({ reading }: Clue): boolean => /\/openai\//.test(reading.path) || isAoaiHost(reading.host)
const isAbbreviated = ({ reading }: Clue): boolean => /…|\.{3}/.test(reading.path + reading.query)
const WELL_FORMED =
  /^(?:\/(?!openai\/)[^/]+)*\/openai\/(?:deployments\/[^/]+\/(?!v1\/)[\w/…<>.:-]+|v1\/[\w/]+|images\/[\w:]+|…\/[\w/]+)$/

const apiVersion = ({ reading }: Clue): string | null => /api-version=(\d{4}-\d{2}-\d{2})/.exec(reading.query)?.[1] ?? null

/** "No such path", said by Azure OpenAI, or by nobody in particular where its paths were asked. */
const routeMiss = (clue: Clue): boolean =>
  hasStatus(clue, 404) &&
  ((isAbout(clue, 'aoai') && !coded(clue, /^DeploymentNotFound$/)) || (clue.reading.content === 'none' && showsBackendPath(clue)))

/** A gateway that knows Azure builds the path itself, and builds it right; the api-version is typed in by hand. */
const builtByGateway = ({ attribution, context }: Clue): boolean =>
  context.chain?.includes('apim') !== true && ['one-api', 'gateway'].includes(attribution.answeredBy)

const REWRITE: Alternative = {
  cause: 'rewrite-wrong',
  because: 'the path to Azure OpenAI may be mis-spelt, not rewritten, or hold /openai twice',
}
const VERSION: Alternative = {
  cause: 'api-version-unsupported',
  because: 'images/edits is specified from api-version 2025-04-01-preview on',
}
const NO_VERSION: Alternative = {
  cause: 'api-version-missing',
  because: 'Azure OpenAI answers a call without api-version with the same 404',
}
const COPIED: Alternative = { cause: 'rewrite-copied', because: 'edits may be rewritten to images/generations' }
const NO_OPERATION: Alternative = { cause: 'operation-missing', because: 'API Management may have no such operation' }
const NO_ROUTE: Alternative = { cause: 'gateway-route-missing', because: 'the gateway in front may have no such route' }

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
  {
    cause: 'rewrite-wrong',
    sentence: "the path is none of Azure OpenAI's (/openai/deployments/{deployment}/...)",
    when: (clue) => routeMiss(clue) && showsBackendPath(clue) && !isAbbreviated(clue) && !WELL_FORMED.test(clue.reading.path),
    confidence: 'likely',
    hop: atBuilder,
    or: [NO_VERSION, NO_OPERATION],
  },
  {
    cause: 'api-version-missing',
    sentence: 'the request has no api-version',
    when: (clue) =>
      routeMiss(clue) &&
      /\/openai\/deployments\//.test(clue.reading.path) &&
      !isAbbreviated({ ...clue, reading: { ...clue.reading, path: '' } }) &&
      !/api-version=/.test(clue.reading.query),
    confidence: 'likely',
    hop: atBuilder,
    or: [REWRITE, NO_OPERATION],
  },
  {
    cause: 'api-version-unsupported',
    sentence: 'the api-version of the request is older than the operation',
    when: (clue) => {
      const [version, first] = [apiVersion(clue), FIRST_VERSION[clue.exchange.operation]]
      return routeMiss(clue) && version !== null && first !== undefined && version < first
    },
    confidence: 'likely',
    hop: atBuilder,
    or: [REWRITE, NO_OPERATION],
  },
  {
    cause: 'api-version-unsupported',
    sentence: 'a gateway that builds the path itself passes on that Azure OpenAI has no such path',
    when: (clue) => routeMiss(clue) && builtByGateway(clue),
    confidence: 'possible',
    hop: atBuilder,
    or: [REWRITE, NO_VERSION],
  },
  {
    cause: 'rewrite-wrong',
    sentence: 'Azure OpenAI was reached and has no such path, or not in this api-version',
    when: (clue) => routeMiss(clue) && (clue.context.chain?.includes('apim') === true || clue.exchange.operation !== 'edits'),
    confidence: 'possible',
    hop: atBuilder,
    or: [VERSION, NO_VERSION, COPIED],
  },
  {
    cause: 'api-version-unsupported',
    sentence: 'Azure OpenAI was reached and has no such path, or not in this api-version',
    when: routeMiss,
    confidence: 'possible',
    hop: atBuilder,
    or: [REWRITE, NO_VERSION, COPIED],
  },
  {
    cause: 'wrong-base-url',
    sentence: 'the 404 page of a web server or proxy: the address is not that of the API',
    when: (clue) => hasStatus(clue, 404) && (clue.attribution.answeredBy === 'edge' || clue.reading.content === 'page'),
    confidence: 'likely',
    or: [NO_ROUTE],
  },
  {
    cause: 'wrong-base-url',
    sentence: "the upstream's 404 was no JSON, so the channel's base URL leads elsewhere",
    when: (clue) => hasStatus(clue, 404) && says(clue, /^openai_error$/m),
    confidence: 'possible',
    hop: atAuthor,
    or: [NO_OPERATION, REWRITE],
  },
  {
    cause: 'gateway-route-missing',
    sentence: 'the gateway has no such route',
    when: (clue) => hasStatus(clue, 404, 405) && ['one-api', 'gateway', 'openai'].includes(clue.origin),
    confidence: 'certain',
    hop: ({ attribution }) => attribution.answeredBy,
    or: [],
  },
  {
    cause: 'gateway-route-missing',
    sentence: 'a program of an unknown make has no such route',
    when: (clue) => hasStatus(clue, 404, 405) && says(clue, /404 page not found|cannot post|method not allowed|invalid url/i),
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
