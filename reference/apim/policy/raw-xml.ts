import { interpolatedEnd } from '../expression/interpolated.ts'

/**
 * Policies are exported as `rawxml`: C# expressions stand in attributes and text as they were typed, so `"`, `<` and `&&` make the
 * document ill-formed XML. Escaping exactly the expressions, line for line, gives an ordinary XML parser what it needs.
 */
export function escapeExpressions(xml: string): string {
  let out = ''
  let at = 0
  let insideTag = false
  while (at < xml.length) {
    const skipped = skipVerbatim(xml, at)
    if (skipped > at) {
      out += xml.slice(at, skipped)
      at = skipped
      continue
    }
    const char = xml[at] ?? ''
    if (insideTag && (char === '"' || char === "'")) {
      const end = attributeEnd(xml, at, char)
      out += `${char}${escapeText(xml.slice(at + 1, end))}${char}`
      at = end + 1
      continue
    }
    if (!insideTag && startsExpression(xml, at)) {
      const end = expressionEnd(xml, at)
      out += escapeText(xml.slice(at, end))
      at = end
      continue
    }
    if (char === '<') insideTag = true
    if (char === '>') insideTag = false
    out += char
    at += 1
  }
  return out
}

/** A document that is not well-formed even when C# expressions are forgiven. */
export class PolicySyntaxError extends Error {
  /** Counted from 1. */
  readonly line: number

  constructor(message: string, line: number) {
    super(message)
    this.line = line
  }
}

export function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length
}

const VERBATIM = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
] as const

/** The end of a comment, CDATA section or instruction that starts here; the same index where none does. */
function skipVerbatim(xml: string, at: number): number {
  for (const [open, close] of VERBATIM) {
    if (!xml.startsWith(open, at)) continue
    const end = xml.indexOf(close, at + open.length)
    return end < 0 ? xml.length : end + close.length
  }
  return at
}

function startsExpression(xml: string, at: number): boolean {
  return xml[at] === '@' && (xml[at + 1] === '(' || xml[at + 1] === '{')
}

/** Index of the quote that closes an attribute value; an expression in it may hold quotes of its own. */
function attributeEnd(xml: string, open: number, quote: string): number {
  const start = open + 1 + (/^\s*/.exec(xml.slice(open + 1, open + 200))?.[0].length ?? 0)
  const from = startsExpression(xml, start) ? expressionEnd(xml, start) : open + 1
  const end = xml.indexOf(quote, from)
  return end < 0 ? xml.length : end
}

/** Leaves what is an entity already as it is: exports in the `xml` format have escaped expressions. */
function escapeText(text: string): string {
  return text
    .replace(/&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-f]+);)/gi, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
}

/** Strings, characters and comments of C#, in which brackets do not count. Quotes may be written as entities. */
const OPAQUE =
  /(?:\$?@\$?"(?:[^"]|"")*"|\$?@\$?&quot;(?:(?!&quot;)[\s\S]|&quot;&quot;)*&quot;|"(?:[^"\\\n]|\\.)*"|&quot;(?:(?!&quot;)[^\\]|\\.)*&quot;|'(?:[^'\\]|\\.)'|\/\*[\s\S]*?\*\/|\/\/[^\n]*)/y

/** The holes of an interpolated string may hold strings of their own. */
function interpolatedEndAt(xml: string, at: number): number | null {
  const [open] = /^(?:\$@?"|@\$")/.exec(xml.slice(at, at + 3)) ?? []
  return open === undefined ? null : interpolatedEnd(xml, at + open.length, open.length === 3)
}

/** Index after the bracket that closes the expression which starts at `@`. */
function expressionEnd(xml: string, start: number): number {
  let depth = 0
  let at = start + 1
  while (at < xml.length) {
    const char = xml[at] ?? ''
    const interpolated = interpolatedEndAt(xml, at)
    if (interpolated !== null) {
      at = interpolated
      continue
    }
    if (`"'@$&/`.includes(char)) {
      OPAQUE.lastIndex = at
      const opaque = OPAQUE.exec(xml)?.[0]
      if (opaque !== undefined) {
        at += opaque.length
        continue
      }
    }
    if ('({['.includes(char)) depth += 1
    if (')}]'.includes(char)) depth -= 1
    at += 1
    if (depth === 0) return at
  }
  throw new PolicySyntaxError('The expression that starts here is not closed.', lineAt(xml, start))
}
