import Table from 'cli-table3'
import type { createColors } from 'picocolors'
import type { Configuration, Run } from '../model.ts'
import { type AreaRow, areaRows } from './areas.ts'
import { authMatrix } from './auth-matrix.ts'
import { configurationRows } from './configuration-section.ts'
import { showing } from './failures.ts'
import { type RequestNumbers, requestNumbers } from './request-numbers.ts'
import { oneLine, shorten } from './text.ts'

type Paint = ReturnType<typeof createColors>

const none = ''
/** No lines: they are noise in a log, and screen readers read them out. */
const chars = {
  top: none,
  'top-mid': none,
  'top-left': none,
  'top-right': none,
  bottom: none,
  'bottom-mid': none,
  'bottom-left': none,
  'bottom-right': none,
  left: none,
  'left-mid': none,
  mid: none,
  'mid-mid': none,
  right: none,
  'right-mid': none,
  middle: '  ',
} as const

function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const drawn = new Table({ head: [...head], chars, style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 } })
  drawn.push(...rows.map((row) => [...row]))
  return drawn
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
}

function colourOf(result: AreaRow['result'], paint: Paint): (text: string) => string {
  if (result === 'pass') return paint.green
  if (result === 'FAIL') return paint.red
  return result === 'not run' || result === 'not applicable' ? paint.dim : paint.yellow
}

/** Text-to-image, single-image edit, multi-image edit, authentication, and the other areas. */
export function areaTable(run: Run, paint: Paint): readonly string[] {
  const rows = areaRows(run).map(({ area, result, counts }) => [
    shorten(oneLine(area), 32),
    colourOf(result, paint)(result),
    String(counts.passed),
    String(counts.failed),
    String(counts.blocked + counts.unjudged),
    String(counts['not-run'] + counts['not-applicable']),
  ])
  return rows.length === 0 ? [] : table(['area', 'result', 'passed', 'failed', 'not judged', 'left out'], rows)
}

/** Checklist items: what the export says, beside what the gateway does. */
export const configurationTable = (configuration: Configuration): readonly string[] =>
  table(
    ['item', 'export', 'gateway', ''],
    configurationRows(configuration).map(([item = '', ...rest]) => [shorten(oneLine(item), 38), ...rest]),
  )

/** Credential variants × operations; `differ` marks where the operations do not agree. */
export function authTable(run: Run): readonly string[] {
  const { operations, rows } = authMatrix(run)
  if (rows.length === 0) return []
  return table(
    ['credential', ...operations, ''],
    rows.map(({ variant, cells, agree }) => [
      shorten(oneLine(variant), 40),
      ...operations.map((operation) => {
        const cell = cells.find((candidate) => candidate.operation === operation)
        return cell === undefined ? '–' : `${cell.status ?? 'no answer'} ${cell.answeredBy === 'unknown' ? '?' : cell.answeredBy}`
      }),
      agree === false ? 'differ' : '',
    ]),
  )
}

/**
 * Numbers side by side where they fit, else one below the other: a number is never broken, as it is there to be copied.
 * Calls that a failed requirement cites come first, then the paid ones; what nobody will ask about is left to the CSV.
 */
export function requestNumberTable(run: Run, width: number): readonly string[] {
  const failed = new Set(run.requirements.filter(({ status }) => status === 'failed').flatMap(showing))
  const paid = new Set(run.exchanges.filter(({ billing }) => billing !== 'free').map(({ id }) => id))
  const worth = ({ id }: RequestNumbers['rows'][number]): number => (failed.has(id) ? 2 : paid.has(id) ? 1 : 0)
  const { hops, rows } = requestNumbers(run)
  const numbered = rows.filter(({ numbers }) => numbers.some((number) => number !== ''))
  const wanted = numbered.filter((row) => worth(row) > 0).length
  const shown = numbered.toSorted((one, other) => worth(other) - worth(one)).slice(0, Math.min(12, Math.max(4, wanted)))
  if (shown.length === 0) return []
  const wide = sideBySide(hops, shown)
  const lines = wide.every((line) => line.length <= width) ? wide : oneBelowTheOther(hops, shown)
  const rest = numbered.length - shown.length
  return rest > 0 ? [...lines, `and ${rest} more in request-numbers.csv`] : lines
}

const sideBySide = (hops: readonly string[], rows: RequestNumbers['rows']): readonly string[] =>
  table(
    ['case', 'status', ...hops],
    rows.map((row) => [shorten(oneLine(row.case), 40), row.status, ...row.numbers.map((number) => numberOf(number) || '–')]),
  )

function oneBelowTheOther(hops: readonly string[], rows: RequestNumbers['rows']): readonly string[] {
  return table(
    ['case', 'status', 'hop', 'request number'],
    rows.flatMap((row) =>
      row.numbers
        .map((number, index) => ({ hop: hops[index] ?? '', number: numberOf(number) }))
        .filter(({ number }) => number !== '')
        .map(({ hop, number }, index) =>
          index === 0 ? [shorten(oneLine(row.case), 23), row.status, hop, number] : ['', '', hop, number],
        ),
    ),
  )
}

/** Longer than any number that a hop writes: what is cut here was no number. */
const numberOf = (text: string): string => shorten(oneLine(text), 80)
