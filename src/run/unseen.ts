import type { Doubt } from '../configuration/effective.ts'
import { place } from '../configuration/export.ts'
import { diagnosisOf } from '../diagnosis/read-in-export.ts'
import {
  type ChecklistItem,
  type ConfigurationFinding,
  type Diagnosis,
  failsTheRun,
  type Judgement,
  type NotRun,
  type Rehearsal,
  type Run,
} from '../model.ts'
import type { Allowance } from '../report/failures.ts'
import { count, listed } from '../report/text.ts'
import { verdict } from '../report/verdict.ts'
import { leavesTheWay } from './decides.ts'

type Found = Pick<Run, 'verdict' | 'reason' | 'checklist' | 'diagnoses'>

/** What else a rehearsal is held against: the judgements, and what the export shows to be wrong without being run. */
interface Beside {
  readonly judgements: readonly Judgement[]
  readonly configuration: readonly ConfigurationFinding[]
  readonly allowance: Allowance
}

/**
 * Takes out of a rehearsal what it cannot show. A statement that was passed over may be the one that makes the call work,
 * or the one that breaks it; and stand-ins may make work what the export has wrong. No verdict stands on either alone.
 */
export function withoutUnseen(found: Found, { notRun }: Rehearsal, beside: Beside): Found {
  const wrong = beside.configuration.filter(({ level }) => level === 'broken')
  const { hidden, shown } = comparedWith(found, wrong)
  const hangs = hangsOn(notRun)
  const { sure, unsure } = weighed(found.diagnoses, notRun, wrong)
  // What fails is told as something else: the statement that is wrong is named all the same, and first unless that is certain.
  const isTold = sure.some(({ confidence }) => confidence === 'certain')
  const read = shown.filter(({ cause }) => !found.diagnoses.some((one) => one.cause === cause)).map(alsoWrong)
  const diagnoses = [...(isTold ? [...sure, ...read] : [...read, ...sure]), ...hidden.map(onlyRead), ...unsure]
  const checklist = found.checklist.map((item) => itemSeen(item, notRun, wrong))

  const failed = fatal(beside)
  const explains = ({ affects }: Diagnosis): boolean => affects.some((id) => failed.includes(id))
  if (failed.length === 0 || (shown.length === 0 && !sure.some(explains)))
    return { ...doubted(found, notRun, hidden), checklist, diagnoses }
  const told = verdict(beside.judgements, diagnoses, beside.allowance)
  const first = diagnoses.find(explains)
  const acted = isTold ? [] : shown.slice(0, 1).map(({ sentence, ...at }) => `${place(at)}: ${sentence.replace(/\.$/, '')}`)
  const open = first !== undefined && hangs(first) ? [...partsNotRun(notRun), 'some of what fails may come of that'] : []
  const reason = [[...acted, told.reason].join('; seen from outside: '), ...open].join('; ')
  return { verdict: told.verdict, reason, checklist, diagnoses }
}

/** May all that a diagnosis is about come of what was not run? */
const hangsOn =
  (notRun: readonly NotRun[]) =>
  ({ checklistItems }: Diagnosis): boolean =>
    notRun.length > 0 && checklistItems.every((item) => notRun.some(({ items }) => items.includes(item)))

/** A document that cannot be read whole counts as one that was not run, however much of it the embedded chain made out. */
export function withUnreadable(rehearsal: Rehearsal, unread: readonly Doubt[]): Rehearsal {
  const told = (file: string): boolean => rehearsal.notRun.some((one) => one.file === file)
  const unreadable = unread.filter((doubt) => doubt.unreadable && doubt.items.length > 0 && !told(doubt.at.file))
  const more = unreadable.map(({ at, sentence, items }) => ({
    ...at,
    element: 'document',
    reason: sentence,
    instead: 'The embedded chain runs what it makes out of it.',
    items,
  }))
  return { ...rehearsal, notRun: [...rehearsal.notRun, ...more] }
}

/** What stands beside what was not run, and what may be nothing but that. */
function weighed(diagnoses: readonly Diagnosis[], notRun: readonly NotRun[], wrong: readonly ConfigurationFinding[]) {
  const hangs = hangsOn(notRun)
  const isRead = ({ cause }: Diagnosis): boolean => wrong.some((one) => one.cause === cause)
  return {
    sure: diagnoses.filter((one) => !hangs(one) || isRead(one)).map((one) => (hangs(one) ? inPart(one, notRun) : one)),
    unsure: diagnoses.filter((one) => hangs(one) && !isRead(one)).map((one) => perhaps(one, notRun)),
  }
}

