import { type Fingerprint, headerSeen, inAnswer, inLayer, isSilent, saying } from '../fingerprint.ts'
import type { Layer } from '../layers.ts'
import type { Reading } from '../reading.ts'

/** AOAI's own front end is an API Management too, so it sometimes writes the flat envelope of a customer's. */
const AZURE_OPENAI_TOKEN = /audience is incorrect|cognitiveservices\.azure\.com|missing, invalid, audience/i
const APIM_KEY = /access denied due to (?:a )?(?:missing|invalid) (?:[\w ]{1,40} or )?subscription key(?! or wrong)/i
const byAoai = ({ headers, host }: Reading): boolean => headers.has('apim-request-id') || isAoaiHost(host)

export const isAoaiHost = (host: string): boolean =>
  /(?:openai\.azure|services\.ai\.azure|cognitiveservices\.azure|inference\.ai\.azure|models\.ai\.azure)\.(?:com|us|cn)$/.test(
    host,
  )
export const isApimHost = (host: string): boolean => /\.azure-api\.(?:net|us|cn)$/.test(host)

const flat = (when: (layer: Layer, answer: Reading) => boolean) =>
  inLayer((layer, answer) => layer.shape === 'flat' && typeof layer.fields.statusCode === 'number' && when(layer, answer))

/** A code as Azure writes it: a status in a string, or words in capitals. OpenAI's codes are in snake_case. */
export const isAzureCode = (code: Layer['fields'][string] | undefined): boolean =>
  typeof code === 'string' && /^(?:\d{3}|[A-Z][a-z][A-Za-z]*(?: [a-z]+)*|[a-z]+[A-Z][A-Za-z]*)$/.test(code)

/** Azure puts nothing beside the error, except `created`. */
const isAlone = ({ fields, around }: Layer): boolean =>
  around === fields || Object.keys(around).every((key) => key === 'error' || key === 'created')

/** The customer's API Management. Bodies: Microsoft Learn "API Management policy reference", and recorded answers of public gateways. */
export const APIM: readonly Fingerprint[] = [
  {
    sign: 'the 401 carries the challenge "AzureApiManagementKey", which only API Management writes',
    hop: 'apim',
    worth: 'header',
    shows: 'wrote',
    strength: 'proof',
    source: 'Microsoft Learn, "Troubleshoot client response errors in API Management"',
    seen: headerSeen('www-authenticate', /AzureApiManagementKey/i),
  },
  {
    sign: 'the refusal of the subscription key stands in the flat envelope {statusCode, message}',
    hop: 'apim',
    worth: 'envelope',
    shows: 'wrote',
    strength: 'proof',
    source: 'Azure-Samples/openai-apim-lb#31',
    seen: flat(({ message }, answer) => APIM_KEY.test(message) && !byAoai(answer)),
  },
  {
    sign: 'the envelope is flat, {statusCode, message}, without an error object',
    hop: 'apim',
    worth: 'envelope',
    shows: 'wrote',
    strength: 'strong',
    source: 'microsoft/simplechat#294',
    seen: flat(
      (layer, answer) => layer.fields.activityId === undefined && !AZURE_OPENAI_TOKEN.test(layer.message) && !byAoai(answer),
    ),
  },
  {
    sign: 'a flat 500 with an activityId, which API Management writes for a backend or a policy that failed',
    hop: 'apim',
    worth: 'envelope',
    shows: 'wrote',
    strength: 'strong',
    // Azure OpenAI's front end wrote the same with apim-request-id beside it (microsoft/chat-copilot#123).
    also: ['aoai'],
    source: 'Azure-Samples/openai-python-enterprise-logging#21',
    seen: flat((layer, answer) => layer.fields.activityId !== undefined && !byAoai(answer)),
  },
  {
    sign: 'the words are those of an API Management policy (key, rate limit, quota, token limit, JWT)',
    hop: 'apim',
    worth: 'wording',
    shows: 'wrote',
    strength: 'strong',
    source: 'Microsoft Learn, "API Management policy reference"',
    seen: inLayer(
      ({ message, shape, fields }, answer) =>
        !(shape === 'error' && isAzureCode(fields.code) && fields.param === undefined) &&
        !byAoai(answer) &&
        (APIM_KEY.test(message) ||
          /^\W*(?:rate limit|token limit|token quota) is exceeded\. try again in|quota will be replenished in|^jwt not present|^invalid jwt/i.test(
            message,
          )),
    ),
  },
  {
    sign: 'the answer carries headers that API Management adds (trace, API or operation id)',
    hop: 'apim',
    worth: 'header',
    shows: 'passed',
    strength: 'strong',
    source: 'Microsoft Learn, "Debug your APIs using request tracing"',
    seen: inAnswer(({ headers }) =>
      [...headers].some(
        ([name, value]) => /^(?:ocp-apim-|apim-trace-id|apim-debug-)/.test(name) || /azure api management/i.test(value),
      ),
    ),
  },
  {
    sign: "an empty body with the length of one of API Management's own answers (54, 143 or 152 bytes)",
    hop: 'apim',
    worth: 'length',
    shows: 'wrote',
    strength: 'hint',
    source: 'recorded answers: 404 of 54, 401 of 143 and of 152 bytes',
    seen: inAnswer(
      (answer) =>
        isSilent(answer) &&
        ((answer.status === 404 && length(answer) === 54) || (answer.status === 401 && [143, 152].includes(length(answer)))),
    ),
  },
]

