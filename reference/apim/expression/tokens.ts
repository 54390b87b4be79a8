/** A C# expression that this interpreter does not understand; the message names the part. */
export class Unrunnable extends Error {}

export type Token =
  | { readonly kind: 'string'; readonly value: string }
  /** `$"..."`: literal texts with the source of the holes between them. */
  | { readonly kind: 'interpolated'; readonly parts: readonly (string | { readonly source: string })[] }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'name'; readonly value: string }
  | { readonly kind: 'sign'; readonly value: string }
  | { readonly kind: 'end' }

const PATTERNS: readonly (readonly [RegExp, (match: RegExpExecArray) => Token | null])[] = [
  [/\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\//y, () => null],
  [/@"((?:[^"]|"")*)"/y, ([, text = '']) => ({ kind: 'string', value: text.replaceAll('""', '"') })],
  [/\$"((?:[^"\\\n]|\\.)*)"/y, ([, text = '']) => ({ kind: 'interpolated', parts: holes(text) })],
  [/"((?:[^"\\\n]|\\.)*)"/y, ([, text = '']) => ({ kind: 'string', value: unescaped(text) })],
  [/'([^'\\]|\\.)'/y, ([, text = '']) => ({ kind: 'string', value: unescaped(text) })],
  [/\d+(?:\.\d+)?/y, ([text]) => ({ kind: 'number', value: Number(text) })],
  [/[A-Za-z_]\w*/y, ([text]) => ({ kind: 'name', value: text })],
  [/\?\.|\?\?|==|!=|&&|\|\||<=|>=|=>|[-+*/%<>!?:.,;()[\]{}=]/y, ([text]) => ({ kind: 'sign', value: text })],
]

/** @throws Unrunnable at a character that is none of the subset. */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  while (at < source.length) {
    const [length, token] = next(source, at)
    if (token !== null) tokens.push(token)
    at += length
  }
  return [...tokens, { kind: 'end' }]
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
  return text.replace(/\\(.)/g, (_, char: string) => ESCAPES[char] ?? char)
}

function holes(text: string): (string | { source: string })[] {
  const parts = text.split(/\{([^{}]*)\}/)
  return parts.map((part, index) => (index % 2 === 0 ? unescaped(part) : { source: part }))
}
