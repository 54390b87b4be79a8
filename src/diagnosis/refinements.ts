import type { CauseName, Hop, Operation } from '../model.ts'
import { callsOf, type Evidence, isRefusedByTheModel, otherOf, reachedTheModel, works } from './evidence.ts'
import type { Finding } from './findings.ts'
import { followUpId, KNOWN_GOOD_API_VERSION } from './follow-ups.ts'
import { alone, exchangeOf, innermostRelay, letIn, preferring, settled } from './refining.ts'

/** What the run as a whole adds to a finding; null when it adds nothing. Every row that applies changes it, one after the other. */
interface Refinement {
  readonly sentence: string
  readonly refine: (finding: Finding, evidence: Evidence) => Finding | null
}

const AOAI_ROUTING: readonly CauseName[] = ['rewrite-wrong', 'api-version-missing', 'api-version-unsupported']
/** Refusals that say no more than that the credential will not do. */
const UNSPECIFIC_REFUSAL: readonly CauseName[] = ['client-credential-rejected', 'client-credential-missing', 'request-rejected']
const EMPTY_SUCCESS: readonly CauseName[] = ['response-schema', 'response-not-json', 'wrong-refusal']
const OWN_500: readonly CauseName[] = ['backend-unreachable', 'backend-timeout', 'upstream-error']

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
      if (!AOAI_ROUTING.includes(finding.cause) || works(evidence, finding.operation)) return null
      const id = followUpId('explicit-api-version', finding.operation)
      const cured = evidence.readings.some(
        ({ exchange }) => exchange.case === id && isRefusedByTheModel(exchange, evidence.target.profile),
      )
      return cured
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
      if (!AOAI_ROUTING.includes(finding.cause) || !alone(finding, evidence)) return null
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
      const both = (['generations', 'edits'] as const).every((operation) => !works(evidence, operation))
      if (!AOAI_ROUTING.includes(finding.cause) || !both) return null
      const shared = 'neither operation finds its route, so what they share (backend base URL, rewrite, api-version) is wrong'
      return preferring(finding, 'rewrite-wrong', shared)
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
      const exchange = exchangeOf(finding, evidence)
      const isRefusal = [401, 403].includes(exchange?.response?.status ?? 0) && exchange?.credential === 'right'
      if (!isRefusal || !UNSPECIFIC_REFUSAL.includes(finding.cause)) return null
      const elsewhere = siblings(finding.operation).find((operation) => letIn(evidence, operation))
      if (elsewhere === undefined) return null
      const answeredBy = exchange?.attribution.answeredBy ?? 'unknown'
      const hop: Hop | 'unknown' = answeredBy === 'unknown' ? (innermostRelay(evidence) ?? 'unknown') : answeredBy
      const told = [`the same key is let in on ${elsewhere}`, ...finding.evidence]
      return { ...finding, cause: 'auth-inconsistent', hop, confidence: 'likely', evidence: told }
    },
  },
  {
    sentence: 'A request that nobody should fulfil is answered with success: nothing behind the hop that answers was asked.',
    refine(finding, evidence) {
      const probe = callsOf(evidence, finding.operation).find(({ exchange }) => exchange.case === `probe-${finding.operation}`)
      const status = probe?.exchange.response?.status ?? null
      const answered = probe?.exchange.failure === null && probe.exchange.billing === 'free' && status !== null && status < 300
      if (!answered || !EMPTY_SUCCESS.includes(finding.cause)) return null
      const told = `${probe.exchange.id}: the free probe, which is wrong on purpose, is answered with success`
      return {
        ...finding,
        cause: 'short-circuited',
        hop: innermostRelay(evidence) ?? finding.hop,
        evidence: [told, ...finding.evidence],
      }
    },
  },
  {
    sentence: "Azure OpenAI's words under a status that it does not give them: a hop in front changed it.",
    refine(finding, evidence) {
      const relay = innermostRelay(evidence)
      return finding.cause === 'error-status-200' && finding.hop === 'aoai' && relay !== null ? { ...finding, hop: relay } : null
    },
  },
  {
    sentence: "API Management's own 500 on one operation alone: the backend that the other one reaches is there.",
    refine(finding, evidence) {
      const is500 = exchangeOf(finding, evidence)?.response?.status === 500
      if (!OWN_500.includes(finding.cause) || finding.hop !== 'apim' || !is500 || !alone(finding, evidence)) return null
      if (reachedTheModel(evidence, finding.operation))
        return preferring(
          finding,
          'backend-timeout',
          'the free probe reaches the model and the real request, which takes longer, does not come back',
        )
      return preferring(
        finding,
        'upstream-error',
        `${otherOf(finding.operation)} reaches the same backend: a statement of this policy fails`,
      )
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
      if (failing !== undefined) {
        const told = `${failing.exchange.id}: ${failing.exchange.sentTo}, called directly, shows the same`
        return { ...finding, confidence: 'certain', evidence: [told, ...finding.evidence] }
      }
      const sound = direct.filter(({ exchange }) => exchange.response?.status === 400).map(({ exchange }) => exchange.sentTo)
      if (sound.length === 0) return null
      const told = `called directly, ${sound.join(' and ')} lets the same request through to the model`
      return { ...finding, evidence: [told, ...finding.evidence] }
    },
  },
]

export function refined(finding: Finding, evidence: Evidence): Finding {
  return refinements.reduce((current, { refine }) => refine(current, evidence) ?? current, finding)
}

const siblings = (operation: Operation): readonly Operation[] =>
  (['generations', 'edits', 'chat'] as const).filter((other) => other !== operation)
