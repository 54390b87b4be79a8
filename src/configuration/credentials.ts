import type { Call } from './call.ts'
import type { Api, Origin } from './export.ts'
import { masked, maskedAddress } from './masking.ts'

/** What AOAI takes a credential from; names in brackets are credentials that are no header of a policy. */
const CARRIERS = ['api-key', 'authorization', '(authorization)', '(certificate)', '(certificateIds)', '(managedIdentity)']

/** What a call gives the backend to authenticate with. */
export type BackendCredentials =
  | {
      readonly kind: 'given'
      /** Equal for equal credentials; holds them as they are written, so it is never shown. */
      readonly identity: string
      readonly label: string
      readonly at: Origin
    }
  /** The subscription key of APIM itself, because it travels in a header that AOAI reads. */
  | { readonly kind: 'callers-key'; readonly header: string; readonly at: Origin; readonly by: 'header' | 'statement' }
  | { readonly kind: 'none' }

export function credentialsOf(call: Call, api: Api): BackendCredentials {
  const given = CARRIERS.flatMap((carrier) => {
    const written = call.headers[carrier]
    return written && written.kind !== 'sent' && written.kind !== 'deleted' ? [{ carrier, written }] : []
  })
  const [first] = given
  const key = api.keyHeader.toLowerCase()
  // What callers send there is their key of API Management, and `append` leaves it in front of the model's.
  const beside = given.find(({ carrier, written }) => carrier === key && written.kind === 'set-beside-sent')
  if (beside) return { kind: 'callers-key', header: beside.carrier, at: beside.written.at, by: 'header' }
  const passed = given.find(({ written }) => isSubscriptionKey(written.raw))
  if (passed) return { kind: 'callers-key', header: passed.carrier, at: passed.written.at, by: 'statement' }
  if (first) {
    const identity = given.map(({ carrier, written }) => `${carrier} ${written.kind} ${written.raw}`).join('\n')
    const label = given.map(({ carrier, written }) => `${carrier} ${shownCredential(written.raw)}`).join(' and ')
    return { kind: 'given', identity, label, at: first.written.at }
  }
  const leaks = CARRIERS.includes(key) && call.headers[key]?.kind === 'sent'
  return leaks ? { kind: 'callers-key', header: api.keyHeader, at: api.at, by: 'header' } : { kind: 'none' }
}

/** Does an expression hold the key that the caller came with? */
export function isSubscriptionKey(expression: string): boolean {
  return /context\.Subscription\??\.(?:Primary|Secondary)?Key\b/.test(expression)
}

export function isCredentialStatement(name: string, header: string | undefined): boolean {
  return name.startsWith('authentication-') || (name === 'set-header' && CARRIERS.includes((header ?? '').toLowerCase()))
}

/**
 * A credential for people: a reference to a named value, the code of an expression and a policy's own attributes may be
 * shown; anything else may be the secret itself.
 */
export function shownCredential(raw: string): string {
  if (raw.startsWith('authentication-managed-identity')) return raw.replace(/[^\s=]+:\/\/\S+/g, maskedAddress)
  if (raw.startsWith('authentication-')) return '***'
  return raw === '' ? '(empty)' : masked(raw, 'credential')
}
