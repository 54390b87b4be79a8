import type { CauseName, Operation } from '../model.ts'
import { ANSWERED_BOTH_WAYS } from './answered-both-ways.ts'
import { AOAI_ROUTES } from './aoai-routes.ts'
import { EMPTIED_BY_WHOM, GIVEN_UP_BY_WHOM, NAMED_BY_WHOM, STRIPPED_BY_WHOM } from './by-whom.ts'
import { CALLED_DIRECTLY } from './called-directly.ts'
import { CHANGED_FORMS } from './changed-forms.ts'
import { callsOf, type Evidence, isRefusedByTheModel, otherOf, reachedTheModel, works } from './evidence.ts'
import type { Finding } from './findings.ts'
import { FOLLOW_UPS, followUpId } from './follow-ups.ts'
import { LET_IN_ELSEWHERE, UNSPECIFIC_REFUSAL } from './let-in-elsewhere.ts'
import { LOST_PARAMETERS } from './lost-parameters.ts'
import { alone, exchangeOf, innermostRelay, preferring, type Refinement, settled } from './refining.ts'
import { WITHOUT_RELAYS, WRONG_ADDRESS } from './straight-to-the-model.ts'
import { A_STRANGER } from './stranger.ts'
import { UNDER_LOAD } from './under-load.ts'
import { UNREAD_STREAMS } from './unread-streams.ts'

const EMPTY_SUCCESS: readonly CauseName[] = ['response-schema', 'response-not-json', 'wrong-refusal']
const OWN_500: readonly CauseName[] = ['backend-unreachable', 'backend-timeout', 'upstream-error']

export const refinements: readonly Refinement[] = [
  NAMED_BY_WHOM,
  STRIPPED_BY_WHOM,
  EMPTIED_BY_WHOM,
  {
    sentence: 'The export shows the very fault that the answer allows.',
    refine(finding, { configuration }) {
      const allowed = [finding.cause, ...finding.alternatives.map(({ cause }) => cause)]
      const shown = configuration.find(({ cause }) => allowed.includes(cause))
      if (shown === undefined) return null
      // An export is one of API Management: what it shows is fixed there. A relay that passes an answer on is seen to give it; what
      // is only warned of is no word against a relay that surely did it itself.
      const isRelay = finding.hop === 'one-api' || finding.hop === 'gateway'
      const passesOn = isRelay && (shown.level !== 'warning' || finding.confidence !== 'certain')
      const hop = finding.hop === 'unknown' || passesOn ? 'apim' : finding.hop
      const told = settled({ ...finding, hop }, shown.cause, `configuration: ${shown.file}:${shown.line}: ${shown.sentence}`)
      return shown.level !== 'warning' ? told : { ...told, confidence: 'likely' }
    },
  },
  {
    sentence: 'A follow-up that differs in one thing reaches the model: that thing is the fault.',
    refine(finding, evidence) {
      // A probe that reached the model anyway proves nothing about what the follow-up changed.
      if (works(evidence, finding.operation) || reachedTheModel(evidence, finding.operation)) return null
      const telling = FOLLOW_UPS.filter(({ tells }) => tells.includes(finding.cause))
      const cure = telling.find(({ name }) => isCured(followUpId(name, finding.operation), evidence))
      if (cure === undefined) return null
      const cause = cure.proves(probeOf(finding.operation, evidence)?.request.url ?? '')
      return settled(finding, cause, `${followUpId(cure.name, finding.operation)}: ${cure.sentence}`)
    },
  },
  ...CHANGED_FORMS,
  ...LOST_PARAMETERS,
  ...UNDER_LOAD,
  ...UNREAD_STREAMS,
  ...ANSWERED_BOTH_WAYS,
  {
    sentence: 'A web page where a sound call was answered by the same address: the base URL is right.',
    refine(finding, evidence) {
      if (finding.cause !== 'wrong-base-url') return null
      if (reachedTheModel(evidence, finding.operation))
        return { ...finding, cause: 'response-not-json', hop: innermostRelay(evidence) === null ? finding.hop : 'unknown' }
      const exchange = exchangeOf(finding, evidence)
      const status = exchange?.response?.status
      if (exchange === undefined || !alone(finding, evidence) || (status !== 404 && status !== 200)) return null
      const told = `${otherOf(finding.operation)} is answered under the same base URL`
      return {
        ...finding,
        cause: 'gateway-route-missing',
        hop: exchange.attribution.answeredBy,
        evidence: [told, ...finding.evidence],
      }
    },
  },
  {
    sentence: 'The same call by hand is taken: what is refused is how the official client writes it.',
    refine(finding, evidence) {
      const exchange = exchangeOf(finding, evidence)
      const isRefused = exchange?.client != null && exchange.credential === 'right' && UNSPECIFIC_REFUSAL.includes(finding.cause)
      if (!isRefused || !works(evidence, finding.operation)) return null
      const told = `the same call by hand is answered with 200, and ${exchange.client.name} writes other headers or field names`
      const hop = exchange.attribution.answeredBy
      return {
        ...finding,
        cause: 'client-refused',
        hop,
        confidence: 'likely',
        evidence: [told, ...finding.evidence],
        alternatives: [],
      }
    },
  },
  {
    sentence: 'The credential was sent, and the hop that answers saw none.',
    refine(finding, evidence) {
      if (finding.cause !== 'client-credential-missing' || exchangeOf(finding, evidence)?.credential !== 'right') return null
      const told =
        'this suite did send the credential: a proxy in front takes the header off, or TARGET_AUTH names another header than the gateway reads'
      return { ...finding, confidence: 'likely', evidence: [told, ...finding.evidence] }
    },
  },
  WRONG_ADDRESS,
  ...AOAI_ROUTES,
  {
    sentence: "The model is the first hop: the credential that it refuses is the caller's own.",
    refine(finding, { target }) {
      const [first, ...behind] = target.profile.chain
      if (behind.length > 0 || finding.cause !== 'backend-credential-rejected') return null
      if (first === 'aoai' || first === 'openai') return { ...finding, cause: 'client-credential-rejected', hop: 'client' }
      // A gateway quotes its model. Most have a key of their own for it; some (Portkey) pass on the caller's.
      const own = {
        cause: 'client-credential-rejected',
        because: "the gateway may pass the caller's own key on to the model",
      } as const
      return { ...finding, hop: first ?? 'unknown', confidence: 'likely', alternatives: [own, ...finding.alternatives] }
    },
  },
  LET_IN_ELSEWHERE,
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
  GIVEN_UP_BY_WHOM,
  CALLED_DIRECTLY,
  WITHOUT_RELAYS,
  A_STRANGER,
  {
    sentence: 'The hop that the table of causes names is not in this chain: what is left is the innermost one.',
    refine(finding, { target }) {
      const { chain } = target.profile
      const elsewhere = finding.hop === 'apim' || finding.hop === 'aoai' || finding.hop === 'one-api' || finding.hop === 'openai'
      return elsewhere && !chain.includes(finding.hop) ? { ...finding, hop: chain.at(-1) ?? 'unknown' } : null
    },
  },
]

export function refined(finding: Finding, evidence: Evidence): Finding {
  return refinements.reduce((current, { refine }) => refine(current, evidence) ?? current, finding)
}

const probeOf = (operation: Operation, { readings }: Evidence) =>
  readings.find(({ exchange }) => exchange.case === `probe-${operation}`)?.exchange

/** A follow-up is answered as the free probe should have been. */
const isCured = (id: string, { readings, target }: Evidence): boolean =>
  readings.some(({ exchange }) => exchange.case === id && isRefusedByTheModel(exchange, target.profile))
