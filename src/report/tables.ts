import Table from 'cli-table3'
import type { createColors } from 'picocolors'
import type { Run } from '../model.ts'
import { areaRows } from './areas.ts'
import { authMatrix, cellText } from './auth-matrix.ts'
import { requestNumbers } from './request-numbers.ts'
import { oneLine, shorten } from './text.ts'

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

/** Text-to-image, single-image edit, multi-image edit, authentication, and the other areas. */
export function areaTable(run: Run, paint: ReturnType<typeof createColors>): readonly string[] {
  const rows = areaRows(run).map(({ area, result, counts }) => [
    shorten(oneLine(area), 32),
    result === 'pass' ? paint.green(result) : result === 'FAIL' ? paint.red(result) : paint.yellow(result),
    String(counts.passed),
    String(counts.failed),
    String(counts.blocked + counts.unjudged),
    String(counts['not-run'] + counts['not-applicable']),
  ])
  return rows.length === 0 ? [] : table(['area', 'result', 'passed', 'failed', 'not judged', 'left out'], rows)
}

/** Credential variants × operations; `differ` marks where the operations do not agree. */
export function authTable(run: Run): readonly string[] {
  const { operations, rows } = authMatrix(run)
  if (rows.length === 0) return []
  return table(
    ['credential', ...operations, ''],
    rows.map(({ variant, cells, agree }) => [
      shorten(oneLine(variant), 24),
      ...operations.map((operation) => {
        const cell = cells.find((candidate) => candidate.operation === operation)
        return cell === undefined ? '–' : cellText(cell)
      }),
      agree === false ? 'differ' : '',
    ]),
  )
}

/**
 * Numbers side by side where they fit, else one below the other: a number is never broken, as it is there to be copied.
 * Calls that a failed requirement cites come first.
 */
export function requestNumberTable(run: Run, width: number, most: number): readonly string[] {
  const { hops, rows } = requestNumbers(run)
  const failed = new Set(run.requirements.filter(({ status }) => status === 'failed').flatMap(({ exchanges }) => exchanges))
  const numbered = rows.filter(({ numbers }) => numbers.some((number) => number !== ''))
  const shown = numbered.toSorted((one, other) => Number(failed.has(other.id)) - Number(failed.has(one.id))).slice(0, most)
  if (shown.length === 0) return []
  const wide = table(
    ['case', 'status', ...hops],
    shown.map((row) => [nameOf(row.case), row.status, ...row.numbers.map((number) => numberOf(number) || '–')]),
  )
  const lines = wide.every((line) => line.length <= width)
    ? wide
    : table(
        ['case', 'status', 'hop', 'request number'],
        shown.flatMap((row) =>
          row.numbers
            .map((number, index) => ({ hop: hops[index] ?? '', number: numberOf(number) }))
            .filter(({ number }) => number !== '')
            .map(({ hop, number }, index) => [index === 0 ? nameOf(row.case) : '', index === 0 ? row.status : '', hop, number]),
        ),
      )
  return numbered.length > most ? [...lines, `and ${numbered.length - most} more in request-numbers.csv`] : lines
}

const nameOf = (text: string): string => shorten(oneLine(text), 40)
/** Longer than any number that a hop writes: what is cut here was no number. */
const numberOf = (text: string): string => shorten(oneLine(text), 80)
