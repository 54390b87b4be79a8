/**
 * Policy expressions, `@(...)` and `@{...}`, are C# inside XML: they may hold `<`, `"` and `&` unescaped (ARM calls
 * that format `rawxml`, and the export tools write it), so a policy document is not always well-formed XML.
 */

/** Characters that mean something to XML, and the private-use characters that stand for them inside expressions. */
const MASK: Readonly<Record<string, string>> = { '<': '\uE001', '>': '\uE002', '"': '\uE003', "'": '\uE004', '&': '\uE005' }
const UNMASK = new Map(Object.entries(MASK).map(([character, masked]) => [masked, character]))
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }

export type Masked =
  | { readonly kind: 'masked'; readonly text: string }
  /** Position of an expression that never ends, in characters. */
  | { readonly kind: 'unclosed'; readonly position: number }

/** Makes a policy document well-formed without moving a single character, so that positions still tell lines. */
export function maskExpressions(xml: string): Masked {
  const marks = /<!--|<!\[CDATA\[|@[({]/g
  let text = ''
  let from = 0
  for (let mark = marks.exec(xml); mark !== null; mark = marks.exec(xml)) {
    const start = mark.index
    const end = endOf(xml, start, mark[0])
    if (end === null) return { kind: 'unclosed', position: start }
    text += xml.slice(from, start)
    text += mark[0].startsWith('@') ? mask(xml.slice(start, end)) : xml.slice(start, end)
    from = end
    marks.lastIndex = end
  }
  return { kind: 'masked', text: text + xml.slice(from) }
}

/** Turns masked text back into what was written; entities inside expressions are decoded, as APIM does. */
export function unmask(text: string): string {
  return text
    .replace(/\uE005(lt|gt|quot|apos|amp);/g, (_, name: string) => ENTITIES[name] ?? '')
    .replace(/[\uE001-\uE005]/g, (masked) => UNMASK.get(masked) ?? masked)
}

/** Position after the expression that starts at `start` with `@(` or `@{`; null when it never ends. */
export function endOfExpression(text: string, start: number): number | null {
  return closing(text, start + 2, text[start + 1] === '(' ? '(' : '{')
}

function endOf(xml: string, start: number, mark: string): number | null {
  if (mark === '<!--') return after(xml, '-->', start)
  if (mark === '<![CDATA[') return after(xml, ']]>', start)
  return endOfExpression(xml, start)
}

function after(text: string, end: string, from: number): number {
  const found = text.indexOf(end, from)
  return found === -1 ? text.length : found + end.length
}

function mask(expression: string): string {
  return expression.replace(/[<>"'&]/g, (character) => MASK[character] ?? character)
}

/** Comments, characters and strings of C#, in which brackets do not count; `&quot;` is a quote in escaped documents. */
const SKIPPED =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|@"(?:[^"]|"")*"|'(?:\\.|[^'\\])'|"(?:\\.|[^"\\\n])*"|&quot;(?:\\.|(?!&quot;)[^\\\n])*&quot;/y

/** What of an expression runs: comments and plain strings are left out, interpolated strings stay, for their holes are code. */
export function codeOf(text: string): string {
  let code = ''
  for (let index = 0; index < text.length; ) {
    SKIPPED.lastIndex = index
    const interpolated = text.startsWith('$"', index) ? (endOfInterpolated(text, index + 2) ?? text.length) : null
    const skipped = interpolated === null ? SKIPPED.exec(text) : null
    const end = interpolated ?? index + (skipped?.[0].length ?? 1)
    code += skipped === null ? text.slice(index, end) : ' '
    index = end
  }
  return code
}

/** Code of the same length with blanks for comments and for all that strings hold, their quotes apart. */
export function withoutWords(text: string): string {
  let signs = ''
  for (let index = 0; index < text.length; ) {
    SKIPPED.lastIndex = index
    const interpolated = text.startsWith('$"', index) ? (endOfInterpolated(text, index + 2) ?? text.length) : null
    const end = interpolated ?? index + (SKIPPED.exec(text)?.[0].length ?? 0)
    const word = text.slice(index, end)
    const isComment = word.startsWith('/')
    signs += word === '' ? text.slice(index, index + 1) : isComment ? ' '.repeat(word.length) : '"'.padEnd(word.length, '"')
    index = Math.max(end, index + 1)
  }
  return signs
}

/** Characters of code that tell what a string is for. */
const LOOKED_BACK = 100

/** Shows one string of an expression: its content, and the end of the code that stands before it. */
export type ShowString = (content: string, before: string) => string

/** The expression with every string as `show` gives it: each part of an interpolated one by itself, and comments without their words. */
export function replaceStrings(code: string, show: ShowString): string {
  let shown = ''
  for (let index = 0; index < code.length; ) {
    const before = code.slice(Math.max(0, index - LOOKED_BACK), index)
    const interpolated = code.startsWith('$"', index) ? (endOfInterpolated(code, index + 2) ?? code.length) : null
    SKIPPED.lastIndex = index
    const skipped = SKIPPED.exec(code)?.[0]
    if (interpolated !== null) shown += replaceInterpolated(code.slice(index, interpolated), before, show)
    else if (skipped !== undefined) shown += replaceSkipped(skipped, before, show)
    // A string that never ends goes on to the end.
    else if (code[index] === '"') return `${shown}"${show(code.slice(index + 1), before)}`
    else shown += code[index]
    index = interpolated ?? index + (skipped?.length ?? 1)
  }
  return shown
}

function replaceSkipped(text: string, before: string, show: ShowString): string {
  if (text.startsWith('/')) return '/* … */'
  const [, open = '', content = '', close = ''] = /^(@?"|'|&quot;)([\s\S]*)("|'|&quot;)$/.exec(text) ?? []
  return `${open}${show(content, before)}${close}`
}

/** `text` from its `$"` to its last quote. */
function replaceInterpolated(text: string, before: string, show: ShowString): string {
  const content = text.slice(2, text.endsWith('"') ? -1 : undefined)
  let shown = ''
  let literal = ''
  for (let index = 0; index < content.length; ) {
    const isHole = content[index] === '{' && content[index + 1] !== '{'
    const end = isHole ? (closing(content, index + 1, '{') ?? content.length) : endOfLetter(content, index)
    if (isHole) {
      shown += `${show(literal, before)}${replaceStrings(content.slice(index, end), show)}`
      literal = ''
    } else literal += content.slice(index, end)
    index = end
  }
  return `$"${shown}${show(literal, before)}"`
}

const endOfLetter = (text: string, index: number): number =>
  index + (text[index] === '\\' || text.startsWith('{{', index) ? 2 : 1)

/** Position after the bracket that closes the one before `from`. */
function closing(text: string, from: number, open: '(' | '{'): number | null {
  const close = open === '(' ? ')' : '}'
  let depth = 1
  for (let index = from; index < text.length; ) {
    if (text.startsWith('$"', index)) {
      const end = endOfInterpolated(text, index + 2)
      if (end === null) return null
      index = end
      continue
    }
    SKIPPED.lastIndex = index
    const skipped = SKIPPED.exec(text)
    if (skipped) {
      index += skipped[0].length
      continue
    }
    if (text[index] === open) depth += 1
    if (text[index] === close) depth -= 1
    index += 1
    if (depth === 0) return index
  }
  return null
}

/** Position after an interpolated string, whose holes may hold strings of their own: `$"{names["a"]}"`. */
function endOfInterpolated(text: string, from: number): number | null {
  for (let index = from; index < text.length; ) {
    if (text[index] === '"') return index + 1
    if (text[index] === '\\' || text.startsWith('{{', index)) {
      index += 2
    } else if (text[index] === '{') {
      const end = closing(text, index + 1, '{')
      if (end === null) return null
      index = end
    } else {
      index += 1
    }
  }
  return null
}
