import { completedEvent, kindOf } from '../model/stream.ts'
import type { Answer, AttributedExchange, Problem } from '../model.ts'
import { NotObservable } from './check.ts'

/** Milliseconds. A shorter stream tells nothing: a moment in which this machine does not get to read looks the same. */
const LONG_ENOUGH = 500
/** Share of the whole time that must lie between the first partial image and the end for them to count as apart. */
const APART = 0.05

interface Arrival {
  /** Milliseconds from the start of the request. */
  readonly first: number
  readonly last: number
}

/**
 * When the first partial image and the finished picture of a stream arrived; null for a stream that has not both, or is
 * too short to tell.
 */
export function arrivalOf(answer: Pick<Answer, 'events'>): Arrival | null {
  const first = answer.events.find((event) => kindOf(event) === 'partial')?.atMs
  const last = completedEvent(answer)?.atMs
  return first === undefined || last === undefined || last < LONG_ENOUGH ? null : { first, last }
}

/**
 * Everything came at the very end. A model spends most of its time between its first partial image and the last, so
 * that a hop held the events back. A slow link only pulls them apart, and never looks like this.
 */
export const isInOnePiece = ({ first, last }: Arrival): boolean => last - first < APART * last

/**
 * Partial images arrive while the picture is drawn, in one of the streams at least: one that happens to be read late
 * proves nothing.
 * @throws NotObservable when no partial image came, or every stream was over too soon
 */
export function arriveAsTheyAreDrawn(exchanges: readonly AttributedExchange[]): readonly Problem[] {
  const timed = exchanges.flatMap((exchange) => {
    const arrival = exchange.response === null ? null : arrivalOf(exchange.response)
    return arrival === null ? [] : [{ exchange, ...arrival }]
  })
  if (timed.length === 0)
    throw new NotObservable(`no stream brought a partial image and took ${LONG_ENOUGH} ms: what is shorter tells nothing`)
  if (!timed.every(isInOnePiece)) return []
  return timed.map(({ exchange, first, last }) => ({
    exchange: exchange.id,
    cause: 'stream-buffered',
    expected: 'partial images while the picture is drawn',
    actual: `nothing for ${Math.round(first)} ms, then all events within ${Math.round(last - first)} ms`,
  }))
}
