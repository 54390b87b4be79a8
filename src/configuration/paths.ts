import type { Api, ApiOperation } from './export.ts'

export function publicPath(api: Api, operation: ApiOperation): string {
  return `/${[...segments(api.path), ...segments(operation.urlTemplate.split('?')[0] ?? '')].join('/')}`
}

interface Match {
  readonly prefix: string
  /** Segments that match by their letters and not by a parameter. */
  readonly literal: number
}

/** How a public path with `{parameters}` or a final `*` answers a wanted path, whatever stands before it. */
export function matchPath(template: string, wanted: string): Match | null {
  const have = segments(template)
  const want = segments(wanted)
  for (let skipped = 0; skipped < have.length; skipped += 1) {
    const rest = have.slice(skipped)
    const open = isWildcard(rest.at(-1) ?? '')
    const fixed = open ? rest.slice(0, -1) : rest
    const fits = open ? fixed.length < want.length : fixed.length === want.length
    const literal = fixed.filter((segment, index) => segment.toLowerCase() === want[index]?.toLowerCase()).length
    const matches = fixed.every(
      (segment, index) => segment.startsWith('{') || segment.toLowerCase() === want[index]?.toLowerCase(),
    )
    if (fits && matches && (literal > 0 || skipped === 0)) return { prefix: have.slice(0, skipped).join('/'), literal }
  }
  return null
}

function isWildcard(segment: string): boolean {
  return segment === '*' || segment.startsWith('{*')
}

export function segments(path: string): string[] {
  return path.split('/').filter(Boolean)
}

/** `images/edits` of `/v1/images/edits`. */
export function tail(path: string): string {
  return `/${segments(path).slice(-2).join('/')}`
}
