import type { CauseName, Hop } from '../../src/model.ts'
import type { Capture, Told } from './captures.ts'

/** `pair`: the true one is among those named, and not first. `undecided`: nothing is claimed. */
export type Score = 'right' | 'pair' | 'undecided' | 'wrong'

export function scoreAuthor({ answeredBy }: Capture, { attribution }: Told): Score {
  const right: readonly (Hop | 'unknown')[] = answeredBy === 'unknown' ? ['unknown', 'gateway'] : [answeredBy]
  if (right.includes(attribution.answeredBy)) return 'right'
  if (attribution.couldAlsoBe.some((hop) => right.includes(hop))) return 'pair'
  return attribution.answeredBy === 'unknown' ? 'undecided' : 'wrong'
}

/** The causes that a category of the captures may be called. The category knows the thread's end; one answer cannot always. */
const CAUSES_OF: Readonly<Record<string, readonly (CauseName | null)[]>> = {
  ok: [null],
  'api-version': ['api-version-unsupported', 'api-version-missing'],
  'auth-invalid': [
    'client-credential-rejected',
    'backend-credential-rejected',
    'backend-permission-denied',
    'subscription-key-rejected',
  ],
  'auth-missing': ['client-credential-missing', 'subscription-key-missing'],
  'auth-scheme-disabled': ['backend-key-auth-disabled', 'backend-credential-rejected'],
  'bad-request': ['request-rejected'],
  'content-filter': ['content-filtered', 'resource-blocked'],
  'deployment-missing': ['deployment-not-found'],
  'edge-block': ['edge-blocked'],
  'method-not-supported-by-gateway': ['gateway-not-implemented', 'gateway-route-missing'],
  multipart: ['multipart-damaged', 'image-field-rejected'],
  'operation-missing': ['operation-missing', 'gateway-route-missing', 'gateway-no-channel'],
  'payload-too-large': ['body-too-large'],
  quota: ['quota-exhausted'],
  'rate-limit': ['rate-limited'],
  'rewrite-wrong': ['rewrite-wrong', 'rewrite-copied', 'wrong-base-url'],
  'schema-violation': ['response-schema'],
  subscription: ['subscription-key-missing', 'subscription-key-rejected'],
  'upstream-5xx': ['upstream-error', 'backend-unreachable'],
  'upstream-timeout': ['backend-timeout'],
  'upstream-unreachable': ['backend-unreachable'],
}

export function scoreCause({ category }: Capture, { explanation }: Told): Score {
  const right = CAUSES_OF[category] ?? []
  if (right.includes(explanation?.cause ?? null)) return 'right'
  if (explanation?.alternatives.some(({ cause }) => right.includes(cause))) return 'pair'
  return explanation === null || explanation.confidence === 'possible' ? 'undecided' : 'wrong'
}

/** Captures that show enough of an answer to be judged by: the others hold a message, a fragment or nothing. */
export const isJudged = ({ evidence }: Capture): boolean => ['full-body', 'recorded', 'headers-only'].includes(evidence)
