import { isDeepStrictEqual } from 'node:util'
import type { Api, ApimExport, ApiOperation, Gap, Origin, Version } from './export.ts'
import { unique } from './findings.ts'
import { type NearMiss, nearMiss } from './near-miss.ts'
import { matchPath, publicPath, tail } from './paths.ts'

export const IMAGE_OPERATIONS = ['generations', 'edits'] as const
export type ImageOperation = (typeof IMAGE_OPERATIONS)[number]

/** What callers and the model expect of the configuration. */
export interface Expectation {
  /** Paths that callers use, such as `/v1/images/edits`. What stands before them in APIM is left open: a base URL may hold it. */
  readonly paths: Readonly<Record<ImageOperation, string>>
  /** Null when any deployment will do. */
  readonly deployment: string | null
}

/** An operation that answers an expected path. */
export interface Served {
  readonly api: Api
  readonly operation: ApiOperation
  /** What stands before the expected path, without slashes at its ends. */
  readonly prefix: string
  /** What the parameters of the template stand for in a call to the expected path. */
  readonly bound: Readonly<Record<string, string>>
}

export type Located =
  | { readonly kind: 'found'; readonly served: Served }
  | {
      readonly kind: 'missing'
      /** The public path at which it was looked for. */
      readonly path: string
      readonly near: NearMiss | null
      /** What could not be read and may declare it. */
      readonly gaps: readonly Gap[]
    }

export interface Pair {
  readonly generations: Located
  readonly edits: Located
  /** The common prefix of the pair that is judged. */
  readonly prefix: string
  /** False when the operations are there, but under another path than the expected one. */
  readonly asExpected: boolean
  /** Where other pairs are, which are not judged: `at /contoso`. */
  readonly alsoAt: readonly string[]
}

/** Finds the two operations: the pair at the expected path itself, else the most complete one behind some prefix. */
export function locatePair(exported: ApimExport, { paths }: Expectation): Pair {
  const exact = groups(exported, paths)
  const tails = { generations: tail(paths.generations), edits: tail(paths.edits) }
  const relaxed = exact.length > 0 ? exact : groups(exported, tails)
  const [best, ...others] = [...relaxed].sort((a, b) => rank(a) - rank(b))
  const prefix = best?.prefix ?? ''
  const located = (operation: ImageOperation): Located => {
    const served = best?.[operation]
    if (served) return { kind: 'found', served }
    const wanted = (exact.length > 0 || relaxed.length === 0 ? paths : tails)[operation]
    const path = prefix === '' ? wanted : `/${prefix}${wanted}`
    const sibling = best?.[operation === 'edits' ? 'generations' : 'edits']?.api ?? null
    const near = nearMiss(exported, path, wanted, sibling)
    return { kind: 'missing', path, near, gaps: gapsThatMayHide(exported, path) }
  }
  return {
    generations: located('generations'),
    edits: located('edits'),
    prefix,
    asExpected: exact.length > 0 || relaxed.length === 0,
    alsoAt: others.filter((group) => group.generations && group.edits).map(whereIs),
  }
}

/** What callers reach by the same address, the same version being named. */
interface Group {
  readonly prefix: string
  readonly version: Version
  readonly generations: Served | null
  readonly edits: Served | null
}

function groups(exported: ApimExport, paths: Expectation['paths']): Group[] {
  const generations = servedAt(exported, paths.generations)
  const edits = servedAt(exported, paths.edits)
  const places = unique([...generations, ...edits].map(({ prefix, api: { version } }) => ({ prefix, version })))
  return places.map((place) => {
    const at = (all: readonly Served[]) => all.find((served) => isAt(served, place)) ?? null
    return { ...place, generations: at(generations), edits: at(edits) }
  })
}

const isAt = ({ prefix, api }: Served, place: Pick<Group, 'prefix' | 'version'>): boolean =>
  prefix === place.prefix && isDeepStrictEqual(api.version, place.version)

/** Callers are taken to name no version as long as they reach something without. */
function rank({ prefix, version, generations, edits }: Group): number {
  if (prefix === '' && version.kind === 'none') return 0
  const lacks = generations && edits ? 0 : generations ? 1 : 2
  return 1 + lacks * 4 + (version.kind === 'none' ? 0 : 2) + (prefix === '' ? 0 : 1)
}

function whereIs({ prefix, version }: Group): string {
  return version.kind === 'none' ? `at /${prefix}` : `at /${prefix} of version ${version.version}`
}

/** Every current POST operation that answers the path behind some prefix, the most literal template first. */
function servedAt(exported: ApimExport, path: string): Served[] {
  return exported.apis
    .filter((api) => api.current)
    .flatMap((api) =>
      api.operations
        .filter((operation) => operation.method === 'POST')
        .flatMap((operation) => {
          const match = matchPath(publicPath(api, operation), path)
          // Azure's own template, /deployments/{deployment-id}/images/edits: `v1` is no deployment.
          return match && !/(?:^|\/)deployments$/i.test(match.prefix) ? [{ api, operation, ...match }] : []
        }),
    )
    .sort((a, b) => b.literal - a.literal)
}

/**
 * Is it published under Azure's own path? Then the hop before calls it as a client of Azure OpenAI does (an Azure channel of
 * one-api), and brings deployment and api-version along.
 */
export const isCalledByDeployment = ({ prefix }: Served): boolean => /(?:^|\/)deployments\/[^/]+$/i.test(prefix)

/**
 * Operations that answer whatever stands behind their API's path, when neither of the pair was found. Beside one of them, that
 * is where the other one belongs.
 */
export function openTo(exported: ApimExport, { generations, edits }: Pair): readonly { at: Origin; path: string }[] {
  if (generations.kind === 'found' || edits.kind === 'found') return []
  return exported.apis
    .filter((api) => api.current)
    .flatMap((api) => api.operations.filter(({ method }) => method === 'POST').map((operation) => ({ api, operation })))
    .map(({ api, operation }) => ({ at: operation.at, path: publicPath(api, operation) }))
    .filter(({ path }) => /\/(?:\*|\{\*[^/]*\})$/.test(path))
}

/** What could not be read and may declare the operation: an API of unknown path, or one whose path leads there. */
function gapsThatMayHide(exported: ApimExport, path: string): Gap[] {
  return exported.gaps.filter((gap) => {
    if (gap.about !== 'api') return false
    const api = exported.apis.find((other) => other.name === gap.api)
    return !api || api.path === '' || path.toLowerCase().replace(/^\//, '').startsWith(`${api.path.toLowerCase()}/`)
  })
}
