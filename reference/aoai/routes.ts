import { type Operation, operationOf } from '../operation.ts'
import { modelOf } from '../requested.ts'
import type { HopRequest } from '../serve.ts'
import type { RefusalName } from './refusals.ts'

/** The api-versions that know each operation. */
export type ApiVersions = Readonly<Record<Operation, readonly string[]>>

const WITH_GENERATIONS = ['2024-02-01', '2024-10-21', '2025-03-01-preview', '2025-04-01-preview']

/** azure-rest-api-specs, cognitiveservices/data-plane/AzureOpenAI/inference: `images/edits` comes with 2025-04-01-preview. */
export const SPECIFIED_VERSIONS: ApiVersions = {
  generations: WITH_GENERATIONS,
  edits: ['2025-04-01-preview'],
  chat: WITH_GENERATIONS,
}

/** The v1 path takes no dated version. */
const V1_VERSIONS = ['v1', 'preview', 'latest']

export type Routed =
  | { readonly kind: 'operation'; readonly operation: Operation; readonly deployment: string; readonly surface: 'dated' | 'v1' }
  | { readonly kind: 'refused'; readonly as: RefusalName }

/** Which deployment a request is for. On the dated surface the path says so, on the v1 surface the body. */
export async function route(request: HopRequest, versions: ApiVersions): Promise<Routed> {
  const operation = operationOf(request.path)
  if (operation === null || request.method !== 'POST' || request.path.endsWith('/')) return missing
  const version = request.query.getAll('api-version').join(',')
  if (/^\/openai\/v1\/(images\/\w+|chat\/completions)$/.test(request.path)) {
    if (version !== '' && !V1_VERSIONS.includes(version)) return { kind: 'refused', as: 'version not supported' }
    return { kind: 'operation', operation, deployment: await modelOf(request), surface: 'v1' }
  }
  const [, deployment] = /^\/openai\/deployments\/([^/]+)\/(?:images\/\w+|chat\/completions)$/.exec(request.path) ?? []
  if (deployment === undefined || !versions[operation].includes(version)) return missing
  return { kind: 'operation', operation, deployment: decoded(deployment), surface: 'dated' }
}

const missing: Routed = { kind: 'refused', as: 'route missing' }

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
