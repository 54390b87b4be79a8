import { setTimeout as wait } from 'node:timers/promises'
import type { RunningHop } from '../hop.ts'
import { answerChat } from '../model/chat.ts'
import { draw } from '../model/draw.ts'
import { type Flaw, flawed } from '../model/flaws.ts'
import { concerns, type Operation, operationOf, type Scope } from '../operation.ts'
import { htmlReply, isObject, type JsonObject, jsonObject, jsonReply, reply } from '../replies.ts'
import { type HopRequest, type Reply, serve } from '../serve.ts'
import { type Tampering, tamperWithAnswer } from '../tampering/tampering.ts'
import { type GatewayRefusalName, gatewayRefusal } from './refusals.ts'

/** No public trace of edits exists for this gateway. */
type GatewayOperation = Exclude<Operation, 'edits'>

export interface BearerGatewayOptions {
  readonly port: number
  readonly tokens: readonly string[]
  /** Where the gateway is mounted; another program, the portal, answers every other path with its web page. */
  readonly prefix: string
  readonly routes: readonly GatewayOperation[]
  /** Paths that the authentication leaves out. */
  readonly unguarded: readonly Scope[]
  /** Paths whose authentication knows none of the tokens. */
  readonly lockedOut: readonly Scope[]
  readonly noToken: GatewayRefusalName
  readonly wrongToken: GatewayRefusalName
  readonly refuses: readonly { readonly on: Scope; readonly as: GatewayRefusalName }[]
  readonly models: readonly string[]
  /** Milliseconds from a request to its picture. */
  readonly latencyMs: number
  readonly flaws: readonly Flaw[]
  readonly tampering: readonly Tampering[]
}

export const HEALTHY_BEARER_GATEWAY: BearerGatewayOptions = {
  port: 0,
  tokens: [],
  prefix: '/backend',
  routes: ['generations', 'chat'],
  unguarded: [],
  lockedOut: [],
  noToken: 'missing token',
  wrongToken: 'invalid token',
  refuses: [],
  models: ['gemini-2.5-flash-image', 'gpt-image-1.5', 'gemini-2.5-flash'],
  latencyMs: 0,
  flaws: [],
  tampering: [],
}

/** A FastAPI gateway with one bearer rule for every path: AI Builder Space, as far as it is known from outside. */
export function startBearerGateway(options: BearerGatewayOptions): Promise<RunningHop> {
  return serve({
    port: options.port,
    answer: async (request) => tamperWithAnswer(served(await answer(request, options)), request, options.tampering),
  })
}

function served(answer: Reply): Reply {
  return { ...answer, headers: { server: 'uvicorn', ...answer.headers } }
}

/** In the order of a FastAPI application: route, method, JSON of the body, token, fields. */
async function answer(request: HopRequest, options: BearerGatewayOptions): Promise<Reply> {
  const { prefix } = options
  if (!request.path.startsWith(`${prefix}/`)) return portal()
  const path = request.path.slice(prefix.length)
  const operation = /^\/v1\/(images\/\w+|chat\/completions)\/?$/.test(path) ? operationOf(path) : null
  if (operation === null || operation === 'edits' || !options.routes.includes(operation))
    return jsonReply(404, { detail: 'Not Found' })
  if (path.endsWith('/')) return reply(307, { location: request.url.replace(/\/(\?|$)/, '$1') }, '')
  if (request.method !== 'POST') return jsonReply(405, { detail: 'Method Not Allowed' }, { allow: 'POST' })
  const isLabelled = /^application\/(?:\w+\+)?json\b/i.test(request.headers['content-type'] ?? '')
  const body = isLabelled ? jsonObject(request.body) : {}
  if (body === null) return unreadable(request.body)
  const refused = authenticate(request, operation, options)
  if (refused !== null) return refused
  return isLabelled ? operate(operation, body, request, options) : unlabelled(request.body)
}

function portal(): Reply {
  return htmlReply(
    200,
    '<!DOCTYPE html><html lang="en"><head><title>AI Builders Student Portal</title></head><body></body></html>',
  )
}

/** FastAPI takes a body that is not labelled as JSON for plain bytes, whatever stands in it (fastapi/routing.py). */
function unlabelled(body: Buffer): Reply {
  const msg = 'Input should be a valid dictionary or object to extract fields from'
  return jsonReply(422, { detail: [{ type: 'model_attributes_type', loc: ['body'], msg, input: body.toString() }] })
}

/** A body is parsed before the token is looked at: malformed JSON is a 422 also without one. */
function unreadable(body: Buffer): Reply {
  const [type, message, where] =
    body.length === 0 ? ['missing', 'Field required', []] : ['json_invalid', 'JSON decode error', [1]]
  return jsonReply(422, { detail: [{ type, loc: ['body', ...where], msg: message, input: null }] })
}

function authenticate({ headers }: HopRequest, operation: Operation, options: BearerGatewayOptions): Reply | null {
  if (options.unguarded.some((scope) => concerns(scope, operation))) return null
  const token = /^bearer (.+)$/i.exec(headers.authorization ?? '')?.[1]
  if (token === undefined) return gatewayRefusal(options.noToken)
  const known = options.lockedOut.some((scope) => concerns(scope, operation)) ? [] : options.tokens
  return known.includes(token) ? null : gatewayRefusal(options.wrongToken)
}

async function operate(
  operation: GatewayOperation,
  body: JsonObject,
  request: HopRequest,
  options: BearerGatewayOptions,
): Promise<Reply> {
  const refused = options.refuses.find(({ on }) => concerns(on, operation))
  if (refused !== undefined) return gatewayRefusal(refused.as)
  if (operation === 'chat') {
    if (!Array.isArray(body.messages)) return missing('messages', body)
    return answerChat(request.body, typeof body.model === 'string' ? body.model : '')
  }
  if (body.prompt === undefined) return missing('prompt', body)
  if (typeof body.prompt !== 'string') {
    return invalid('prompt', 'string_type', 'Input should be a valid string', body.prompt)
  }
  if (typeof body.model === 'string' && !options.models.includes(body.model)) {
    return jsonReply(400, { detail: `Model '${body.model}' is not supported` })
  }
  return pictures(body.prompt, options)
}

/** Gemini has no sizes in pixels: whatever was asked for, the picture is square (new-api#1999). No usage is told. */
async function pictures(prompt: string, { latencyMs, flaws }: BearerGatewayOptions): Promise<Reply> {
  const wanted = flawed(
    {
      operation: 'generations',
      subject: 'as-asked',
      prompt,
      count: 1,
      width: 1024,
      height: 1024,
      format: 'png',
      compression: 100,
      background: 'opaque',
      inputs: [],
      mask: null,
    },
    'generations',
    flaws,
  )
  const drawing = Promise.all(Array.from({ length: wanted.count }, (_, index) => draw(wanted, index)))
  const [drawn] = await Promise.all([drawing, wait(latencyMs)])
  return jsonReply(200, {
    created: Math.floor(Date.now() / 1000),
    data: drawn.map((picture) => ({ b64_json: picture.toString('base64'), url: null, revised_prompt: null })),
  })
}

function missing(field: string, input: unknown): Reply {
  return invalid(field, 'missing', 'Field required', input)
}

function invalid(field: string, type: string, msg: string, input: unknown): Reply {
  return jsonReply(422, { detail: [{ type, loc: ['body', field], msg, input: isObject(input) ? input : null }] })
}
