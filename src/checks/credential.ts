import { schemeName } from '../cases.ts'
import { groupedBy } from '../grouped.ts'
import type { AttributedExchange, AuthScheme, Problem, Profile } from '../model.ts'
import { ECHOED } from '../replay/echo.ts'
import { holdsError } from './body.ts'
import { answerInWords, NotObservable } from './check.ts'

/** What a hop did with a credential. */
type Treatment =
  | { readonly kind: 'refused'; readonly status: number }
  | { readonly kind: 'let in' }
  /** A hop broke down, before or behind the one that looks at credentials. */
  | { readonly kind: 'not told'; readonly status: number }
  | { readonly kind: 'no answer' }

export function treatmentOf({ response, failure }: AttributedExchange): Treatment {
  const status = response?.status ?? null
  if (failure !== null || status === null) return { kind: 'no answer' }
  if (status === 401 || status === 403) return { kind: 'refused', status }
  return status >= 500 ? { kind: 'not told', status } : { kind: 'let in' }
}

/** A credential that is not valid is refused, with the status that the profile names. */
export function refusesCredential(exchange: AttributedExchange, profile: Profile): readonly Problem[] {
  const status = exchange.response?.status ?? null
  if (exchange.failure === null && status !== null && profile.auth.refusal.includes(status)) return []
  const pastTheCheck = status !== null && (status < 300 || status === 400 || status === 422)
  // An error under a status of success: refused, and not said so. A web page under one lets nobody in: it is a portal or a login.
  const isError = status !== null && status < 300 && holdsError(exchange.response?.body ?? null)
  const isPage = status !== null && status < 300 && /^\s*<(?:!doctype|html)/i.test(exchange.response?.text ?? '')
  const cause = isError ? 'error-status-200' : isPage ? 'response-not-json' : pastTheCheck ? 'auth-not-enforced' : 'wrong-refusal'
  return [
    { exchange: exchange.id, cause, expected: `status ${profile.auth.refusal.join(' or ')}`, actual: answerInWords(exchange) },
  ]
}

/**
 * The right key is let in, in the target's own way and in every other that the profile accepts.
 * @throws NotObservable when a call ended in a 5xx, which says nothing of its key
 */
export function letsIn(exchanges: readonly AttributedExchange[], accepts: readonly AuthScheme[]): readonly Problem[] {
  const promised = accepts.map((scheme) => `right-as-${schemeName(scheme)}`)
  const treated = exchanges
    .filter((exchange) => exchange.credential === 'right' || promised.some((name) => exchange.case.endsWith(name)))
    .map((exchange) => ({ exchange, treatment: treatmentOf(exchange) }))
  const keptOut = treated.filter(({ treatment: { kind } }) => kind === 'refused' || kind === 'no answer')
  for (const { exchange, treatment } of treated)
    if (keptOut.length === 0 && treatment.kind === 'not told')
      throw new NotObservable(`${exchange.id} ended with ${treatment.status}, which does not say whether its key was let in`)
  return keptOut.map(({ exchange }) => ({
    exchange: exchange.id,
    cause: 'client-credential-rejected',
    expected: `${exchange.case}: let in`,
    actual: answerInWords(exchange),
  }))
}

/** Two operations treat each credential alike: both refuse it with one status, or both let it in. What broke down is not compared. */
export function treatsAlike(exchanges: readonly AttributedExchange[]): readonly Problem[] {
  const told = exchanges.filter((exchange) => treatmentOf(exchange).kind !== 'not told')
  const cells = groupedBy(told, ({ case: id }) => id.replace(/^auth-[a-z]+-/, ''))
  return [...cells].flatMap(([variant, cell]) => {
    const [first, ...others] = cell
    if (first === undefined) return []
    return others
      .filter((other) => inWords(treatmentOf(other)) !== inWords(treatmentOf(first)))
      .map(
        (other): Problem => ({
          exchange: other.id,
          cause: 'auth-inconsistent',
          expected: `${other.operation} treats the credential "${variant}" as ${first.operation} does: ${inWords(treatmentOf(first))}`,
          actual: `${inWords(treatmentOf(other))}: ${answerInWords(other)}`,
        }),
      )
  })
}

const inWords = (treatment: Treatment): string =>
  treatment.kind === 'refused' ? `refused with ${treatment.status}` : treatment.kind

/** No answer repeats the credential. The replay took it out and left a mark. */
export function keepsTheCredential(exchanges: readonly AttributedExchange[]): readonly Problem[] {
  return exchanges.filter(repeatsTheCredential).map(({ id }) => ({
    exchange: id,
    cause: 'credential-echoed',
    expected: 'an answer without the credential',
    actual: `${id} repeats it`,
  }))
}

const repeatsTheCredential = ({ response }: AttributedExchange): boolean =>
  response !== null && JSON.stringify([response.text ?? response.body, response.headers]).includes(ECHOED)
