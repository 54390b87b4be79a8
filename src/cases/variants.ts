import type { Operation, Part, Profile, RequestBody } from '../model.ts'
import { type Target, urlOf } from '../target/target.ts'
import { BAD_BODIES, BAD_VALUES } from './bad-input.ts'
import { EDIT_INPUTS } from './edit-inputs.ts'
import { PARAMETERS } from './parameters.ts'
import type { PlannedCase, Turn } from './planned.ts'
import { PROMPTS } from './prompts.ts'

/** A sentence that begins with its level. */
export type Sentence = `${'MUST' | 'SHOULD' | 'MAY'} ${string}`

/** One request of the full tier and the one thing that it must show. A row is the case, the requirement and its test. */
export interface Variant {
  /** Of the requirement; the case has the same in small letters. */
  readonly id: string
  readonly operation: 'generations' | 'edits'
  readonly sentence: Sentence
  /** Images that it pays for. */
  readonly images: number
  readonly turn: Extract<Turn, 'variant' | 'free' | 'bad'>
  /** Why it is not asked of a profile; null when it is. */
  readonly unless: (profile: Profile) => string | null
  readonly body: (target: Target) => RequestBody
}

/**
 * Every table of the full tier whose rows are one request each. Of what ought to be refused, first what nothing can be drawn
 * from: after the first that is drawn, and paid for, no other of its operation is sent.
 */
export const VARIANTS: readonly Variant[] = [...PARAMETERS, ...EDIT_INPUTS, ...BAD_BODIES, ...PROMPTS, ...BAD_VALUES]

export const caseOfVariant = ({ id }: Pick<Variant, 'id'>): string => id.toLowerCase()

/** The requests of the full tier that the target has a place for. */
export const variantCases = (target: Target): readonly PlannedCase[] =>
  VARIANTS.filter(({ unless }) => unless(target.profile) === null).flatMap((row) => {
    const path = pathOf(target.profile, row.operation)
    return path === null ? [] : [plannedVariant(target, row, path)]
  })

function plannedVariant(target: Target, row: Variant, path: string): PlannedCase {
  const { operation, sentence, images, turn } = row
  return {
    id: caseOfVariant(row),
    sentence: `${sentence}.`,
    operation,
    images,
    tier: 'full',
    turn,
    method: 'POST',
    url: urlOf(target, path),
    credential: { kind: 'right' },
    body: row.body(target),
  }
}

export const pathOf = ({ url, capabilities }: Profile, operation: Operation): string | null =>
  operation === 'edits'
    ? capabilities.edits
      ? url.paths.edits
      : null
    : operation === 'generations'
      ? url.paths.generations
      : null

export type Files = (target: Target) => readonly Part[]
