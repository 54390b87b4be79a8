import { type Fields, imageBody, inputs, pictures, prompts } from './bodies.ts'
import { anyOf, withoutEdits, withoutOutput, withoutParameters } from './offered.ts'
import type { Sentence, Variant } from './variants.ts'

type Operation = Variant['operation']

/** An image with parameters of its own, which must come as they ask. What the profile does not offer is not asked of it. */
const drawn = (id: string, operation: Operation, sentence: Sentence, change: Fields): Variant => {
  const { n, output_format: format } = change
  const files = operation === 'edits' ? pictures.one : []
  return {
    id,
    operation,
    sentence,
    images: typeof n === 'number' ? n : 1,
    turn: 'variant',
    unless: anyOf(
      ...(operation === 'edits' ? [withoutEdits] : []),
      withoutParameters(Object.keys(change)),
      ...(format === 'jpeg' || format === 'webp' ? [withoutOutput(format)] : []),
    ),
    body: (target) => {
      const prompt = prompts[operation === 'edits' ? 'edit-one' : 'generate'] ?? null
      return imageBody(target, operation, { prompt, ...change }, inputs(target, files))
    },
  }
}

/**
 * Parameters that change the image or must at least not stop it, one image each at the cheapest settings otherwise.
 * Names and values: openai-openapi, CreateImageRequest and CreateImageEditRequest.
 */
export const PARAMETERS: readonly Variant[] = [
  drawn('GEN-LANDSCAPE', 'generations', 'MUST draw in landscape, 1536x1024', { size: '1536x1024' }),
  drawn('GEN-PORTRAIT', 'generations', 'MUST draw in portrait, 1024x1536', { size: '1024x1536' }),
  drawn('GEN-TWO', 'generations', 'MUST draw two images for n = 2', { n: 2 }),
  drawn('GEN-QUALITY', 'generations', 'MUST draw in the quality that was asked for', { quality: 'medium' }),
  drawn('GEN-JPEG', 'generations', 'MUST draw a JPEG with output_compression', { output_format: 'jpeg', output_compression: 60 }),
  drawn('GEN-WEBP', 'generations', 'MUST draw a WebP with output_compression', { output_format: 'webp', output_compression: 60 }),
  drawn('GEN-TRANSPARENT', 'generations', 'MUST draw on a transparent background', {
    background: 'transparent',
    output_format: 'png',
  }),
  drawn('GEN-MODERATION', 'generations', 'MUST take moderation and user', { moderation: 'low', user: 'conformance' }),
  drawn('EDIT-LANDSCAPE', 'edits', 'MUST edit in landscape, 1536x1024', { size: '1536x1024' }),
  drawn('EDIT-TWO', 'edits', 'MUST draw two edits for n = 2', { n: 2 }),
  drawn('EDIT-QUALITY', 'edits', 'MUST edit in the quality that was asked for', { quality: 'medium' }),
  drawn('EDIT-AS-JPEG', 'edits', 'MUST edit into a JPEG with output_compression', {
    output_format: 'jpeg',
    output_compression: 60,
  }),
  drawn('EDIT-AS-WEBP', 'edits', 'MUST edit into a WebP with output_compression', {
    output_format: 'webp',
    output_compression: 60,
  }),
  drawn('EDIT-TRANSPARENT', 'edits', 'MUST edit on a transparent background', {
    background: 'transparent',
    output_format: 'png',
  }),
  drawn('EDIT-FIDELITY', 'edits', 'MUST take input_fidelity and user', { input_fidelity: 'low', user: 'conformance' }),
]
