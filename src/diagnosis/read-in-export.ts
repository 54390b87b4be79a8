import { place } from '../configuration/export.ts'
import type { ConfigurationFinding, Diagnosis, Judgement } from '../model.ts'
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
  return wrong.reduce<readonly Diagnosis[]>(
    withOne,
    seen.map((one) => withPlace(one, wrong)),
  )
}

/** The statement itself is known, so that the remedy need not name every place where it could be. */
function withPlace(diagnosis: Diagnosis, wrong: readonly ConfigurationFinding[]): Diagnosis {
  const shown = wrong.find(({ cause }) => cause === diagnosis.cause)
  return shown === undefined ? diagnosis : { ...diagnosis, remedy: remedyOf(shown) }
}

const isFailed = (id: string, judgements: readonly Judgement[]): boolean =>
  judgements.some((judgement) => judgement.id === id && judgement.status === 'failed')

function withOne(diagnoses: readonly Diagnosis[], finding: ConfigurationFinding): readonly Diagnosis[] {
  const same = diagnoses.find(({ cause }) => cause === finding.cause)
  if (same === undefined) return [...diagnoses, diagnosisOf(finding)]
  return diagnoses.map((one) => (one === same ? { ...one, ...alsoIn(one, finding) } : one))
}

const alsoIn = ({ affects, evidence, checklistItems }: Diagnosis, finding: ConfigurationFinding): Partial<Diagnosis> => ({
  affects: [...new Set([...affects, requirementOf(finding)])],
  evidence: [...new Set([...evidence, told(finding)])],
  checklistItems: [...new Set([...checklistItems, ...itemsOf(finding)])],
})

/** What reading the export shows and no answer does. */
export const diagnosisOf = (finding: ConfigurationFinding): Diagnosis => ({
  cause: finding.cause,
  hop: 'apim',
  confidence: 'likely',
  checklistItems: itemsOf(finding),
  affects: [requirementOf(finding)],
  exchanges: [],
  evidence: [told(finding)],
  remedy: remedyOf(finding),
  alternatives: [
    'none: nothing that was sent fails because of it; either nothing that was sent could show it, or what is published is not this export',
  ],
})

const itemsOf = ({ item }: ConfigurationFinding): readonly number[] => (item === null ? [] : [item])
const remedyOf = ({ remedy, ...at }: ConfigurationFinding): string => `${place(at)}: ${remedy}`
const told = ({ sentence, ...at }: ConfigurationFinding): string => `configuration: ${place(at)}: ${sentence}`
