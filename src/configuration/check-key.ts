import type { Doubt } from './effective.ts'
import type { Api, ApimExport, Origin, Product, Subscription } from './export.ts'
import { type Checked, checked, type Evidence, type Finding, finding } from './findings.ts'
import type { ImageOperation, Served } from './locate.ts'

/** Something that callers can hold and that opens APIs: a subscription, or any key of a product. */
interface Key {
  readonly label: string
  readonly at: Origin
  readonly opens: (api: Api) => boolean
}

/** The key that APIM makes for its own test console; it opens everything and no caller should have it. */
export const BUILT_IN_KEY = 'master'

/** One operation of the pair, as far as keys go. */
interface Side {
  readonly name: ImageOperation
  readonly api: Api
}

/** Item 5: a key that opens one operation opens the other. Keys open APIs, never single operations. */
export function checkKeys(exported: ApimExport, { api: first }: Served, { api: second }: Served): Checked[] {
  const generations: Side = { name: 'generations', api: first }
  const edits: Side = { name: 'edits', api: second }
  const sides = [checkSide(exported, generations, edits), checkSide(exported, edits, generations)]
  const gaps = exported.gaps.filter((gap) => gap.about === 'product' || gap.about === 'subscription')
  if (gaps.length === 0) return sides
  // What seems to be missing may be in what could not be read.
  const doubts = gaps.map(({ at, sentence }) => doubt(at, sentence))
  return [checked({ doubts }), ...sides.map((side) => ({ ...side, findings: [] }))]
}

function checkSide(exported: ApimExport, side: Side, sibling: Side): Checked {
  const { name, api } = side
  if (!api.subscriptionRequired)
    return checked({ evidence: [proof(api.at, `The API ${api.name} (${name}) demands no subscription key.`)] })
  const open = exported.products.find((product) => !product.subscriptionRequired && product.published && holds(product, api))
  if (open)
    return checked({
      evidence: [proof(open.at, `The open product ${open.name} holds the API ${api.name} (${name}): no key is needed.`)],
    })

  const keys = keysOf(exported)
  const opening = keys.filter((key) => key.opens(api))
  if (opening.length === 0)
    return closed(
      exported,
      side,
      sibling,
      keys.some((key) => key.opens(sibling.api)),
    )
  const partial = sibling.api.subscriptionRequired ? keys.filter((key) => key.opens(sibling.api) && !key.opens(api)) : []
  const values = { sibling: sibling.name, operation: name, api: api.name }
  return checked({
    evidence: opening.map((key) => proof(key.at, `${key.label} opens the API ${api.name} (${name}).`)),
    findings: partial.map((key) => finding('some-keys-only', key.at, { ...values, key: key.label })),
    doubts: partial.map((key) =>
      doubt(key.at, `${key.label} opens ${sibling.name} but not ${name}; which key callers use cannot be told.`),
    ),
  })
}

function proof(at: Origin, sentence: string): Evidence {
  return { item: 5, at, sentence }
}

function doubt(at: Origin, sentence: string): Doubt {
  return { items: [5], at, sentence }
}

/** The subscriptions that work; where none were exported, whatever keys the products have. */
function keysOf({ subscriptions, products }: ApimExport): Key[] {
  if (subscriptions === null) {
    return products
      .filter((product) => product.published)
      .map((product) => ({
        label: `A key of the product ${product.name}`,
        at: product.apis[0]?.at ?? product.at,
        opens: (api) => holds(product, api),
      }))
  }
  return subscriptions.filter(isActive).map((subscription) => ({
    label: `The subscription ${subscription.name}`,
    at: subscription.at,
    opens: (api) =>
      isFor(
        subscription,
        api,
        products.filter((product) => product.published && holds(product, api)),
      ),
  }))
}

function holds(product: Product, api: Api): boolean {
  return product.apis.some((link) => link.name === api.name)
}

/** No key opens the API: why, as far as the export tells. */
function closed({ products, subscriptions }: ApimExport, { name, api }: Side, sibling: Side, siblingOpens: boolean): Checked {
  const found = (one: Finding) => checked({ findings: [one] })
  const holding = products.filter((product) => holds(product, api))
  const unpublished = holding.find((product) => !product.published)
  if (unpublished) return found(finding('product-not-published', unpublished.at, { api: api.name, product: unpublished.name }))

  const inactive = subscriptions?.find((subscription) => !isActive(subscription) && isFor(subscription, api, holding))
  if (inactive) {
    return found(
      finding('subscription-inactive', inactive.at, { api: api.name, subscription: inactive.name, state: inactive.state }),
    )
  }
  if (siblingOpens) {
    const others = products.filter((product) => holds(product, sibling.api) && !holds(product, api))
    const names = others.map((product) => product.name).join(', ') || 'any product'
    const values = { sibling: sibling.name, operation: name, api: api.name, products: names }
    return found(finding('not-in-product', others[0]?.apisAt ?? api.at, values))
  }
  const unclear = subscriptions === null || subscriptions.some(({ scope }) => scope.kind === 'unclear')
  if (!unclear && holding.length === 0) return found(finding('no-key', api.at, { api: api.name }))
  const sentence = `The export shows no subscription that opens the API ${api.name} (${name}); keys may exist that were not exported.`
  return checked({ doubts: [doubt(api.at, sentence)] })
}

function isActive({ state }: Subscription): boolean {
  return state.toLowerCase() === 'active'
}

function isFor({ name, scope }: Subscription, api: Api, holding: readonly Product[]): boolean {
  if (name === BUILT_IN_KEY) return false
  if (scope.kind === 'product') return holding.some((product) => product.name === scope.name)
  return scope.kind === 'all-apis' || (scope.kind === 'api' && scope.name === api.name)
}
