import type { ApimExport } from '../export.ts'
import type { ReadJson } from './files.ts'
import { isRecord } from './json.ts'
import type { NotRun, Report } from './not-run.ts'

/** What a file of a place is about, and what happens without it. */
interface Missing extends Pick<NotRun, 'element' | 'instead' | 'matters'> {
  readonly place: RegExp
}

/** Where nothing is said of its own, each use is reported where it stands: a statement that names what is not there. */
const MISSING: readonly Missing[] = [
  { place: /\/diagnosticInformation\.json$/, element: 'diagnostic', instead: 'Nothing is logged by it.', matters: true },
  { place: /^apis\//, element: 'api', instead: 'What it describes is not there.', matters: true },
  { place: /^version ?sets\//i, element: 'api', instead: 'The version is taken for a part of the path.', matters: true },
  { place: /^products\//, element: 'product', instead: 'What it says of the product is not there.', matters: true },
  { place: /^subscriptions\//, element: 'subscription', instead: 'Its keys are unknown to the gateway.', matters: true },
  { place: /^backends\//, element: 'backend', instead: 'The backend is not there.', matters: false },
  { place: /^named ?values\//i, element: 'named value', instead: 'The named value is not there.', matters: false },
  { place: /^policy ?fragments\//i, element: 'fragment', instead: 'The fragment is not there.', matters: false },
]
const OTHERWISE = { element: 'file', instead: 'It is read as if it were not there.', matters: true }

/** Reads each file once, and reports one that cannot be read. */
export function jsonReader(files: ApimExport, report: Report): ReadJson {
  const known = new Map<string, unknown>()
  return (file) => {
    if (!known.has(file)) known.set(file, read(file, files.get(file), report))
    return known.get(file)
  }
}

function read(file: string, text: string | undefined, report: Report): unknown {
  if (text === undefined) return undefined
  const { element, instead, matters } = MISSING.find(({ place }) => place.test(file)) ?? OTHERWISE
  const broken = (reason: string) => report({ file, line: 1, element, reason, instead, matters })
  try {
    const found: unknown = JSON.parse(text)
    // ARM and every export tool nest what an information file says.
    if (!/Information\.json$/.test(file) || (isRecord(found) && isRecord(found.properties))) return found
    broken('The file has no "properties".')
  } catch (error) {
    // The parser's own words quote the file, and with it what may be a key.
    const where = /position \d+(?: \(line \d+ column \d+\))?/.exec(error instanceof Error ? error.message : '')?.[0]
    broken(`The file is no JSON${where === undefined ? '' : ` (${where})`}.`)
  }
  return undefined
}
