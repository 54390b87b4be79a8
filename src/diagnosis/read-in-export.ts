import { place } from '../configuration/export.ts'
import { groupedBy } from '../grouped.ts'
import type { CauseName, ConfigurationFinding, Diagnosis, Judgement } from '../model.ts'
import type { Evidence } from './evidence.ts'

/** The requirement that looks at what an export has wrong: one for each item of the checklist, one for streams, one for all else. */
const requirementOf = ({ item, level }: ConfigurationFinding): string =>
  level === 'breaks-streams' ? 'CONFIG-8' : `CONFIG-${item ?? 6}`

/**
 * Adds what the export has wrong to what the gateway shows: to the diagnosis of the same cause, or as one of its own behind
 * those. What a caller meets comes first, for the export may not be what is published.
 */
export function withExport(seen: readonly Diagnosis[], { judgements, configuration }: Evidence): readonly Diagnosis[] {
  const wrong = configuration.filter((one) => one.level !== 'warning' && isFailed(requirementOf(one), judgements))
  return [...groupedBy(wrong, ({ cause }) => cause)].reduce<readonly Diagnosis[]>(withCause, seen)
}

const isFailed = (id: string, judgements: readonly Judgement[]): boolean =>
  judgements.some((judgement) => judgement.id === id && judgement.status === 'failed')

type OfOneCause = readonly [CauseName, readonly ConfigurationFinding[]]

function withCause(diagnoses: readonly Diagnosis[], [cause, findings]: OfOneCause): readonly Diagnosis[] {
  const same = diagnoses.find((one) => one.cause === cause)
  if (same === undefined) return [...diagnoses, diagnosisOf(cause, findings)]
  return diagnoses.map((one) => (one === same ? alsoIn(one, findings) : one))
}

function alsoIn(diagnosis: Diagnosis, findings: readonly ConfigurationFinding[]): Diagnosis {
  const { hop, affects, evidence, checklistItems, remedy } = diagnosis
  return {
    ...diagnosis,
    affects: [...new Set([...affects, ...findings.map(requirementOf)])],
    evidence: [...new Set([...evidence, ...findings.map(told)])],
    checklistItems: [...new Set([...checklistItems, ...findings.flatMap(itemsOf)])],
    // The statement itself is known. It may be another operation's than the one that fails, so the general words stay.
    remedy: hop === 'apim' ? `${remedyOf(findings)} In general: ${remedy}` : remedy,
  }
}

/** What reading the export shows and no answer does: one diagnosis for all findings of one cause. */
export const diagnosisOf = (cause: CauseName, findings: readonly ConfigurationFinding[]): Diagnosis => ({
  cause,
  hop: 'apim',
  confidence: 'likely',
  checklistItems: [...new Set(findings.flatMap(itemsOf))],
  affects: [...new Set(findings.map(requirementOf))],
  exchanges: [],
  evidence: [...new Set(findings.map(told))],
  remedy: remedyOf(findings),
  alternatives: [
    'none: nothing that was sent fails because of it; either nothing that was sent could show it, or what is published is not this export',
  ],
})

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
