import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'
import type { Judgement, KnownFailure } from '../model.ts'
import { BadConfiguration } from '../target/variables.ts'

/** One line of the file: a requirement that fails today, and why that is known. */
export interface KnownFailureEntry {
  readonly id: string
  readonly reason: string
  readonly line: number
}

/**
 * Reads KNOWN_FAILURES: one `ID  reason` per line with `#` comments, or a JSON or YAML list of `{ id, reason }`.
 * `ids` are the requirements that exist.
 * @throws BadConfiguration naming each bad line: no reason, an ID that does not exist or stands twice
 */
export function readKnownFailures(text: string, ids: readonly string[]): readonly KnownFailureEntry[] {
  const entries = isList(text) ? entriesOfList(text) : entriesOfLines(text)
  const faults = entries.flatMap(({ id, reason, line }, index) => {
    if (!ids.includes(id)) return [`line ${line}: there is no requirement "${id}"${hint(id, ids)}`]
    if (reason === '') return [`line ${line}: ${id} has no reason; say why it is known to fail`]
    return entries.findIndex((other) => other.id === id) < index ? [`line ${line}: ${id} stands there a second time`] : []
  })
  if (faults.length > 0) throw badKnownFailures(faults.join('; '))
  return entries
}

/** What became of the known failures in this run. */
export function applyKnownFailures(
  judgements: readonly Judgement[],
  known: readonly KnownFailureEntry[],
): readonly KnownFailure[] {
  return known.map(({ id, reason }) => {
    const status = judgements.find((judgement) => judgement.id === id)?.status
    return { id, reason, state: status === 'failed' ? 'still-failing' : status === 'passed' ? 'stale' : 'not-judged' }
  })
}

export const badKnownFailures = (fault: string): BadConfiguration =>
  new BadConfiguration([{ variable: 'KNOWN_FAILURES', fault, example: 'known-failures.txt' }])

function isList(text: string): boolean {
  const meaningful = text.split('\n').find((line) => !/^\s*(#|---|$)/.test(line))
  return meaningful !== undefined && /^\s*(?:[[{]|-\s)/.test(meaningful)
}

function entriesOfLines(text: string): readonly KnownFailureEntry[] {
  return text.split(/\r?\n/).flatMap((raw, index) => {
    // A reason may hold a `#` of its own (an issue's number), so only one that follows blanks starts a comment.
    const line = raw.replace(/^\s*#.*$/, '').replace(/\s+#\s.*$/, '')
    const found = /^\s*([^\s:]+):?\s*(.*?)\s*$/.exec(line)
    return found === null ? [] : [{ id: found[1] ?? '', reason: found[2] ?? '', line: index + 1 }]
  })
}

/** JSON is YAML too, and this reader knows the lines. */
function entriesOfList(text: string): readonly KnownFailureEntry[] {
  const lines = new LineCounter()
  const document = parseDocument<Node>(text, { lineCounter: lines })
  const broken = document.errors[0]
  if (broken !== undefined) throw badKnownFailures(`is neither a list nor lines of "ID  reason": ${broken.message}`)
  if (!isSeq(document.contents)) throw badKnownFailures('is neither a list nor lines of "ID  reason"')
  return document.contents.items.map((item) => {
    const line = isMap(item) || isScalar(item) ? lines.linePos(item.range?.[0] ?? 0).line : 1
    const id = isMap(item) ? item.get('id') : undefined
    const reason = isMap(item) ? item.get('reason') : undefined
    if (typeof id !== 'string') throw badKnownFailures(`line ${line}: an entry is { "id": "...", "reason": "..." }`)
    return { id, reason: typeof reason === 'string' || typeof reason === 'number' ? `${reason}`.trim() : '', line }
  })
}

function hint(id: string, ids: readonly string[]): string {
  const same = ids.find((other) => other.toLowerCase() === id.toLowerCase())
  return same === undefined ? '' : `; did you mean ${same}?`
}