/** What reading shows and running does not (`hidden`), and what fails at least on the way of its item (`shown`). */
function comparedWith({ checklist, diagnoses }: Found, wrong: readonly ConfigurationFinding[]) {
  const works = ({ item, cause }: ConfigurationFinding): boolean =>
    item === null ? !diagnoses.some((one) => one.cause === cause) : checklist.find((one) => one.item === item)?.status === 'holds'
  return { hidden: wrong.filter(works), shown: wrong.filter((one) => one.item !== null && !works(one)) }
}

const fatal = ({ judgements, allowance }: Beside): readonly string[] =>
  judgements.filter(({ level, status }) => failsTheRun(level, allowance.failOn) && status === 'failed').map(({ id }) => id)

function doubted(
  { verdict: was, reason }: Found,
  notRun: readonly NotRun[],
  hidden: readonly ConfigurationFinding[],
): Pick<Found, 'verdict' | 'reason'> {
  const parts = [
    ...partsNotRun(notRun),
    ...hidden.map((one) => `${place(one)} is wrong when it is read, and works when it is run: ${one.sentence}`),
  ]
  const harmless = hidden.length === 0 && notRun.every(leavesTheWay)
  if (parts.length === 0 || (was === 'conformant' && harmless)) return { verdict: was, reason: [reason, ...parts].join('; ') }
  const rest = was === 'conformant' ? `what could be seen holds: ${reason}` : 'what fails or is not judged may come of that'
  return { verdict: 'unjudged', reason: [...parts, rest].join('; ') }
}

const partsNotRun = (notRun: readonly NotRun[]): readonly string[] =>
  notRun.length === 0
    ? []
    : [`${count(notRun.length, 'part')} of the export could not be run (${listed(notRun.map(named), 3, 'in the list')})`]

/** `apis/images/policy.xml:12 <ip-filter>` */
const named = ({ file, line, element }: NotRun): string => `${place({ file, line })} <${element}>`

function itemSeen(item: ChecklistItem, notRun: readonly NotRun[], wrong: readonly ConfigurationFinding[]): ChecklistItem {
  const read = wrong.filter((one) => one.item === item.item)
  const deciding = notRun.filter(({ items }) => items.includes(item.item))
  if (item.status === 'broken' ? read.length > 0 || deciding.length === 0 : read.length + deciding.length === 0) return item
  const told = [...deciding.map((one) => `${named(one)}: ${one.reason}`), ...read.map((one) => `${place(one)}: ${one.sentence}`)]
  return { ...item, status: 'not-observable', evidence: [...told, ...item.evidence] }
}

/** What reading the export shows and no answer does: no requirement fails because of it, as the rehearsal runs the export. */
const onlyRead = (finding: ConfigurationFinding): Diagnosis => ({
  ...diagnosisOf(finding.cause, [{ finding, breaks: [] }]),
  alternatives: ['none: in the rehearsal it works, with stand-ins for keys, identities and deployments'],
})

/** What reading the export shows, where what fails in the rehearsal does not say why. */
const alsoWrong = (finding: ConfigurationFinding): Diagnosis => ({
  ...diagnosisOf(finding.cause, [{ finding, breaks: [] }]),
  alternatives: ['none: the rehearsal fails on this way too, and its answers do not say why'],
})

const perhaps = (diagnosis: Diagnosis, notRun: readonly NotRun[]): Diagnosis => ({
  ...diagnosis,
  confidence: 'possible',
  alternatives: [whatWasNotRun(notRun), ...diagnosis.alternatives],
})

/** The export does have it wrong; what fails beside may still come of something else. */
const inPart = (diagnosis: Diagnosis, notRun: readonly NotRun[]): Diagnosis => ({
  ...diagnosis,
  confidence: diagnosis.confidence === 'certain' ? 'likely' : diagnosis.confidence,
  alternatives: [`beside it, ${whatWasNotRun(notRun)}`, ...diagnosis.alternatives],
})

const whatWasNotRun = (notRun: readonly NotRun[]): string =>
  `what could not be run: ${listed(notRun.map(named), 3, 'in the list')}`
