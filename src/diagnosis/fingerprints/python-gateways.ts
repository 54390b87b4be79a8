import { type Fingerprint, headerSeen, inAnswer, inLayer, saying } from '../fingerprint.ts'
import { isObject } from '../json.ts'
import type { Layer } from '../layers.ts'

const PYTHON_SERVER = /uvicorn|hypercorn|gunicorn|daphne/i

const LITELLM =
  /^\s*(?:\d{3}: ?)?litellm\.|litellm\.\w+Error|received model group=|available model group fallbacks|litellm virtual key|\b(?:azure|openai|gemini|vertexai|vertex_ai|anthropic|bedrock|azure_ai|openrouter|cerebras|groq)exception\b/i

/** LiteLLM writes the status as text (or number) into `code`, and null or "None" into `type`. */
const isLiteLlmError = ({ shape, fields }: Layer): boolean =>
  shape === 'error' &&
  fields.param !== undefined &&
  fields.param !== '' &&
  /^\d{3}$/.test(String(fields.code)) &&
  (fields.type === null || /^(?:None|\w+_(?:error|denied|exceeded))$/.test(String(fields.type)))

/** A mark of `{"detail": [{"loc", "msg", "type"}]}`. */
const isValidationList = ({ shape, fields }: Layer): boolean =>
  shape === 'detail' && Array.isArray(fields.detail) && fields.detail.some((item) => isObject(item) && item.loc !== undefined)

/** LiteLLM, FastAPI and other gateways in Python. */
export const PYTHON_GATEWAYS: readonly Fingerprint[] = [
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
    seen: headerSeen('server', PYTHON_SERVER),
  },
  {
    sign: 'the server is uvicorn and no header shows another program behind it',
    hop: 'gateway',
    worth: 'header',
    shows: 'wrote',
    strength: 'strong',
    // A proxy in Python that hands on the body as it is looks the same.
    also: ['apim', 'aoai', 'openai'],
    source: 'BerriAI/litellm#1554',
    seen: inAnswer(
      ({ headers, layers }) =>
        PYTHON_SERVER.test(headers.get('server') ?? '') &&
        layers.length > 0 &&
        ![...headers.keys()].some((name) => /^(?:apim-request-id|x-ms-region|openai-|x-oneapi-request-id)/.test(name)),
    ),
  },
  {
    sign: 'the server is uvicorn, and the answer says nothing',
    hop: 'gateway',
    worth: 'header',
    shows: 'wrote',
    strength: 'hint',
    source: 'BerriAI/litellm#1554',
    seen: headerSeen('server', PYTHON_SERVER),
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
    sign: 'the success names the provider that drew the picture, as gpt4free does',
    hop: 'gateway',
    product: 'gpt4free',
    worth: 'envelope',
    shows: 'wrote',
    strength: 'strong',
    source: 'xtekky/gpt4free#2740',
    seen: inAnswer(({ body }) => isObject(body) && Array.isArray(body.data) && typeof body.provider === 'string'),
  },
]
