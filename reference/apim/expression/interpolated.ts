/** Strings and characters of C#, in which brackets and quotes do not count. */
const PLAIN = /@"(?:[^"]|"")*"|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\]|\\.)'/y
const OPEN = /\$@?"|@\$"/y

/**
 * Index after the quote that closes an interpolated string, or null where it never ends. Its holes may hold strings of their own:
 * `$"{context.Variables["team"]}"`.
 * @param from index of its first character after the opening quote.
 */
export function interpolatedEnd(text: string, from: number, isVerbatim: boolean): number | null {
  let at = from
  while (at < text.length) {
    const char = text[at]
    if (char === '"' && !(isVerbatim && text[at + 1] === '"')) return at + 1
    if (char === '{' && text[at + 1] !== '{') {
      const end = holeEnd(text, at + 1)
      if (end === null) return null
      at = end
    } else at += stepOver(text, at, isVerbatim)
  }
  return null
}

/** The texts of an interpolated string, and the sources of the holes between them. */
export function holesOf(text: string, isVerbatim: boolean): (string | { source: string })[] {
  const parts: (string | { source: string })[] = []
  let literal = ''
  let at = 0
  while (at < text.length) {
    if (text[at] === '{' && text[at + 1] !== '{') {
      const end = holeEnd(text, at + 1) ?? text.length
      parts.push(literal, { source: text.slice(at + 1, end - 1) })
      literal = ''
      at = end
      continue
    }
    const length = stepOver(text, at, isVerbatim)
    literal += /^(?:\{\{|\}\})$/.test(text.slice(at, at + length)) ? text[at] : text.slice(at, at + length)
    at += length
  }
  return [...parts, literal]
}

/** Length of one written character: escapes and doubled ones are two. */
function stepOver(text: string, at: number, isVerbatim: boolean): 1 | 2 {
  const pair = text.slice(at, at + 2)
  if (pair === '{{' || pair === '}}') return 2
  return (isVerbatim ? pair === '""' : text[at] === '\\') ? 2 : 1
}

/** Index after the brace that closes a hole. */
function holeEnd(text: string, from: number): number | null {
  let depth = 1
  let at = from
  while (at < text.length) {
    OPEN.lastIndex = at
    const [open] = OPEN.exec(text) ?? []
    if (open !== undefined) {
      const end = interpolatedEnd(text, at + open.length, open.length === 3)
      if (end === null) return null
      at = end
      continue
    }
    PLAIN.lastIndex = at
    const [plain] = PLAIN.exec(text) ?? []
    if (plain !== undefined) {
      at += plain.length
      continue
    }
    if (text[at] === '{') depth += 1
    if (text[at] === '}') depth -= 1
    at += 1
    if (depth === 0) return at
  }
  return null
}
