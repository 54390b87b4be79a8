import { place } from '../configuration/export.ts'
import { diagnosisOf } from '../diagnosis/read-in-export.ts'
import {
  type ChecklistItem,
  type ConfigurationFinding,
  type Diagnosis,
  type FailOn,
  failsTheRun,
  type Judgement,
  type NotRun,
  type Rehearsal,
  type Run,
} from '../model.ts'
import { count, listed } from '../report/text.ts'
import { leavesTheWay } from './decides.ts'

type Found = Pick<Run, 'verdict' | 'reason' | 'checklist' | 'diagnoses'>

/** What else a rehearsal is held against: the judgements, and what the export shows to be wrong without being run. */
interface Beside {
  readonly judgements: readonly Judgement[]
  readonly configuration: readonly ConfigurationFinding[]
  readonly failOn: FailOn
}

/**
 * Takes out of a rehearsal what it cannot show. A statement that was passed over may be the one that makes the call work,
 * or the one that breaks it; and stand-ins may make work what the export has wrong. No verdict stands on either alone.
 */
export function withoutUnseen(found: Found, { notRun }: Rehearsal, { judgements, configuration, failOn }: Beside): Found {
  const wrong = configuration.filter(({ level }) => level === 'broken')
  const isNamed = ({ cause }: ConfigurationFinding): boolean => found.diagnoses.some((one) => one.cause === cause)
  const statusOf = (finding: ConfigurationFinding) => found.checklist.find(({ item }) => item === finding.item)?.status
  const hidden = wrong.filter((one) => (one.item === null ? !isNamed(one) : statusOf(one) === 'holds'))
  // What fails is told as something else: the statement that is wrong is named all the same.
  const unnamed = wrong.filter((one) => one.item !== null && statusOf(one) === 'not-observable' && !isNamed(one))
  const doubtful = ({ cause, checklistItems }: Diagnosis): boolean =>
    notRun.length > 0 &&
    !wrong.some((one) => one.cause === cause) &&
    checklistItems.every((item) => notRun.some(({ items }) => items.includes(item)))
  const sure = found.diagnoses.filter((diagnosis) => !doubtful(diagnosis))
  const failed = judgements.filter(({ level, status }) => failsTheRun(level, failOn) && status === 'failed').map(({ id }) => id)
  const isTold = sure.some(({ confidence }) => confidence !== 'possible')
  const read = unnamed.map(alsoWrong)
  const stands = sure.some(({ affects }) => affects.some((id) => failed.includes(id)))
  return {
    ...(stands ? { verdict: found.verdict, reason: found.reason } : doubted(found, notRun, hidden)),
    checklist: found.checklist.map((item) => itemSeen(item, notRun, wrong)),
    diagnoses: [
      ...(isTold ? [...sure, ...read] : [...read, ...sure]),
      ...hidden.map(onlyRead),
      ...found.diagnoses.filter(doubtful).map((diagnosis) => perhaps(diagnosis, notRun)),
    ],
  }
}

function doubted(
  { verdict, reason }: Found,
  notRun: readonly NotRun[],
  hidden: readonly ConfigurationFinding[],
): Pick<Found, 'verdict' | 'reason'> {
  const parts = [
    ...(notRun.length === 0
      ? []
      : [`${count(notRun.length, 'part')} of the export could not be run (${listed(notRun.map(named), 3, 'in the list')})`]),
    ...hidden.map((one) => `${place(one)} is wrong when it is read, and works when it is run: ${one.sentence}`),
  ]
  const harmless = hidden.length === 0 && notRun.every(leavesTheWay)
  if (parts.length === 0 || (verdict === 'conformant' && harmless)) return { verdict, reason: [reason, ...parts].join('; ') }
  const rest = verdict === 'conformant' ? `what could be seen holds: ${reason}` : 'what fails or is not judged may come of that'
  return { verdict: 'unjudged', reason: [...parts, rest].join('; ') }
}

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

function perhaps(diagnosis: Diagnosis, notRun: readonly NotRun[]): Diagnosis {
  const cause = `what could not be run: ${listed(notRun.map(named), 3, 'in the list')}`
  return { ...diagnosis, confidence: 'possible', alternatives: [cause, ...diagnosis.alternatives] }
}