/** Azure OpenAI: its front end (path, api-version, key) and the deployments behind it. */
export const AOAI: readonly Fingerprint[] = [
  {
    sign: "the answer carries Azure OpenAI's own headers (apim-request-id, x-ms-region, x-ms-deployment-name)",
    hop: 'aoai',
    worth: 'header',
    shows: 'wrote',
    strength: 'proof',
    // The name misleads: it is the front end of Azure OpenAI, and the service's specification declares it.
    source: 'Azure/azure-rest-api-specs AzureOpenAI/inference (response header apim-request-id); SciSharp/BotSharp#386',
    seen: inAnswer(({ headers }) =>
      ['apim-request-id', 'x-ms-region', 'x-ms-deployment-name', 'x-ms-rai-invoked', 'azureml-model-session'].some((name) =>
        headers.has(name),
      ),
    ),
  },
  {
    sign: 'the envelope is {"error": {"code", "message"}} with a code as Azure writes it, and no param',
    hop: 'aoai',
    worth: 'envelope',
    shows: 'wrote',
    strength: 'strong',
    source: 'BerriAI/litellm#11660, microsoft/semantic-kernel#10337',
    seen: inLayer(
      (layer) => layer.shape === 'error' && isAzureCode(layer.fields.code) && layer.fields.param === undefined && isAlone(layer),
    ),
  },
  {
    sign: "the error holds Azure's own members (innererror, content_filter_result, or created beside error)",
    hop: 'aoai',
    worth: 'envelope',
    shows: 'wrote',
    strength: 'strong',
    source: 'Microsoft Learn, "Work with DALL-E models", API call rejection',
    seen: inLayer(
      ({ shape, fields, around }) =>
        shape === 'error' &&
        fields.provider_specific_fields === undefined &&
        (fields.innererror !== undefined ||
          fields.inner_error !== undefined ||
          fields.content_filter_results !== undefined ||
          (around.created !== undefined && around.error !== undefined)),
    ),
  },
  {
    sign: 'a body that begins with "created" and goes on with an error, as only Azure writes it',
    hop: 'aoai',
    worth: 'envelope',
    shows: 'wrote',
    strength: 'hint',
    source: 'microsoft/semantic-kernel#4384',
    seen: inLayer(
      ({ shape, around }) =>
        shape === 'object' && around.created !== undefined && Object.keys(around).some((key) => /^err/.test(key)),
    ),
  },
  {
    sign: "the code is one of the Foundry model router's",
    hop: 'aoai',
    worth: 'envelope',
    shows: 'wrote',
    strength: 'strong',
    source: 'Azure AI Foundry models: unknown_model, no_model_name',
    seen: inLayer(
      ({ shape, code, fields }) =>
        shape === 'error' && fields.param === undefined && /^(?:no_model_name|unknown_model|unavailable_model)$/.test(code ?? ''),
    ),
  },
  {
    sign: "a flat 401 about the token's audience, which Azure OpenAI's front end writes",
    hop: 'aoai',
    worth: 'envelope',
    shows: 'wrote',
    strength: 'strong',
    source: 'MuiseDestiny/zotero-gpt#412, Azure-Samples/azure-search-openai-demo#458',
    seen: flat(({ message }) => AZURE_OPENAI_TOKEN.test(message)),
  },
  {
    sign: "the flat envelope, written by Azure OpenAI's own front end, as its headers or its address show",
    hop: 'aoai',
    worth: 'envelope',
    shows: 'wrote',
    strength: 'strong',
    source: 'microsoft/chat-copilot#123',
    seen: flat((_layer, answer) => byAoai(answer)),
  },
  {
    sign: "the words are Azure OpenAI's",
    hop: 'aoai',
    worth: 'wording',
    shows: 'wrote',
    strength: 'strong',
    source: 'Azure/openai-samples and the issues quoted in fixtures/answers',
    seen: saying(
      new RegExp(
        [
          'azure openai',
          'azure support (?:ticket|request)',
          'or wrong api endpoint',
          'regional api endpoint',
          'the api deployment for this resource does not exist',
          'lacks the required data action',
          'key based authentication is disabled',
          'does not have access to api/operation',
          'operation does not work with the specified model',
          'enabled only for api versions',
          'api version not supported',
          'virtual network/firewall rules',
          'public access is disabled\\. please configure',
          'current (?:openai|aiservices|azure openai) \\w+ pricing tier',
          'resource id is badly formed',
          'unable to get resource information',
          'token tenant .*does not match resource tenant',
          'resource has been temporarily blocked',
          'audience is incorrect',
        ].join('|'),
        'i',
      ),
    ),
  },
  {
    sign: 'the bare words "Resource not found", which Azure OpenAI and API Management both write',
    hop: 'aoai',
    worth: 'wording',
    shows: 'wrote',
    strength: 'hint',
    also: ['apim'],
    source: 'CherryHQ/cherry-studio#7473',
    seen: inLayer(({ shape, message }) => shape === 'text' && /^resource not found\W*$/i.test(message)),
  },
  {
    sign: "Azure OpenAI's limiter or firewall signed the refusal (policy-id)",
    hop: 'aoai',
    worth: 'header',
    shows: 'wrote',
    strength: 'strong',
    source: 'openai/openai-python#937',
    seen: headerSeen('policy-id'),
  },
  {
    sign: "an empty body with the length of one of Azure OpenAI's own answers (56 or 224 bytes)",
    hop: 'aoai',
    worth: 'length',
    shows: 'wrote',
    strength: 'hint',
    source: 'recorded answers: 404 of 56, 401 of 224 bytes',
    seen: inAnswer(
      (answer) =>
        isSilent(answer) &&
        ((answer.status === 404 && length(answer) === 56) || (answer.status === 401 && length(answer) === 224)),
    ),
  },
  {
    sign: 'the success holds prompt_filter_results, which only Azure adds',
    hop: 'aoai',
    worth: 'envelope',
    shows: 'wrote',
    strength: 'strong',
    source: 'Azure/azure-rest-api-specs AzureOpenAI/inference',
    seen: inAnswer(({ body }) => typeof body === 'object' && body !== null && 'prompt_filter_results' in body),
  },
  {
    sign: "the request went to Azure OpenAI's own address, where nobody else answers",
    hop: 'aoai',
    worth: 'address',
    shows: 'wrote',
    strength: 'strong',
    source: 'Microsoft Learn, "Azure OpenAI REST API reference"',
    seen: inAnswer(({ host, content }) => isAoaiHost(host) && content !== 'page'),
  },
]

function length({ headers }: Reading): number {
  return Number(headers.get('content-length') ?? -1)
}
