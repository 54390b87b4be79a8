import type { ApimExport } from '../export.ts'
import { named, namesIn, type ReadJson } from './files.ts'
import { flagAt, recordAt, textAt } from './json.ts'
import type { Report } from './not-run.ts'

export interface Product {
  readonly name: string
  readonly displayName: string
  /** False: an open product; its APIs may be called without a key. */
  readonly subscriptionRequired: boolean
  /** Names of its APIs, without revision. */
  readonly apis: readonly string[]
}

/** What a subscription's keys open. */
export type Scope =
  | { readonly kind: 'product'; readonly product: string }
  | { readonly kind: 'api'; readonly api: string }
  | { readonly kind: 'all' }

export interface Subscription {
  readonly name: string
  readonly displayName: string
  readonly scope: Scope
  readonly state: string
  /** Keys that the export itself holds; usually none, they are secrets. */
  readonly keys: readonly string[]
}

/** Name of the built-in subscription that every service has and that opens every API. */
export const ALL_ACCESS = 'master'

export function loadProducts(files: ApimExport, readJson: ReadJson): Product[] {
  return named(files, /^products\/([^/]+)\/productInformation\.json$/).map(([name, file]) => {
    const properties = recordAt(readJson(file), 'properties')
    const linked = [...files.keys()].flatMap((path) => {
      const link = /^products\/([^/]+)\/apis\/([^/]+)\/productApiInformation\.json$/.exec(path)
      return link?.[1] === name && link[2] !== undefined ? link[2] : []
    })
    return {
      name,
      displayName: textAt(properties, 'displayName') ?? name,
      subscriptionRequired: flagAt(properties, 'subscriptionRequired', true),
      apis: [...linked, ...namesIn(readJson(`products/${name}/apis.json`))],
    }
  })
}

export function loadSubscriptions(files: ApimExport, readJson: ReadJson, report: Report): Subscription[] {
  const exported = named(files, /^subscriptions\/([^/]+)\/subscriptionInformation\.json$/).flatMap(([name, file]) => {
    const information = readJson(file)
    if (information === undefined) return []
    const properties = recordAt(information, 'properties')
    const text = textAt(properties, 'scope') ?? ''
    const scope = scopeOf(text)
    if (scope === null) {
      const reason = `The scope ${JSON.stringify(text)} is none of /products/<name>, /apis/<name>, /apis.`
      report({ file, line: 1, element: 'subscription', reason, instead: 'Its keys are unknown to the gateway.', matters: true })
      return []
    }
    const keys = ['primaryKey', 'secondaryKey'].flatMap((key) => textAt(properties, key) ?? [])
    return [
      {
        name,
        displayName: textAt(properties, 'displayName') ?? name,
        scope,
        state: textAt(properties, 'state') ?? 'active',
        keys,
      },
    ]
  })
  if (exported.some(({ name }) => name === ALL_ACCESS)) return exported
  return [
    ...exported,
    { name: ALL_ACCESS, displayName: 'Built-in all-access subscription', scope: { kind: 'all' }, state: 'active', keys: [] },
  ]
}

/** Relative (`/products/x`) or with the full resource ID before it. */
function scopeOf(text: string): Scope | null {
  const [, kind, name] = /\/(products|apis)\/([^/]+)\/?$/.exec(text) ?? []
  if (kind === 'products' && name !== undefined) return { kind: 'product', product: name }
  if (kind === 'apis' && name !== undefined) return { kind: 'api', api: name }
  return /(^|\/)apis\/?$/.test(text) || text === '/' || /\/service\/[^/]+\/?$/.test(text) ? { kind: 'all' } : null
}
