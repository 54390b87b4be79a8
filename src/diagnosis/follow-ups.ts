import { casesOf, type PlannedCase } from '../cases.ts'
import type { CauseName, Judgement, Operation, Part } from '../model.ts'
import type { Target } from '../target/target.ts'
import type { Explained } from './environment.ts'
import { isWrongOnPurpose } from './evidence.ts'

/** A free request that is only sent when its answer would change the diagnosis. */
interface FollowUp {
  readonly name: string
  /** What it proves, as a clause. */
  readonly sentence: string
  /** Sent when one of these causes is in question. */
  readonly tells: readonly CauseName[]
  /** The cause that is proven when the model answers it, by the URL of the probe that it does not answer. */
  readonly proves: (probeUrl: string) => CauseName
  /** The free probe of the operation, changed; null when there is nothing to change for this target. */
  readonly change: (probe: PlannedCase, target: Target) => Partial<PlannedCase> | null
}

/** The newest dated api-version whose published specification has both operations (Azure/azure-rest-api-specs, 2025-04-01-preview). */
export const KNOWN_GOOD_API_VERSION = '2025-04-01-preview'

export const FOLLOW_UPS: readonly FollowUp[] = [
  {
    name: 'explicit-api-version',
    sentence: 'with an api-version that knows the operation the model answers, so the api-version is the fault',
    tells: ['api-version-missing', 'api-version-unsupported', 'rewrite-wrong'],
    proves: (url) =>
      new URL(url, 'http://target').searchParams.has('api-version') ? 'api-version-unsupported' : 'api-version-missing',
    change: (probe, target) =>
      target.apiVersion === KNOWN_GOOD_API_VERSION ? null : { url: withQuery(probe.url, 'api-version', KNOWN_GOOD_API_VERSION) },
  },
  {
    name: 'other-field-name',
    sentence: 'with the other field name for images the model answers, so only the name is refused',
    tells: ['image-field-rejected', 'multipart-damaged', 'request-rejected'],
    proves: () => 'image-field-rejected',
    change: (probe) => renamed(probe),
  },
  {
    name: 'without-prefix',
    sentence: 'by the path without /v1 the model answers, so the base URL is the fault',
    tells: ['gateway-route-missing', 'wrong-base-url'],
    proves: () => 'wrong-base-url',
    change: (probe) => (/\/v1\/images\//.test(probe.url) ? { url: probe.url.replace('/v1/images/', '/images/') } : null),
  },
]

/** Case ID of a follow-up. */
export const followUpId = (name: string, operation: Operation): string => `follow-up-${name}-${operation}`

/** The follow-ups that would tell apart what the failed requirements leave open: none when nothing failed, never a paid one. */
export function followUps(
  target: Target,
  judgements: readonly Judgement[],
  readings: readonly Explained[],
): readonly PlannedCase[] {
  const failed = new Set(
    judgements.filter(({ status }) => status === 'failed').flatMap(({ problems }) => problems.map(({ exchange }) => exchange)),
  )
  const cases = casesOf(target)
  return (['generations', 'edits'] as const).flatMap((operation) => {
    const first = readings.find(({ exchange }) => exchange.case === `probe-${operation}`)
    // A probe that was not free, or that nobody answered, is not sent in other forms.
    if (first === undefined || first.exchange.billing !== 'free' || first.exchange.failure !== null) return []
    const open = new Set(
      readings
        .filter(({ exchange }) => exchange.operation === operation && exchange.credential === 'right' && failed.has(exchange.id))
        .filter(({ exchange }) => !isWrongOnPurpose(exchange))
        .flatMap(({ explanation }) =>
          explanation === null ? [] : [explanation.cause, ...explanation.alternatives.map(({ cause }) => cause)],
        ),
    )
    const probe = cases.find(
      ({ id }) =>
        id === (operation === 'edits' && open.has('image-field-rejected') ? 'probe-edits-several' : `probe-${operation}`),
    )
    if (probe === undefined) return []
    return FOLLOW_UPS.flatMap(({ name, sentence, tells, change }): readonly PlannedCase[] => {
      const changes = tells.some((cause) => open.has(cause)) ? change(probe, target) : null
      return changes === null ? [] : [{ ...probe, ...changes, id: followUpId(name, operation), sentence, turn: 'free' }]
    })
  })
}

function withQuery(address: string, name: string, value: string): string {
  const url = new URL(address)
  url.searchParams.set(name, value)
  return url.href
}

/** The same form with `image` as `image[]` and the other way round; null for a body without files. */
function renamed({ body }: PlannedCase): Partial<PlannedCase> | null {
  if (body.kind !== 'multipart') return null
  const other = (part: Part): Part =>
    part.kind === 'file' ? { ...part, name: part.name === 'image' ? 'image[]' : 'image' } : part
  return { body: { kind: 'multipart', parts: body.parts.map(other) } }
}
