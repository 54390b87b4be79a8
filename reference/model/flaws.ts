import { concerns, type ImageOperation, type Scope } from '../operation.ts'
import type { Wanted } from './draw.ts'

/** Ways in which a model draws something else than it was asked for, each a change of the order it works from. */
const FLAWS = {
  'draws-nothing': (wanted: Wanted): Wanted => ({ ...wanted, subject: 'nothing' }),
  'returns-input': (wanted: Wanted): Wanted => ({ ...wanted, subject: 'first-input' }),
  'ignores-inputs': (wanted: Wanted): Wanted => ({ ...wanted, inputs: [] }),
  'ignores-later-inputs': (wanted: Wanted): Wanted => ({ ...wanted, inputs: wanted.inputs.slice(0, 1) }),
  'ignores-mask': (wanted: Wanted): Wanted => ({ ...wanted, mask: null }),
  'ignores-size': (wanted: Wanted): Wanted => ({ ...wanted, width: 512, height: 512 }),
  'ignores-format': (wanted: Wanted): Wanted => ({
    ...wanted,
    format: wanted.format === 'jpeg' ? 'png' : 'jpeg',
    background: 'opaque',
  }),
  'ignores-background': (wanted: Wanted): Wanted => ({ ...wanted, background: 'opaque' }),
  'draws-one-more': (wanted: Wanted): Wanted => ({ ...wanted, count: wanted.count + 1 }),
  'draws-one': (wanted: Wanted): Wanted => ({ ...wanted, count: 1 }),
} satisfies Record<string, (wanted: Wanted) => Wanted>

export interface Flaw {
  readonly on: Scope
  readonly flaw: keyof typeof FLAWS
}

export function flawed(wanted: Wanted, operation: ImageOperation, flaws: readonly Flaw[]): Wanted {
  return flaws.filter(({ on }) => concerns(on, operation)).reduce((order, { flaw }) => FLAWS[flaw](order), wanted)
}
