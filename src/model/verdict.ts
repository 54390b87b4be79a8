import type { Exchange } from './exchange.ts'
import type { Confidence, Hop, Level } from './words.ts'

/** Something about an exchange that is not as required. `cause` is what it would mean if nothing more specific explains it. */
export interface Problem {
  /** The exchange that shows it. */
  readonly exchange: string
  readonly cause: CauseName
  readonly expected: string
  readonly actual: string
}

/** Which hop wrote an answer, and how deep the call got. */
export interface Attribution {
  readonly answeredBy: Hop | 'unknown'
  /** The program's own name where it is known: `new-api`, `litellm`, `nginx`, `cloudflare`, `fastapi`... */
  readonly product: string | null
  /** Other hops that could have written the same answer; empty when there are none. */
  readonly couldAlsoBe: readonly Hop[]
  /** The hops that the call certainly went through, from the caller inwards. */
  readonly reached: readonly Hop[]
  readonly confidence: Confidence
  /** The readings that led here, strongest first. */
  readonly because: readonly string[]
}

export const CAUSES = [
  'operation-missing',
  'rewrite-wrong',
  'rewrite-copied',
  'deployment-not-found',
  'deployment-mismatch',
  'api-version-missing',
  'api-version-unsupported',
  'backend-credential-rejected',
  'backend-key-auth-disabled',
  'backend-permission-denied',
  'auth-inconsistent',
  'subscription-key-missing',
  'subscription-key-rejected',
  'client-credential-missing',
  'client-credential-rejected',
  'auth-not-enforced',
  'gateway-route-missing',
  'gateway-not-implemented',
  'gateway-no-channel',
  'wrong-base-url',
  'image-field-rejected',
  'multipart-damaged',
  'request-rejected',
  'body-too-large',
  'wrong-refusal',
  'redirected',
  'short-circuited',
  'identity-headers-missing',
  'response-not-json',
  'response-schema',
  'error-status-200',
  'image-undecodable',
  'image-format-mismatch',
  'image-size-mismatch',
  'image-count-mismatch',
  'edit-ignored-input',
  'stream-buffered',
  'stream-broken',
  'rate-limited',
  'quota-exhausted',
  'content-filtered',
  'resource-blocked',
  'backend-timeout',
  'backend-unreachable',
  'upstream-error',
  'edge-blocked',
  'target-unreachable',
  'credential-echoed',
  'client-refused',
  'client-fault',
  'parameter-ignored',
  'text-damaged',
  'answers-mixed-up',
] as const
export type CauseName = (typeof CAUSES)[number]

/** What is wrong with the target, from all exchanges: the thing to act on. */
export interface Diagnosis {
  readonly cause: CauseName
  /** Where to fix it. */
  readonly hop: Hop | 'unknown'
  readonly confidence: Confidence
  readonly checklistItems: readonly number[]
  /** The requirements that fail because of it. */
  readonly affects: readonly string[]
  /** Exchanges that show it. */
  readonly exchanges: readonly string[]
  readonly evidence: readonly string[]
  readonly remedy: string
  /** Other causes that the same evidence allows, likeliest first, and what would settle it. */
  readonly alternatives: readonly string[]
}

export interface ChecklistItem {
  readonly item: number
  readonly title: string
  readonly status: 'holds' | 'broken' | 'not-observable'
  readonly evidence: readonly string[]
}

export type RequirementStatus = 'passed' | 'failed' | 'blocked' | 'not-applicable' | 'unjudged' | 'not-run'

/** One requirement, judged. */
export interface Judgement {
  readonly id: string
  readonly area: string
  readonly level: Level
  readonly title: string
  readonly status: RequirementStatus
  /** Why it has that status; empty for a plain pass. */
  readonly message: string
  readonly problems: readonly Problem[]
  /** The failed requirement that makes this one `blocked`. */
  readonly blockedBy: string | null
  readonly exchanges: readonly string[]
}

/** An exchange with what could be read from it: who answered, and under which number each hop filed the call. */
export interface AttributedExchange extends Exchange {
  readonly attribution: Attribution
  /** Request number that each hop gave this call, by hop. */
  readonly requestIds: Readonly<Record<string, string>>
}
