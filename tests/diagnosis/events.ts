import type { Json, StreamEvent } from '../../src/model.ts'

/** An event of an image stream, as the replay records it. */
export const event = (type: string, atMs: number, data: Readonly<Record<string, Json>> = {}): StreamEvent => ({
  event: type,
  data: { type, ...data },
  atMs,
})
export const partial = (atMs: number): StreamEvent => event('image_generation.partial_image', atMs, { b64_json: '[picture]' })
export const completed = (atMs: number): StreamEvent => event('image_generation.completed', atMs, { b64_json: '[picture]' })
export const error = (type: string, message: string, code: string | null = null): StreamEvent =>
  event('error', 900, { error: { message, type, param: null, code } })
