import { Readable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { reply } from '../replies.ts'
import type { Reply } from '../serve.ts'
import { draw, drawUnfinished, type Wanted } from './draw.ts'
import type { Described } from './images.ts'
import { usageOf } from './usage.ts'

/** Milliseconds between two events at least, so that a stream that was held back can be told from this one. */
export const SHORTEST_STEP_MS = 150

const EVENTS = { generations: 'image_generation', edits: 'image_edit' } as const

/** How long a stream takes, in milliseconds: for all of it, and between two events at least. */
export interface Pace {
  readonly latencyMs: number
  readonly shortestStepMs: number
}

/** The picture as server-sent events: the partial images, then the whole one (openai-openapi, `ImageGenStreamEvent`). */
export function streamPictures(wanted: Wanted, described: Described, partials: number, pace: Pace): Reply {
  const headers = { 'Content-Type': 'text/event-stream; charset=utf-8', 'Cache-Control': 'no-cache', 'x-accel-buffering': 'no' }
  return reply(200, headers, Readable.from(events(wanted, described, partials, pace)))
}

async function* events(wanted: Wanted, described: Described, partials: number, pace: Pace): AsyncGenerator<string> {
  const name = EVENTS[wanted.operation]
  const step = Math.max(pace.shortestStepMs, pace.latencyMs / (partials + 1))
  const created = Math.floor(Date.now() / 1000)
  for (let index = 0; index < partials; index++) {
    await wait(step)
    const picture = await drawUnfinished(wanted, (index + 1) / (partials + 1))
    yield event(`${name}.partial_image`, picture, { created_at: created, ...described, partial_image_index: index })
  }
  await wait(step)
  const usage = usageOf(wanted, described.quality)
  yield event(`${name}.completed`, await draw(wanted, 0), { created_at: created, ...described, usage })
}

function event(type: string, picture: Buffer, fields: object): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, b64_json: picture.toString('base64'), ...fields })}\n\n`
}
