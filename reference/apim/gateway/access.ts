import { type Challenge, keyInvalid, keyMissing } from '../answers.ts'
import type { Api, KeyNames } from '../configuration/apis.ts'
import type { Product, Subscription } from '../configuration/products.ts'
import type { Fields } from '../fields.ts'

/** A subscription with the keys that open it. */
export interface KeyedSubscription extends Subscription {
  readonly keys: readonly string[]
}

/** In whose name a call runs. */
export interface Admission {
  readonly subscription: Subscription | null
  readonly key: string | null
  readonly product: Product | null
}

const ANONYMOUS: Admission = { subscription: null, key: null, product: null }

/**
 * Decides by the rules of Microsoft Learn, "How API Management handles requests with or without subscription keys". A key that is
 * unknown, not active, or does not cover the API gets the same 401.
 * @throws ApimError with the 401.
 */
export function admit(
  api: Api,
  { headers, query }: { headers: Fields; query: Fields },
  subscriptions: readonly KeyedSubscription[],
  products: readonly Product[],
  challenge: Challenge,
): Admission {
  const key = keyOf(api.key, headers, query)
  const openProduct = products.find((product) => product.apis.includes(api.root) && !product.subscriptionRequired)
  if (key === null) {
    if (openProduct !== undefined) return { ...ANONYMOUS, product: openProduct }
    if (!api.subscriptionRequired) return ANONYMOUS
    throw keyMissing(challenge)
  }
  const subscription = subscriptions.find(({ keys, state }) => keys.includes(key) && state === 'active')
  const product = products.find(({ name }) => subscription?.scope.kind === 'product' && subscription.scope.product === name)
  if (subscription !== undefined && covers(subscription, product, api)) return { subscription, key, product: product ?? null }
  // Since January 2025 a valid key that belongs elsewhere is accepted where an open product has the API (Azure/API-Management changelog).
  if (subscription !== undefined && openProduct !== undefined) return { ...ANONYMOUS, product: openProduct }
  throw keyInvalid(challenge)
}

function covers({ scope }: Subscription, product: Product | undefined, api: Api): boolean {
  if (scope.kind === 'all') return true
  return scope.kind === 'api' ? scope.api.split(';')[0] === api.root : product?.apis.includes(api.root) === true
}

/**
 * Header first, query only where the header is absent. A header that is named `Authorization` is read raw, so `Bearer x` is then the
 * key `Bearer x`. Assumption: the bearer mode comes between header and query, and an empty value counts as absent.
 */
function keyOf(names: KeyNames, headers: Fields, query: Fields): string | null {
  const header = headers.get(names.header)
  if (header !== null && header.trim() !== '') return header.trim()
  const bearer = names.bearer ? /^Bearer\s+(\S+)$/i.exec((headers.get('Authorization') ?? '').trim())?.[1] : undefined
  if (bearer !== undefined) return bearer
  const parameter = query.get(names.query)
  return parameter === null || parameter === '' ? null : decodeURIComponent(parameter)
}
