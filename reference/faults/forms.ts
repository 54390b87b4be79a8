import type { Tampering } from '../tampering/tampering.ts'
import type { Change, Fault } from './fault.ts'

const layout = 'oneapi-apim-aoai'

const sends = (damage: Extract<Tampering, { to: 'request' }>['damage']): Change => ({
  hop: 'one-api',
  set: { tampering: [{ on: 'edits', to: 'request', damage }] },
})

/** Forms that one-api does not carry whole. */
export const FORM_FAULTS: readonly Fault[] = [
  {
    name: 'one-api-pictures-lost',
    sentence: 'The fork reads the form for its log and sends it on without its files.',
    layout,
    change: [sends('pictures dropped')],
    diagnosis: 'multipart-damaged',
    at: 'one-api',
    item: null,
    turnsRed: ['EDIT-1', 'MULTI-1', 'ROUTE-2', 'ROUTE-5'],
  },
  {
    name: 'one-api-later-pictures-lost',
    sentence: 'The fork keeps the first file of each name, so that the second picture is lost.',
    layout,
    change: [sends('only first picture kept')],
    diagnosis: 'edit-ignored-input',
    at: 'unknown',
    item: null,
    turnsRed: ['MULTI-9'],
  },
  {
    name: 'one-api-picture-order-reversed',
    sentence: 'The fork sends several pictures on in another order.',
    layout,
    change: [sends('picture order reversed')],
    diagnosis: 'multipart-damaged',
    at: 'one-api',
    item: null,
    turnsRed: ['MULTI-10'],
  },
  {
    name: 'one-api-picture-field-renamed',
    sentence: 'The fork writes its files under the name file.',
    layout,
    change: [sends('picture field renamed')],
    diagnosis: 'multipart-damaged',
    at: 'one-api',
    item: null,
    turnsRed: ['EDIT-1', 'MULTI-1', 'ROUTE-2', 'ROUTE-5'],
  },
  {
    name: 'one-api-picture-type-lost',
    sentence: "The fork rebuilds forms with Go's CreateFormFile, which writes application/octet-stream.",
    layout,
    change: [sends('picture type lost')],
    diagnosis: 'multipart-damaged',
    at: 'one-api',
    item: null,
    turnsRed: ['EDIT-1', 'MULTI-1', 'ROUTE-2', 'ROUTE-5'],
  },
  {
    name: 'one-api-picture-bytes-recoded',
    sentence: 'The fork reads the body as text, which destroys every byte that is no UTF-8.',
    layout,
    change: [sends('picture bytes recoded')],
    diagnosis: 'multipart-damaged',
    at: 'one-api',
    item: null,
    turnsRed: ['EDIT-1', 'MULTI-1'],
  },
  {
    name: 'one-api-mask-lost',
    sentence: 'The fork forgets the mask when it rebuilds a form.',
    layout,
    change: [sends('mask dropped')],
    diagnosis: 'edit-ignored-input',
    at: 'unknown',
    item: null,
    tier: 'full',
    turnsRed: ['EDIT-MASK-KEEPS', 'BAD-EDIT-MASK-NO-PICTURE'],
  },
  {
    name: 'one-api-boundary-lost',
    sentence: 'The fork sets Content-Type to multipart/form-data by hand, without its boundary.',
    layout,
    change: [sends('boundary lost')],
    diagnosis: 'multipart-damaged',
    at: 'one-api',
    item: null,
    turnsRed: ['EDIT-1', 'MULTI-1', 'ROUTE-2', 'ROUTE-5'],
  },
]
