import { randomBytes } from 'node:crypto'
import type { RunningHop } from './hop.ts'
import { answerChat } from './model/chat.ts'
import type { Flaw } from './model/flaws.ts'
import { answerImages } from './model/images.ts'
import { SHORTEST_STEP_MS } from './model/stream.ts'
import { type Operation, operationOf } from './operation.ts'
import { jsonReply, withHeaders } from './replies.ts'
import { modelOf } from './requested.ts'
import { type HopRequest, type Reply, serve } from './serve.ts'
import { type Tampering, tamperWithAnswer } from './tampering/tampering.ts'

export interface OpenAiOptions {
  readonly port: number
  readonly keys: readonly string[]
  readonly models: readonly string[]
  readonly editsTakeJson: boolean
  /** Milliseconds from a request to its pictures. */
  readonly latencyMs: number
  readonly flaws: readonly Flaw[]
  readonly tampering: readonly Tampering[]
}

export const HEALTHY_OPENAI: OpenAiOptions = {
  port: 0,
  keys: [],
  models: ['gpt-image-1.5', 'gpt-image-2', 'gpt-4.1-mini'],
  editsTakeJson: true,
  latencyMs: 0,
  flaws: [],
  tampering: [],
}

/** api.openai.com: the same model as Azure's behind Cloudflare, another credential, and `image[]` for several pictures. */
export function startOpenAi(options: OpenAiOptions): Promise<RunningHop> {
  return serve({
    port: options.port,
    answer: async (request) => tamperWithAnswer(signed(await answer(request, options)), request, options.tampering),
  })
}

/** What proves api.openai.com, from captures of its headers. */
function signed(answer: Reply): Reply {
  return withHeaders(answer, {
    'openai-organization': 'reference-chain',
    'openai-processing-ms': '12',
    'openai-version': '2020-10-01',
    'x-request-id': `req_${randomBytes(16).toString('hex')}`,
    'strict-transport-security': 'max-age=31536000; includeSubDomains; preload',
    'x-content-type-options': 'nosniff',
    Server: 'cloudflare',
    'CF-Cache-Status': 'DYNAMIC',
    'CF-RAY': `${randomBytes(8).toString('hex')}-BOS`,
    'alt-svc': 'h3=":443"; ma=86400',
  })
}

async function answer(request: HopRequest, options: OpenAiOptions): Promise<Reply> {
  const operation = request.path.startsWith('/v1/') && request.method === 'POST' ? operationOf(request.path) : null
  if (operation === null || request.path.endsWith('/')) {
    return refused(404, `Invalid URL (${request.method} ${request.path})`, null, null)
  }
  return authenticate(request, options.keys) ?? (await modelAnswer(operation, request, options))
}

function authenticate({ headers }: HopRequest, keys: readonly string[]): Reply | null {
  const key = /^bearer (.+)$/i.exec(headers.authorization ?? '')?.[1]
  if (key === undefined) return refused(401, 'Missing bearer or basic authentication in header', null, null)
  if (keys.includes(key)) return null
  const shown = key.length <= 12 ? key : `${key.slice(0, 8)}${'*'.repeat(key.length - 12)}${key.slice(-4)}`
  const advice = 'You can find your API key at https://platform.openai.com/account/api-keys.'
  return refused(401, `Incorrect API key provided: ${shown}. ${advice}`, null, 'invalid_api_key')
}

async function modelAnswer(operation: Operation, request: HopRequest, options: OpenAiOptions): Promise<Reply> {
  const model = await modelOf(request)
  const contentType = request.headers['content-type'] ?? ''
  if (operation === 'chat') {
    if (!options.models.includes(model)) return unknownChatModel(model)
    return answerChat(request.body, model)
  }
  if (model !== '' && !options.models.includes(model)) {
    return jsonReply(400, {
      error: {
        message: `The model '${model}' does not exist.`,
        type: 'image_generation_user_error',
        param: 'model',
        code: 'invalid_value',
      },
    })
  }
  return answerImages(
    operation,
    { contentType, body: request.body },
    {
      vendor: 'openai',
      limits: { sizes: model.startsWith('gpt-image-2') ? 'free' : 'fixed', outputFormats: ['png', 'webp', 'jpeg'] },
      severalAs: ['image[]'],
      editsTakeJson: options.editsTakeJson,
      latencyMs: options.latencyMs,
      shortestStepMs: SHORTEST_STEP_MS,
      flaws: options.flaws,
    },
  )
}

function unknownChatModel(model: string): Reply {
  return refused(404, `The model \`${model}\` does not exist or you do not have access to it.`, null, 'model_not_found')
}

function refused(status: number, message: string, param: string | null, code: string | null): Reply {
  return jsonReply(status, { error: { message, type: 'invalid_request_error', param, code } })
}
