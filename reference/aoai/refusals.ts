import { randomUUID } from 'node:crypto'
import { jsonReply, withHeaders } from '../replies.ts'
import type { HeaderValues, Reply } from '../serve.ts'

/** How far into the service a call got; each step adds headers to its answer. */
export type Depth = 'front end' | 'region' | 'deployment'

/** What an answer of Azure OpenAI tells about itself, from captures of its headers (oaib#11, BotSharp#386, chat-copilot#111). */
export function ladder(answer: Reply, depth: Depth, at: { readonly region: string; readonly deployment: string }): Reply {
  const id = randomUUID()
  const everywhere: HeaderValues = {
    'apim-request-id': id,
    'Strict-Transport-Security': 'max-age=31536000; includeSubDomains; preload',
    'x-content-type-options': 'nosniff',
  }
  const region: HeaderValues = { 'x-ms-region': at.region }
  const deployment: HeaderValues = {
    'x-ms-deployment-name': at.deployment,
    'x-ms-client-request-id': id,
    'x-request-id': randomUUID(),
    'x-ratelimit-limit-requests': '60',
    'x-ratelimit-limit-tokens': '100000',
    'x-ratelimit-remaining-requests': '59',
    'x-ratelimit-remaining-tokens': '99000',
  }
  const steps: Readonly<Record<Depth, HeaderValues>> = {
    'front end': everywhere,
    region: { ...everywhere, ...region },
    deployment: { ...everywhere, ...region, ...deployment },
  }
  return withHeaders(answer, { ...steps[depth], ...answer.headers })
}

interface RefusalRow {
  readonly status: number
  readonly reason: string | null
  readonly depth: Depth
  /** Text where spaces are part of the known bytes. */
  readonly body: string | object
  readonly headers: HeaderValues
}

/** What Azure OpenAI answers before any model looks at the request, as it was captured in the wild. */
export const REFUSALS = {
  /** No such path, or an api-version that does not know it: 56 bytes, the same for both (litellm#11660, azure-docs#36151). */
  'route missing': {
    status: 404,
    reason: 'Resource Not Found',
    depth: 'front end',
    body: '{"error":{"code":"404","message": "Resource not found"}}',
    headers: {},
  },
  /** 224 bytes (BotSharp#386). */
  'key invalid': {
    status: 401,
    reason: 'PermissionDenied',
    depth: 'front end',
    body: '{"error":{"code":"401","message":"Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription and use a correct regional API endpoint for your resource."}}',
    headers: {},
  },
  /** Flat like an answer of API Management, but AOAI's own: no credential, or a bearer that is no Entra token (zotero-gpt#412). */
  'token invalid': {
    status: 401,
    reason: null,
    depth: 'front end',
    body: {
      statusCode: 401,
      message:
        'Unauthorized. Access token is missing, invalid, audience is incorrect (https://cognitiveservices.azure.com), or have expired.',
    },
    headers: {},
  },
  /** browser-use#1295. */
  'key auth disabled': {
    status: 403,
    reason: null,
    depth: 'region',
    body: { error: { code: 'AuthenticationTypeDisabled', message: 'Key based authentication is disabled for this resource.' } },
    headers: {},
  },
  /** vscode#283763. */
  'permission denied': {
    status: 401,
    reason: null,
    depth: 'region',
    body: {
      error: {
        code: 'PermissionDenied',
        message:
          'The principal `00000000-0000-0000-0000-000000000000` lacks the required data action `Microsoft.CognitiveServices/accounts/OpenAI/images/generations/action` to perform `POST /openai/deployments/{deployment-id}/images` operation.',
      },
    },
    headers: {},
  },
  /** The image modality only; chat on the same resource goes on (pollinations#8848, #12083). */
  'resource blocked': {
    status: 403,
    reason: null,
    depth: 'region',
    body: {
      error: {
        code: 'Forbidden',
        message:
          'Your resource has been temporarily blocked because we detected behavior that may violate our content policy. For more details on Azure OpenAI service content policy, please visit https://aka.ms/aoaicodeofconduct',
      },
    },
    headers: {},
  },
  /** 90 bytes, with the name of the policy that refused. */
  'network closed': {
    status: 403,
    reason: null,
    depth: 'front end',
    body: '{"error":{"code":"403","message": "Access denied due to Virtual Network/Firewall rules."}}',
    headers: { 'policy-id': 'ThrowExceptionDueToTrafficDenied' },
  },
  /** chat-copilot#111, chatbox#646; `type` since 2026. */
  'deployment missing': {
    status: 404,
    reason: null,
    depth: 'region',
    body: {
      error: {
        type: 'invalid_request_error',
        code: 'DeploymentNotFound',
        message:
          'The API deployment for this resource does not exist. If you created the deployment within the last 5 minutes, please wait a moment and try again.',
      },
    },
    headers: {},
  },
  /** A dated version on the v1 path (aider-desk#460). */
  'version not supported': {
    status: 400,
    reason: null,
    depth: 'region',
    body: { error: { code: 'BadRequest', message: 'API version not supported' } },
    headers: {},
  },
  'rate limited': {
    status: 429,
    reason: null,
    depth: 'region',
    body: {
      error: {
        code: '429',
        message:
          'Requests to the ImageGenerations_Create Operation under Azure OpenAI API version 2025-04-01-preview have exceeded call rate limit of your current OpenAI S0 pricing tier. Please retry after 38 seconds. Please go here: https://aka.ms/oai/quotaincrease if you would like to further increase the default rate limit.',
      },
    },
    headers: { 'Retry-After': '38', 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-remaining-tokens': '12000' },
  },
  'server error': {
    status: 500,
    reason: null,
    depth: 'deployment',
    body: {
      error: {
        message: 'The server had an error while processing your request. Sorry about that!',
        type: 'server_error',
        param: null,
        code: 'internal_server_error',
      },
    },
    headers: {},
  },
  overloaded: {
    status: 503,
    reason: null,
    depth: 'region',
    body: {
      error: {
        code: 'ServiceUnavailable',
        message: 'The service is temporarily unable to process your request. Please try again later.',
      },
    },
    headers: { 'Retry-After': '10' },
  },
  /** The documented body, which begins like a success (azure-ai-docs, how-to-dall-e). */
  'content filtered': {
    status: 400,
    reason: null,
    depth: 'deployment',
    body: {
      created: 1698435368,
      error: { code: 'contentFilter', message: 'Your task failed as a result of our safety system.' },
    },
    headers: {},
  },
} satisfies Record<string, RefusalRow>

export type RefusalName = keyof typeof REFUSALS

export function refusal(name: RefusalName): { readonly answer: Reply; readonly depth: Depth } {
  const row: RefusalRow = REFUSALS[name]
  return { answer: { ...jsonReply(row.status, row.body, row.headers), reason: row.reason }, depth: row.depth }
}

/** The deployment exists, but its model does not do this (LibreChat#9427). */
export function operationNotSupported(operation: string, model: string): Reply {
  return jsonReply(400, {
    error: {
      code: 'OperationNotSupported',
      message: `The ${operation} operation does not work with the specified model, ${model}. Please choose different model and try again. You can learn more about which models can be used with each operation here: https://go.microsoft.com/fwlink/?linkid=2197993.`,
    },
  })
}
