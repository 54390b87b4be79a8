import { endOfExpression } from './csharp.ts'
import type { NamedValue } from './export.ts'

/** Stands in a resolved text for what only the running gateway knows. */
export const UNKNOWN = '\uFFFC'

/** What a policy's values may refer to while it runs. */
export interface Names {
  /** Null when the export has none at all. */
  readonly namedValues: readonly NamedValue[] | null
  /** Variables that were set to something that can be told. */
  readonly variables: Readonly<Record<string, string>>
}

const NAMED_VALUE = /\{\{\s*([A-Za-z0-9._-]+)\s*\}\}/g

/** The display names between `{{` and `}}`. */
export function namedValuesIn(text: string): string[] {
  return [...text.matchAll(NAMED_VALUE)].flatMap((match) => match[1] ?? [])
}

/** The value as the gateway would use it, as far as it can be told before anything runs; the rest is `UNKNOWN`. */
export function resolveValue(raw: string, names: Names): string {
  const text = filled(raw, names)
  return text.includes('@(') || text.includes('@{') ? resolveExpressions(text, names) : text
}

/** The text with its named values, as the gateway fills them in before it reads an expression. */
export function filled(raw: string, { namedValues }: Names): string {
  return raw.replace(NAMED_VALUE, (_, name: string) => {
    return namedValues?.find((value) => value.displayName === name)?.value ?? UNKNOWN
  })
}

export function isKnown(text: string): boolean {
  return !text.includes(UNKNOWN)
}

/** A resolved text for people: `…` where it cannot be told. */
export function shown(text: string): string {
  return text.replaceAll(UNKNOWN, '…')
}

function resolveExpressions(text: string, names: Names): string {
  const start = text.search(/@[({]/)
  if (start === -1) return text
  const end = endOfExpression(text, start) ?? text.length
  const value = text[start + 1] === '(' ? evaluate(text.slice(start + 2, end - 1), names) : UNKNOWN
  return text.slice(0, start) + value + resolveExpressions(text.slice(end), names)
}

/** Concatenations of string literals and of variables; every other C# is `UNKNOWN`. */
function evaluate(expression: string, names: Names): string {
  return terms(expression)
    .map((term) => evaluateTerm(term.trim(), names))
    .join('')
}

const STRING = /^"((?:\\.|[^"\\])*)"$/
const VARIABLE = /^(?:\(string\)\s*)?context\.Variables(?:\["([^"]+)"\]|\.GetValueOrDefault<string>\("([^"]+)"(?:,.*)?\))$/
const INTERPOLATED = /^\$"((?:\{\{|\}\}|\{[^{}]*\}|[^"{}\\])*)"$/

function evaluateTerm(term: string, names: Names): string {
  const literal = STRING.exec(term)?.[1]
  if (literal !== undefined) return literal.replace(/\\(.)/g, '$1')
  const variable = VARIABLE.exec(term)
  if (variable) return names.variables[variable[1] ?? variable[2] ?? ''] ?? UNKNOWN
  const interpolated = INTERPOLATED.exec(term)?.[1]
  if (interpolated !== undefined) return interpolated.replace(/\{([^{}]*)\}/g, (_, hole: string) => evaluate(hole, names))
  if (term.startsWith('(') && term.endsWith(')') && !term.startsWith('(string)')) return evaluate(term.slice(1, -1), names)
  return UNKNOWN
}

/** The parts between the `+` that stand outside strings and brackets. */
function terms(expression: string): string[] {
  const found = ['']
  let depth = 0
  for (const [token] of expression.matchAll(/"(?:\\.|[^"\\])*"|[([{]|[)\]}]|[\s\S]/g)) {
    if (/^[([{]$/.test(token)) depth += 1
    if (/^[)\]}]$/.test(token)) depth -= 1
    if (token === '+' && depth === 0) found.push('')
    else found.push((found.pop() ?? '') + token)
  }
  return found
}
