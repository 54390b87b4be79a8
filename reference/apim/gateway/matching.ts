import type { Match } from '../call.ts'
import type { Api } from '../configuration/apis.ts'
import type { Operation } from '../configuration/specification.ts'
import { Fields } from '../fields.ts'

/** What of a call decides which operation it is. */
export interface Asked {
  readonly method: string
  /** Path as it came, without query. */
  readonly path: string
  readonly query: Fields
  readonly headers: Fields
}

/** The API whose path the call is below; `match` is null when it has no operation for it. */
export interface Found {
  readonly api: Api
  readonly match: Match | null
}

/**
 * Finds API and operation: `/{api path}[/{version}]{URL template}` and method. This comes before the key is looked at, so that a
 * keyless call tells a missing operation (404) from one that is there (401). Assumption: of several APIs the longest path wins, and a
 * shorter one still serves what the longer one has no operation for.
 */
export function findOperation(apis: readonly Api[], asked: Asked): Found | null {
  const below = apis
    .flatMap((api) => pathsOf(api).map((path) => ({ api, path, rest: restBelow(path, asked.path) })))
    .filter(({ api, rest }) => rest !== null && isVersionAsked(api, asked))
    .sort((a, b) => b.path.length - a.path.length)
  for (const { api, rest } of below) {
    const match = matchIn(api, rest ?? '/', asked)
    if (match !== null) return { api, match }
  }
  const [nearest] = below
  return nearest === undefined ? null : { api: nearest.api, match: null }
}

/** A revision is reached at `;rev=N`, the current one also without. */
function pathsOf(api: Api): string[] {
  const version = api.versioning.kind === 'segment' ? `/${api.versioning.version}` : ''
  const path = api.path === '' ? '' : `/${api.path}`
  const revised = `${path};rev=${api.revision}${version}`
  return api.isCurrent ? [path + version, revised] : [revised]
}

/** The part of the path below the API's, starting with `/`; null when it is not below. Capitals do not count. */
function restBelow(apiPath: string, path: string): string | null {
  const [api, asked] = [apiPath.toLowerCase(), path.toLowerCase()]
  if (asked === api) return '/'
  return asked.startsWith(`${api}/`) ? path.slice(apiPath.length) : null
}

function isVersionAsked({ versioning }: Api, { headers, query }: Asked): boolean {
  if (versioning.kind === 'header') return headers.get(versioning.name) === versioning.version
  if (versioning.kind === 'query') return query.get(versioning.name) === versioning.version
  return true
}

function matchIn(api: Api, path: string, { method, query }: Asked): Match | null {
  const [best] = api.operations
    .filter((operation) => operation.method === method)
    .flatMap((operation) => {
      const parameters = matchTemplate(operation.urlTemplate, path, query)
      return parameters === null ? [] : [{ api, operation, parameters, path }]
    })
    .sort((a, b) => wildness(a.operation) - wildness(b.operation))
  return best ?? null
}

/** Literal segments go before parameters, parameters before wildcards. */
function wildness({ urlTemplate }: Operation): number {
  return (urlTemplate.includes('*') ? 1000 : 0) + (urlTemplate.match(/\{/g)?.length ?? 0)
}

/**
 * The values of the template's parameters, or null when it does not match. `resource` also takes `resource/` (Microsoft Learn, "Add
 * an API manually"), whichever of them is written, and goes to the backend as the caller wrote it. Assumption: capitals do not
 * count, as .NET's own URI templates have it. Query parameters of the template are required, in any
 * order; where they are missing the operation is not found.
 */
function matchTemplate(template: string, path: string, query: Fields): Map<string, string> | null {
  const [pathTemplate = '', queryTemplate = ''] = template.split('?')
  const names: string[] = []
  const pattern = pathTemplate
    .replace(/\/$/, '')
    .split(/(\{[^{}]+\}|\*)/)
    .map((part) => {
      if (part !== '*' && !part.startsWith('{')) return part.replace(/[.+^$()|[\]\\]/g, '\\$&')
      const isWild = part === '*' || part.startsWith('{*')
      names.push(part.replace(/[{}*]/g, '') || '*')
      return isWild ? '(.*)' : '([^/]+)'
    })
    .join('')
  const found = new RegExp(`^${pattern}/?$`, 'i').exec(path)
  if (found === null) return null
  const parameters = new Map(names.map((name, index) => [name, decoded(found[index + 1] ?? '')]))
  for (const [key, wanted] of Fields.fromQuery(queryTemplate).entries) {
    const value = query.get(key)
    const name = /^\{(.+)\}$/.exec(wanted)?.[1]
    if (value === null || (name === undefined && value !== wanted)) return null
    if (name !== undefined) parameters.set(name, decoded(value))
  }
  return parameters
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
