/** A text with its escapes undone, and where in the original each of its characters stands. */
export interface Reading {
  /** In small letters (a to z only, so that no character changes its length). */
  readonly text: string
  /** The stretch of the original that was read as the characters `from` to `to` (exclusive). */
  original(from: number, to: number): readonly [start: number, end: number]
}

/** Escapes of JSON, URLs and HTML, also those that were escaped again (`\\\"`, `%2522`, `&amp;quot;`). */
const ESCAPES =
  /\\+(?:u(?<unit>[0-9a-f]{4}))?|%(?:25)*(?<byte>[0-9a-f]{2})|&(?:amp;)*(?:#(?<decimal>\d{1,7})|#x(?<hex>[0-9a-f]{1,6})|(?<name>amp|lt|gt|quot|apos));/gi
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
/** One kind of escape can hide another: `%5Cu0073`. Deeper than this nobody reads by accident. */
const LAYERS = 3

/** Reads a text as all its readers one after the other would. Takes time in proportion to its length, whatever is in it. */
export function read(original: string): Reading {
  let layer: Layer = { text: original, starts: null, ends: null }
  for (let done = 0; done < LAYERS; done += 1) {
    const next = unescaped(layer)
    if (next.text === layer.text) break
    layer = next
  }
  const { text, starts, ends } = layer
  return {
    text: text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase()),
    original: (from, to) => [starts?.[from] ?? from, ends?.[to - 1] ?? to],
  }
}

interface Layer {
  readonly text: string
  /** Null while every character stands where it stood. */
  readonly starts: Uint32Array | null
  readonly ends: Uint32Array | null
}

function unescaped({ text, starts, ends }: Layer): Layer {
  if (!/[\\%&]/.test(text)) return { text, starts, ends }
  const nextStarts = new Uint32Array(text.length)
  const nextEnds = new Uint32Array(text.length)
  let next = ''
  /** Where the backslashes began that belong to the next character. */
  let escapedFrom: number | null = null
  const put = (piece: string, from: number, to: number): void => {
    for (let index = 0; index < piece.length; index += 1) {
      // A piece is either as long as what it stands for, or one character in the place of several.
      const [first, last] = piece.length === to - from ? [from + index, from + index] : [from, to - 1]
      nextStarts[next.length + index] = escapedFrom ?? starts?.[first] ?? first
      nextEnds[next.length + index] = ends?.[last] ?? last + 1
      escapedFrom = null
    }
    next += piece
  }
  let from = 0
  for (const match of text.matchAll(ESCAPES)) {
    put(text.slice(from, match.index), from, match.index)
    from = match.index + match[0].length
    const character = meaning(match.groups ?? {})
    if (character === '\\') escapedFrom ??= starts?.[match.index] ?? match.index
    else put(character, match.index, from)
  }
  put(text.slice(from), from, text.length)
  return { text: next, starts: nextStarts, ends: nextEnds }
}

/** The character that an escape stands for; a backslash for backslashes alone, which only escape what follows. */
function meaning({ unit, byte, decimal, hex, name }: Readonly<Record<string, string | undefined>>): string {
  if (name !== undefined) return NAMED[name.toLowerCase()] ?? ''
  const code = decimal === undefined ? Number.parseInt(unit ?? byte ?? hex ?? '5c', 16) : Number(decimal)
  return code <= 0x10_ff_ff ? String.fromCodePoint(code) : ''
}
