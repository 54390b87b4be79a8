import type { Api, ApimExport, Origin, Product } from './export.ts'
import { type Checked, checked, finding } from './findings.ts'
import type { ImageOperation, Served } from './locate.ts'

/** Something that callers can hold and that opens APIs: a subscription, or any key of a product. */
interface Key {
  readonly label: string
  readonly at: Origin
  readonly opens: (api: Api) => boolean
}

/** The key that APIM makes for its own test console; it opens everything and no caller should have it. */
export const BUILT_IN_KEY = 'master'

/** Item 5: a key that opens one operation opens the other. Keys open APIs, never single operations. */
export function checkKeys(exported: ApimExport, generations: Served, edits: Served): Checked[] {
  const gaps = exported.gaps.filter((gap) => gap.about === 'product' || gap.about === 'subscription')
  const doubts = gaps.map((gap) => ({ items: [5], at: gap.at, sentence: gap.sentence }))
  const pairs = [
    checkKey(exported, 'generations', generations.api, 'edits', edits.api),
    checkKey(exported, 'edits', edits.api, 'generations', generations.api),
  ]
  // What seems to be missing may be in what could not be read.
  return gaps.length === 0 ? pairs : [checked({ doubts }), ...pairs.map((pair) => ({ ...pair, findings: [] }))]
}

function checkKey(exported: ApimExport, name: ImageOperation, api: Api, siblingName: ImageOperation, sibling: Api): Checked {
  if (!api.subscriptionRequired) {
    return checked({
      evidence: [{ item: 5, at: api.at, sentence: `The API ${api.name} (${name}) demands no subscription key.` }],
    })
  }
  const open = exported.products.find((product) => !product.subscriptionRequired && product.published && holds(product, api))
  if (open) {
    return checked({
      evidence: [
        {
          item: 5,
          at: open.at,
          sentence: `The open product ${open.name} holds the API ${api.name} (${name}): no key is needed.`,
        },
      ],
    })
  }
  const keys = keysOf(exported)
  const opening = keys.filter((key) => key.opens(api))
  if (opening.length === 0)
    return closed(
      exported,
      name,
      api,
      siblingName,
      keys.some((key) => key.opens(sibling)),
    )

  const partial = sibling.subscriptionRequired ? keys.filter((key) => key.opens(sibling) && !key.opens(api)) : []
  return checked({
    evidence: opening.map((key) => ({ item: 5, at: key.at, sentence: `${key.label} opens the API ${api.name} (${name}).` })),
    findings: partial.map((key) =>
      finding('some-keys-only', key.at, { key: key.label, sibling: siblingName, operation: name, api: api.name }),
    ),
    doubts: partial.map((key) => ({
      items: [5],
      at: key.at,
      sentence: `${key.label} opens ${siblingName} but not ${name}; which key callers use cannot be told.`,
    })),
  })
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
  return subscriptions
    .filter((subscription) => subscription.name !== BUILT_IN_KEY && subscription.state.toLowerCase() === 'active')
    .map(({ name, scope, at }) => ({
      label: `The subscription ${name}`,
      at,
      opens: (api) => {
        if (scope.kind === 'all-apis') return true
        if (scope.kind === 'api') return scope.name === api.name
        return (
          scope.kind === 'product' &&
          products.some((product) => product.name === scope.name && product.published && holds(product, api))
        )
      },
    }))
}

function holds(product: Product, api: Api): boolean {
  return product.apis.some((link) => link.name === api.name)
}

/** No key opens the API: why, as far as the export tells. */
function closed(
  exported: ApimExport,
  name: ImageOperation,
  api: Api,
  siblingName: ImageOperation,
  siblingOpens: boolean,
): Checked {
  const { products, subscriptions } = exported
  const holding = products.filter((product) => holds(product, api))
  const [unpublished] = holding.filter((product) => !product.published)
  if (unpublished)
    return checked({ findings: [finding('product-not-published', unpublished.at, { api: api.name, product: unpublished.name })] })

  const inactive = subscriptions?.find(({ scope, state, name: own }) => {
    const covers =
      scope.kind === 'product'
        ? holding.some((product) => product.name === scope.name)
        : scope.kind === 'api' && scope.name === api.name
    return covers && own !== BUILT_IN_KEY && state.toLowerCase() !== 'active'
  })
  if (inactive) {
    const values = { api: api.name, subscription: inactive.name, state: inactive.state }
    return checked({ findings: [finding('subscription-inactive', inactive.at, values)] })
  }
  if (siblingOpens) {
    const listing = products.filter((product) => !holds(product, api))
    const values = {
      sibling: siblingName,
      operation: name,
      api: api.name,
      products: listing.map((product) => product.name).join(', ') || 'any product',
    }
    return checked({ findings: [finding('not-in-product', listing[0]?.apisAt ?? api.at, values)] })
  }
  const unclear = subscriptions?.some(({ scope }) => scope.kind === 'unclear')
  if (subscriptions !== null && !unclear && holding.length === 0)
    return checked({ findings: [finding('no-key', api.at, { api: api.name })] })
  const sentence = `The export shows no subscription that opens the API ${api.name} (${name}); keys may exist that were not exported.`
  return checked({ doubts: [{ items: [5], at: api.at, sentence }] })
}
