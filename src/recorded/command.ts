import { parseArgs } from 'node:util'
import { visible } from '../report/text.ts'
import { type Diagnosed, diagnosed } from './diagnosed.ts'
import { readRecorded, Unreadable } from './read-recorded.ts'
import { diagnosedText } from './text.ts'

const USAGE = `Usage: npm run diagnose -- FILE [--json]
Explains recorded traffic without sending anything. FILE is a HAR 1.2 file, a conformance.json, or a JSON array of
{"request": {"method", "url", "headers"?}, "response": {"status", "headers", "body"}}.`

/** Where output goes, so that tests can read it. */
export interface Output {
  readonly columns: number
  readonly out: (text: string) => void
  readonly err: (text: string) => void
}

/**
 * `npm run diagnose`. Nothing is sent.
 * @returns 0 when something was read, 2 when nothing could be
 */
export async function runDiagnose(argv: readonly string[], { columns, out, err }: Output): Promise<0 | 2> {
  try {
    if (argv.includes('--help') || argv.includes('-h')) {
      out(`${USAGE}\n`)
      return 0
    }
    const { file, json } = argumentsOf(argv)
    const list = diagnosed(await readRecorded(file))
    if (json) out(`${JSON.stringify(list, null, 2)}\n`)
    if (isEmpty(list)) {
      err(`No entry of ${file} could be read. The first: ${list[0]?.unreadable ?? 'none'}.\n${USAGE}\n`)
      return 2
    }
    if (!json) out(diagnosedText(list, columns))
    return 0
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    err(`${visible(error.message)}\n`)
    return 2
  }
}

const isEmpty = (list: readonly Diagnosed[]): boolean => list.every(({ unreadable }) => unreadable !== null)

function argumentsOf(argv: readonly string[]): { file: string; json: boolean } {
  try {
    const { values, positionals } = parseArgs({ args: [...argv], allowPositionals: true, options: { json: { type: 'boolean' } } })
    const [file, ...others] = positionals
    if (file === undefined) throw new Unreadable(`No file is named.\n${USAGE}`)
    if (others.length > 0) throw new Unreadable(`One file at a time: ${others.join(', ')} is too much.\n${USAGE}`)
    return { file, json: values.json ?? false }
  } catch (error) {
    if (error instanceof Unreadable) throw error
    throw new Unreadable(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`)
  }
}
