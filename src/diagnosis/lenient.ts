import type { Json } from '../model.ts'
import { isTooDeep } from '../nesting.ts'

/** JSON as people paste it into tickets: cut off, printed by Python or Node, or in the middle of a sentence. */
export interface Found {
  readonly value: Json
  /** True when the end was missing and had to be guessed. */
  readonly cut: boolean
}

/** The JSON value that a text is, or that it was before it was cut off or printed by another language; null when it is neither. */
export function parseLenient(text: string): Found | null {
  const trimmed = text.trim()
  if (!/^[[{]/.test(trimmed)) return null
  const strict = parse(trimmed)
  if (strict !== undefined) return { value: strict, cut: false }
  const translated = parse(toJson(trimmed))
  if (translated !== undefined) return { value: translated, cut: false }
  const completed = close(trimmed) ?? close(toJson(trimmed))
  return completed === undefined ? null : { value: completed, cut: true }
}

/** The first JSON object inside a sentence (`AzureException - {"error": ...}. Received ...`), or null. */
export function findEmbedded(text: string): Found | null {
  const start = text.search(/[[{]\s*['"]/)
  if (start < 0) return null
  const rest = text.slice(start)
  const end = balancedEnd(rest)
  return parseLenient(end === null ? rest : rest.slice(0, end))
}

function parse(text: string): Json | undefined {
  try {
    const value: Json = JSON.parse(text)
    return isTooDeep(value) ? undefined : value
  } catch {
    return undefined
  }
}

/** Python's `{'a': None}` and Node's `{ a: 'b' }` in JSON's words. Strings are taken first, so their content stays as it is. */
function toJson(printed: string): string {
  // A member that Node prints as undefined was not in the body.
  const text = printed.replace(/\b[A-Za-z_$][\w$]*\s*:\s*undefined\b\s*,?/g, '').replace(/,\s*([}\]])/g, '$1')
  const token = /'((?:[^'\\]|\\.)*)'|"(?:[^"\\]|\\.)*"|\b(None|True|False)\b|([A-Za-z_$][\w$]*)(?=\s*:)/g
  return text.replace(token, (all, single?: string, word?: string, key?: string) => {
    if (single !== undefined)
      return `"${single
        .replace(/\\'/g, "'")
        .replace(/\\x(..)/g, '\\u00$1')
        .replace(/(?<!\\)"/g, '\\"')}"`
    if (word !== undefined) return WORDS[word] ?? all
    return key === undefined ? all : `"${key}"`
  })
}

const WORDS: Readonly<Record<string, string>> = { None: 'null', True: 'true', False: 'false' }

/** Completes a text that ends in the middle of a JSON value. */
function close(text: string): Json | undefined {
  const { closers, inString } = scan(text)
  const bare = text.replace(/\\$/, '')
  const endings = inString
    ? [`${bare}"`, `${bare}":null`]
    : [bare.replace(/,\s*$/, ''), `${bare}null`, bare.replace(/,?\s*"[^"]*"\s*:?\s*[\w.-]*$/, '')]
  for (const ending of endings) {
    const value = parse(ending + closers)
    if (value !== undefined) return value
  }
  return undefined
}

/** What is still open at the end of a text. */
function scan(text: string): { closers: string; inString: boolean } {
  const open: string[] = []
  let inString = false
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i]
    if (inString) {
      if (char === '\\') i += 1
      else if (char === '"') inString = false
    } else if (char === '"') inString = true
    else if (char === '{') open.push('}')
    else if (char === '[') open.push(']')
    else if (char === '}' || char === ']') open.pop()
  }
  return { closers: open.reverse().join(''), inString }
}

/** Index behind the bracket that closes the first one, or null when it is never closed. */
function balancedEnd(text: string): number | null {
  let depth = 0
  let quote: string | null = null
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i] ?? ''
    if (quote !== null) {
      if (char === '\\') i += 1
      else if (char === quote) quote = null
    } else if (char === '"' || (char === "'" && /[[{,:\s]/.test(text[i - 1] ?? ' '))) quote = char
    else if (char === '{' || char === '[') depth += 1
    else if (char === '}' || char === ']') {
      depth -= 1
      if (depth === 0) return i + 1
    }
  }
  return null
}
