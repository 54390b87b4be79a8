import type { CauseName, Operation } from '../model.ts'
import { type Evidence, otherOf, works } from './evidence.ts'
import type { Finding } from './findings.ts'
import { followUpId, KNOWN_GOOD_API_VERSION } from './follow-ups.ts'

/** What the run as a whole adds to a finding. The first row that applies changes it; several may, one after the other. */
interface Refinement {
  readonly sentence: string
  readonly refine: (finding: Finding, evidence: Evidence) => Finding | null
}

const AOAI_ROUTING: readonly CauseName[] = ['rewrite-wrong', 'api-version-missing', 'api-version-unsupported']

/** Azure/azure-rest-api-specs: the dated api-versions whose published specification has images/edits begin here. */
const FIRST_WITH_EDITS = '2025-04-01'

export const refinements: readonly Refinement[] = [
  {
    sentence: 'The export shows the very fault that the answer allows.',
    refine(finding, { configuration }) {
      const allowed = [finding.cause, ...finding.alternatives.map(({ cause }) => cause)]
      const shown = configuration.find(({ cause }) => allowed.includes(cause))
      if (shown === undefined) return null
      const told = settled(finding, shown.cause, `configuration: ${shown.file}:${shown.line}: ${shown.sentence}`)
      return shown.level === 'broken' ? told : { ...told, confidence: 'likely' }
    },
  },
  {
    sentence: 'With an explicit api-version the model answers: the way lacks one.',
    refine(finding, evidence) {
      if (!AOAI_ROUTING.includes(finding.cause)) return null
      const id = followUpId('explicit-api-version', finding.operation)
      return isRefusedByTheModel(id, evidence)
        ? settled(
            finding,
            'api-version-missing',
            `${id}: with api-version=${KNOWN_GOOD_API_VERSION} in the query the model answers`,
          )
        : null
    },
  },
  {
    sentence: 'The other operation takes the same way and works: what is wrong concerns this operation alone.',
    refine(finding, evidence) {
      if (!AOAI_ROUTING.includes(finding.cause) || !works(evidence, otherOf(finding.operation))) return null
      const pair = `${otherOf(finding.operation)} reaches the model on the same way`
      if (finding.operation !== 'edits')
        return preferring(finding, 'rewrite-wrong', `${pair}, and every api-version that knows edits knows generations`)
      const version = evidence.target.profile.chain.includes('apim') ? evidence.target.apiVersion : null
      return version !== null && version >= FIRST_WITH_EDITS
        ? preferring(finding, 'rewrite-wrong', `${pair}, and TARGET_API_VERSION=${version} knows edits`)
        : preferring(
            finding,
            'api-version-unsupported',
            `${pair}; Azure's specification has edits only from ${FIRST_WITH_EDITS}-preview on`,
          )
    },
  },
  {
    sentence: 'Neither operation finds its route: what they share is wrong.',
    refine(finding, evidence) {
      if (!AOAI_ROUTING.includes(finding.cause) || finding.operation === 'chat' || works(evidence, otherOf(finding.operation)))
        return null
      return preferring(
        finding,
        'rewrite-wrong',
        'neither operation finds its route, so what they share (backend base URL, rewrite, api-version) is wrong',
      )
    },
  },
  {
    sentence: "The model is the first hop: the credential that it refuses is the caller's own.",
    refine(finding, { target }) {
      const isFirst = target.profile.chain.length === 1
      return isFirst && finding.cause === 'backend-credential-rejected'
        ? { ...finding, cause: 'client-credential-rejected', hop: 'client' }
        : null
    },
  },
  {
    sentence: 'The same key is let in elsewhere: it is not the key that is wrong.',
    refine(finding, evidence) {
      if (finding.cause !== 'client-credential-rejected' && finding.cause !== 'client-credential-missing') return null
      const elsewhere = siblings(finding.operation).find((operation) => letIn(evidence, operation))
      return elsewhere === undefined || !isDefaultCredential(finding.exchange, evidence)
        ? null
        : {
            ...finding,
            cause: 'auth-inconsistent',
            confidence: 'likely',
            evidence: [`the same key is let in on ${elsewhere}`, ...finding.evidence],
          }
    },
  },
  {
    sentence: 'An inner hop that was called directly shows the same fault, or works.',
    refine(finding, { readings }) {
      const direct = readings.filter(
        ({ exchange }) =>
          exchange.sentTo !== 'target' && exchange.operation === finding.operation && exchange.credential === 'right',
      )
      const failing = direct.find(({ explanation }) => explanation?.cause === finding.cause)
      if (failing !== undefined)
        return {
          ...finding,
          confidence: 'certain',
          evidence: [`${failing.exchange.id}: ${failing.exchange.sentTo}, called directly, shows the same`, ...finding.evidence],
        }
      const sound = direct.filter(({ exchange }) => exchange.response?.status === 400).map(({ exchange }) => exchange.sentTo)
      return sound.length === 0
        ? null
        : {
            ...finding,
            evidence: [`called directly, ${sound.join(' and ')} lets the same request through to the model`, ...finding.evidence],
          }
    },
  },
]

export function refined(finding: Finding, evidence: Evidence): Finding {
  return refinements.reduce((current, { refine }) => refine(current, evidence) ?? current, finding)
}

/** The cause is known now: nothing else is left. */
function settled(finding: Finding, cause: CauseName, because: string): Finding {
  return { ...finding, cause, confidence: 'certain', evidence: [because, ...finding.evidence], alternatives: [] }
}

/** The likeliest of the causes that the evidence allows, the others behind it. */
function preferring(finding: Finding, cause: CauseName, because: string): Finding {
  if (finding.confidence === 'certain' && finding.alternatives.length === 0) return finding
  const others = [{ cause: finding.cause, because: 'the answer alone allows it' }, ...finding.alternatives].filter(
    (other) => other.cause !== cause,
  )
  const confidence = others.length === 0 ? finding.confidence : 'possible'
  return { ...finding, cause, confidence, evidence: [because, ...finding.evidence], alternatives: others }
}

const siblings = (operation: Operation): readonly Operation[] =>
  (['generations', 'edits', 'chat'] as const).filter((other) => other !== operation)

function letIn({ readings }: Evidence, operation: Operation): boolean {
  return readings.some(
    ({ exchange }) =>
      exchange.operation === operation &&
      exchange.sentTo === 'target' &&
      exchange.credential === 'right' &&
      exchange.failure === null &&
      ![null, 401, 403].includes(exchange.response?.status ?? null),
  )
}

const isDefaultCredential = (id: string, { readings }: Evidence): boolean =>
  readings.some(({ exchange }) => exchange.id === id && exchange.credential === 'right')

function isRefusedByTheModel(id: string, { readings, target }: Evidence): boolean {
  const statuses = target.profile.freeRefusal.edits?.statuses ?? target.profile.freeRefusal.generations?.statuses ?? []
  const status = readings.find(({ exchange }) => exchange.case === id)?.exchange.response?.status ?? null
  return status !== null && statuses.includes(status)
}
