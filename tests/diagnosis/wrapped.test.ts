import { describe, expect, it } from 'vitest'
import type { Context } from '../../src/diagnosis/context.ts'
import { isObject, type JsonObject } from '../../src/diagnosis/json.ts'
import type { Hop, Json } from '../../src/model.ts'
import { tellOne } from './captures.ts'

/** An answer as the hop that wrote it sends it. */
interface Original {
  readonly name: string
  readonly by: Hop
  readonly status: number
  readonly body: JsonObject
}

const ORIGINALS: readonly Original[] = [
  { name: 'AOAI: no such path', by: 'aoai', status: 404, body: { error: { code: '404', message: 'Resource not found' } } },
  {
    name: 'AOAI: no such deployment',
    by: 'aoai',
    status: 404,
    body: {
      error: {
        code: 'DeploymentNotFound',
        message:
          'The API deployment for this resource does not exist. If you created the deployment within the last 5 minutes, please wait a moment and try again.',
      },
    },
  },
  {
    name: 'AOAI: wrong key',
    by: 'aoai',
    status: 401,
    body: {
      error: {
        code: '401',
        message:
          'Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription and use a correct regional API endpoint for your resource.',
      },
    },
  },
  {
    name: 'AOAI: keys switched off',
    by: 'aoai',
    status: 403,
    body: { error: { code: 'AuthenticationTypeDisabled', message: 'Key based authentication is disabled for this resource.' } },
  },
  {
    name: 'AOAI: token of another audience',
    by: 'aoai',
    status: 401,
    body: {
      statusCode: 401,
      message:
        'Unauthorized. Access token is missing, invalid, audience is incorrect (https://cognitiveservices.azure.com), or have expired.',
    },
  },
  {
    name: 'AOAI: rate limit',
    by: 'aoai',
    status: 429,
    body: {
      error: {
        code: '429',
        message:
          'Requests to the Images_Edit Operation under Azure OpenAI API version 2025-04-01-preview have exceeded call rate limit. Please retry after 9 seconds.',
      },
    },
  },
  {
    name: 'AOAI: prompt filtered',
    by: 'aoai',
    status: 400,
    body: {
      error: {
        message:
          'Your request was rejected by the safety system. If you believe this is an error, contact us at Azure support ticket and include the request ID 1.',
        type: 'image_generation_user_error',
        param: null,
        code: 'moderation_blocked',
      },
    },
  },
  {
    name: 'AOAI: multipart at a JSON operation',
    by: 'aoai',
    status: 400,
    body: {
      error: {
        message:
          "Unsupported content type: 'multipart/form-data'. This API method only accepts 'application/json' requests, but you specified the header 'Content-Type: multipart/form-data'. Please try again with a supported content type.",
        type: 'invalid_request_error',
        param: null,
        code: 'unsupported_content_type',
      },
    },
  },
  {
    name: 'AOAI: size refused',
    by: 'aoai',
    status: 400,
    body: {
      error: {
        message: "Invalid value: '1x1'. Supported values are: '1024x1024', '1024x1536', '1536x1024', and 'auto'.",
        type: 'invalid_request_error',
        param: 'size',
        code: 'invalid_value',
      },
    },
  },
  { name: 'APIM: no such operation', by: 'apim', status: 404, body: { statusCode: 404, message: 'Resource not found' } },
  {
    name: 'APIM: no key',
    by: 'apim',
    status: 401,
    body: {
      statusCode: 401,
      message:
        'Access denied due to missing subscription key. Make sure to include subscription key when making requests to an API.',
    },
  },
  {
    name: 'APIM: wrong key',
    by: 'apim',
    status: 401,
    body: {
      statusCode: 401,
      message: 'Access denied due to invalid subscription key. Make sure to provide a valid key for an active subscription.',
    },
  },
  {
    name: 'APIM: rate limit',
    by: 'apim',
    status: 429,
    body: { statusCode: 429, message: 'Rate limit is exceeded. Try again in 57 seconds.' },
  },
  {
    name: 'APIM: quota',
    by: 'apim',
    status: 403,
    body: { statusCode: 403, message: 'Out of call volume quota. Quota will be replenished in 00:30:02.' },
  },
]

/** A relay, and what it makes of an upstream's refusal. */
interface Relay {
  readonly name: string
  readonly hop: Hop
  readonly headers: Readonly<Record<string, string>>
  readonly wrap: (original: Original) => Json
}

/** Every relay of the one-api family sets it on every answer. */
const NUMBERED = { 'X-Oneapi-Request-Id': '20260114093011123456789AbCdEfGh' }
const suffix = ' (request id: 20260114093011123456789AbCdEfGh)'
const errorOf = ({ body }: Original): JsonObject | null => (isObject(body.error) ? body.error : null)
const messageOf = (original: Original): string => String(errorOf(original)?.message ?? original.body.message)
const pythonRepr = (body: Json): string =>
  JSON.stringify(body).replaceAll("'", "\\'").replaceAll('"', "'").replaceAll('null', 'None')

