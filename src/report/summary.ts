import type { Judgement, Run } from '../model.ts'
import { nothingSeen } from './acceptance.ts'
import { type ActionBlock, actionBlock, type Explained } from './action-block.ts'
import { areaRows } from './areas.ts'
import { authMatrix, cellText } from './auth-matrix.ts'
import { changeGroups, comparedWith } from './changes.ts'
import { configurationRows, disagreements, findingSentence } from './configuration-section.ts'
import { spent } from './costs.ts'
import { failures, mismatches, showing } from './failures.ts'
import { fenced, folded, markdownTable, prose } from './markdown.ts'
import { notice } from './notice.ts'
import { rehearsalRows } from './rehearsal-section.ts'
import { requestNumbers } from './request-numbers.ts'
import { listed, shorten } from './text.ts'

const signs = { well: '✅', badly: '❌', open: '⚠️' } as const
/** GitHub refuses a step summary over 1 MiB, so long things are cut here; conformance.json has them whole. */
const limits = { cell: 240, rows: 60, curls: 6 } as const

/** The Markdown of `summary.md` and of the job summary of a pipeline. */
export function summaryMarkdown(run: Run): string {
  const note = notice(run)
  const block = actionBlock(run)
  const parts = [
    ...(note === null ? [] : [`**${prose(note)}**`]),
    `## ${signs[block.ends]} ${prose(`${block.verdict}: ${block.about}`)}`,
    block.primary === null ? prose(run.reason) : diagnosis(block.primary, 3),
    ...(block.ways.length === 0 ? [] : [fenced(block.ways.map(wayLine).join('\n'))]),
    ...block.others.map((other) => diagnosis(other, 4)),
    ...block.stale.map((sentence) => `**${prose(sentence)}**`),
    ...titled('Checklist', areas(run)),
    ...titled('Acceptance checklist', acceptance(run)),
    ...titled('Configuration: the APIM export beside the gateway', configuration(run)),
    ...titled('Rehearsal', rehearsed(run)),
    ...titled('Requirements', requirements(run)),
    ...titled('Requests that failed', curls(run)),
    ...titled('Known failures', known(run)),
    ...titled('Authentication: what each credential got', authentication(run)),
    ...titled('Request numbers', numbers(run)),
    ...titled('Changes', changes(run)),
    spent(run),
  ]
  return `${parts.join('\n\n')}\n`
}

const titled = (title: string, content: string | null): readonly string[] => (content === null ? [] : [`### ${title}`, content])

function diagnosis({ title, meaning, remedy, evidence, affects, alternatives, settle }: Explained, level: number): string {
  return [
    `${'#'.repeat(level)} ${prose(title)}`,
    prose(meaning),
    `**Do this:** ${prose(remedy)}`,
    [
      ...evidence.map((line) => `- because: ${prose(line)}`),
      ...(affects === '' ? [] : [`- affects: ${prose(affects)}`]),
      ...alternatives.map((line) => `- or maybe: ${prose(line)}`),
      ...settle.map((line) => `- to settle it: ${prose(line)}`),
    ].join('\n'),
  ].join('\n\n')
}

const wayLine = ({ operation, line, outcome }: ActionBlock['ways'][number]): string =>
  `${operation.padEnd(13)}${line}   ${outcome}`

function areas(run: Run): string | null {
  const rows = areaRows(run)
  if (rows.length === 0) return null
  return markdownTable(
    ['area', 'result', 'passed', 'failed', 'not judged', 'left out'],
    rows.map(({ area, result, counts }) => [
      area,
      result,
      String(counts.passed),
      String(counts.failed),
      String(counts.blocked + counts.unjudged),
      String(counts['not-run'] + counts['not-applicable']),
    ]),
  )
}

function acceptance({ checklist }: Run): string | null {
  if (checklist.length === 0) return null
  const nothing = nothingSeen(checklist)
  if (nothing !== null) return `Not seen: ${prose(nothing)}`
  return markdownTable(
    ['', 'item', 'status', 'evidence'],
    checklist.map(({ item, title, status, evidence }) => [
      String(item),
      title,
      status,
      shorten(evidence.join('; '), limits.cell),
    ]),
  )
}

