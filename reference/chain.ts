import { randomBytes } from 'node:crypto'
import type { Change, Fault, HopName } from './faults/fault.ts'
import type { RunningHop } from './hop.ts'
import type { Layout } from './layout.ts'
import type { DialectName } from './one-api/dialects.ts'
import { randomText } from './one-api/request-id.ts'
import type { Rehearsed } from './rehearsed.ts'
import { type Plan, STARTERS } from './starters.ts'

export interface ChainOptions {
  /** Default: the layout of the fault, else the whole chain. */
  readonly layout?: Layout
  /** Which gateway of the one-api family stands in front. Default: `pass-through`. */
  readonly dialect?: DialectName
  /** Milliseconds from a request to its pictures. Default: 0. */
  readonly latencyMs?: number
  readonly fault?: Fault
  /** Changes to the healthy chain that are no fault. */
  readonly change?: readonly Change[]
  readonly rehearsed?: Rehearsed
  /** The key that clients use. Default: a random one. */
  readonly key?: string
  /** Port of the outermost hop. Default: one that is free. */
  readonly port?: number
}

export interface Chain {
  readonly layout: Layout
  /** What a client is given: base URL and key. */
  readonly url: string
  readonly key: string
  readonly hops: Readonly<Partial<Record<HopName, RunningHop>>>
  /** Direct access to the inner hops; null where the layout has none. */
  readonly apimUrl: string | null
  readonly apimKey: string | null
  readonly aoaiUrl: string | null
  readonly aoaiKey: string | null
  /** Stops every hop, the outermost first. */
  close(): Promise<void>
}

/** The hops of each layout, the innermost first. */
const STACKS: Readonly<Record<Layout, readonly HopName[]>> = {
  'oneapi-apim-aoai': ['aoai', 'apim', 'one-api'],
  'apim-aoai': ['aoai', 'apim'],
  aoai: ['aoai'],
  'aoai-v1': ['aoai'],
  openai: ['openai'],
  'ai-builder-space': ['gateway'],
}

/** What a client appends its paths to. */
const BASE_PATHS: Readonly<Record<Layout, string>> = {
  'oneapi-apim-aoai': '/v1',
  'apim-aoai': '/v1',
  aoai: '',
  'aoai-v1': '/openai/v1',
  openai: '/v1',
  'ai-builder-space': '/backend/v1',
}

/**
 * Starts real servers on loopback, the innermost first, each pointed at the one behind it.
 * @throws Error when a port is taken or the APIM export cannot be read; nothing is left running then.
 */
export async function startChain(options: ChainOptions = {}): Promise<Chain> {
  const layout = options.layout ?? options.fault?.layout ?? 'oneapi-apim-aoai'
  const plan = planOf(layout, options)
  const hops = new Map<HopName, RunningHop>()
  const close = async (): Promise<void> => {
    for (const hop of [...hops.values()].reverse()) await hop.close()
  }
  try {
    const stack = stackOf(layout, plan.change, options.port ?? 0)
    let behind = ''
    for (const name of stack) {
      const hop = await STARTERS[name](plan, behind, name === stack.at(-1) ? (options.port ?? 0) : 0)
      hops.set(name, hop)
      behind = `${hop.url}${name === 'apim' ? (plan.rehearsed?.basePath ?? '') : ''}`
    }
    for (const row of plan.change) if (row.hop === 'stopped') await hops.get(row.which)?.close()
    return { layout, ...handedOut(layout, plan, behind), hops: Object.fromEntries(hops), ...innerAccess(hops, plan), close }
  } catch (error) {
    await close()
    throw error
  }
}

function planOf(layout: Layout, { fault, change, dialect, latencyMs, rehearsed, key }: ChainOptions): Plan {
  const prefix = layout === 'ai-builder-space' ? 'sk_live_' : 'sk-'
  const aoai = randomText(84)
  const keys = {
    client: key ?? `${prefix}${randomText(48)}`,
    apim: randomBytes(16).toString('hex'),
    aoai,
    identity: randomText(120),
  }
  return {
    change: [...(change ?? []), ...(fault?.change ?? [])],
    dialect: dialect ?? 'pass-through',
    latencyMs: latencyMs ?? 0,
    // The outermost hop looks at the client's key, whatever kind of key that is.
    keys:
      layout === 'apim-aoai' ? { ...keys, apim: keys.client } : layout.startsWith('aoai') ? { ...keys, aoai: keys.client } : keys,
    rehearsed: rehearsed ?? null,
  }
}

/** An edge stands in front only where something is said of it, or where the outermost hop cannot choose its port. */
function stackOf(layout: Layout, change: readonly Change[], port: number): readonly HopName[] {
  const stack = STACKS[layout]
  const spokenOf = change.some((row) => row.hop === 'edge' || (row.hop === 'stopped' && row.which === 'edge'))
  return spokenOf || (port !== 0 && stack.at(-1) === 'apim') ? [...stack, 'edge'] : stack
}

function handedOut(layout: Layout, { change, keys }: Plan, outermost: string): Pick<Chain, 'url' | 'key'> {
  const path = change.flatMap((row) => (row.hop === 'client' && 'path' in row ? [row.path] : [])).at(-1)
  const key = change.flatMap((row) => (row.hop === 'client' && 'key' in row ? [row.key] : [])).at(-1)
  return { url: `${outermost}${path ?? BASE_PATHS[layout]}`, key: key ?? keys.client }
}

function innerAccess(
  hops: ReadonlyMap<HopName, RunningHop>,
  { keys, rehearsed }: Plan,
): Pick<Chain, 'apimUrl' | 'apimKey' | 'aoaiUrl' | 'aoaiKey'> {
  const apim = hops.get('apim')
  const aoai = hops.get('aoai')
  return {
    apimUrl: apim === undefined ? null : `${apim.url}${rehearsed?.basePath ?? ''}/v1`,
    apimKey: apim === undefined ? null : keys.apim,
    aoaiUrl: aoai?.url ?? null,
    aoaiKey: aoai === undefined ? null : keys.aoai,
  }
}
