import type { Match } from '../call.ts'
import type { Service } from '../configuration/service.ts'
import { isPolicyOf } from '../configuration/specification.ts'
import { type Asked, findOperation } from './matching.ts'

/** A part of an export, such as one that cannot be run. */
export interface Located {
  readonly file: string
  readonly element: string
}

/**
 * What cannot be run and lies on the way of one call: an export has many APIs, and most of them do not matter to a caller of one.
 * A call that matches no operation is concerned by every API, for any of them might have it.
 */
export function concerning<Row extends Located>(rows: readonly Row[], service: Service, asked: Asked): Row[] {
  const match = findOperation(service.apis, asked)?.match ?? null
  return rows.filter((row) => (match === null ? row.element !== 'diagnostic' : liesOnTheWay(row, match, service)))
}

function liesOnTheWay({ file }: Located, { api, operation }: Match, { products }: Service): boolean {
  const [, ofApi, ofOperation] = /^apis\/([^/]+)\/(?:operations\/([^/]+)\/)?/.exec(file) ?? []
  if (ofApi !== undefined) return ofApi === api.name && (ofOperation === undefined || isPolicyOf(operation, ofOperation))
  if (/^version ?sets\//i.test(file)) return api.versioning.kind !== 'none'
  const ofProduct = /^products\/([^/]+)\//.exec(file)?.[1]
  // Which APIs a product has is not known where their list cannot be read.
  if (ofProduct === undefined || file.endsWith('/apis.json')) return true
  return products.some(({ name, apis }) => name === ofProduct && apis.includes(api.root))
}
