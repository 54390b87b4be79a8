import type { RunningHop } from '../hop.ts'
import { answerChat } from '../model/chat.ts'
import type { Flaw } from '../model/flaws.ts'
import { answerImages, answerWithoutModel, type ModelOptions } from '../model/images.ts'
import type { PictureField } from '../model/inputs.ts'
import { SHORTEST_STEP_MS } from '../model/stream.ts'
import { concerns, type ImageOperation, type Operation, type Scope } from '../operation.ts'
import { type HopAnswer, type HopRequest, type Reply, serve } from '../serve.ts'
import { type Tampering, tamperWithAnswer } from '../tampering/tampering.ts'
import { type Depth, ladder, operationNotSupported, type RefusalName, refusal } from './refusals.ts'
import { type ApiVersions, type Routed, route, SPECIFIED_VERSIONS } from './routes.ts'

/** An Entra token and whether its principal holds the role on this resource. */
export interface Token {
  readonly token: string
  readonly role: 'held' | 'missing'
}

export interface AoaiOptions {
  readonly port: number
  readonly keys: readonly string[]
  readonly tokens: readonly Token[]
  readonly keyAuth: 'enabled' | 'disabled'
  /** Deployments by name, with the model behind each. */
  readonly deployments: Readonly<Record<string, string>>
  readonly apiVersions: ApiVersions
  readonly region: string
  /** The deployment that answers in the place of the one that was asked (spillover); null for the one asked. */
  readonly spilloverTo: string | null
  readonly severalAs: readonly PictureField[]
  /** Milliseconds from a request to its pictures. */
  readonly latencyMs: number
  /** Milliseconds between two events of a stream at least. */
  readonly shortestStepMs: number
  /** What it refuses although the request is sound. */
  readonly refuses: readonly { readonly on: Scope; readonly as: RefusalName }[]
  readonly flaws: readonly Flaw[]
  readonly tampering: readonly Tampering[]
}

export const HEALTHY_AOAI: AoaiOptions = {
  port: 0,
  keys: [],
  tokens: [],
  keyAuth: 'enabled',
  deployments: Object.fromEntries(
    ['gpt-image-1.5', 'gpt-image-1', 'gpt-image-1-mini', 'gpt-4.1-mini'].map((name) => [name, name]),
  ),
  apiVersions: SPECIFIED_VERSIONS,
  region: 'East US 2',
  spilloverTo: null,
  severalAs: ['image', 'image[]'],
  latencyMs: 0,
  shortestStepMs: SHORTEST_STEP_MS,
  refuses: [],
  flaws: [],
  tampering: [],
}

/** Azure OpenAI: path, api-version, credential, deployment and form, judged in that order, then the picture. */
export function startAoai(options: AoaiOptions): Promise<RunningHop> {
  return serve({
    port: options.port,
    answer: async (request) => tamperWithAnswer(await answer(request, options), request, options.tampering),
  })
}

async function answer(request: HopRequest, options: AoaiOptions): Promise<HopAnswer> {
  const routed = await route(request, options.apiVersions)
  if (routed.kind === 'refused') return refused(routed.as, options, '')
  const { operation, deployment } = routed
  const refusedAs = authenticate(request, routed, options) ?? options.refuses.find(({ on }) => concerns(on, operation))?.as
  if (refusedAs !== undefined) return refused(refusedAs, options, deployment)
  // On the v1 surface the body names the deployment: one that cannot be read is refused before any deployment is looked for.
  if (deployment === '' && operation !== 'chat') {
    const sent = { contentType: request.headers['content-type'] ?? '', body: request.body }
    return ladder(await answerWithoutModel(operation, sent, false), 'region', { region: options.region, deployment })
  }
  const model = options.deployments[deployment]
  if (model === undefined) return refused('deployment missing', options, deployment)
  const at = { region: options.region, deployment: options.spilloverTo ?? deployment }
  return ladder(await modelAnswer(operation, model, request, options), 'deployment', at)
}

function refused(as: RefusalName, { region }: AoaiOptions, deployment: string): Reply {
  const { answer, depth }: { answer: Reply; depth: Depth } = refusal(as)
  return ladder(answer, depth, { region, deployment })
}

/**
 * A valid token is taken to open whatever key stands beside it: policies that add a managed identity leave the caller's `api-key`
 * on the call as a rule (Azure-Samples/AI-Gateway), and no document says which of the two is looked at. Without a valid token the
 * key decides. The v1 surface takes the key as a bearer too, so that OpenAI's own clients work.
 */
function authenticate(
  { headers }: HopRequest,
  { surface }: Extract<Routed, { kind: 'operation' }>,
  { keys, tokens, keyAuth }: AoaiOptions,
): RefusalName | undefined {
  const bearer = /^bearer (.*)$/i.exec(headers.authorization ?? '')?.[1]
  const known = tokens.find(({ token }) => token === bearer)
  if (known !== undefined) return known.role === 'missing' ? 'permission denied' : undefined
  const key = headers['api-key'] ?? (surface === 'v1' && bearer !== undefined && keys.includes(bearer) ? bearer : undefined)
  if (key !== undefined) {
    if (!keys.includes(key)) return 'key invalid'
    return keyAuth === 'disabled' ? 'key auth disabled' : undefined
  }
  return 'token invalid'
}

async function modelAnswer(operation: Operation, model: string, request: HopRequest, options: AoaiOptions): Promise<Reply> {
  const drawsPictures = model.startsWith('gpt-image')
  if (operation === 'chat') {
    return drawsPictures ? operationNotSupported('chatCompletion', model) : answerChat(request.body, model)
  }
  if (!drawsPictures) return operationNotSupported(OPERATION_NAMES[operation], model)
  const sent = { contentType: request.headers['content-type'] ?? '', body: request.body }
  return answerImages(operation, sent, modelOptions(model, options))
}

const OPERATION_NAMES: Readonly<Record<ImageOperation, string>> = { generations: 'imageGeneration', edits: 'imageEdit' }

function modelOptions(model: string, { severalAs, latencyMs, shortestStepMs, flaws }: AoaiOptions): ModelOptions {
  return {
    vendor: 'azure',
    limits: { sizes: model.startsWith('gpt-image-2') ? 'free' : 'fixed', outputFormats: ['png', 'jpeg'] },
    severalAs,
    editsTakeJson: false,
    latencyMs,
    shortestStepMs,
    flaws,
  }
}
