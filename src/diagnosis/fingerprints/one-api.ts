import { type Fingerprint, headerSeen, inAnswer, inLayer, isRefusal, onPage } from '../fingerprint.ts'
import type { Layer } from '../layers.ts'
import type { Reading } from '../reading.ts'
import { isAzureCode } from './azure.ts'

/** `(request id: 2026071521275327477151...)` behind the message; the number may be masked. */
export const REQUEST_NUMBER = /\((?:request id|traceid): ?([^)]*)\)\s*$/
/** 14 digits of time, nanoseconds, eight letters or digits: common/utils.go of the family. */
const NUMBER = /^20\d{12}\d{1,9}[0-9A-Za-z]{8}$/

const ofType = (type: RegExp) => inLayer((layer) => layer.shape === 'error' && type.test(layer.type ?? ''))

/** Codes that the relays of this family write themselves. */
const CODES =
  /^(?:bad_response_status_code|bad_response_body|bad_response|api_not_implemented|unmarshal_response_body_failed|read_response_body_failed|convert_request_failed|do_request_failed|get_channel_failed|n_not_within_range|prompt_missing|insufficient_user_quota|pre_consume_token_quota_failed|sensitive_words_detected|upstream_http_error|channel:\w+|bind_request_body_failed|new_request_failed|size_not_supported|model_price_error|invalid_api_platform)$/

const WORDS = new RegExp(
  [
    '令牌|渠道|当前分组|分组 ?\\S+ ?下|额度|上游负载',
    'no available channels? for model',
    'under (?:group|the current group)',
    'this token has no access to',
    '(?:user|token) quota is not enough',
    'api not implemented',
    'the current group load is saturated',
    'token not found for key',
  ].join('|'),
  'i',
)

const isGoError = ({ shape, fields }: Layer): boolean =>
  shape === 'error' && fields.param === '' && typeof fields.type === 'string' && typeof fields.message === 'string'

const carriesOrigin = ({ headers }: Reading): boolean =>
  ['apim-request-id', 'x-ms-region', 'openai-version', 'openai-organization'].some((name) => headers.has(name))

/** What a relay of this family makes of an upstream's error: its own envelope around the upstream's message and code. */
const isRelayed = (layer: Layer): boolean => layer.shape === 'error' && (isGoError(layer) || REQUEST_NUMBER.test(layer.message))

