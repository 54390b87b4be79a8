import type { Api, ApiOperation } from './export.ts'

export function publicPath(api: Api, operation: ApiOperation): string {
  return `/${[...segments(api.path), ...segments(operation.urlTemplate.split('?')[0] ?? '')].join('/')}`
}

export interface Match {
  readonly prefix: string
  /** Segments that match by their letters and not by a parameter. */
  readonly literal: number
  /** What the template's parameters stand for, by their names; `*` for a wildcard without one. */
  readonly bound: Readonly<Record<string, string>>
}

/** How a public path with `{parameters}` or a final `*` answers a wanted path, whatever stands before it. */
export function matchPath(template: string, wanted: string): Match | null {
  const have = segments(template)
  for (const skipped of have.keys()) {
    const match = matchFrom(have.slice(skipped), segments(wanted))
    if (match && (match.literal > 0 || skipped === 0)) return { prefix: have.slice(0, skipped).join('/'), ...match }
  }
  return null
}

function matchFrom(have: readonly string[], want: readonly string[]): Omit<Match, 'prefix'> | null {
  const last = have.at(-1) ?? ''
  const open = isWildcard(last)
  const fixed = open ? have.slice(0, -1) : have
  if (open ? fixed.length >= want.length : fixed.length !== want.length) return null
  const literal = fixed.filter((segment, index) => !segment.startsWith('{') && sameLetters(segment, want[index]))
  const parameters = fixed
    .map((segment, index) => [segment, want[index] ?? ''] as const)
    .filter(([segment]) => segment.startsWith('{'))
  if (literal.length + parameters.length < fixed.length) return null
  const rest = open ? [[parameterName(last), want.slice(fixed.length).join('/')] as const] : []
  return {
    literal: literal.length,
    bound: Object.fromEntries([...parameters.map(([segment, value]) => [parameterName(segment), value] as const), ...rest]),
  }
}

function sameLetters(one: string, other: string | undefined): boolean {
  return one.toLowerCase() === other?.toLowerCase()
}

/** `path` of `{path}` and of `{*path}`. */
function parameterName(segment: string): string {
  return segment === '*' ? '*' : segment.replace(/^\{\*?|\}$/g, '')
}

/** A template with what its parameters stand for. */
export function bind(template: string, bound: Readonly<Record<string, string>>): string {
  return template
    .replace(/\{\*?([^{}*]+)\}/g, (whole, name: string) => bound[name] ?? whole)
    .replace(/\*$/, (star) => bound['*'] ?? star)
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
