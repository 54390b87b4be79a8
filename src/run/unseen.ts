import { place } from '../configuration/export.ts'
import type { ChecklistItem, ConfigurationFinding, Diagnosis, Judgement, NotRun, Rehearsal, Run } from '../model.ts'
import { count, listed } from '../report/text.ts'
import { leavesTheWay } from './decides.ts'

type Found = Pick<Run, 'verdict' | 'reason' | 'checklist' | 'diagnoses'>

/** What else a rehearsal is held against: the judgements, and what the export shows to be wrong without being run. */
interface Beside {
  readonly judgements: readonly Judgement[]
  readonly configuration: readonly ConfigurationFinding[]
}

/**
 * Takes out of a rehearsal what it cannot show. A statement that was passed over may be the one that makes the call work,
 * or the one that breaks it: the items that it decides are not seen, and neither verdict stands on it alone.
 */
export function withoutUnseen(found: Found, { notRun }: Rehearsal, { judgements, configuration }: Beside): Found {
  if (notRun.length === 0) return found
  const wrong = configuration.filter(({ level }) => level === 'broken')
  const doubtful = ({ cause, checklistItems }: Diagnosis): boolean =>
    !wrong.some((one) => one.cause === cause) && checklistItems.every((item) => notRun.some(({ items }) => items.includes(item)))
  const sure = found.diagnoses.filter((diagnosis) => !doubtful(diagnosis))
  return {
    ...verdictOn(found, notRun, sure, judgements),
    checklist: found.checklist.map((item) => itemSeen(item, notRun, wrong)),
    diagnoses: [...sure, ...found.diagnoses.filter(doubtful).map((diagnosis) => doubted(diagnosis, notRun))],
  }
}

function verdictOn(
  { verdict, reason }: Found,
  notRun: readonly NotRun[],
  sure: readonly Diagnosis[],
  judgements: readonly Judgement[],
): Pick<Found, 'verdict' | 'reason'> {
  const failed = judgements.filter(({ level, status }) => level === 'MUST' && status === 'failed').map(({ id }) => id)
  if (sure.some(({ affects }) => affects.some((id) => failed.includes(id)))) return { verdict, reason }
  const unseen = `${count(notRun.length, 'part')} of the export could not be run (${listed(notRun.map(named), 3, 'in the list')})`
  if (verdict === 'conformant' && notRun.every(leavesTheWay)) return { verdict, reason: `${reason}; ${unseen}` }
  const rest = verdict === 'conformant' ? `what could be run holds: ${reason}` : 'what fails or cannot be judged may come of that'
  return { verdict: 'unjudged', reason: `${unseen}; ${rest}` }
}

/** `apis/images/policy.xml:12 <ip-filter>` */
const named = ({ file, line, element }: NotRun): string => `${place({ file, line })} <${element}>`

function itemSeen(item: ChecklistItem, notRun: readonly NotRun[], wrong: readonly ConfigurationFinding[]): ChecklistItem {
  const deciding = notRun.filter(({ items }) => items.includes(item.item))
  const known = item.status === 'broken' && wrong.some((one) => one.item === item.item)
  if (deciding.length === 0 || known) return item
  return {
    ...item,
    status: 'not-observable',
    evidence: [...deciding.map((one) => `${named(one)}: ${one.reason}`), ...item.evidence],
  }
}

function doubted(diagnosis: Diagnosis, notRun: readonly NotRun[]): Diagnosis {
  const perhaps = `what could not be run: ${listed(notRun.map(named), 3, 'in the list')}`
  return { ...diagnosis, confidence: 'possible', alternatives: [perhaps, ...diagnosis.alternatives] }
}