const RELAYS: readonly Relay[] = [
  {
    // QuantumNous/new-api service/error.go, types/error.go
    name: 'new-api',
    hop: 'one-api',
    headers: NUMBERED,
    wrap: (original) => {
      const error = errorOf(original)
      return error === null
        ? {
            error: {
              message: messageOf(original),
              type: 'bad_response_status_code',
              param: '',
              code: 'bad_response_status_code',
            },
          }
        : {
            error: {
              message: messageOf(original),
              type: error.type ?? 'upstream_error',
              param: error.param ?? '',
              code: error.code ?? '',
            },
          }
    },
  },
  {
    // Laisky/one-api relay/adaptor/openai/image.go
    name: 'Laisky/one-api',
    hop: 'one-api',
    headers: NUMBERED,
    wrap: (original) => {
      const error = errorOf(original)
      return {
        error: {
          message: messageOf(original) + suffix,
          type: error?.type ?? 'upstream_error',
          param: error?.param ?? '',
          code: error?.code ?? 'upstream_http_error',
        },
      }
    },
  },
  {
    // songquanpeng/one-api controller/relay.go RelayErrorHandler
    name: 'one-api, text path',
    hop: 'one-api',
    headers: NUMBERED,
    wrap: (original) => {
      const error = errorOf(original)
      return error === null
        ? {
            error: {
              message: messageOf(original) + suffix,
              type: 'upstream_error',
              param: String(original.status),
              code: 'bad_response_status_code',
            },
          }
        : {
            error: {
              message: messageOf(original) + suffix,
              type: error.type ?? '',
              param: error.param ?? '',
              code: error.code ?? '',
            },
          }
    },
  },
  {
    // BerriAI/litellm#11660
    name: 'LiteLLM, body quoted',
    hop: 'gateway',
    headers: {},
    wrap: (original) => ({
      error: {
        message: `litellm.APIError: AzureException APIError - ${JSON.stringify(original.body)}. Received Model Group=pictures\nAvailable Model Group Fallbacks=None`,
        type: null,
        param: null,
        code: String(original.status),
      },
    }),
  },
  {
    // BerriAI/litellm#16231
    name: 'LiteLLM, message quoted',
    hop: 'gateway',
    headers: {},
    wrap: (original) => ({
      error: {
        message: `litellm.BadRequestError: AzureException - ${messageOf(original)}`,
        type: null,
        param: null,
        code: String(original.status),
      },
    }),
  },
  { name: 'FastAPI, body under detail', hop: 'gateway', headers: {}, wrap: ({ body }) => ({ detail: body }) },
  {
    name: 'FastAPI, exception under detail',
    hop: 'gateway',
    headers: {},
    wrap: ({ body, status }) => ({ detail: `Error code: ${status} - ${pythonRepr(body)}` }),
  },
]

const chainOf = (hop: Hop): Context => ({
  chain: [hop, 'apim', 'aoai'],
  identity: 'dropped',
  headersSeen: [],
})

const pairs = RELAYS.flatMap((relay) =>
  ORIGINALS.map((original) => [`${relay.name} quoting ${original.name}`, relay, original] as const),
)

describe('a relay that quotes its upstream', () => {
  it.each(pairs)('%s: the relay answered, and the cause is still the upstream’s', (_name, relay, original) => {
    const context = chainOf(relay.hop)
    const bare = tellOne(original, {}, context)
    const { attribution, explanation } = tellOne(
      { status: original.status, body: relay.wrap(original), headers: relay.headers },
      {},
      context,
    )
    expect([attribution.answeredBy, ...attribution.couldAlsoBe]).toContain(relay.hop)
    const causes = [explanation?.cause, ...(explanation?.alternatives ?? []).map(({ cause }) => cause)]
    expect(causes).toContain(bare.explanation?.cause)
    if (causes[0] !== bare.explanation?.cause) expect(explanation?.confidence).toBe('possible')
    else expect(explanation?.hop).toBe(bare.explanation?.hop)
  })

  it.each(pairs.filter(([, { name }]) => name !== 'LiteLLM, message quoted'))(
    '%s: the call got as far as the upstream',
    (_name, relay, original) => {
      const { attribution } = tellOne(
        { status: original.status, body: relay.wrap(original), headers: relay.headers },
        {},
        chainOf(relay.hop),
      )
      expect(attribution.reached).toContain(original.by)
    },
  )

  it.each(pairs)('%s: without knowing the chain, nobody behind the relay is named as its author', (_name, relay, original) => {
    const { attribution } = tellOne({ status: original.status, body: relay.wrap(original), headers: relay.headers })
    expect([attribution.answeredBy, ...attribution.couldAlsoBe]).toContain(relay.hop)
    if (attribution.answeredBy !== relay.hop) expect(attribution.confidence).not.toBe('certain')
  })
})
