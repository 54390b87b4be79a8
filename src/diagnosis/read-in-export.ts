import { place } from '../configuration/export.ts'
import { groupedBy } from '../grouped.ts'
import { type CauseName, type ConfigurationFinding, type Diagnosis, type FailOn, failsTheRun } from '../model.ts'
import { brokenBy } from '../requirements/exported.ts'
import type { Evidence } from './evidence.ts'

/** Something that an export has wrong, and the requirements that fail because of it. */
interface Wrong {
  readonly finding: ConfigurationFinding
  readonly breaks: readonly string[]
}

/**
 * Adds what the export has wrong to what the gateway shows: to the diagnosis of the same cause, or as one of its own behind
 * those. What a caller meets comes first, for the export may not be what is published. What only warns is no diagnosis.
 */
export function withExport(
  seen: readonly Diagnosis[],
  { judgements, configuration }: Evidence,
  failOn: FailOn,
): readonly Diagnosis[] {
  const fatal = judgements.filter(({ level, status }) => status === 'failed' && failsTheRun(level, failOn)).map(({ id }) => id)
  const wrong = configuration
    .map((finding) => ({ finding, breaks: brokenBy(finding).filter((id) => fatal.includes(id)) }))
    .filter(({ breaks }) => breaks.length > 0)
  return [...groupedBy(wrong, ({ finding }) => finding.cause)].reduce<readonly Diagnosis[]>(withCause, seen)
}

type OfOneCause = readonly [CauseName, readonly Wrong[]]

function withCause(diagnoses: readonly Diagnosis[], [cause, wrong]: OfOneCause): readonly Diagnosis[] {
  const same = diagnoses.find((one) => one.cause === cause || SHOWN_AS[cause]?.includes(one.cause))
  if (same === undefined) return [...diagnoses, diagnosisOf(cause, wrong)]
  return diagnoses.map((one) => (one === same ? alsoIn(one, wrong) : one))
}

/** What an export has wrong shows as another cause, where no answer can come of it. */
const SHOWN_AS: Partial<Readonly<Record<CauseName, readonly CauseName[]>>> = { 'deployment-mismatch': ['deployment-not-found'] }

/** The diagnosis with what the export has wrong of the same cause. */
export function alsoIn(diagnosis: Diagnosis, wrong: readonly Wrong[]): Diagnosis {
  const { hop, affects, evidence, checklistItems, remedy } = diagnosis
  const findings = wrong.map(({ finding }) => finding)
  return {
    ...diagnosis,
    affects: [...new Set([...affects, ...wrong.flatMap(({ breaks }) => breaks)])],
    evidence: [...new Set([...evidence, ...findings.map(told)])],
    checklistItems: [...new Set([...checklistItems, ...findings.flatMap(itemsOf)])],
    // The statement itself is known. It may be another operation's than the one that fails, so the general words stay.
    remedy: hop === 'apim' ? `${remedyOf(findings)} In general: ${remedy}` : remedy,
  }
}

/** What reading the export shows and no answer does: one diagnosis for all findings of one cause. */
export function diagnosisOf(cause: CauseName, wrong: readonly Wrong[]): Diagnosis {
  const findings = wrong.map(({ finding }) => finding)
  return {
    cause,
    hop: 'apim',
    confidence: 'likely',
    checklistItems: [...new Set(findings.flatMap(itemsOf))],
    affects: [...new Set(wrong.flatMap(({ breaks }) => breaks))],
    exchanges: [],
    evidence: [...new Set(findings.map(told))],
    remedy: remedyOf(findings),
    alternatives: [
      'none: nothing that was sent fails because of it; either nothing that was sent could show it, or what is published is not this export',
    ],
  }
}

/** Each remedy once, with all places that it is for. */
const remedyOf = (findings: readonly ConfigurationFinding[]): string =>
  [...new Set(findings.map(({ remedy }) => remedy))]
    .map((remedy) => {
      const places = findings.filter((one) => one.remedy === remedy).map(place)
      return `${[...new Set(places)].join(', ')}: ${remedy}`
    })
    .join(' ')

const itemsOf = ({ item }: ConfigurationFinding): readonly number[] => (item === null ? [] : [item])
const told = ({ sentence, ...at }: ConfigurationFinding): string => `configuration: ${place(at)}: ${sentence}`
