import type { FieldChange } from '../tampering/fields.ts'
import type { Tampering } from '../tampering/tampering.ts'
import { type Fault, withSlowDrawing } from './fault.ts'

/** A fault of one-api in front of the whole chain; who of the three it was cannot be told from outside. */
const inOneApi = (
  name: string,
  sentence: string,
  tampering: Tampering,
  diagnosis: string,
  turnsRed: readonly string[],
): Fault => ({
  name,
  sentence,
  layout: 'oneapi-apim-aoai',
  change: [{ hop: 'one-api', set: { tampering: [tampering] } }],
  diagnosis,
  at: 'unknown',
  item: null,
  tier: 'full',
  turnsRed,
})

const answers = (damage: Extract<Tampering, { to: 'answer' }>['damage']): Tampering => ({ on: 'images', to: 'answer', damage })
const asks = (change: FieldChange): Tampering => ({ on: 'images', to: 'fields', change })
const both = (number: number): readonly string[] => [`STREAM-GEN-${number}`, `STREAM-EDIT-${number}`]

/** Streams that do not come as they were sent, or were not asked for as the caller did. */
export const STREAM_FAULTS: readonly Fault[] = [
  withSlowDrawing(
    inOneApi(
      'stream-held-back',
      'The fork collects a stream and sends it in one piece.',
      answers('stream held back'),
      'stream-buffered',
      both(8),
    ),
  ),
  inOneApi('stream-cut-off', 'The fork breaks off a stream in the middle.', answers('stream cut off'), 'stream-broken', both(2)),
  {
    ...inOneApi(
      'stream-cut-off-at-model',
      'A load balancer in front of the model breaks off streams.',
      answers('stream cut off'),
      'stream-broken',
      both(2),
    ),
    change: [{ hop: 'aoai', set: { tampering: [answers('stream cut off')] } }],
  },
  inOneApi(
    'stream-ends-early',
    'The last event of a stream, the one with the picture, is lost.',
    answers('stream ends early'),
    'stream-broken',
    both(2),
  ),
  inOneApi(
    'stream-ends-with-error',
    'Streams end in an error event where the picture is due.',
    answers('stream ends with an error'),
    'stream-broken',
    both(2),
  ),
  {
    ...inOneApi(
      'stream-ends-with-filter',
      'A content filter stops each picture when its stream has already begun.',
      answers('stream ends with a filter'),
      'content-filtered',
      [],
    ),
    // The words are the model's own.
    at: 'aoai',
  },
  inOneApi(
    'stream-data-broken',
    'The fork rewrites events and breaks their JSON.',
    answers('stream data broken'),
    'stream-broken',
    both(4),
  ),
  inOneApi(
    'stream-pictures-renamed',
    'The fork maps events to a type of its own, in which the picture has another name.',
    answers('stream pictures renamed'),
    'stream-broken',
    both(4),
  ),
  inOneApi(
    'stream-events-unnamed',
    'The fork passes on only the data lines of a stream.',
    answers('stream events unnamed'),
    'stream-broken',
    both(3),
  ),
  inOneApi(
    'stream-partials-misnumbered',
    'The fork counts partial images from 1.',
    answers('stream partials numbered from 1'),
    'stream-broken',
    both(3),
  ),
  inOneApi(
    'stream-details-lost',
    'The fork keeps of each event the picture and its number.',
    answers('stream details removed'),
    'response-schema',
    both(5),
  ),
  inOneApi(
    'stream-usage-lost',
    'The fork takes usage out of the completed event for its own accounts.',
    answers('stream usage removed'),
    'response-schema',
    both(10),
  ),
  inOneApi(
    'stream-pictures-cut',
    'A log limit cuts the base64 in events short.',
    answers('stream pictures cut short'),
    'image-undecodable',
    both(9),
  ),
  inOneApi(
    'stream-refused-in-stream',
    'The fork answers a request for a stream with 200 before it knows whether there will be one.',
    answers('stream refused in a stream'),
    'error-status-200',
    [...both(11), 'BAD-GEN-PARTIAL', 'BAD-EDIT-PARTIAL'],
  ),
  inOneApi(
    'stream-not-asked-for',
    'The fork does not know stream and leaves it out, so that one JSON comes back.',
    asks({ dropped: ['stream', 'partial_images'] }),
    'parameter-ignored',
    [...both(1), 'BAD-GEN-STREAM', 'BAD-EDIT-STREAM'],
  ),
  inOneApi(
    'stream-partials-not-asked-for',
    'The fork does not know partial_images and leaves it out.',
    asks({ dropped: ['partial_images'] }),
    'parameter-ignored',
    [...both(7), 'BAD-GEN-PARTIAL', 'BAD-EDIT-PARTIAL'],
  ),
  inOneApi(
    'stream-partials-forced',
    'The fork asks for three partial images whatever the caller wants.',
    asks({ set: { partial_images: 3 } }),
    'parameter-ignored',
    [...both(6), 'BAD-GEN-PARTIAL', 'BAD-EDIT-PARTIAL'],
  ),
]
