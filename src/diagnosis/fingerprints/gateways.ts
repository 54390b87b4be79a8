import { type Fingerprint, headerSeen, inAnswer, inLayer, isRefusal, isSilent, onPage, saying } from '../fingerprint.ts'
import { isObject } from '../json.ts'
import type { Layer } from '../layers.ts'

const LITELLM =
  /^\s*(?:\d{3}: ?)?litellm\.|litellm\.\w+Error|received model group=|available model group fallbacks|litellm virtual key|\b(?:azure|openai|gemini|vertexai|vertex_ai|anthropic|bedrock|azure_ai|openrouter|cerebras|groq)exception\b/i

/** LiteLLM writes the status as text (or number) into `code`, and null or "None" into `type`. */
const isLiteLlmError = ({ shape, fields }: Layer): boolean =>
  shape === 'error' &&
  fields.param !== undefined &&
  fields.param !== '' &&
  /^\d{3}$/.test(String(fields.code)) &&
  (fields.type === null || /^(?:None|auth_error|budget_exceeded|\w+_error|\w+_denied|\w+_exceeded)$/.test(String(fields.type)))

/** A mark of `{"detail": [{"loc", "msg", "type"}]}`. */
const isValidationList = ({ shape, fields }: Layer): boolean =>
  shape === 'detail' && Array.isArray(fields.detail) && fields.detail.some((item) => isObject(item) && item.loc !== undefined)

export const GATEWAYS: readonly Fingerprint[] = [
  {
    sign: 'the answer carries x-litellm headers',
    hop: 'gateway',
    product: 'litellm',
    worth: 'header',
    shows: 'wrote',
    strength: 'proof',
    source: 'LiteLLM docs, "Response headers"',
    seen: inAnswer(({ headers }) => [...headers.keys()].some((name) => name.startsWith('x-litellm-'))),
  },
  {
    sign: "the message is in LiteLLM's words (litellm.<Error>, <Provider>Exception, Received Model Group)",
    hop: 'gateway',
    product: 'litellm',
    worth: 'wording',
    shows: 'wrote',
    strength: 'proof',
    source: 'BerriAI/litellm#11660',
    seen: saying(LITELLM),
  },
  {
    sign: 'the code is the status and the type null or "None", as LiteLLM writes errors',
    hop: 'gateway',
    product: 'litellm',
    worth: 'envelope',
    shows: 'wrote',
    strength: 'strong',
    source: 'BerriAI/litellm litellm/proxy/_types.py (ProxyException.to_dict)',
    seen: inLayer((layer) => isLiteLlmError(layer) || isObject(layer.fields.provider_specific_fields)),
  },
  {
    sign: "the words are those of LiteLLM's key check, budget or router",
    hop: 'gateway',
    product: 'litellm',
    worth: 'wording',
    shows: 'wrote',
    strength: 'strong',
    source: 'BerriAI/litellm#9576, litellm/proxy/auth/user_api_key_auth.py',
    seen: saying(
      /no api key passed in|^authentication error, |invalid proxy server token|malformed api key passed in|exceededbudget|budget has been exceeded|invalid model name passed in|no deployments available for selected model|key not allowed to access model|cannot specify both 'image' and 'image\[\]'|max parallel request limit reached/i,
    ),
  },
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
    sign: "a list of {loc, msg, type} under detail, FastAPI's refusal of a body",
    hop: 'gateway',
    product: 'fastapi',
    worth: 'envelope',
    shows: 'wrote',
    strength: 'proof',
    source: 'Aquiles-ai/Aquiles-Image#3',
    seen: inLayer(isValidationList),
  },
  {
    sign: "Django REST framework's words under detail",
    hop: 'gateway',
    product: 'django',
    worth: 'wording',
    shows: 'wrote',
    strength: 'strong',
    source: 'encode/django-rest-framework rest_framework/exceptions.py',
    seen: inLayer(
      ({ shape, message }) => shape === 'detail' && /credentials were not provided|^method "|^not found\.$/i.test(message),
    ),
  },
  {
    sign: 'the error stands under detail, as FastAPI writes it',
    hop: 'gateway',
    product: 'fastapi',
    worth: 'envelope',
    shows: 'wrote',
    strength: 'strong',
    source: 'FastAPI documentation, "Handling Errors"',
    seen: inLayer(({ shape }) => shape === 'detail'),
  },
  {
    sign: 'the server is uvicorn, so a Python gateway (LiteLLM, FastAPI) stands in the way',
    hop: 'gateway',
    worth: 'header',
    shows: 'passed',
    strength: 'strong',
    source: 'BerriAI/litellm#1554',
    seen: headerSeen('server', /uvicorn|hypercorn|gunicorn|daphne/i),
  },
  {
    sign: 'the server is uvicorn and nothing shows another program behind it',
    hop: 'gateway',
    worth: 'header',
    shows: 'wrote',
    strength: 'hint',
    source: 'BerriAI/litellm#1554',
    seen: headerSeen('server', /uvicorn|hypercorn|gunicorn|daphne/i),
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
    sign: 'the envelope of vLLM (object: error)',
    hop: 'gateway',
    product: 'vllm',
    worth: 'envelope',
    shows: 'wrote',
    strength: 'strong',
    source: 'vllm-project/vllm vllm/entrypoints/openai/protocol.py',
    seen: inLayer(({ around }) => around.object === 'error'),
  },
  {
    sign: "Kong's words",
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
    sign: 'the success names the provider that drew the picture, as gpt4free does',
    hop: 'gateway',
    product: 'gpt4free',
    worth: 'envelope',
    shows: 'wrote',
    strength: 'strong',
    source: 'xtekky/gpt4free#2740',
    seen: inAnswer(({ body }) => isObject(body) && Array.isArray(body.data) && typeof body.provider === 'string'),
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
    seen: saying(/^get request url failed|unsupported mode: |^404 page not found\s*$/i),
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