/** songquanpeng/one-api and its forks: new-api, Laisky's, one-hub, and rebranded ones. */
export const ONE_API: readonly Fingerprint[] = [
  {
    sign: 'error.type is one_api_error (or one_api_panic)',
    hop: 'one-api',
    product: 'one-api',
    worth: 'envelope',
    shows: 'wrote',
    strength: 'proof',
    source: 'songquanpeng/one-api middleware/utils.go',
    seen: ofType(/^one_api_(?:error|panic)$/),
  },
  {
    sign: 'error.type is new_api_error (or new_api_panic)',
    hop: 'one-api',
    product: 'new-api',
    worth: 'envelope',
    shows: 'wrote',
    strength: 'proof',
    source: 'QuantumNous/new-api types/error.go',
    seen: ofType(/^new_api_(?:error|panic)$/),
  },
  {
    sign: 'error.type is one_hub_error',
    hop: 'one-api',
    product: 'one-hub',
    worth: 'envelope',
    shows: 'wrote',
    strength: 'proof',
    source: 'MartialBE/one-hub',
    seen: ofType(/^(?:one_hub|done_hub)_error$/),
  },
  {
    sign: 'error.type is a brand followed by _api_error, as rebranded forks of one-api write it',
    hop: 'one-api',
    product: 'one-api fork',
    worth: 'envelope',
    shows: 'wrote',
    strength: 'strong',
    source: 'agentscope-ai/QwenPaw#7575 (shell_api_error), popjane/free_chatgpt_api#26 (v_api_error)',
    seen: inLayer(
      ({ shape, type }) => shape === 'error' && /^(?!one_|new_|openai_|azure_|upstream_)[a-z]+_api_error$/.test(type ?? ''),
    ),
  },
  {
    sign: 'the message ends with "(request id: ...)", which relays of the one-api family append',
    hop: 'one-api',
    worth: 'envelope',
    shows: 'wrote',
    strength: 'proof',
    source: 'songquanpeng/one-api controller/relay.go, QuantumNous/new-api common/str.go',
    seen: inLayer(({ message }) => REQUEST_NUMBER.test(message) && !/^\s*litellm\./.test(message)),
  },
  {
    sign: 'param is "" and not null: a Go program rebuilt the error',
    hop: 'one-api',
    worth: 'envelope',
    shows: 'wrote',
    strength: 'strong',
    also: ['gateway'],
    source: 'songquanpeng/one-api relay/model/general.go (struct Error without omitempty)',
    seen: inLayer((layer) => isGoError(layer) && !/^InvalidEndpoint|\./.test(layer.code ?? '')),
  },
  {
    sign: 'the code is one that relays of the one-api family write themselves',
    hop: 'one-api',
    worth: 'envelope',
    shows: 'wrote',
    strength: 'strong',
    source: 'songquanpeng/one-api relay/adaptor/openai/image.go, QuantumNous/new-api types/error.go',
    seen: inLayer(({ code }) => CODES.test(code ?? '')),
  },
  {
    sign: 'the words are those of the one-api family (令牌, 渠道, 分组, "No available channel")',
    hop: 'one-api',
    worth: 'wording',
    shows: 'wrote',
    strength: 'strong',
    source: 'songquanpeng/one-api middleware/distributor.go, model/token.go',
    seen: inLayer(({ message }) => WORDS.test(message)),
  },
  {
    sign: '"Invalid URL (METHOD path)" with "" for param and code, as the NotFound handler of the one-api family writes it',
    hop: 'one-api',
    worth: 'wording',
    shows: 'wrote',
    strength: 'strong',
    source: 'songquanpeng/one-api router/web.go',
    seen: inLayer(({ message, fields }) => /^invalid url \(/i.test(message) && fields.param === ''),
  },
  {
    sign: 'the bare words "Invalid URL (METHOD path)", which one-api copied from OpenAI',
    hop: 'one-api',
    worth: 'wording',
    shows: 'wrote',
    strength: 'hint',
    also: ['openai'],
    source: 'songquanpeng/one-api router/web.go',
    seen: inLayer(({ message, fields }) => /^invalid url \(/i.test(message) && fields.param === undefined),
  },
  {
    sign: 'X-New-Api-Version on a refusal, and new-api rebuilds every refusal',
    hop: 'one-api',
    product: 'new-api',
    worth: 'header',
    shows: 'wrote',
    strength: 'proof',
    source: 'QuantumNous/new-api middleware/cors.go, service/error.go',
    seen: inAnswer((answer) => answer.headers.has('x-new-api-version') && isRefusal(answer) && answer.content !== 'page'),
  },
  {
    sign: 'X-New-Api-Version on a success, with no header of a hop behind it, which new-api would have copied',
    hop: 'one-api',
    product: 'new-api',
    worth: 'header',
    shows: 'wrote',
    strength: 'strong',
    source: 'QuantumNous/new-api service/http.go',
    seen: inAnswer((answer) => answer.headers.has('x-new-api-version') && !isRefusal(answer) && !carriesOrigin(answer)),
  },
  {
    sign: 'the answer passed new-api (X-New-Api-Version)',
    hop: 'one-api',
    product: 'new-api',
    worth: 'header',
    shows: 'passed',
    strength: 'proof',
    source: 'QuantumNous/new-api middleware/cors.go',
    seen: headerSeen('x-new-api-version'),
  },
  {
    sign: 'the answer passed a relay of the one-api family (X-Oneapi-Request-Id), which sets it on every answer',
    hop: 'one-api',
    worth: 'header',
    shows: 'passed',
    strength: 'proof',
    source: 'songquanpeng/one-api middleware/request-id.go',
    seen: inAnswer(({ headers }) => headers.has('x-oneapi-request-id') || NUMBER.test(headers.get('x-api-request-id') ?? '')),
  },
  {
    sign: 'a success that passed the one-api family and shows no header of a hop behind it',
    hop: 'one-api',
    worth: 'header',
    shows: 'wrote',
    strength: 'hint',
    source: 'MartialBE/one-hub relay/image-edits.go (rebuilds the 200 without upstream headers)',
    seen: inAnswer((answer) => answer.headers.has('x-oneapi-request-id') && answer.status === 200 && !carriesOrigin(answer)),
  },
  {
    sign: 'the web page of a one-api console, which answers every path outside /v1 and /api with 200',
    hop: 'one-api',
    worth: 'wording',
    shows: 'wrote',
    strength: 'strong',
    source: 'songquanpeng/one-api router/web.go',
    seen: onPage(/<title>[^<]*\b(?:one|new)[ -]?api\b/i),
  },
  {
    sign: "the relay kept the upstream's code, and it is one of Azure OpenAI's",
    hop: 'aoai',
    worth: 'envelope',
    shows: 'quoted',
    strength: 'strong',
    source: 'songquanpeng/one-api#1022',
    seen: inLayer((layer) => isRelayed(layer) && isAzureCode(layer.fields.code)),
  },
  {
    sign: 'the relay found no error object in what its upstream answered, only a message: the flat envelope of API Management',
    hop: 'apim',
    worth: 'envelope',
    shows: 'quoted',
    strength: 'strong',
    source: 'songquanpeng/one-api controller/relay.go (RelayErrorHandler), QuantumNous/new-api service/error.go',
    seen: inLayer(
      ({ code, message }) =>
        /^(?:bad_response_status_code|upstream_http_error)$/.test(code ?? '') &&
        !/^(?:openai_error|bad response status code|upstream image request failed)|audience is incorrect|<html|<!doctype/i.test(
          message,
        ),
    ),
  },
]
