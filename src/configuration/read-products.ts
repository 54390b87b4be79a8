import type { Product, Scope } from './export.ts'
import { type Found, find, type Index, parsed, policyIn, properties, type Read, together } from './find.ts'

export function readProducts(index: Index): Read<Product> {
  return together(find(index, 'product').map((found) => readProduct(found, index)))
}

function readProduct(found: Found, index: Index): Read<Product> {
  const name = found.names[0] ?? ''
  const info = properties(found, 'product')
  const list = find(index, 'productApis').find((file) => file.names[0] === name)
  const listed = list ? listedApis(list) : { things: [], gaps: [] }
  const policy = find(index, 'productPolicy').find((file) => file.names[0] === name)
  const things = info.things.map((p) => ({
    name,
    at: { file: found.file, line: p.get('state')?.line ?? 1 },
    published: p.get('state')?.text !== 'notPublished',
    subscriptionRequired: p.get('subscriptionRequired')?.flag ?? true,
    apis: [...listed.things, ...linkedApis(name, index)],
    apisAt: { file: list?.file ?? found.file, line: 1 },
    policy: policy ? policyIn(policy) : null,
  }))
  return { things, gaps: [...info.gaps, ...listed.gaps] }
}

type Link = Product['apis'][number]

/** Azure/apiops has a folder for each API of a product. */
function linkedApis(product: string, index: Index): Link[] {
  return find(index, 'productApi')
    .filter((link) => link.names[0] === product)
    .map((link) => ({ name: link.names[1] ?? '', at: { file: link.file, line: 1 } }))
}

/** apiops-cli lists them in `products/p/apis.json`. */
function listedApis(list: Found): Read<Link> {
  const read = parsed(list, 'product')
  const things = read.things
    .flatMap((root) => root.items)
    .flatMap((item) => {
      const api = item.text ?? item.get('name')?.text ?? item.get('id')?.text?.split('/').at(-1)
      return api ? [{ name: api, at: { file: list.file, line: item.line } }] : []
    })
  return { things, gaps: read.gaps }
}

/** `/products/p`, `/apis/a` or `/apis`, alone or at the end of a full ARM identifier; the service itself means every API. */
export function scopeOf(text: string): Scope {
  const [kind, name] = text.split('/').filter(Boolean).slice(-2)
  if (kind === 'products' && name) return { kind: 'product', name }
  if (kind === 'apis' && name) return { kind: 'api', name }
  if (kind === 'apis' || name === 'apis' || kind === 'service' || text === '/') return { kind: 'all-apis' }
  return { kind: 'unclear', text }
}
