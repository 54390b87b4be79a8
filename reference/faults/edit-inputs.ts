import type { Tampering } from '../tampering/tampering.ts'
import type { Change, Fault } from './fault.ts'

const layout = 'oneapi-apim-aoai'

type Damage = Extract<Tampering, { to: 'request' }>['damage']
const sends = (damage: Damage): Change => ({ hop: 'one-api', set: { tampering: [{ on: 'edits', to: 'request', damage }] } })
const proxySends = (damage: Damage): Change => ({ hop: 'edge', set: { tampering: [{ on: 'edits', to: 'request', damage }] } })
const limit = (bodyLimit: number): Change => ({ hop: 'edge', set: { bodyLimit } })

const MIB = 1024 * 1024

/** Forms of real clients that somebody on the way does not carry: large ones, long ones, and unusual names. */
export const EDIT_INPUT_FAULTS: readonly Fault[] = [
  {
    name: 'edge-body-limit-default',
    sentence: 'nginx stands in front with the body limit that it has by itself: 1 MB.',
    layout,
    change: [limit(MIB)],
    diagnosis: 'body-too-large',
    at: 'edge',
    item: null,
    tier: 'full',
    turnsRed: ['EDIT-4-MIB', 'EDIT-25-MIB'],
  },
  {
    name: 'aoai-picture-array-refused',
    sentence: 'The model reads several pictures as a repeated image only, and does not know image[].',
    layout,
    change: [{ hop: 'aoai', set: { severalAs: ['image'] } }],
    diagnosis: 'image-field-rejected',
    at: 'aoai',
    item: null,
    tier: 'full',
    turnsRed: ['EDIT-ARRAY-ONE', 'EDIT-OTHER-FIELD'],
  },
  {
    name: 'one-api-ten-files',
    sentence: 'The fork takes ten files in a form and refuses more.',
    layout,
    change: [{ hop: 'one-api', set: { strictness: { unknownFields: [], mostFiles: 10 } } }],
    diagnosis: 'request-rejected',
    at: 'one-api',
    item: null,
    tier: 'full',
    turnsRed: ['EDIT-SIXTEEN'],
  },
  {
    name: 'one-api-first-ten-pictures',
    sentence: 'The fork keeps the first ten files of a form and says nothing of the rest.',
    layout,
    change: [sends('pictures beyond ten dropped')],
    diagnosis: 'edit-ignored-input',
    at: 'unknown',
    item: null,
    tier: 'full',
    turnsRed: ['EDIT-SIXTEEN-ALL', 'BAD-EDIT-SEVENTEEN'],
  },
  {
    name: 'one-api-jpeg-type-lost',
    sentence: 'The fork knows the type of a PNG, and calls every other picture application/octet-stream.',
    layout,
    change: [sends('other picture types lost')],
    diagnosis: 'multipart-damaged',
    at: 'one-api',
    item: null,
    tier: 'full',
    turnsRed: ['EDIT-FROM-JPEG'],
  },
  {
    name: 'openai-webp-type-lost',
    sentence: 'A proxy in front of api.openai.com knows the type of a PNG and of no other picture.',
    layout: 'openai',
    change: [proxySends('other picture types lost')],
    diagnosis: 'multipart-damaged',
    at: 'unknown',
    item: null,
    tier: 'full',
    turnsRed: ['EDIT-FROM-JPEG', 'EDIT-FROM-WEBP'],
  },
  {
    name: 'one-api-file-name-cut',
    sentence: 'The fork cuts file names at their first space, and so loses the ending that told their type.',
    layout,
    change: [sends('file names cut at a space')],
    diagnosis: 'multipart-damaged',
    at: 'one-api',
    item: null,
    tier: 'full',
    turnsRed: ['EDIT-NAME-SPACE', 'EDIT-NAME-QUOTE', 'EDIT-NAME-UTF8'],
  },
  {
    name: 'one-api-file-name-quoted',
    sentence: 'The fork writes quotes in a file name as they are, which ends the name: the picture arrives as text.',
    layout,
    change: [sends('file names with quotes lost')],
    diagnosis: 'multipart-damaged',
    at: 'one-api',
    item: null,
    tier: 'full',
    turnsRed: ['EDIT-NAME-QUOTE'],
  },
  {
    name: 'one-api-file-name-encoded',
    sentence: 'The fork writes names beyond ASCII as filename*=, which the model does not read: the picture arrives as text.',
    layout,
    // urllib3 before 2.0 wrote all such names so (urllib3#303).
    change: [sends('file names beyond ASCII lost')],
    diagnosis: 'multipart-damaged',
    at: 'one-api',
    item: null,
    tier: 'full',
    turnsRed: ['EDIT-NAME-UTF8'],
  },
  {
    name: 'one-api-mask-opaque',
    sentence: 'The fork encodes every picture of a form anew to save bandwidth, and the mask loses its alpha channel.',
    layout,
    change: [sends('mask made opaque')],
    diagnosis: 'multipart-damaged',
    at: 'one-api',
    item: null,
    tier: 'full',
    turnsRed: ['EDIT-MASK'],
  },
  {
    name: 'openai-edits-as-forms-only',
    sentence: 'The model behind the URL is of a time when edits were forms only.',
    layout: 'openai',
    change: [{ hop: 'openai', set: { editsTakeJson: false } }],
    diagnosis: 'request-rejected',
    at: 'openai',
    item: null,
    tier: 'full',
    turnsRed: ['EDIT-JSON'],
  },
]
