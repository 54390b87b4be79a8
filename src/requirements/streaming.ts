import { anyOf } from '../cases/offered.ts'
import { withoutStreams } from '../cases/streams.ts'
import { type Row, usage } from './requirement.ts'
import { BASES } from './variants.ts'

/** What a streamed image must be, said of each operation; the streams differ in how many partial images they ask for. */
export const streaming = (id: 'GEN' | 'EDIT', operation: 'generations' | 'edits'): readonly Row[] => {
  const source = [operation === 'edits' ? 'A2' : 'A1']
  const of = (number: number, needs: number, sentence: Row['sentence']): Row => ({
    id: `STREAM-${id}-${number}`,
    on: [`stream-${operation}-*`],
    source,
    needs: `STREAM-${id}-${needs}`,
    unless: withoutStreams(operation),
    sentence,
  })
  return [
    { ...of(1, 0, `MUST answer ${operation} with stream in events (text/event-stream)`), needs: BASES[operation].variant },
    of(2, 1, 'MUST end each stream with a completed event, not with an error or a break'),
    of(3, 2, `MUST name the events of ${operation}, number partial images from 0 upwards and complete once, at the end`),
    of(4, 2, 'MUST send each event as its schema says'),
    // The specification asks for these members; a client can do without them.
    of(5, 4, 'SHOULD say in each event when its picture was made, in which size, quality, background and format'),
    of(6, 1, 'MUST NOT send more partial images than were asked for'),
    // A model that is quick may leave them out (openai-openapi, partial_images).
    of(7, 2, 'SHOULD send partial images where they are asked for'),
    of(8, 2, 'MUST deliver partial images while the picture is drawn, not all at the end'),
    of(9, 4, 'MUST end with a picture that decodes, as it was asked for and more than one flat colour'),
    {
      ...of(10, 4, 'SHOULD report usage in the completed event, its parts adding up to its total'),
      unless: anyOf(withoutStreams(operation), usage),
    },
    {
      ...of(11, 0, `MUST refuse a bad ${operation} request with stream as JSON with an error status, not in a stream`),
      on: [`stream-refused-${operation}`],
      needs: BASES[operation].free,
    },
  ]
}
