import { type Fingerprint, headerSeen, inAnswer, inLayer, isSilent } from '../fingerprint.ts'
import { AZURE_OPENAI_TOKEN, byAoai, declaredLength, flat, isAzureCode } from './azure.ts'

const APIM_KEY = /access denied due to (?:a )?(?:missing|invalid) (?:[\w ]{1,40} or )?subscription key(?! or wrong)/i

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
          /^\W*(?:rate limit|token limit|token quota) is exceeded\. try again in|quota will be replenished in|backend pool .{0,80}unavailable|^jwt not present|^invalid jwt/i.test(
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
        ((answer.status === 404 && declaredLength(answer) === 54) ||
          (answer.status === 401 && [143, 152].includes(declaredLength(answer)))),
    ),
  },
]
