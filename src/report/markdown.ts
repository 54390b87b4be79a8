import { oneLine, visible } from './text.ts'

/** Markdown in which a stranger's text stays text: it cannot open a tag, a table cell, a fence, a link or a formula. */

/** Entities in the place of characters that mean something: backslashes are read differently inside tables. */
export function prose(text: string): string {
  return oneLine(text)
    .replace(/[&<>|\\`*[\]~$]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, entity)
    .replace(/^(?:[#+=-]|\d+[.)])/, (found) => entity(found.slice(0, 1)) + found.slice(1))
}

const named: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }
const entity = (character: string): string => named[character] ?? `&#${character.codePointAt(0)};`

/** A block that is shown as it stands; its fence is longer than any run of backticks in it. */
export function fenced(text: string): string {
  const shown = visible(text)
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(Math.max(3, longest + 1))
  return `${fence}text\n${shown}\n${fence}`
}

/** A table of plain cells, which are made safe here. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(head.map(prose)), line(head.map(() => '---')), ...rows.map((cells) => line(cells.map(prose)))].join('\n')
}

/** A block that opens on a click. */
export const folded = (title: string, content: string, open: boolean): string =>
  `<details${open ? ' open' : ''}><summary>${prose(title)}</summary>\n\n${content}\n\n</details>`
