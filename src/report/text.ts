/** Small words and safe text, shared by everything that writes for people. */

/**
 * A stranger's text made safe to print: control characters (which could repaint a terminal and are illegal in XML),
 * lone surrogates and marks that turn the reading direction become visible escapes. Line breaks stay.
 */
export function visible(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replaceAll('\t', '    ')
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/gu, (found) =>
      found === '\n' ? found : escaped(found),
    )
}

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`
}

/** The same on a single line, for table cells and list entries. */
export const oneLine = (text: string): string => visible(text).replace(/\s+/g, ' ').trim()

/** At most `most` characters, with a mark where something was cut. */
export const shorten = (text: string, most: number): string =>
  [...text].length <= most
    ? text
    : `${[...text]
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`

/** Breaks at spaces; a word longer than the line stands alone and whole, so that it can be copied. */
export function wrap(text: string, width: number): readonly string[] {
  return text.split('\n').flatMap((paragraph) => {
    const lines: string[] = []
    for (const word of paragraph.split(' ').filter((part) => part !== '')) {
      const last = lines.at(-1)
      if (last === undefined || last.length + 1 + word.length > width) lines.push(word)
      else lines[lines.length - 1] = `${last} ${word}`
    }
    return lines
  })
}

/** `1 image`, `3 images`. */
export const count = (number: number, singular: string, plural = `${singular}s`): string =>
  `${number} ${number === 1 ? singular : plural}`

/** A list cut to `most` entries that says how many it leaves out and where they are. */
export function listed(items: readonly string[], most: number, where: string): string {
  const rest = items.length - most
  return rest > 0 ? `${items.slice(0, most).join(', ')} and ${rest} more ${where}`.trimEnd() : items.join(', ')
}

/** A time span for people, from milliseconds. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  const seconds = ms / 1000
  if (seconds < 60) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  return `${Math.floor(whole / 60)} min ${whole % 60} s`
}

/** A name of the tables as words: `cut-off` is `cut off`. */
export const words = (name: string): string =>
  name
    .replace(/^api-version/, 'api_version')
    .replaceAll('-', ' ')
    .replace('_', '-')
