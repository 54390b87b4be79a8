import { readFile, stat } from 'node:fs/promises'
import { type Exchange, HOPS, type Hop, type Json } from '../model.ts'
import { textOfFile } from '../text-file.ts'
import { BadEntry, type Entry, entryOfHar, entryOfPair } from './entry.ts'
import { isList, isObject, objectAt, parseJson, textOr } from './json.ts'
import { type Reported, reportedIn } from './laid.ts'
import { cleanerOf } from './secrets.ts'
import { toExchange } from './to-exchange.ts'

/** Recorded traffic, secrets removed. One item per entry of the file, in its order. */
export interface Recorded {
  readonly kind: 'har' | 'report' | 'list'
  /** The chain of the target, where the file is an earlier report. */
  readonly chain: readonly Hop[] | null
  /** Exchanges that only kept requirements cite: the file says that they are as they should be, refusals included. */
  readonly asExpected: ReadonlySet<string>
  /** Exchanges that failed requirements cite. */
  readonly failing: ReadonlySet<string>
  /** What the report itself lays to its calls; null where the file is no whole report. */
  readonly reported: Reported | null
  readonly items: readonly Item[]
}

export type Item =
  | { readonly kind: 'exchange'; readonly exchange: Exchange }
  /** The entry could not be read, and why. */
  | { readonly kind: 'unreadable'; readonly index: number; readonly reason: string }

/** The file cannot be read; the message says why and what to do. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable'
}

/** Bytes. Node cannot hold a longer text than twice that, and nobody's evening of traffic is longer. */
const LARGEST_FILE = 256 * 1024 * 1024

/** @throws Unreadable */
export async function readRecorded(path: string): Promise<Recorded> {
  return parseRecorded(await textOf(path), path)
}

/** @throws Unreadable when the text holds no recorded traffic */
export function parseRecorded(text: string, name: string): Recorded {
  if (text.trim() === '') throw new Unreadable(`${name} is empty. ${EXPECTED}`)
  const value = parseJson(text)
  if (value === undefined) throw new Unreadable(`${name} is not JSON (or is cut off). ${EXPECTED}`)
  const { kind, chain, entries } = shapeOf(value, name)
  const read = entries.map(({ value: entry, reader }, index) => tryEntry(() => reader(entry, index), index))
  const clean = cleanerOf(read.flatMap((item) => (item.kind === 'entry' ? [item.entry] : [])))
  const items = read.map(
    (item): Item => (item.kind === 'entry' ? { kind: 'exchange', exchange: toExchange(clean.entry(item.entry)) } : item),
  )
  return { kind, chain, ...judgedIn(value), reported: kind === 'report' ? reportedIn(value, clean.text) : null, items }
}

const EXPECTED =
  'Give a HAR 1.2 file, a conformance.json, or a JSON array of {"request": {"method", "url"}, "response": {"status", "headers", "body"}}.'

async function textOf(path: string): Promise<string> {
  try {
    const { size } = await stat(path)
    if (size > LARGEST_FILE) {
      throw new Unreadable(
        `${path} has ${Math.round(size / 1024 / 1024)} MB, more than the 256 MB that are read at once. Cut it into parts.`,
      )
    }
    return textOfFile(await readFile(path))
  } catch (error) {
    if (error instanceof Unreadable) throw error
    throw new Unreadable(`${path} cannot be read (${error instanceof Error ? error.message : String(error)}). ${EXPECTED}`)
  }
}

interface Shape {
  readonly kind: Recorded['kind']
  readonly chain: readonly Hop[] | null
  readonly entries: readonly { readonly value: Json; readonly reader: (value: Json, index: number) => Entry }[]
}

function shapeOf(value: Json, name: string): Shape {
  const har = objectAt(value, 'log').entries
  const listed = isObject(value) ? (value.exchanges ?? value.responses) : undefined
  const [kind, list] = isList(har)
    ? (['har', har] as const)
    : isList(listed)
      ? (['report', listed] as const)
      : (['list', value] as const)
  if (!isList(list)) throw new Unreadable(`${name} is JSON, but holds no recorded calls. ${EXPECTED}`)
  if (list.length === 0) throw new Unreadable(`${name} holds no calls: its list is empty. ${EXPECTED}`)
  const reader = kind === 'har' ? entryOfHar : entryOfPair
  return { kind, chain: chainOf(objectAt(value, 'target').chain), entries: list.map((entry) => ({ value: entry, reader })) }
}

function judgedIn(report: Json): Pick<Recorded, 'asExpected' | 'failing'> {
  const requirements = isObject(report) && isList(report.requirements) ? report.requirements : []
  const cited = (...statuses: readonly string[]): readonly string[] =>
    requirements.flatMap((requirement) => {
      if (!isObject(requirement) || !isList(requirement.exchanges)) return []
      return statuses.includes(textOr(requirement.status, '')) ? requirement.exchanges.filter((id) => typeof id === 'string') : []
    })
  const doubtful = new Set(cited('failed', 'blocked', 'unjudged'))
  return { asExpected: new Set(cited('passed').filter((id) => !doubtful.has(id))), failing: new Set(cited('failed')) }
}

function chainOf(value: Json | undefined): readonly Hop[] | null {
  const chain = isList(value) ? HOPS.filter((hop) => value.includes(hop)) : []
  return chain.length === 0 ? null : chain
}

function tryEntry(read: () => Entry, index: number): { kind: 'entry'; entry: Entry } | Extract<Item, { kind: 'unreadable' }> {
  try {
    return { kind: 'entry', entry: read() }
  } catch (error) {
    if (!(error instanceof BadEntry)) throw error
    return { kind: 'unreadable', index, reason: error.message }
  }
}
