import { createColors } from 'picocolors'
import { groupedBy } from '../grouped.ts'
import type { Run } from '../model.ts'
import { nothingSeen } from './acceptance.ts'
import { type ActionBlock, actionBlock, type Explained } from './action-block.ts'
import { changeGroups, comparedWith } from './changes.ts'
import { configurationLines } from './configuration-section.ts'
import { spent } from './costs.ts'
import { failureLines } from './failure-lines.ts'
import { failures } from './failures.ts'
import { notice } from './notice.ts'
import { rehearsalRows } from './rehearsal-section.ts'
import { areaTable, authTable, configurationTable, requestNumberTable } from './tables.ts'
import { count, listed, oneLine, shorten, visible, wrap } from './text.ts'

export interface TerminalOptions {
  /** Width of the terminal in characters; text is wrapped for it, what one would copy is not. */
  readonly columns: number
  readonly colour: boolean
  /** Files that were written, and what went wrong with them. */
  readonly files: readonly string[]
  readonly internalErrors: readonly string[]
}

type Paint = ReturnType<typeof createColors>

/** How many entries of a list are printed, and how many characters of one; conformance.json has them whole. */
const most = 12
const longest = 400

/** The text after a run: first what to do, then what is behind it, last the verdict in one sentence. */
export function terminalText(run: Run, options: TerminalOptions): string {
  const paint = createColors(options.colour)
  const width = Math.max(60, Math.min(options.columns, 110))
  const note = notice(run)
  const block = actionBlock(run)
  const { fatal, warnings } = failures(run.requirements, run)
  const sections = [
    note === null ? [] : [paint.yellow(note)],
    act(block, run, paint, width),
    section('Checklist', areaTable(run, paint), paint),
    section('Acceptance checklist', acceptance(run, paint, width), paint),
    section('Configuration: the APIM export beside the gateway', configuration(run, width), paint),
    section('Rehearsal', rehearsed(run, width), paint),
    section('Failures', failureLines(fatal, run, paint, width, most), paint),
    section('Warnings (not a MUST)', failureLines(warnings, run, paint, width, 6), paint),
    section('Not judged', notJudged(run, width), paint),
    section('Known failures', knownFailures(run, width), paint),
    section('Authentication: what each credential got, and from which hop', authTable(run), paint),
    section('Request numbers', requestNumberTable(run, width - 2), paint),
    section('Changes', changes(run, width), paint),
    [spent(run), ...written(options, paint, width)],
    [colourOf(block, paint)(`verdict: ${run.verdict}: ${oneLine(run.reason)}`)],
  ]
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

const colourOf = ({ ends }: ActionBlock, paint: Paint): ((text: string) => string) =>
  ends === 'well' ? paint.green : ends === 'badly' ? paint.red : paint.yellow

function section(title: string, lines: readonly string[], paint: Paint): readonly string[] {
  return lines.length === 0 ? [] : [paint.bold(title), ...lines.map((line) => `  ${line}`)]
}

function act(block: ActionBlock, run: Run, paint: Paint, width: number): readonly string[] {
  const lines = block.primary === null ? wrap(visible(run.reason), width - 2) : explained(block.primary, paint, width - 2)
  const others = block.others.slice(0, 3)
  return [
    paint.bold(`${colourOf(block, paint)(block.verdict)}  ${block.about}`),
    ...lines.map((line) => `  ${line}`),
    ...(block.ways.length > 0 ? ['', ...wayLines(block.ways, width)] : []),
    ...others.flatMap((other) => ['', ...explained(other, paint, width - 2, 'Also: ').map((line) => `  ${line}`)]),
    ...(block.others.length > others.length
      ? ['', `  and ${count(block.others.length - others.length, 'more diagnosis', 'more diagnoses')} in conformance.json`]
      : []),
    ...block.stale.flatMap((sentence) => ['', ...wrap(sentence, width - 2).map((line) => paint.red(`  ${line}`))]),
  ]
}

function explained(
  { title, meaning, remedy, evidence, affects, alternatives, settle }: Explained,
  paint: Paint,
  width: number,
  lead = '',
): readonly string[] {
  return [
    ...wrap(lead + title, width).map((line) => paint.bold(line)),
    ...wrap(meaning, width),
    ...labelled('do this', remedy, width),
    ...evidence.slice(0, 4).flatMap((line) => labelled('because', line, width)),
    ...(affects === '' ? [] : labelled('affects', affects, width)),
    ...alternatives.flatMap((line) => labelled('or maybe', line, width)),
    ...settle.flatMap((line) => labelled('to settle', line, width)),
  ]
}

const labelled = (label: string, text: string, width: number): readonly string[] =>
  wrap(text, width - 10).map((line, index) => `${(index === 0 ? label : '').padEnd(10)}${line}`)

/** What came of each call stands in one column, or below its line where the terminal is too narrow for that. */
function wayLines(ways: ActionBlock['ways'], width: number): readonly string[] {
  const column = Math.max(0, ...ways.map(({ line }) => line.length))
  return ways.flatMap(({ operation, line, outcome }) => {
    const side = `  ${operation.padEnd(13)}${line.padEnd(column)}   ${outcome}`
    return side.length <= width ? [side] : [`  ${operation.padEnd(13)}${line}`, `  ${' '.repeat(13)}${outcome}`]
  })
}

function acceptance({ checklist }: Run, paint: Paint, width: number): readonly string[] {
  const nothing = nothingSeen(checklist)
  if (nothing !== null) return [`items 1 to ${checklist.length}  not seen: ${oneLine(nothing)}`]
  const shown = { holds: paint.green('holds   '), broken: paint.red('BROKEN  '), 'not-observable': paint.yellow('not seen') }
  return checklist.flatMap(({ item, title, status, evidence }) => [
    `${item}  ${shown[status]}  ${oneLine(title)}`,
    ...evidence
      .slice(0, status === 'holds' ? 1 : 2)
      .flatMap((line) => wrap(shorten(oneLine(line), longest), width - 17).map((part) => paint.dim(`${' '.repeat(13)}${part}`))),
  ])
}

function configuration({ configuration: found }: Run, width: number): readonly string[] {
  if (found === null) return []
  return [`export: ${oneLine(found.folder)}`, ...configurationTable(found), ...configurationLines(found, width - 2, most)]
}

function rehearsed({ rehearsal }: Run, width: number): readonly string[] {
  const rows = rehearsal === null ? [] : rehearsalRows(rehearsal)
  const rest = rows.length - most
  return [
    ...rows.slice(0, most).flatMap(({ label, sentence }) => labelled(label, sentence, width - 2)),
    ...(rest > 0 ? [`and ${rest} more in conformance.json`] : []),
  ]
}

/** What has one reason in common is one line. */
function notJudged({ requirements }: Run, width: number): readonly string[] {
  const open = groupedBy(
    requirements.filter(({ status }) => status === 'unjudged'),
    ({ message }) => shorten(oneLine(message), longest),
  )
  const blocked = groupedBy(
    requirements.filter(({ status }) => status === 'blocked'),
    ({ blockedBy }) => `blocked by ${blockedBy}`,
  )
  const reasons = [...open, ...blocked].slice(0, most)
  const rest = open.size + blocked.size - reasons.length
  return [
    ...reasons.flatMap(([reason, judgements]) => {
      const ids = judgements.map(({ id }) => id)
      return wrap(`${reason}: ${listed(ids, most, 'in conformance.json')}`, width - 2)
    }),
    ...(rest > 0 ? [`and ${count(rest, 'more reason', 'more reasons')} in conformance.json`] : []),
  ]
}

function knownFailures({ knownFailures: known }: Run, width: number): readonly string[] {
  const states = { 'still-failing': 'still fails', stale: 'PASSES AGAIN', 'not-judged': 'not judged' }
  return [
    ...known.slice(0, most).flatMap(({ id, reason, state }) => wrap(`${id}  ${states[state]}: ${oneLine(reason)}`, width - 2)),
    ...(known.length > most ? [`and ${known.length - most} more in conformance.json`] : []),
  ]
}

function changes(run: Run, width: number): readonly string[] {
  if (run.changes === null) return []
  const groups = changeGroups(run.changes)
  return [
    ...wrap(`compared with ${oneLine(comparedWith(run.changes, run))}`, width - 2),
    ...(groups.length === 0 ? ['none'] : []),
    ...groups.flatMap(({ title, entries }) =>
      wrap(oneLine(`${title}: ${listed(entries, most, 'in conformance.json')}`), width - 2),
    ),
  ]
}

function written({ files, internalErrors }: TerminalOptions, paint: Paint, width: number): readonly string[] {
  return [
    ...(files.length > 0 ? [`Written: ${files[0]}`, ...files.slice(1).map((file) => `         ${file}`)] : []),
    ...internalErrors.flatMap((error) =>
      wrap(`A fault of this suite, not of the target: ${oneLine(error)}`, width).map(paint.red),
    ),
  ]
}
