import { type Target, urlOf } from '../target/target.ts'
import { type Fields, imageBody, inputs, pictures, prompts } from './bodies.ts'
import { anyOf, type Unless, withoutEdits, withoutParameters } from './offered.ts'
import type { PlannedCase } from './planned.ts'

type Operation = 'generations' | 'edits'

/** How many partial images a stream may ask for (openai-openapi, CreateImageRequest). */
const PARTIAL_IMAGES = [0, 1, 2, 3]

/** Why a profile has no streams of this operation; null when it has. */
export const withoutStreams = (operation: Operation): Unless =>
  anyOf(...(operation === 'edits' ? [withoutEdits] : []), withoutParameters(['stream', 'partial_images']))

/** The same image with every number of partial images, and the free refusal asked for as a stream. */
export const streamCases = (target: Target): readonly PlannedCase[] =>
  (['generations', 'edits'] as const).flatMap((operation) => {
    const path = target.profile.url.paths[operation]
    return path === null || withoutStreams(operation)(target.profile) !== null ? [] : casesOf(target, operation, path)
  })

function casesOf(target: Target, operation: Operation, path: string): readonly PlannedCase[] {
  const refusal = target.profile.freeRefusal[operation]
  const files = inputs(target, operation === 'edits' ? pictures.one : [])
  const prompt = prompts[operation === 'edits' ? 'edit-one' : 'generate'] ?? null
  const streamed = (id: string, sentence: string, images: number, change: Fields): PlannedCase => ({
    id,
    sentence,
    operation,
    images,
    tier: 'full',
    turn: images > 0 ? 'variant' : 'free',
    method: 'POST',
    url: urlOf(target, path),
    credential: { kind: 'right' },
    body: imageBody(target, operation, { prompt, ...change, stream: true }, files),
  })
  return [
    ...PARTIAL_IMAGES.map((count) =>
      streamed(`stream-${operation}-${count}`, `A streamed image with ${count} partial images.`, 1, { partial_images: count }),
    ),
    ...(refusal === null
      ? []
      : [streamed(`stream-refused-${operation}`, 'The free refusal, asked for as a stream.', 0, refusal.change)]),
  ]
}
