import { type Fingerprint, headerSeen, inAnswer, inLayer, isSilent, saying } from '../fingerprint.ts'
import type { Layer } from '../layers.ts'
import { AZURE_OPENAI_TOKEN, byAoai, declaredLength, flat, isAoaiHost, isAzureCode } from './azure.ts'

/** Azure puts nothing beside the error, except `created`. */
const isAlone = ({ fields, around }: Layer): boolean =>
  around === fields || Object.keys(around).every((key) => key === 'error' || key === 'created')

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
      [...headers.keys()].some((name) =>
        /^(?:apim-request-id|x-ms-region|x-ms-deployment-name|x-ms-rai-|azureml-|azureai-)/.test(name),
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
        ((answer.status === 404 && declaredLength(answer) === 56) || (answer.status === 401 && declaredLength(answer) === 224)),
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
