import { casesOf, type PlannedCase } from '../cases.ts'
import type { Explained } from '../diagnosis/environment.ts'
import { isWrongOnPurpose } from '../diagnosis/evidence.ts'
import { KNOWN_GOOD_API_VERSION } from '../diagnosis/follow-ups.ts'
import type { AuthScheme, Judgement } from '../model.ts'
import type { Destination } from '../replay/replayer.ts'
import { loadProfile } from '../target/profile.ts'
import { type Target, withoutEnding } from '../target/target.ts'

interface InnerCase {
  readonly one: PlannedCase
  readonly destination: Destination
}

/** How each inner hop is called: under the profile that knows its paths and its key. */
const profileOf = { apim: 'apim-aoai', aoai: 'aoai' } as const

/**
 * The free probes of the operations that failed, sent directly to each inner hop that may be called, from the model
 * outwards. APIM gets each of them without a key as well: it seems to match the operation before it looks at the key,
 * so 404 against 401 tells whether the operation is there.
 */
export function innerCases(
  target: Target,
  judgements: readonly Judgement[],
  readings: readonly Explained[],
): readonly InnerCase[] {
  const failed = new Set(
    judgements
      .filter(({ status, level }) => status === 'failed' && level === 'MUST')
      .flatMap(({ problems }) => problems.map(({ exchange }) => exchange)),
  )
  const operations = new Set(
    readings
      .filter(({ exchange }) => failed.has(exchange.id) && exchange.billing === 'free' && !isWrongOnPurpose(exchange))
      .map(({ exchange }) => exchange.operation),
  )
  return target.innerHops
    .toSorted((one, other) => Number(one.hop === 'apim') - Number(other.hop === 'apim'))
    .flatMap(({ hop, url, key }) => {
      const profile = loadProfile(profileOf[hop])
      const inner: Target = {
        ...target,
        profile,
        url: withoutEnding(url, profile.url.baseMayEndWith),
        key,
        apiVersion: target.apiVersion ?? KNOWN_GOOD_API_VERSION,
        deployment: target.deployment ?? profile.deployment,
      }
      const scheme: AuthScheme = profile.auth.default
      return casesOf(inner)
        .filter(
          ({ id, operation }) =>
            operations.has(operation) && (id === `probe-${operation}` || (hop === 'apim' && id === `auth-${operation}-none`)),
        )
        .map((one) => ({ one: { ...one, id: `${hop}-${one.id}` }, destination: { sentTo: hop, key, scheme } }))
    })
}
