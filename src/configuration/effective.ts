import type { Api, ApimExport, ApiOperation, Origin, Policy, Product, Section, Statement } from './export.ts'
import { place, SECTIONS } from './export.ts'

export type ScopeName = 'global' | 'product' | 'api' | 'operation'

/** A statement where it takes effect: `<base/>` and fragments are already replaced by what they stand for. */
export interface Placed {
  readonly statement: Statement
  /** The scope whose document put it here. */
  readonly scope: ScopeName
  readonly children: readonly Placed[]
}

/** Something that keeps an item from being judged. */
export interface Doubt {
  readonly items: readonly number[]
  readonly at: Origin
  readonly sentence: string
  /** There is a document that cannot be read at all: nobody can publish it as it is. */
  readonly unreadable?: true
}

/** All policies that apply to one operation, in the order in which they run. */
export interface EffectivePolicy {
  readonly sections: Readonly<Record<Section, readonly Placed[]>>
  /** Where each section stops to inherit: the narrowest one without `<base/>`. */
  readonly endsAt: ReadonlyMap<Section, Origin>
  readonly doubts: readonly Doubt[]
}

interface Layer {
  readonly scope: ScopeName
  readonly policy: Policy
}

/** A fragment holds no other fragment (azure-docs, policy-fragments); the limit keeps a hand-made circle from running for ever. */
const DEEPEST = 5
/** What APIM has for all APIs until someone changes it. */
const FORWARD: Statement = {
  name: 'forward-request',
  attributes: {},
  text: '',
  children: [],
  at: { file: 'policy.xml (not in the export; APIM forwards by default)', line: 1 },
}

/**
 * The policies that apply to an operation: operation, API, product and global, each inserted where the narrower one
 * says `<base/>`. A product's policy applies only to calls with a key of that product; null leaves it out.
 */
export function effectivePolicy(
  exported: ApimExport,
  api: Api,
  operation: ApiOperation,
  product: Product | null,
): EffectivePolicy {
  const layers: Layer[] = [
    ...layer('operation', operation.policy),
    ...layer('api', api.policy),
    ...layer('product', product?.policy ?? null),
    ...layer('global', exported.policy),
  ]
  const walk: Walk = { exported, doubts: [], endsAt: new Map() }
  const sections = {
    inbound: placeSection('inbound', layers, walk),
    backend: placeSection('backend', layers, walk),
    outbound: placeSection('outbound', layers, walk),
    'on-error': placeSection('on-error', layers, walk),
  }
  return { sections, endsAt: walk.endsAt, doubts: uniqueDoubts(walk.doubts) }
}

/** Each doubt once, with all items that it matters to: the same document is read for four sections and two operations. */
export function uniqueDoubts(doubts: readonly Doubt[]): Doubt[] {
  const known = new Map<string, Doubt>()
  for (const doubt of doubts) {
    const key = `${place(doubt.at)} ${doubt.sentence}`
    const items = [...new Set([...(known.get(key)?.items ?? []), ...doubt.items])].sort()
    known.set(key, { ...doubt, items })
  }
  return [...known.values()]
}

interface Walk {
  readonly exported: ApimExport
  /** Filled on the way, as is `endsAt`. */
  readonly doubts: Doubt[]
  readonly endsAt: Map<Section, Origin>
}

function layer(scope: ScopeName, policy: Policy | null): Layer[] {
  return policy ? [{ scope, policy }] : []
}

function placeSection(section: Section, layers: readonly Layer[], walk: Walk): Placed[] {
  const [narrowest, ...broader] = layers
  if (!narrowest) return section === 'backend' ? [{ statement: FORWARD, scope: 'global', children: [] }] : []
  const { scope, policy } = narrowest
  const inherited = () => placeSection(section, broader, walk)
  if (policy.kind === 'unreadable') {
    const sentence = `The policy cannot be read: ${policy.reason}.`
    walk.doubts.push({ items: [2, 3, 4], at: policy.at, sentence, unreadable: true })
    return inherited()
  }
  const body = policy.root.children.find((child) => child.name === section)
  if (body && !holdsBase(body)) walk.endsAt.set(section, body.at)
  if (body) return body.children.flatMap((statement) => placeStatement(statement, scope, inherited, walk, 0))
  const base = inherited()
  if (base.length > 0 && (section === 'inbound' || section === 'backend')) walk.doubts.push(missingSection(policy.root, section))
  return base
}

function missingSection(root: Statement, section: Section): Doubt {
  const sentence = `The policy has no <${section}> section; whether APIM then inherits the broader one cannot be told from the file.`
  return { items: [4], at: root.at, sentence }
}

function placeStatement(statement: Statement, scope: ScopeName, inherited: () => Placed[], walk: Walk, depth: number): Placed[] {
  if (statement.name === 'base') return inherited()
  if (statement.name !== 'include-fragment') {
    const children = statement.children.flatMap((child) => placeStatement(child, scope, inherited, walk, depth))
    return [{ statement, scope, children }]
  }
  const id = statement.attributes['fragment-id'] ?? ''
  const policy = walk.exported.fragments.find((fragment) => fragment.name === id)?.policy
  if (policy?.kind === 'read' && depth < DEEPEST) {
    return policy.root.children.flatMap((child) => placeStatement(child, scope, inherited, walk, depth + 1))
  }
  const items = [2, 3, 4]
  walk.doubts.push(
    policy?.kind === 'unreadable'
      ? { items, at: policy.at, sentence: `The fragment ${id} cannot be read: ${policy.reason}.`, unreadable: true }
      : { items, at: statement.at, sentence: `The fragment ${id} is not in the export.` },
  )
  return []
}

/** The sections that an operation's own policy has without `<base/>`, with where they start. */
export function sectionsWithoutBase(policy: Policy | null): { section: Section; at: Origin }[] {
  if (policy?.kind !== 'read') return []
  return SECTIONS.flatMap((section) => {
    const body = policy.root.children.find((child) => child.name === section)
    return body && !holdsBase(body) ? [{ section, at: body.at }] : []
  })
}

function holdsBase(statement: Statement): boolean {
  return statement.children.some((child) => child.name === 'base' || holdsBase(child))
}
