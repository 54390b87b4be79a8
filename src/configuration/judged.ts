import type { Call } from './call.ts'
import { backendCalls } from './calls.ts'
import { BUILT_IN_KEY } from './check-key.ts'
import { type Doubt, type EffectivePolicy, effectivePolicy, uniqueDoubts } from './effective.ts'
import type { Api, ApimExport, Product } from './export.ts'
import type { ImageOperation, Served } from './locate.ts'

/** One operation with everything that its policies make of a call. */
export interface Judged {
  readonly name: ImageOperation
  readonly served: Served
  /** One for each product whose policy may apply, and one for keys of no product. */
  readonly policies: readonly EffectivePolicy[]
  readonly calls: readonly Call[]
  /** What could not be read or followed on the way; whatever seems to be missing may be there. */
  readonly doubts: readonly Doubt[]
}

export function judge(exported: ApimExport, name: ImageOperation, served: Served): Judged {
  const policies = effectivePolicies(exported, served)
  const calls = policies.flatMap((policy) => backendCalls(exported, name, served, policy))
  const doubts = uniqueDoubts([...policies.flatMap((policy) => policy.doubts), ...calls.flatMap((call) => call.doubts)])
  return { name, served, policies, calls, doubts }
}

/** The policies of an operation, once for each way in: a product's policy applies to calls with its own keys only. */
export function effectivePolicies(exported: ApimExport, { api, operation }: Served): EffectivePolicy[] {
  const holding = exported.products.filter(({ apis }) => apis.some((link) => link.name === api.name))
  // Its policy may apply too.
  const perhaps = exported.products.filter((product) => !product.apisKnown && !holding.includes(product))
  const ways: (Product | null)[] = [...holding, ...perhaps].filter(hasPolicy)
  if (!holding.some(hasPolicy) || !holding.every(hasPolicy) || opensWithoutProduct(exported, api)) ways.unshift(null)
  return ways.map((product) => effectivePolicy(exported, api, operation, product))
}

const hasPolicy = ({ policy }: Product): boolean => policy !== null

/** Can callers get in without a product? Yes, as far as nothing in the export rules it out. */
function opensWithoutProduct({ subscriptions }: ApimExport, api: Api): boolean {
  if (!api.subscriptionRequired || subscriptions === null) return true
  const active = subscriptions.filter(({ name, state }) => name !== BUILT_IN_KEY && state.toLowerCase() === 'active')
  return active.length === 0 || active.some(({ scope }) => scope.kind !== 'product')
}
