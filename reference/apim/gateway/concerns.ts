import type { NotRun } from '../configuration/not-run.ts'
import type { Service } from '../configuration/service.ts'
import { isPolicyOf } from '../configuration/specification.ts'
import { type Asked, findOperation } from './matching.ts'

/**
 * What cannot be run and lies on the way of one call: an export has many APIs, and most of them do not matter to a caller of one.
 * A call that matches no operation is concerned by every API.
 */
export function concerning(notRun: readonly NotRun[], service: Service, asked: Asked): NotRun[] {
  const match = findOperation(service.apis, asked)?.match ?? null
  return notRun.filter(({ file }) => {
    const [, api, operation] = /^apis\/([^/]+)\/(?:operations\/([^/]+)\/)?/.exec(file) ?? []
    const product = /^products\/([^/]+)\//.exec(file)?.[1]
    if (match === null) return true
    if (api !== undefined) return api === match.api.name && (operation === undefined || isPolicyOf(match.operation, operation))
    return product === undefined || service.products.some(({ name, apis }) => name === product && apis.includes(match.api.root))
  })
}
