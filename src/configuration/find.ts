import type { Gap, Policy } from './export.ts'
import { PLACES, type Place } from './layout.ts'
import { type Located, parseLocated } from './located.ts'
import { parsePolicy } from './policy-xml.ts'

/** What a file holds, or why it could not be opened. */
export type FileText = string | { readonly unreadable: string }

/** A file at one of the known places, and the names that its path holds. */
export interface Found {
  readonly file: string
  readonly text: FileText
  readonly names: readonly string[]
}

/** What could be read, and what could not. */
export interface Read<T> {
  readonly things: readonly T[]
  readonly gaps: readonly Gap[]
}

/** The files of an export, by the kind of place they lie at. */
export type Index = ReadonlyMap<string, readonly Found[]>

export function indexFiles(texts: ReadonlyMap<string, FileText>): Index {
  const at = (pattern: RegExp): Found[] =>
    [...texts].flatMap(([file, text]) => {
      const match = pattern.exec(file)
      return match ? [{ file, text, names: match.slice(1) }] : []
    })
  return new Map(Object.entries(PLACES).map(([place, pattern]) => [place, at(pattern)]))
}

export function find(index: Index, place: Place): readonly Found[] {
  return index.get(place) ?? []
}

export function together<T>(reads: readonly Read<T>[]): Read<T> {
  return { things: reads.flatMap((read) => read.things), gaps: reads.flatMap((read) => read.gaps) }
}

/** The parsed file, or the gap that it leaves. */
export function parsed(found: Found, about: Gap['about'], api: string | null = null): Read<Located> {
  const gap = (line: number, sentence: string): Read<Located> => ({
    things: [],
    gaps: [{ about, api, at: { file: found.file, line }, sentence, unreadable: true }],
  })
  if (typeof found.text !== 'string') return gap(1, `It could not be read: ${found.text.unreadable}.`)
  const result = parseLocated(found.text)
  if (result.kind === 'read') return { things: [result.root], gaps: [] }
  return gap(result.line, `It is neither JSON nor YAML that can be read: ${result.reason}.`)
}

/** The policy in a file. */
export function policyIn({ file, text }: Found): Policy {
  return typeof text === 'string'
    ? parsePolicy(text, file)
    : { kind: 'unreadable', at: { file, line: 1 }, reason: text.unreadable }
}

/** The `properties` of an information file, as ARM and every export tool nest them. */
export function properties(found: Found, about: Gap['about'], api: string | null = null): Read<Located> {
  const file = parsed(found, about, api)
  const [root] = file.things
  if (!root) return file
  const info = root.get('properties')
  if (info) return { things: [info], gaps: [] }
  return { things: [], gaps: [{ about, api, at: { file: found.file, line: 1 }, sentence: 'It has no "properties".' }] }
}
