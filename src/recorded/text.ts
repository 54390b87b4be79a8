import { STAGES } from '../diagnosis/cause.ts'
import { causes } from '../diagnosis/causes.ts'
import { groupedBy } from '../grouped.ts'
import type { CauseName, Confidence } from '../model.ts'
import { count, listed, oneLine, visible, words, wrap } from '../report/text.ts'
import { type Diagnosed, isUntold } from './diagnosed.ts'

/** Columns of a line at most, so that sentences stay readable on wide screens. */
const WIDEST = 110
/** Reasons that are shown for a cause; `--json` has them all. */
const MOST_REASONS = 4
/** Requests that are named under one cause. */
const MOST_NAMED = 5

/** The reading of a recording for people: the worst first, calls that show the same in one block. */
export function diagnosedText(list: readonly Diagnosed[], columns: number): string {
  const width = Math.min(columns, WIDEST)
  const blocks = groups(list).map((group) => block(group, width))
  return `${[...headline(list), ...pair(list, width), ...blocks].join('\n')}\n`
}

interface Group {
  readonly cause: CauseName
  readonly first: Diagnosed
  readonly members: readonly Diagnosed[]
}

/** Calls with the same cause, hop and author; the cause that stops a call altogether and is surest comes first. */
function groups(list: readonly Diagnosed[]): readonly Group[] {
  const faulty = list.flatMap((entry) => (entry.cause === null ? [] : [{ entry, cause: entry.cause }]))
  const same = groupedBy(faulty, ({ entry, cause }) =>
    [cause, entry.hop, entry.answeredBy, entry.product, entry.confidence].join(' '),
  )
  return [...same.values()]
    .flatMap((members) =>
      members.slice(0, 1).map(({ entry, cause }) => ({ cause, first: entry, members: members.map((one) => one.entry) })),
    )
    .toSorted((one, other) => weight(one) - weight(other))
}

const LEVELS: readonly Confidence[] = ['certain', 'likely', 'possible']

/** Environment comes last here: it is nobody's fault, while in a run it decides first whether anything can be judged. */
const weight = ({ cause, first }: Group): number => {
  const { stage } = causes[cause]
  const severity = stage === 'environment' ? STAGES.length : STAGES.indexOf(stage)
  return severity * LEVELS.length + LEVELS.indexOf(first.confidence)
}

function headline(list: readonly Diagnosed[]): readonly string[] {
  const unreadable = list.filter((entry) => entry.unreadable !== null)
  const faulty = list.filter(({ cause }) => cause !== null)
  const [worst] = groups(list)
  const untold = list.filter(isUntold)
  const told = [
    worst === undefined
      ? `${untold.length > 0 ? 'none that was answered' : 'none'} shows a fault`
      : `${faulty.length} with a cause; the worst: ${title(worst)}`,
    ...(list.some(({ request }) => OF_THE_API.test(request)) ? [] : ['none of them is a call of an images operation or of chat']),
  ].join('; ')
  const open = untold.map(({ index, request, because }) => `#${index} ${oneLine(request)}: ${because[0]}`)
  const skipped = unreadable.map((entry) => `entry ${entry.index} was skipped: ${entry.unreadable ?? ''}`)
  return [`${count(list.length, 'recorded call')}, ${told}`, ...listedLines(open, 'have no answer'), ...listedLines(skipped)]
}

const OF_THE_API = /\/images\/(?:edits|generations)\b|\/chat\/completions\b/

const listedLines = (lines: readonly string[], what = 'were skipped'): readonly string[] =>
  lines.length <= MOST_NAMED ? lines : [...lines.slice(0, MOST_NAMED), `${lines.length - MOST_NAMED} more entries ${what}`]

const title = ({ cause, first }: Group): string =>
  `${words(cause)} at ${first.hop === null || first.hop === 'unknown' ? 'a hop that cannot be told' : first.hop} (${first.confidence})`

function block(group: Group, width: number): string {
  const { cause, first, members } = group
  const named = members.map(
    ({ index, request, status }) => `#${index} ${oneLine(request)}${status === null ? '' : ` → ${status}`}`,
  )
  return [
    '',
    title(group),
    ...listedLinesOf(named),
    ...paragraph('means', causes[cause].meaning, width),
    ...paragraph('answered', author(first), width),
    ...first.because.slice(0, MOST_REASONS).flatMap((reason) => paragraph('because', oneLine(reason), width)),
    ...paragraph('do', visible(first.remedy ?? ''), width),
    ...first.alternatives.flatMap((other) =>
      paragraph(other.startsWith('to settle') ? 'settle' : 'or', other.replace(/^to settle it: /, ''), width),
    ),
    ...numbers(first, width),
  ].join('\n')
}

const listedLinesOf = (named: readonly string[]): readonly string[] =>
  named.length <= MOST_NAMED
    ? named.map((line) => `  ${line}`)
    : [...named.slice(0, MOST_NAMED).map((line) => `  ${line}`), `  and ${named.length - MOST_NAMED} more like these`]

function author({ answeredBy, product, couldAlsoBe, confidences }: Diagnosed): string {
  const also = couldAlsoBe.length === 0 ? '' : `, or by ${couldAlsoBe.join(', ')}`
  if (answeredBy === 'unknown')
    return couldAlsoBe.length === 0 ? 'by a program that cannot be told' : `by one of ${couldAlsoBe.join(', ')}`
  return `by ${answeredBy}${product === null ? '' : ` (${product})`}${also} (${confidences.answeredBy})`
}

function numbers({ requestIds }: Diagnosed, width: number): readonly string[] {
  const entries = Object.entries(requestIds).map(([hop, id]) => `${hop} ${oneLine(id)}`)
  return entries.length === 0 ? [] : paragraph('numbers', listed(entries, MOST_NAMED, 'in --json'), width)
}

/** A label of fixed width and a text that hangs beside it. */
function paragraph(label: string, text: string, width: number): readonly string[] {
  const indent = 12
  return wrap(text, width - indent).map((line, index) => `  ${(index === 0 ? label : '').padEnd(indent - 2)}${line}`)
}

/** The classic reading of a pair: the one images operation works on the same address and the other does not. */
function pair(list: readonly Diagnosed[], width: number): readonly string[] {
  const hosts = new Set(list.map(({ request }) => /^\w+ \w+:\/\/([^/]+)/.exec(request)?.[1] ?? ''))
  const of = (operation: string): readonly Diagnosed[] => list.filter(({ request }) => request.includes(`/images/${operation}`))
  const works = (entries: readonly Diagnosed[]): boolean =>
    entries.some(({ cause, status }) => cause === null && status !== null && status < 300)
  const broken = (entries: readonly Diagnosed[]): Diagnosed | undefined =>
    entries.find(({ cause }) => cause !== null && causes[cause].stage === 'way')
  const fault = broken(of('edits'))
  if (hosts.size !== 1 || !works(of('generations')) || works(of('edits')) || fault?.cause === undefined || fault.cause === null)
    return []
  return wrap(
    `generations works on the same address and edits does not: what they share (key, base URL, backend) is sound, so look at what is set for edits alone. Likeliest: ${words(fault.cause)}.`,
    width,
  )
}
