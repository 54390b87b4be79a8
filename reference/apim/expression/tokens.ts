import { holesOf, interpolatedEnd } from './interpolated.ts'

/** A C# expression that this interpreter does not understand; the message names the part. */
export class Unrunnable extends Error {}

export type Token =
  | { readonly kind: 'string'; readonly value: string }
  /** `$"..."`: literal texts with the source of the holes between them. */
  | { readonly kind: 'interpolated'; readonly parts: readonly (string | { readonly source: string })[] }
  | { readonly kind: 'number'; readonly value: number; readonly isWhole: boolean }
  | { readonly kind: 'name'; readonly value: string }
  | { readonly kind: 'sign'; readonly value: string }
  | { readonly kind: 'end' }

/** Namespaces may be written out: `Newtonsoft.Json.Linq.JObject`. */
const NAMESPACES =
  /(?:System(?:\.Text(?:\.RegularExpressions)?|\.Net|\.Collections\.Generic)?|Newtonsoft\.Json(?:\.Linq)?)\.(?=[A-Z])/y

const PATTERNS: readonly (readonly [RegExp, (match: RegExpExecArray) => Token | null])[] = [
  [/\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\//y, () => null],
  [/@"((?:[^"]|"")*)"/y, ([, text = '']) => ({ kind: 'string', value: text.replaceAll('""', '"') })],
  [/"((?:[^"\\\n]|\\.)*)"/y, ([, text = '']) => ({ kind: 'string', value: unescaped(text) })],
  [/'([^'\\]|\\.)'/y, ([, text = '']) => ({ kind: 'string', value: unescaped(text) })],
  [/\d+(\.\d+)?/y, ([text, fraction]) => ({ kind: 'number', value: Number(text), isWhole: fraction === undefined })],
  [NAMESPACES, () => null],
  [/[A-Za-z_]\w*/y, ([text]) => ({ kind: 'name', value: text })],
  [/\?\.|\?\[|\?\?|==|!=|&&|\|\||<=|>=|=>|\+=|\+\+|--|[-+*/%<>!?:.,;()[\]{}=]/y, ([text]) => ({ kind: 'sign', value: text })],
]

/** @throws Unrunnable at a character that is none of the subset. */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  while (at < source.length) {
    const [length, token] = interpolated(source, at) ?? next(source, at)
    if (token !== null) tokens.push(token)
    at += length
  }
  return [...tokens, { kind: 'end' }]
}

function interpolated(source: string, at: number): [length: number, token: Token] | null {
  const open = /\$@?"|@\$"/y
  open.lastIndex = at
  const [start] = open.exec(source) ?? []
  if (start === undefined) return null
  const isVerbatim = start.length === 3
  const end = interpolatedEnd(source, at + start.length, isVerbatim)
  if (end === null) throw new Unrunnable('it does not find the end of an interpolated string')
  const literal = (text: string) => (isVerbatim ? text.replaceAll('""', '"') : unescaped(text))
  const parts = holesOf(source.slice(at + start.length, end - 1), isVerbatim).map((part) =>
    typeof part === 'string' ? literal(part) : part,
  )
  return [end - at, { kind: 'interpolated', parts }]
}

function next(source: string, at: number): [length: number, token: Token | null] {
  for (const [pattern, build] of PATTERNS) {
    pattern.lastIndex = at
    const match = pattern.exec(source)
    if (match !== null) return [match[0].length, build(match)]
  }
  throw new Unrunnable(`it does not understand ${JSON.stringify(source.slice(at, at + 1))} at character ${at + 1}`)
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', 0: '\0' }

function unescaped(text: string): string {
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/g, (_, code: string | undefined, char: string) =>
    code === undefined ? (ESCAPES[char] ?? char) : String.fromCharCode(Number.parseInt(code, 16)),
  )
}
