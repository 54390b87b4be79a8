import { MISTAKES } from '../apim/mistakes.ts'
import { type Change, type Fault, withSlowDrawing } from './fault.ts'

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
    backendSlowerThanMs === undefined ? [] : [{ hop: 'aoai', set: { latencyMs: 2 * backendSlowerThanMs } }]
  return { name, sentence, change: [{ hop: 'apim', edits }, ...slow] }
}

/**
 * One or two for each way in which a mistake shows. Others in reference/apim/mistakes.ts look the same from outside: what they
 * do on the wire is tested there, and the offline judge is tested against all of them.
 */
export const APIM_FAULTS: readonly Fault[] = [
  behindOneApi('edits-operation-missing', 'operation-missing', 1, ['EDIT-1', 'MULTI-1', 'VALID-2', 'VALID-3', 'PAIR-1']),
  behindOneApi('api-path-changed', 'operation-missing', 1, ['T2I-1', 'EDIT-1', 'MULTI-1', 'VALID-1', 'VALID-2', 'VALID-3']),
  unsettled('edits-rewrite-missing', 'rewrite-wrong', 2, ['EDIT-1', 'MULTI-1', 'VALID-2', 'VALID-3', 'PAIR-1', 'CONFIG-2']),
  behindOneApi('edits-rewrite-copied', 'rewrite-copied', 2, ['EDIT-1', 'MULTI-1', 'ROUTE-2', 'ROUTE-5']),
  unsettled('edits-rewrite-doubled', 'rewrite-wrong', 2, [
    'EDIT-1',
    'MULTI-1',
    'VALID-2',
    'VALID-3',
    'PAIR-1',
    'CONFIG-2',
    'CONFIG-7',
  ]),
  behindOneApi('edits-rewrite-to-v1', 'api-version-unsupported', 3, ['EDIT-1', 'MULTI-1', 'ROUTE-2', 'ROUTE-5']),
  behindOneApi('endpoint-with-openai', 'rewrite-wrong', 2, ['T2I-1', 'EDIT-1', 'MULTI-1', 'VALID-1', 'VALID-2', 'VALID-3']),
  behindOneApi('edits-deployment-unknown', 'deployment-not-found', 2, ['EDIT-1', 'MULTI-1', 'VALID-2', 'VALID-3', 'PAIR-1']),
  behindOneApi('edits-deployment-other', 'deployment-mismatch', 2, ['DEPLOY-2', 'DEPLOY-4']),
  behindOneApi('deployment-other', 'deployment-mismatch', 2, ['DEPLOY-1', 'DEPLOY-2', 'DEPLOY-3', 'DEPLOY-4']),
  unsettled('edits-version-missing', 'api-version-missing', 3, ['EDIT-1', 'MULTI-1', 'VALID-2', 'VALID-3', 'PAIR-1', 'CONFIG-3']),
  unsettled('edits-version-before-rewrite', 'api-version-missing', 3, [
    'EDIT-1',
    'MULTI-1',
    'VALID-2',
    'VALID-3',
    'PAIR-1',
    'CONFIG-3',
  ]),
  behindOneApi('edits-version-old', 'api-version-unsupported', 3, ['EDIT-1', 'MULTI-1', 'VALID-2', 'VALID-3', 'PAIR-1']),
  behindOneApi('edits-version-left-to-caller', 'api-version-missing', 3, ['EDIT-1', 'MULTI-1', 'VALID-2', 'VALID-3', 'PAIR-1']),
  behindOneApi('edits-version-of-caller', 'api-version-unsupported', 3, ['QUERY-2']),
  behindOneApi('generations-version-of-caller', 'api-version-unsupported', 3, ['QUERY-1']),
  behindOneApi('edits-base-missing', 'backend-credential-rejected', 4, [
    'EDIT-1',
    'MULTI-1',
    'VALID-2',
    'VALID-3',
    'AUTH-EDIT-RIGHT',
    'PAIR-1',
    'PAIR-2',
  ]),
  behindOneApi('edits-client-key-passed', 'backend-credential-rejected', 4, [
    'EDIT-1',
    'MULTI-1',
    'VALID-2',
    'VALID-3',
    'AUTH-EDIT-RIGHT',
    'PAIR-1',
    'PAIR-2',
  ]),
  behindOneApi('key-old', 'backend-credential-rejected', 4, [
    'T2I-1',
    'EDIT-1',
    'MULTI-1',
    'VALID-1',
    'VALID-2',
    'VALID-3',
    'AUTH-GEN-RIGHT',
    'AUTH-EDIT-RIGHT',
  ]),
  behindOneApi('product-without-api', 'subscription-key-rejected', 5, [
    'T2I-1',
    'EDIT-1',
    'MULTI-1',
    'VALID-1',
    'VALID-2',
    'VALID-3',
    'AUTH-GEN-RIGHT',
    'AUTH-EDIT-RIGHT',
  ]),
  behindOneApi('edits-outside-product', 'subscription-key-rejected', 5, [
    'EDIT-1',
    'MULTI-1',
    'VALID-2',
    'VALID-3',
    'AUTH-EDIT-RIGHT',
    'PAIR-1',
    'PAIR-2',
  ]),
  behindOneApi('bearer-not-read', 'subscription-key-missing', 5, [
    'T2I-1',
    'EDIT-1',
    'MULTI-1',
    'VALID-1',
    'VALID-2',
    'VALID-3',
    'AUTH-GEN-RIGHT',
    'AUTH-EDIT-RIGHT',
  ]),
  behindOneApi('edits-needs-token', 'auth-inconsistent', 4, [
    'EDIT-1',
    'MULTI-1',
    'VALID-2',
    'VALID-3',
    'AUTH-EDIT-RIGHT',
    'PAIR-1',
    'PAIR-2',
  ]),
  behindOneApi('edits-answered-json', 'short-circuited', null, [
    'EDIT-2',
    'MULTI-2',
    'VALID-2',
    'VALID-3',
    'VALID-5',
    'PASS-2',
    'PASS-3',
    'PAIR-1',
  ]),
  behindOneApi('edits-not-forwarded', 'short-circuited', null, [
    'EDIT-2',
    'MULTI-2',
    'VALID-2',
    'VALID-3',
    'VALID-5',
    'PASS-2',
    'PASS-3',
    'PAIR-1',
  ]),
  {
    // A redirect bears no signature: whether API Management wrote it or a hop in front only the export shows.
    ...behindOneApi('edits-redirected', 'redirected', null, ['EDIT-1', 'MULTI-1', 'VALID-2', 'VALID-3', 'VALID-5', 'PAIR-1']),
    at: 'unknown',
  },
  behindOneApi('identity-headers-stripped', 'identity-headers-missing', 6, ['PASS-1', 'PASS-2', 'PASS-3', 'PASS-6', 'PASS-7']),
  behindOneApi('region-stripped', 'identity-headers-missing', 6, ['PASS-4', 'PASS-5']),
  behindOneApi('errors-as-200', 'error-status-200', null, ['VALID-1', 'VALID-2', 'VALID-3']),
  behindOneApi('backend-unreachable', 'backend-unreachable', null, [
    'T2I-1',
    'EDIT-1',
    'MULTI-1',
    'VALID-1',
    'VALID-2',
    'VALID-3',
  ]),
  behindOneApi('edits-timeout-short', 'backend-timeout', null, ['EDIT-1', 'MULTI-1']),
  behindOneApi('edits-multipart-refused', 'request-rejected', null, ['EDIT-1', 'MULTI-1', 'ROUTE-2', 'ROUTE-5', 'PAIR-1']),
  behindOneApi('edits-body-limited', 'body-too-large', null, ['EDIT-1', 'MULTI-1', 'ROUTE-2', 'ROUTE-5', 'PAIR-1']),
  unsettled('edits-boundary-lost', 'multipart-damaged', null, ['EDIT-1', 'MULTI-1', 'ROUTE-2', 'ROUTE-5', 'CONFIG-7']),
  withSlowDrawing({
    ...unsettled('events-logged', 'stream-buffered', null, ['STREAM-GEN-8', 'STREAM-EDIT-8', 'CONFIG-7']),
    tier: 'full',
  }),
  withSlowDrawing({
    ...unsettled('events-read', 'stream-buffered', null, ['STREAM-GEN-8', 'STREAM-EDIT-8', 'CONFIG-7', 'CONFIG-8']),
    tier: 'full',
  }),
  withoutRole('managed-identity', 'backend-permission-denied', 4, [
    'T2I-1',
    'EDIT-1',
    'MULTI-1',
    'VALID-1',
    'VALID-2',
    'VALID-3',
    'AUTH-GEN-RIGHT',
    'AUTH-EDIT-RIGHT',
  ]),
  direct('edits-open', 'auth-not-enforced', null, ['AUTH-EDIT-NONE', 'AUTH-EDIT-EMPTY', 'AUTH-EDIT-SCHEME', 'PAIR-2']),
  direct('refusals-as-403', 'wrong-refusal', null, [
    'AUTH-GEN-NONE',
    'AUTH-GEN-EMPTY',
    'AUTH-GEN-WRONG',
    'AUTH-GEN-SCHEME',
    'AUTH-EDIT-NONE',
    'AUTH-EDIT-EMPTY',
    'AUTH-EDIT-WRONG',
    'AUTH-EDIT-SCHEME',
    'PATH-2',
    'PATH-3',
  ]),
  direct('key-echoed', 'credential-echoed', null, ['SECRET-1']),
]

/** Mistakes that no caller can see: they show in the configuration only, or do no harm. */
export const UNSEEN_MISTAKES: Readonly<Record<string, string>> = {
  'edits-query-copied': 'Stray parameters reach Azure OpenAI, which ignores them.',
  'events-in-lumps': 'Events that hold pictures are longer than 8 KB, so that each of them fills a lump and passes.',
}
