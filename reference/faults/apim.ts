import { MISTAKES } from '../apim/mistakes.ts'
import type { Change, Fault } from './fault.ts'

/**
 * How a mistake in API Management shows: the cause to name, the item of the checklist, the requirements that turn red.
 * What was done, and the edits that do it, stand with the mistake itself.
 */
type Row = (mistake: string, diagnosis: string, item: number | null, turnsRed: readonly string[]) => Fault

const behindOneApi: Row = (mistake, diagnosis, item, turnsRed) => ({
  ...done(mistake),
  layout: 'oneapi-apim-aoai',
  diagnosis,
  at: 'apim',
  item,
  turnsRed,
})

/** One-api always sends a key and its own refusals, which hide these. */
const direct: Row = (...row) => ({ ...behindOneApi(...row), layout: 'apim-aoai' })

/** The answers allow other causes too, and name one of those first: only the export of the configuration settles it. */
const unsettled: Row = (...row) => ({ ...behindOneApi(...row), settledBy: 'APIM_EXPORT' })

/** Only a mistake where the managed identity has no role on the resource. */
const withoutRole: Row = (...row) => {
  const fault = behindOneApi(...row)
  return { ...fault, at: 'aoai', change: [...fault.change, { hop: 'identity', role: 'missing' }] }
}

function done(mistake: string): Pick<Fault, 'name' | 'sentence' | 'change'> {
  const found = MISTAKES.find(({ name }) => name === mistake)
  if (found === undefined) throw new Error(`There is no mistake ${mistake} in reference/apim/mistakes.ts.`)
  const { name, sentence, edits, backendSlowerThanMs } = found
  const slow: readonly Change[] =
    backendSlowerThanMs === undefined ? [] : [{ hop: 'aoai', set: { latencyMs: 3 * backendSlowerThanMs } }]
  return { name, sentence, change: [{ hop: 'apim', edits }, ...slow] }
}

