import type { Gap, Product, Scope } from './export.ts'
import { type Found, find, type Index, parsed, policyIn, properties, type Read, together } from './find.ts'
import type { Located } from './located.ts'

export function readProducts(index: Index): Read<Product> {
  return together(find(index, 'product').map((found) => readProduct(found, index)))
}

function readProduct(found: Found, index: Index): Read<Product> {
  const name = found.names[0] ?? ''
  const info = properties(found, 'product')
  const list = find(index, 'productApis').find((file) => file.names[0] === name)
  const listed = together([...(list ? [listedApis(list)] : []), linkedApis(name, index)])
  const policy = find(index, 'productPolicy').find((file) => file.names[0] === name)
  const things = info.things.map((p) => ({
    name,
    at: { file: found.file, line: p.get('state')?.line ?? 1 },
    published: p.get('state')?.text !== 'notPublished',
    subscriptionRequired: p.get('subscriptionRequired')?.flag ?? true,
    apis: listed.things,
    apisKnown: listed.gaps.length === 0,
    apisAt: { file: list?.file ?? found.file, line: 1 },
    policy: policy ? policyIn(policy) : null,
  }))
  return { things, gaps: [...info.gaps, ...listed.gaps] }
}

type Link = Product['apis'][number]

/** Azure/apiops has a folder for each API of a product, with a file that says nothing more, but is an object. */
function linkedApis(product: string, index: Index): Read<Link> {
  return together(
    find(index, 'productApi')
      .filter((link) => link.names[0] === product)
      .map((link) => readLink(link)),
  )
}

function readLink(link: Found): Read<Link> {
  const api = link.names[1] ?? ''
  const { things, gaps } = parsed(link, 'product')
  const isObject = things.some(({ kind }) => kind === 'map')
  const odd = gap(link, 1, `It is no JSON object, so whether the product ${link.names[0] ?? ''} has the API ${api} is not known.`)
  if (!isObject) return { things: [], gaps: gaps.length > 0 ? gaps : [odd] }
  return { things: [{ name: api, at: { file: link.file, line: 1 } }], gaps: [] }
}

/** apiops-cli lists them in `products/p/apis.json`. */
function listedApis(list: Found): Read<Link> {
  const { things, gaps } = parsed(list, 'product')
  const [root] = things
  if (!root) return { things: [], gaps }
  const product = list.names[0] ?? ''
  if (root.kind !== 'list') {
    return { things: [], gaps: [gap(list, 1, `It is no list of APIs, so which APIs the product ${product} has is not known.`)] }
  }
  return together(root.items.map((item) => listedApi(item, list)))
}

function listedApi(item: Located, list: Found): Read<Link> {
  const name = item.text ?? item.get('name')?.text ?? item.get('id')?.text?.split('/').at(-1)
  if (name) return { things: [{ name, at: { file: list.file, line: item.line } }], gaps: [] }
  const sentence = `An entry names no API, so not every API of the product ${list.names[0] ?? ''} is known.`
  return { things: [], gaps: [gap(list, item.line, sentence)] }
}

function gap({ file }: Found, line: number, sentence: string): Gap {
  return { about: 'product', api: null, at: { file, line }, sentence }
}

/** `/products/p`, `/apis/a` or `/apis`, alone or at the end of a full ARM identifier; the service itself means every API. */
export function scopeOf(text: string): Scope {
  const [kind, name] = text.split('/').filter(Boolean).slice(-2)
  if (kind === 'products' && name) return { kind: 'product', name }
  if (kind === 'apis' && name) return { kind: 'api', name }
  if (kind === 'apis' || name === 'apis' || kind === 'service' || text === '/') return { kind: 'all-apis' }
  return { kind: 'unclear', text }
}
