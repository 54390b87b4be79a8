import type { Scope } from '../operation.ts'
import type { Tampering } from '../tampering/tampering.ts'
import type { Change, Fault } from './fault.ts'

const layout = 'oneapi-apim-aoai'

const answers = (damage: Extract<Tampering, { to: 'answer' }>['damage'], on: Scope = 'all'): Change => ({
  hop: 'one-api',
  set: { tampering: [{ on, to: 'answer', damage }] },
})

/** Headers that get lost in one-api, and streams that do not come as they were sent. */
export const HEADER_AND_STREAM_FAULTS: readonly Fault[] = [
  {
    name: 'headers-lost',
    sentence: "The fork was updated and writes every answer anew, without the model's headers.",
    layout,
    change: [answers('identity headers removed')],
    diagnosis: 'identity-headers-missing',
    at: 'one-api',
    item: 6,
    turnsRed: [],
  },
  {
    name: 'headers-lost-on-edits',
    sentence: "The new route of edits does not copy the model's headers.",
    layout,
    change: [answers('identity headers removed', 'edits')],
    diagnosis: 'identity-headers-missing',
    at: 'one-api',
    item: 6,
    turnsRed: [],
  },
  {
    name: 'request-number-lost',
    sentence: 'Somebody removed the request number of one-api from its answers.',
    layout,
    change: [answers('request number removed')],
    diagnosis: 'identity-headers-missing',
    at: 'one-api',
    item: 6,
    turnsRed: [],
  },
  {
    name: 'stream-held-back',
    sentence: 'The fork collects a stream and sends it in one piece.',
    layout,
    change: [answers('stream held back')],
    diagnosis: 'stream-buffered',
    at: 'one-api',
    item: null,
    turnsRed: [],
  },
  {
    name: 'stream-cut-off',
    sentence: 'The fork breaks off a stream in the middle.',
    layout,
    change: [answers('stream cut off')],
    diagnosis: 'stream-broken',
    at: 'one-api',
    item: null,
    turnsRed: [],
  },
  {
    name: 'stream-ends-early',
    sentence: 'The last event of a stream, the one with the picture, is lost.',
    layout,
    change: [answers('stream ends early')],
    diagnosis: 'stream-broken',
    at: 'one-api',
    item: null,
    turnsRed: [],
  },
  {
    name: 'stream-data-broken',
    sentence: 'The fork rewrites events and breaks their JSON.',
    layout,
    change: [answers('stream data broken')],
    diagnosis: 'stream-broken',
    at: 'one-api',
    item: null,
    turnsRed: [],
  },
  {
    name: 'stream-events-unnamed',
    sentence: 'The fork passes on only the data lines of a stream.',
    layout,
    change: [answers('stream events unnamed')],
    diagnosis: 'stream-broken',
    at: 'one-api',
    item: null,
    turnsRed: [],
  },
  {
    name: 'stream-ends-with-error',
    sentence: 'Streams end in an error event where the picture is due.',
    layout,
    change: [answers('stream ends with an error')],
    diagnosis: 'stream-broken',
    at: 'one-api',
    item: null,
    turnsRed: [],
  },
  {
    name: 'stream-as-json',
    sentence: 'The fork ignores stream and answers in one JSON.',
    layout,
    change: [answers('stream as json')],
    diagnosis: 'stream-broken',
    at: 'one-api',
    item: null,
    turnsRed: [],
  },
]
