import type { Call, Context, Written } from './call.ts'
import { parametersIn } from './call.ts'
import type { EffectivePolicy } from './effective.ts'
import { run } from './effects.ts'
import type { Api, ApimExport } from './export.ts'
import type { ImageOperation, Served } from './locate.ts'
import { bind, segments } from './paths.ts'
import { resolveValue, UNKNOWN } from './values.ts'

/** Every call that the policies can make of a request to this operation: one for each way through their conditions. */
export function backendCalls(exported: ApimExport, name: ImageOperation, served: Served, policy: EffectivePolicy): Call[] {
  const { call, context } = asItComes(exported, name, served)
  const inbound = run(policy.sections.inbound, [call], context)
  return run(policy.sections.backend, inbound, context).map(withBackendCredentials)
}

/** The call before any policy, and what its policies are applied in. */
export function asItComes(
  exported: ApimExport,
  name: ImageOperation,
  { api, operation, bound }: Served,
): { readonly call: Call; readonly context: Context } {
  const [path = '', query = ''] = operation.urlTemplate.split('?')
  const context: Context = {
    exported,
    operation: {
      ids: operation.ids,
      urlTemplate: operation.urlTemplate,
      contentType: CONTENT_TYPES[name],
      path: `/${[...segments(api.path), ...segments(bind(path, bound))].join('/')}`,
    },
    bound,
    template: { path: parametersIn(path), query: query.split('&').flatMap((pair) => pair.split('=')[0] || []) },
  }
  return { call: startOf(api, bind(path, bound), exported), context }
}

/** What callers send, by the wire contract of both operations. */
const CONTENT_TYPES: Readonly<Record<ImageOperation, string>> = {
  generations: 'application/json',
  edits: `multipart/form-data; boundary=${UNKNOWN}`,
}

function startOf(api: Api, path: string, { namedValues }: ApimExport): Call {
  const key: Written = { kind: 'sent', raw: '', value: '', action: 'sent', at: api.at }
  return {
    base: api.serviceUrl
      ? { url: resolveValue(api.serviceUrl, { namedValues, variables: {} }), at: api.at, backend: null, scope: null }
      : null,
    path: { text: path, rewrite: null, strangers: [] },
    method: null,
    copiesQuery: true,
    query: {},
    lostQuery: {},
    headers: api.subscriptionRequired ? { [api.keyHeader.toLowerCase()]: key } : {},
    variables: {},
    ineffective: [],
    end: { kind: 'running' },
    doubts: [],
    guessed: false,
  }
}

/** A backend adds its own credentials when the call leaves. */
function withBackendCredentials(call: Call): Call {
  const credentials = call.base?.backend?.credentials ?? []
  const written = (kind: 'header' | 'query' | 'other') =>
    Object.fromEntries(
      credentials
        .filter((credential) => credential.kind === kind)
        .map(({ name, value, at }) => [
          kind === 'other' ? `(${name})` : name.toLowerCase(),
          { kind: 'set', raw: value, value, action: 'override', at } satisfies Written,
        ]),
    )
  return {
    ...call,
    headers: { ...call.headers, ...written('header'), ...written('other') },
    query: { ...call.query, ...written('query') },
  }
}
