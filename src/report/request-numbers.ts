import { HOPS, type Run } from '../model.ts'
import { notice } from './notice.ts'
import { visible } from './text.ts'

/** The number under which each hop filed a call, so that its owner can find it in the hop's own log. */
export interface RequestNumbers {
  readonly hops: readonly string[]
  readonly rows: readonly {
    readonly id: string
    readonly case: string
    /** ISO 8601. */
    readonly time: string
    /** Status, or why no answer came. */
    readonly status: string
    /** One per hop, in the order of `hops`; empty where the hop gave none. */
    readonly numbers: readonly string[]
  }[]
}

export function requestNumbers({ exchanges }: Pick<Run, 'exchanges'>): RequestNumbers {
  const hops = [...new Set(exchanges.flatMap(({ requestIds }) => Object.keys(requestIds)))].sort(fromTheCallerInwards)
  return {
    hops,
    rows: exchanges.map(({ id, case: name, startedAt, response, failure, requestIds }) => ({
      id,
      case: name,
      time: startedAt,
      status: String(response?.status ?? failure?.kind ?? ''),
      numbers: hops.map((hop) => requestIds[hop] ?? ''),
    })),
  }
}

/**
 * RFC 4180 CSV. The name of the last column says when it was the embedded chain: a comment line would break readers.
 */
export function requestNumbersCsv(run: Run): string {
  const { hops, rows } = requestNumbers(run)
  const header = ['id', 'case', 'time', 'status', ...hops, notice(run) ?? 'target']
  const lines = rows.map((row) => [row.id, row.case, row.time, row.status, ...row.numbers, run.target.url])
  return [header, ...lines].map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('')
}

/** A spreadsheet runs a cell that begins with one of these as a formula; an apostrophe makes it text (OWASP, CSV Injection). */
function csvCell(text: string): string {
  const shown = visible(text)
  const harmless = /^\s*[=+\-@|＝＋－＠]/.test(shown) ? `'${shown}` : shown
  return `"${harmless.replaceAll('"', '""')}"`
}

const fromTheCallerInwards = (one: string, other: string): number => depth(one) - depth(other)

const order: readonly string[] = HOPS
/** Names that are no hop come last. */
const depth = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length)
