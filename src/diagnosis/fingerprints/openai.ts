import { type Fingerprint, headerSeen, inAnswer, inLayer } from '../fingerprint.ts'
import type { Layer } from '../layers.ts'

/** What api.openai.com writes into `type`; compatible services have words of their own there (`authentication_error`). */
const TYPES =
  /^(?:invalid_request_error|server_error|image_generation_(?:user|server)_error|insufficient_quota|requests|tokens|images|input-images|request_forbidden|billing_limit_user_error|rate_limit_(?:error|exceeded)|not_found_error|permission_error|engine_overloaded(?:_error)?)$/

/** `{message, type, param, code}` as api.openai.com writes it: null and not "", words and not numbers in `code`. */
const isOpenAiError = ({ shape, fields, around }: Layer): boolean =>
  shape === 'error' &&
  ['message', 'type', 'param', 'code'].every((key) => fields[key] !== undefined) &&
  TYPES.test(String(fields.type)) &&
  fields.param !== '' &&
  (fields.code === null || (typeof fields.code === 'string' && /^[a-z][a-z_]+$/.test(fields.code))) &&
  (around === fields || Object.keys(around).every((key) => key === 'error'))

/** Words of api.openai.com about accounts and keys, which Azure has no reason to say. */
const ACCOUNT =
  /incorrect api key provided|you didn't provide an api key|missing bearer or basic authentication|organization must be verified|exceeded your current quota, please check your plan|billing hard limit|in organization \S+|help\.openai\.com|platform\.openai\.com|does not exist or you do not have access to it|country, region, or territory not supported|missing scopes|mismatched (?:organization|project)|does not have access to model/i

/** Words of the model itself, which are the same on api.openai.com and on Azure. */
const MODEL =
  /unsupported content type: '|unsupported mimetype|unknown parameter: '|invalid type for '|duplicate parameter: '|missing required parameter: '|invalid value: '[^']*'\. |invalid image file or mode|(?:rejected|blocked|failed|filtered) (?:as a result of|by) (?:our|the) safety system|error while downloading file|uploaded image must be|invalid input image|the model .{1,80} does not exist|invalid size|invalid image data/i

export const OPENAI: readonly Fingerprint[] = [
  {
    sign: 'the answer carries headers of api.openai.com (openai-organization, openai-version, openai-project)',
    hop: 'openai',
    worth: 'header',
    shows: 'wrote',
    strength: 'proof',
    // openai-processing-ms alone proves nothing: Azure sent it too.
    source: 'openai/openai-node#1477',
    seen: inAnswer(({ headers }) =>
      ['openai-organization', 'openai-version', 'openai-project'].some((name) => headers.has(name)),
    ),
  },
  {
    sign: 'the challenge names the realm "OpenAI API"',
    hop: 'openai',
    worth: 'header',
    shows: 'wrote',
    strength: 'proof',
    source: 'openai/openai-dotnet session records',
    seen: headerSeen('www-authenticate', /realm="OpenAI API"/i),
  },
  {
    sign: 'the request number begins with req_, as on api.openai.com',
    hop: 'openai',
    worth: 'header',
    shows: 'wrote',
    strength: 'strong',
    source: 'OpenAI API reference, "Debugging requests"',
    seen: headerSeen('x-request-id', /^req_/),
  },
  {
    sign: 'the error has the four members of OpenAI: message, type, param, code',
    hop: 'openai',
    worth: 'envelope',
    shows: 'wrote',
    strength: 'strong',
    also: ['aoai'],
    source: 'openai/openai-openapi, schema Error',
    seen: inLayer(isOpenAiError),
  },
  {
    sign: 'the words are those of api.openai.com about accounts and keys',
    hop: 'openai',
    worth: 'wording',
    shows: 'wrote',
    strength: 'strong',
    source: 'openai-php/client#565, vercel/ai#6102',
    seen: inLayer(({ message }) => ACCOUNT.test(message) && !/azure/i.test(message)),
  },
  {
    sign: "the words are the image model's own, which OpenAI and Azure OpenAI share",
    hop: 'openai',
    worth: 'wording',
    shows: 'wrote',
    strength: 'strong',
    also: ['aoai'],
    source: 'openai/openai-openapi#502, anasfik/openai#216',
    seen: inLayer(({ message }) => MODEL.test(message) && !/azure/i.test(message)),
  },
  {
    sign: '"Invalid URL (METHOD path)" with null members, as api.openai.com writes it (one-api writes "")',
    hop: 'openai',
    worth: 'wording',
    shows: 'wrote',
    strength: 'strong',
    source: 'yym68686/ChatGPT-Telegram-Bot#108',
    seen: inLayer(({ message, fields }) => /^invalid url \(/i.test(message) && fields.param === null),
  },
  {
    sign: 'the request went to api.openai.com, where only OpenAI and its edge answer',
    hop: 'openai',
    worth: 'address',
    shows: 'wrote',
    strength: 'strong',
    source: 'OpenAI API reference',
    seen: inAnswer(
      ({ host, content, layers }) =>
        host === 'api.openai.com' && content !== 'page' && !layers.some(({ type }) => /^cf_/.test(type ?? '')),
    ),
  },
]
