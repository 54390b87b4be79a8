import type { ChecklistItem, Diagnosis } from '../model.ts'
import { type Evidence, reachedTheModel, statusOf, works } from './evidence.ts'

interface Item {
  readonly item: number
  readonly title: string
  /** What shows that it holds; null when nothing does. It never holds by default. */
  readonly holds: (evidence: Evidence) => string | null
}

const edits = (evidence: Evidence, words: string): string | null => {
  // A success without a picture may come from a policy that never asked the model.
  const isDrawn = evidence.readings.some(({ exchange }) => exchange.case === 'edit-one' && exchange.billing === 'paid')
  if (isDrawn && works(evidence, 'edits') && statusOf(evidence, 'EDIT-1') === 'passed')
    return `edit-one: an edit came back, ${words}`
  return reachedTheModel(evidence, 'edits') ? `probe-edits: the model itself refused the free probe, ${words}` : null
}

/** The acceptance checklist, in its order. */
const items: readonly Item[] = [
  { item: 1, title: 'the edits operation exists in APIM', holds: (evidence) => edits(evidence, 'so APIM has the operation') },
  {
    item: 2,
    title: 'edits is rewritten to /openai/deployments/{deployment}/images/edits',
    holds: (evidence) => edits(evidence, 'so the backend path is right'),
  },
  {
    item: 3,
    title: 'api-version is written',
    holds: (evidence) => {
      const { overridesApiVersion } = evidence.target.profile.capabilities
      if (!overridesApiVersion) return edits(evidence, 'and the client sends the api-version itself')
      return statusOf(evidence, 'QUERY-2') === 'passed'
        ? edits(evidence, 'also when the client asks for another api-version')
        : null
    },
  },
  {
    item: 4,
    title: "authentication equals generations' and is valid",
    holds: (evidence) =>
      statusOf(evidence, 'PAIR-2') === 'passed' ? edits(evidence, 'and each credential is treated as on generations') : null,
  },
  {
    item: 5,
    title: 'product and subscription allow edits',
    holds: (evidence) => edits(evidence, 'so the subscription covers it'),
  },
  { item: 6, title: 'the same key replayed, request numbers of the hops matched', holds: matchedNumbers },
]

/** The acceptance checklist as the run shows it. */
export function checklist(evidence: Evidence, diagnoses: readonly Diagnosis[]): readonly ChecklistItem[] {
  const hasApim = evidence.target.profile.chain.includes('apim')
  return items.map(({ item, title, holds }) => {
    const blamed = diagnoses.filter(({ checklistItems }) => checklistItems.includes(item))
    const broken = blamed.filter(({ confidence }) => confidence !== 'possible')
    if (broken.length > 0)
      return { item, title, status: 'broken', evidence: broken.flatMap((diagnosis) => diagnosis.evidence.slice(0, 2)) }
    if (blamed.length > 0) return { item, title, status: 'not-observable', evidence: blamed.map(maybe) }
    if (!hasApim) return { item, title, status: 'not-observable', evidence: ['this target has no APIM'] }
    const shown = holds(evidence)
    if (shown === null) return { item, title, status: 'not-observable', evidence: ['no answer of this run shows it'] }
    return { item, title, status: 'holds', evidence: [shown] }
  })
}

/** What is only possible may as well be something else, which other items are about. */
function maybe({ cause, alternatives }: Diagnosis): string {
  const others = alternatives.filter((text) => !text.startsWith('to settle it')).map((text) => text.split(':')[0] ?? text)
  return `${cause} is possible and not sure${others.length > 0 ? `: it may as well be ${others.join(', ')}` : ''}`
}

/** One answer on edits that carries the numbers of two hops, sent with the key that generations used. */
function matchedNumbers({ readings, target }: Evidence): string | null {
  const numbered = readings.find(
    ({ exchange }) =>
      exchange.operation === 'edits' &&
      exchange.sentTo === 'target' &&
      Object.keys(exchange.requestIds).length >= Math.min(2, target.profile.headers.requestId === null ? 1 : 2),
  )
  if (numbered === undefined) return null
  const { id, requestIds } = numbered.exchange
  return `${id}: ${Object.entries(requestIds)
    .map(([hop, number]) => `${hop} ${number}`)
    .join(', ')}`
}
