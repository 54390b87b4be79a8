import type { Flaw } from '../model/flaws.ts'
import type { Scope } from '../operation.ts'
import type { Change, Fault } from './fault.ts'

const layout = 'oneapi-apim-aoai'

const draws = (on: Scope, flaw: Flaw['flaw']): Change => ({ hop: 'aoai', set: { flaws: [{ on, flaw }] } })

/** Models that do not draw what they are asked for. */
export const MODEL_FAULTS: readonly Fault[] = [
  {
    name: 'model-draws-nothing',
    sentence: 'The model returns white pictures.',
    layout,
    change: [draws('images', 'draws-nothing')],
    diagnosis: 'image-undecodable',
    at: 'unknown',
    item: null,
    turnsRed: ['T2I-6', 'EDIT-6', 'MULTI-6'],
  },
  {
    name: 'model-returns-input',
    sentence: 'Edits return the picture that they were sent.',
    layout,
    change: [draws('edits', 'returns-input')],
    diagnosis: 'edit-ignored-input',
    at: 'unknown',
    item: null,
    turnsRed: ['EDIT-8', 'MULTI-8'],
  },
  {
    name: 'model-ignores-inputs',
    sentence: 'Edits are drawn from the prompt alone.',
    layout,
    change: [draws('edits', 'ignores-inputs')],
    diagnosis: 'edit-ignored-input',
    at: 'unknown',
    item: null,
    turnsRed: ['EDIT-9', 'MULTI-9'],
  },
  {
    name: 'model-ignores-mask',
    sentence: 'Masks are accepted and not looked at.',
    layout,
    change: [draws('edits', 'ignores-mask')],
    diagnosis: 'edit-ignored-input',
    at: 'unknown',
    item: null,
    tier: 'full',
    turnsRed: ['EDIT-MASK-KEEPS'],
  },
  {
    name: 'model-edits-ignore-size',
    sentence: 'Edits come in 512 x 512 whatever size was asked for.',
    layout,
    change: [draws('edits', 'ignores-size')],
    diagnosis: 'image-size-mismatch',
    at: 'unknown',
    item: null,
    turnsRed: ['EDIT-5', 'MULTI-5'],
  },
  {
    name: 'model-ignores-size',
    sentence: 'Generations come in 512 x 512 whatever size was asked for.',
    layout,
    change: [draws('generations', 'ignores-size')],
    diagnosis: 'image-size-mismatch',
    at: 'unknown',
    item: null,
    turnsRed: ['T2I-5'],
  },
  {
    name: 'model-ignores-format',
    sentence: 'Pictures come as JPEG where PNG was asked for, and the other way round.',
    layout,
    change: [draws('images', 'ignores-format')],
    diagnosis: 'image-format-mismatch',
    at: 'unknown',
    item: null,
    turnsRed: ['T2I-4', 'EDIT-4', 'MULTI-4'],
  },
  {
    name: 'model-ignores-background',
    sentence: 'A transparent background is accepted and painted over.',
    layout,
    change: [draws('images', 'ignores-background')],
    diagnosis: 'image-format-mismatch',
    at: 'unknown',
    item: null,
    tier: 'full',
    turnsRed: ['GEN-TRANSPARENT', 'EDIT-TRANSPARENT'],
  },
  {
    name: 'model-draws-one-more',
    sentence: 'Every answer holds one picture more than was asked for.',
    layout,
    change: [draws('images', 'draws-one-more')],
    diagnosis: 'image-count-mismatch',
    at: 'unknown',
    item: null,
    turnsRed: ['T2I-3', 'EDIT-3', 'MULTI-3'],
  },
]
