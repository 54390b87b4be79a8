import { fileURLToPath } from 'node:url'
import { HEALTHY_AOAI, startAoai } from './aoai/aoai.ts'
import { editExport } from './apim/export.ts'
import { readExport } from './apim/read-export.ts'
import { type RunningApim, startApim } from './apim/server.ts'
import { entraStandIn } from './apim/stand-ins.ts'
import { HEALTHY_BEARER_GATEWAY, startBearerGateway } from './bearer-gateway/gateway.ts'
import { startEdge, TRANSPARENT_EDGE } from './edge/edge.ts'
import type { Change, HopName } from './faults/fault.ts'
import type { RunningHop } from './hop.ts'
import type { DialectName } from './one-api/dialects.ts'
import { HEALTHY_ONE_API, startOneApi } from './one-api/one-api.ts'
import { HEALTHY_OPENAI, startOpenAi } from './openai.ts'
import type { Rehearsed } from './rehearsed.ts'

/** What all hops of one chain are started from. */
export interface Plan {
  readonly change: readonly Change[]
  readonly dialect: DialectName
  /** Milliseconds from a request to its pictures. */
  readonly latencyMs: number
  readonly keys: { readonly client: string; readonly apim: string; readonly aoai: string; readonly identity: string }
  readonly rehearsed: Rehearsed | null
}

/** Starts one hop in front of the one behind it (empty for the innermost). */
export type Starter = (plan: Plan, behind: string, port: number) => Promise<RunningHop>

export const STARTERS: Readonly<Record<HopName, Starter>> = {
  aoai: ({ change, keys, latencyMs, rehearsed }, _behind, port) => {
    const role = change.some(({ hop }) => hop === 'identity') ? 'missing' : 'held'
    return startAoai({
      ...HEALTHY_AOAI,
      port,
      keys: [keys.aoai, ...(rehearsed?.modelKeys ?? [])],
      tokens: [{ token: keys.identity, role }],
      latencyMs,
      ...(rehearsed === null ? {} : { deployments: rehearsed.deployments }),
      ...merged(change.flatMap((row) => (row.hop === 'aoai' ? [row.set] : []))),
    })
  },

  apim: (plan, behind) => startConfiguredApim(plan, behind),

  'one-api': ({ change, dialect, keys }, behind, port) => {
    const set = merged(change.flatMap((row) => (row.hop === 'one-api' && 'set' in row ? [row.set] : [])))
    const channelKey = change.flatMap((row) => (row.hop === 'one-api' && 'channelKey' in row ? [row.channelKey] : [])).at(-1)
    const channel = { ...HEALTHY_ONE_API.channel, ...set.channel, url: behind, key: channelKey ?? keys.apim }
    return startOneApi({ ...HEALTHY_ONE_API, port, dialect, keys: [keys.client], ...set, channel })
  },

  openai: ({ change, keys, latencyMs }, _behind, port) =>
    startOpenAi({
      ...HEALTHY_OPENAI,
      port,
      keys: [keys.client],
      latencyMs,
      ...merged(change.flatMap((row) => (row.hop === 'openai' ? [row.set] : []))),
    }),

  gateway: ({ change, keys, latencyMs }, _behind, port) =>
    startBearerGateway({
      ...HEALTHY_BEARER_GATEWAY,
      port,
      tokens: [keys.client],
      latencyMs,
      ...merged(change.flatMap((row) => (row.hop === 'gateway' ? [row.set] : []))),
    }),

  edge: ({ change }, behind, port) =>
    startEdge({
      ...TRANSPARENT_EDGE,
      port,
      ...merged(change.flatMap((row) => (row.hop === 'edge' ? [row.set] : []))),
      upstream: behind,
    }),
}

function merged<Options extends object>(sets: readonly Options[]): Partial<Options> {
  return Object.assign({}, ...sets)
}

/** Where the policies of the fixture call Azure OpenAI. */
const FIXTURE_HOST = /^contoso-images\.openai\.azure\.com$/
const ANY_AZURE_OPENAI = /\.(openai\.azure\.com|cognitiveservices\.azure\.com|services\.ai\.azure\.com)$/
const FIXTURE = fileURLToPath(new URL('../fixtures/apim/healthy', import.meta.url))
/** The subscription of the fixture. */
const FIXTURE_SUBSCRIPTION = 'image-clients'
const COGNITIVE_SERVICES = 'https://cognitiveservices.azure.com'

async function startConfiguredApim({ change, keys, rehearsed }: Plan, behind: string): Promise<RunningApim> {
  const edits = change.flatMap((row) => (row.hop === 'apim' ? row.edits : []))
  const files = rehearsed?.export ?? (await readExport(FIXTURE))
  const hosts = rehearsed === null ? FIXTURE_HOST : ANY_AZURE_OPENAI
  return startApim({
    export: editExport(files, edits),
    backend: (url) => (hosts.test(url.hostname) ? new URL(`${url.pathname}${url.search}`, behind) : null),
    secrets: new Map([['aoai-key', keys.aoai]]),
    // A secret of somebody's own configuration can only be the key of Azure OpenAI, as far as the chain is concerned.
    ...(rehearsed === null ? {} : { anySecret: keys.aoai }),
    // The suite sends in seconds what callers send in hours.
    countsCalls: rehearsed === null,
    subscriptionKeys: new Map([[rehearsed === null ? FIXTURE_SUBSCRIPTION : subscriptionOf(rehearsed), keys.apim]]),
    entraToken: (resource) => (resource.replace(/\/$/, '') === COGNITIVE_SERVICES ? keys.identity : entraStandIn(resource)),
  })
}

/** The subscription that was named, else the first of the export, else the one that opens every API. */
function subscriptionOf({ export: files, subscription }: Rehearsed): string {
  const first = [...files.keys()].flatMap((path) => /(?:^|\/)subscriptions\/([^/]+)\//.exec(path)?.[1] ?? []).at(0)
  return subscription ?? first ?? 'master'
}
