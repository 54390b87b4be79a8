import type { Answer, Json, StreamEvent } from '../model.ts'

/** What an event of an image stream is to its reader; `other` is what clients pass over, such as a heartbeat or `[DONE]`. */
export type EventKind = 'partial' | 'completed' | 'error' | 'other'

/** By the type in its data and, where that cannot be read, by its name: relays lose the one or the other. */
export function kindOf({ event, data }: StreamEvent): EventKind {
  const type = memberOf(data, 'type')
  const name = typeof type === 'string' ? type : (event ?? '')
  // Some relays write `data: {"error": {...}}` and nothing else.
  const error = memberOf(data, 'error')
  if (name === 'error' || event === 'error' || (error !== undefined && error !== null)) return 'error'
  if (/\.partial_image$/.test(name)) return 'partial'
  return /\.completed$/.test(name) ? 'completed' : 'other'
}

/** The first error event; null when there is none. */
export const errorEvent = ({ events }: Pick<Answer, 'events'>): StreamEvent | null =>
  events.find((event) => kindOf(event) === 'error') ?? null

/** The event with the finished picture; null when it did not come. */
export const completedEvent = ({ events }: Pick<Answer, 'events'>): StreamEvent | null =>
  events.find((event) => kindOf(event) === 'completed') ?? null

export function memberOf(value: Json, name: string): Json | undefined {
  if (value === null || typeof value !== 'object') return undefined
  return Object.entries(value).find(([key]) => key === name)?.[1]
}
