import type { FieldChange } from '../tampering/fields.ts'
import type { Change, Fault } from './fault.ts'

const layout = 'oneapi-apim-aoai'

type On = 'generations' | 'edits' | 'images'
const writes = (on: On, change: FieldChange): Change => ({
  hop: 'one-api',
  set: { tampering: [{ on, to: 'fields', change }] },
})
const refuses = (...unknownFields: readonly string[]): Change => ({
  hop: 'one-api',
  set: { strictness: { unknownFields, mostFiles: Number.POSITIVE_INFINITY } },
})
/** A proxy in front of api.openai.com: the one place of that chain where a request can be changed. */
const proxyWrites = (change: FieldChange): Change => ({
  hop: 'edge',
  set: { tampering: [{ on: 'images', to: 'fields', change }] },
})

/** Parameters that get lost on the way, are changed there or are refused. */
export const PARAMETER_FAULTS: readonly Fault[] = [
  {
    name: 'one-api-body-of-dall-e',
    sentence: "The fork writes generations anew from one-api's ImageRequest, which knows the parameters of DALL-E only.",
    layout,
    // songquanpeng/one-api relay/model/image.go.
    change: [writes('generations', { kept: ['model', 'prompt', 'n', 'size', 'quality', 'response_format', 'style', 'user'] })],
    diagnosis: 'parameter-ignored',
    at: 'unknown',
    item: null,
    tier: 'full',
    turnsRed: ['GEN-JPEG', 'GEN-TRANSPARENT', 'BAD-GEN-FORMAT', 'STREAM-GEN-1'],
  },
  {
    name: 'one-api-form-of-dall-e',
    sentence: 'The fork copies the fields of an edit that DALL-E 2 had, and no others.',
    layout,
    change: [writes('edits', { kept: ['model', 'prompt', 'n', 'size', 'quality', 'response_format', 'user'] })],
    diagnosis: 'parameter-ignored',
    at: 'unknown',
    item: null,
    tier: 'full',
    turnsRed: ['EDIT-AS-JPEG', 'EDIT-TRANSPARENT', 'BAD-EDIT-FORMAT', 'STREAM-EDIT-1'],
  },
  {
    name: 'one-api-size-fixed',
    sentence: 'The fork bills one size, and asks the model for that one whatever the caller wants.',
    layout,
    change: [writes('generations', { set: { size: '1024x1024' } })],
    diagnosis: 'parameter-ignored',
    at: 'unknown',
    item: null,
    tier: 'full',
    turnsRed: ['VALID-1', 'VALID-4', 'GEN-LANDSCAPE', 'GEN-PORTRAIT'],
  },
  {
    name: 'one-api-edit-size-fixed',
    sentence: 'The fork writes the size of edits itself: square, as DALL-E 2 had them.',
    layout,
    change: [writes('edits', { set: { size: '1024x1024' } })],
    diagnosis: 'parameter-ignored',
    at: 'unknown',
    item: null,
    tier: 'full',
    turnsRed: ['VALID-2', 'VALID-5', 'EDIT-LANDSCAPE'],
  },
  {
    name: 'one-api-one-picture',
    sentence: 'The fork sets n to 1, so that nobody spends more than was reckoned.',
    layout,
    change: [writes('images', { set: { n: 1 } })],
    diagnosis: 'image-count-mismatch',
    at: 'unknown',
    item: null,
    tier: 'full',
    turnsRed: ['GEN-TWO', 'EDIT-TWO', 'BAD-GEN-N-TYPE', 'BAD-EDIT-N-TYPE'],
  },
  {
    name: 'one-api-quality-dropped',
    sentence: 'The fork drops quality on both operations, and the model chooses the dearest.',
    layout,
    change: [writes('images', { dropped: ['quality'] })],
    diagnosis: 'parameter-ignored',
    at: 'unknown',
    item: null,
    tier: 'full',
    turnsRed: ['GEN-QUALITY', 'EDIT-QUALITY', 'BAD-GEN-QUALITY', 'BAD-EDIT-QUALITY'],
  },
  {
    name: 'one-api-parameters-unknown',
    sentence: 'The fork decodes strictly, and its struct is older than moderation and input_fidelity.',
    layout,
    change: [refuses('moderation', 'input_fidelity')],
    diagnosis: 'request-rejected',
    at: 'one-api',
    item: null,
    tier: 'full',
    turnsRed: ['GEN-MODERATION', 'EDIT-FIDELITY'],
  },
  {
    name: 'openai-format-dropped',
    sentence: 'A proxy in front of api.openai.com writes bodies anew and forgets output_format.',
    layout: 'openai',
    change: [proxyWrites({ dropped: ['output_format'] })],
    diagnosis: 'parameter-ignored',
    at: 'unknown',
    item: null,
    tier: 'full',
    turnsRed: ['GEN-JPEG', 'GEN-WEBP', 'EDIT-AS-JPEG', 'EDIT-AS-WEBP', 'BAD-GEN-FORMAT', 'BAD-EDIT-FORMAT'],
  },
]
