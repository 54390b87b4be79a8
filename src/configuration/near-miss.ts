import type { Api, ApimExport, ApiOperation, Origin, Version } from './export.ts'
import { matchPath, publicPath, segments, tail } from './paths.ts'

/** What is there in the place of a missing operation, so that the finding can say more than "missing". */
export type NearMiss =
  | { readonly kind: 'other-method'; readonly at: Origin; readonly method: string }
  | { readonly kind: 'other-revision'; readonly at: Origin; readonly api: string }
  | { readonly kind: 'other-version'; readonly at: Origin; readonly api: string; readonly version: string }
  | { readonly kind: 'other-prefix'; readonly at: Origin; readonly path: string; readonly api: string }
  | { readonly kind: 'mis-spelt'; readonly at: Origin; readonly path: string }
  | { readonly kind: 'policy-only'; readonly at: Origin; readonly name: string }

interface Candidate {
  readonly api: Api
  readonly operation: ApiOperation
  readonly path: string
}

/**
 * The nearest thing to an operation at `wanted`. `path` is the part of it that callers' paths end with; its sibling's
 * API is where a mis-spelt one would be.
 */
export function nearMiss(exported: ApimExport, wanted: string, path: string, sibling: Api | null): NearMiss | null {
  const candidates = exported.apis.flatMap((api) =>
    api.operations.map((operation): Candidate => ({ api, operation, path: publicPath(api, operation) })),
  )
  const current = candidates.filter(({ api }) => api.current)
  const posts = current.filter(({ operation }) => operation.method === 'POST')

  const version = posts.find(({ api, path: have }) => api.version.kind !== 'none' && matchPath(have, wanted)?.prefix === '')
  if (version)
    return { kind: 'other-version', at: version.operation.at, api: version.api.name, version: told(version.api.version) }
  const method = current.find((candidate) => matchPath(candidate.path, wanted)?.prefix === '')
  if (method) return { kind: 'other-method', at: method.operation.at, method: method.operation.method }
  const revision = candidates.find(({ api, path: have }) => !api.current && matchPath(have, wanted)?.prefix === '')
  if (revision) return { kind: 'other-revision', at: revision.operation.at, api: revision.api.name }
  const elsewhere = posts.find(
    (candidate) => matchPath(candidate.path, path) || tail(candidate.path).toLowerCase() === tail(path).toLowerCase(),
  )
  if (elsewhere) return { kind: 'other-prefix', at: elsewhere.operation.at, path: elsewhere.path, api: elsewhere.api.name }
  const spelt = posts.find((candidate) => candidate.api.name === sibling?.name && distance(candidate.path, wanted) <= 2)
  if (spelt) return { kind: 'mis-spelt', at: spelt.operation.at, path: spelt.path }
  const word = (segments(path).at(-1) ?? '').replace(/s$/, '')
  const orphan = exported.apis.flatMap((api) => api.orphans).find(({ name }) => name.toLowerCase().includes(word))
  return orphan ? { kind: 'policy-only', at: orphan.at, name: orphan.name } : null
}

/** What callers have to name. */
export function told(version: Version): string {
  if (version.kind === 'none') return 'version without a name'
  if (version.kind === 'unknown') return `version ${version.version}, whose version set is not in the export`
  return `version ${version.version}, which callers name in the ${version.kind} ${version.name}`
}

/** Letters to add, drop or change (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (const [i, letter] of [...a].entries()) {
    row = [...b].reduce<number[]>(
      (next, other, j) => {
        const [above = 0, diagonal = 0, left = 0] = [row[j + 1], row[j], next[j]]
        next.push(Math.min(above + 1, left + 1, diagonal + (letter === other ? 0 : 1)))
        return next
      },
      [i + 1],
    )
  }
  return row.at(-1) ?? 0
}
