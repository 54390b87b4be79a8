import { arrivalOf, isInOnePiece } from '../../checks/arrival.ts'
import { fieldOf } from '../../checks/asked.ts'
import { completedEvent, kindOf, memberOf } from '../../model/stream.ts'
import type { Hop, StreamEvent } from '../../model.ts'
import { type Alternative, type Clue, coded, type Symptom } from '../symptom.ts'
import { ENVIRONMENT } from './environment.ts'

const UPSTREAM: Alternative = { cause: 'upstream-error', because: 'the model may have failed while it drew' }
const CUT: Alternative = { cause: 'backend-timeout', because: 'a hop may have ended the stream at its own time limit' }

const isImages = ({ exchange }: Clue): boolean => exchange.operation === 'generations' || exchange.operation === 'edits'
const isStream = ({ reading }: Clue): boolean => reading.content === 'stream'
const eventsOf = ({ exchange }: Clue): readonly StreamEvent[] => exchange.response?.events ?? []
const failed = (clue: Clue): boolean => isStream(clue) && eventsOf(clue).some((event) => kindOf(event) === 'error')
const hasBegun = (clue: Clue): boolean => eventsOf(clue).some((event) => ['partial', 'completed'].includes(kindOf(event)))

/** Every hop passes the events on, and they look alike whichever of them spoilt them. */
const someHop = ({ context, attribution }: Clue): Hop | 'unknown' =>
  context.chain?.length === 1 ? attribution.answeredBy : 'unknown'

/** Streams, which have said 200 before they can fail: their events tell what came of them. */
export const STREAMS: readonly Symptom[] = [
  ...ENVIRONMENT.map(
    (row): Symptom => ({
      ...row,
      sentence: `in the stream: ${row.sentence}`,
      when: (clue) => failed(clue) && row.when(clue),
    }),
  ),
  {
    cause: 'error-status-200',
    sentence: 'a stream that holds no picture and says that the request is wrong: that has a status of its own',
    when: (clue) => failed(clue) && !hasBegun(clue) && coded(clue, /^invalid_|_user_error$|^unknown_parameter$/),
    confidence: 'likely',
    hop: someHop,
  },
  {
    cause: 'stream-broken',
    sentence: 'the stream ends in an error where the picture is due',
    when: failed,
    confidence: 'likely',
    hop: someHop,
    or: [UPSTREAM],
  },
  {
    cause: 'stream-broken',
    sentence: 'the stream has no completed event',
    when: (clue) => isImages(clue) && isStream(clue) && completedEvent({ events: eventsOf(clue) }) === null,
    confidence: 'likely',
    hop: someHop,
    or: [CUT],
  },
  {
    cause: 'stream-broken',
    sentence: 'the events hold no picture that could be read',
    when: (clue) =>
      isImages(clue) &&
      isStream(clue) &&
      eventsOf(clue).some((event) => kindOf(event) === 'completed' && typeof memberOf(event.data, 'b64_json') !== 'string'),
    confidence: 'likely',
    hop: someHop,
  },
  {
    cause: 'stream-buffered',
    sentence: 'all events of the stream came at its end, the first partial image with the last event',
    when: (clue) => {
      const arrival = isStream(clue) ? arrivalOf({ events: eventsOf(clue) }) : null
      return arrival !== null && isInOnePiece(arrival)
    },
    confidence: 'possible',
    hop: someHop,
  },
  {
    cause: 'parameter-ignored',
    sentence: 'a stream was asked for and the picture came in one JSON: stream did not reach the model',
    when: (clue) =>
      isImages(clue) &&
      clue.reading.content === 'json' &&
      fieldOf(clue.exchange, 'stream') === 'true' &&
      (clue.exchange.response?.pictures.length ?? 0) > 0,
    confidence: 'likely',
    hop: someHop,
    or: [{ cause: 'stream-broken', because: 'a hop may have read the stream to its end and answered with the picture alone' }],
  },
]