function configuration({ configuration: found }: Run): string | null {
  if (found === null) return null
  const { folder, findings, unread, pair } = found
  const lines = [
    ...disagreements(found).map((sentence) => `- **differ:** ${prose(sentence)}`),
    ...findings
      .slice(0, limits.rows)
      .map((finding) => `- ${finding.level}: ${prose(findingSentence(finding))} **Do this:** ${prose(finding.remedy)}`),
    ...unread.slice(0, limits.rows).map((sentence) => `- not read: ${prose(shorten(sentence, limits.cell))}`),
  ]
  return [
    `Export: ${prose(folder)}`,
    markdownTable(['item', 'export', 'gateway', ''], configurationRows(found)),
    ...(lines.length > 0 ? [lines.join('\n')] : []),
    ...(pair === '' ? [] : [folded('the policies of generations and edits compared', fenced(shorten(pair, 20_000)), false)]),
  ].join('\n\n')
}

function rehearsed({ rehearsal }: Run): string | null {
  const rows = rehearsal === null ? [] : rehearsalRows(rehearsal).slice(0, limits.rows)
  return rows.length === 0 ? null : rows.map(({ label, sentence }) => `- ${label}: ${prose(sentence)}`).join('\n')
}

function requirements(run: Run): string | null {
  const rows = areaRows(run)
  if (rows.length === 0) return null
  return rows
    .map(({ area, result }) => {
      const judgements = run.requirements.filter((judgement) => judgement.area === area)
      const table = markdownTable(['id', 'requirement', 'status', 'why'], judgements.map(requirementRow))
      return folded(`${area}: ${result}`, table, result === 'FAIL')
    })
    .join('\n\n')
}

function requirementRow(judgement: Judgement): readonly string[] {
  const { id, title, status } = judgement
  return [id, title, status, shorten(mismatches(judgement).join('; '), limits.cell)]
}

function curls(run: Run): string | null {
  const cited = new Set(failures(run.requirements, run).fatal.flatMap(showing))
  const lines = run.exchanges.filter(({ id }) => cited.has(id)).map(({ curl }) => curl)
  if (lines.length === 0) return null
  const rest = lines.length - limits.curls
  return [fenced(lines.slice(0, limits.curls).join('\n\n')), ...(rest > 0 ? [`and ${rest} more in conformance.json`] : [])].join(
    '\n\n',
  )
}

function known({ knownFailures }: Run): string | null {
  if (knownFailures.length === 0) return null
  return markdownTable(
    ['id', 'state', 'reason'],
    knownFailures.map(({ id, state, reason }) => [id, state, shorten(reason, limits.cell)]),
  )
}

function authentication(run: Run): string | null {
  const { operations, rows } = authMatrix(run)
  if (rows.length === 0) return null
  return markdownTable(
    ['credential', ...operations, 'agree'],
    rows.map(({ variant, cells, agree }) => [
      variant,
      ...operations.map((operation) => {
        const cell = cells.find((candidate) => candidate.operation === operation)
        return cell === undefined ? '–' : cellText(cell)
      }),
      agree === null ? '–' : agree ? 'yes' : 'no',
    ]),
  )
}

function numbers(run: Run): string | null {
  const { hops, rows } = requestNumbers(run)
  if (rows.length === 0 || hops.length === 0) return null
  const rest = rows.length - limits.rows
  const table = markdownTable(
    ['case', 'time', 'status', ...hops],
    rows.slice(0, limits.rows).map((row) => [row.case, row.time, row.status, ...row.numbers.map((number) => number || '–')]),
  )
  return rest > 0 ? `${table}\n\nand ${rest} more in request-numbers.csv` : table
}

function changes(run: Run): string | null {
  if (run.changes === null) return null
  const groups = changeGroups(run.changes).map(
    ({ title, entries }) => `- ${prose(`${title}: ${listed(entries, 30, 'in conformance.json')}`)}`,
  )
  return [`Compared with ${prose(comparedWith(run.changes, run))}:`, groups.length === 0 ? '- none' : groups.join('\n')].join(
    '\n\n',
  )
}