export const APIM_FAULTS: readonly Fault[] = [
  behindOneApi('edits-operation-missing', 'operation-missing', 1, []),
  behindOneApi('edits-operation-get', 'operation-missing', 1, []),
  behindOneApi('edits-template-misspelt', 'operation-missing', 1, []),
  behindOneApi('edits-template-with-prefix', 'operation-missing', 1, []),
  behindOneApi('edits-template-needs-version', 'operation-missing', 1, []),
  behindOneApi('edits-only-in-revision', 'operation-missing', 1, []),
  behindOneApi('api-path-changed', 'operation-missing', 1, []),
  unsettled('edits-rewrite-missing', 'rewrite-wrong', 2, []),
  behindOneApi('edits-rewrite-copied', 'rewrite-copied', 2, []),
  unsettled('edits-rewrite-misspelt', 'rewrite-wrong', 2, []),
  unsettled('edits-rewrite-doubled', 'rewrite-wrong', 2, []),
  unsettled('edits-rewrite-relative', 'rewrite-wrong', 2, []),
  behindOneApi('edits-rewrite-to-v1', 'api-version-unsupported', 3, []),
  behindOneApi('endpoint-with-openai', 'rewrite-wrong', 2, []),
  behindOneApi('imported-backend', 'rewrite-wrong', 2, []),
  behindOneApi('edits-deployment-as-parameter', 'upstream-error', 2, []),
  behindOneApi('edits-deployment-unknown', 'deployment-not-found', 2, []),
  behindOneApi('deployment-unknown', 'deployment-not-found', 2, []),
  behindOneApi('edits-deployment-other', 'deployment-mismatch', 2, []),
  behindOneApi('deployment-other', 'deployment-mismatch', 2, []),
  unsettled('edits-version-missing', 'api-version-missing', 3, []),
  unsettled('version-missing', 'api-version-missing', 3, []),
  unsettled('edits-version-before-rewrite', 'api-version-missing', 3, []),
  behindOneApi('edits-version-old', 'api-version-unsupported', 3, []),
  behindOneApi('version-old', 'api-version-unsupported', 3, []),
  behindOneApi('edits-version-appended', 'api-version-unsupported', 3, []),
  behindOneApi('edits-version-left-to-caller', 'api-version-missing', 3, []),
  behindOneApi('edits-version-of-caller', 'api-version-unsupported', 3, []),
  behindOneApi('edits-base-missing', 'backend-credential-rejected', 4, []),
  behindOneApi('edits-key-deleted', 'backend-credential-rejected', 4, []),
  behindOneApi('edits-client-key-passed', 'backend-credential-rejected', 4, []),
  behindOneApi('edits-key-old', 'backend-credential-rejected', 4, []),
  behindOneApi('key-old', 'backend-credential-rejected', 4, []),
  behindOneApi('edits-key-as-bearer', 'backend-credential-rejected', 4, []),
  behindOneApi('edits-identity-audience', 'backend-credential-rejected', 4, []),
  direct('client-key-kept', 'backend-credential-rejected', 4, []),
  behindOneApi('product-without-api', 'subscription-key-rejected', 5, []),
  behindOneApi('edits-outside-product', 'subscription-key-rejected', 5, []),
  behindOneApi('subscription-suspended', 'subscription-key-rejected', 5, []),
  behindOneApi('subscription-of-other-api', 'subscription-key-rejected', 5, []),
  behindOneApi('subscription-gone', 'subscription-key-rejected', 5, []),
  behindOneApi('key-header-authorization', 'subscription-key-rejected', 5, []),
  behindOneApi('key-header-default', 'subscription-key-missing', 5, []),
  behindOneApi('bearer-not-read', 'subscription-key-missing', 5, []),
  behindOneApi('edits-needs-token', 'auth-inconsistent', 4, []),
  behindOneApi('edits-needs-header', 'auth-inconsistent', 4, []),
  behindOneApi('edits-needs-approval', 'auth-inconsistent', 4, []),
  behindOneApi('edits-not-forwarded', 'short-circuited', null, []),
  behindOneApi('not-forwarded', 'short-circuited', null, []),
  behindOneApi('edits-answered-empty', 'short-circuited', null, []),
  behindOneApi('edits-answered-json', 'short-circuited', null, []),
  behindOneApi('edits-mocked', 'short-circuited', null, []),
  { ...behindOneApi('edits-redirected', 'redirected', null, []), at: 'one-api' },
  behindOneApi('identity-headers-stripped', 'identity-headers-missing', 6, []),
  behindOneApi('edits-identity-headers-stripped', 'identity-headers-missing', 6, []),
  behindOneApi('errors-as-200', 'error-status-200', null, []),
  behindOneApi('backend-unreachable', 'backend-unreachable', null, []),
  // API Management says the same 500 for an unreachable backend and a failing statement; the latter is likelier on one operation alone.
  behindOneApi('edits-backend-unreachable', 'upstream-error', null, []),
  behindOneApi('edits-timeout-short', 'backend-timeout', null, []),
  behindOneApi('edits-expression-throws', 'upstream-error', null, []),
  behindOneApi('rate-limit-low', 'rate-limited', null, []),
  behindOneApi('edits-rate-limit-low', 'rate-limited', null, []),
  behindOneApi('quota-used-up', 'quota-exhausted', null, []),
  behindOneApi('edits-multipart-refused', 'request-rejected', null, []),
  behindOneApi('edits-body-limited', 'body-too-large', null, []),
  unsettled('edits-boundary-lost', 'multipart-damaged', null, []),
  unsettled('edits-labelled-json', 'multipart-damaged', null, []),
  unsettled('edits-body-replaced', 'multipart-damaged', null, []),
  { ...behindOneApi('events-logged', 'stream-buffered', null, []), tier: 'full' },
  withoutRole('edits-managed-identity', 'backend-permission-denied', 4, []),
  withoutRole('managed-identity', 'backend-permission-denied', 4, []),
  direct('edits-open', 'auth-not-enforced', null, []),
  direct('open', 'auth-not-enforced', null, []),
  direct('refusals-as-403', 'wrong-refusal', null, []),
  direct('key-echoed', 'credential-echoed', null, []),
]

/** Mistakes that no caller can see: they show in the configuration only, or do no harm. */
export const UNSEEN_MISTAKES: Readonly<Record<string, string>> = {
  'edits-query-copied': 'Stray parameters reach Azure OpenAI, which ignores them.',
  'events-in-lumps': 'Events that hold pictures are longer than 8 KB, so that each of them fills a lump and passes.',
}
