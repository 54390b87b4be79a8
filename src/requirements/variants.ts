import { caseOfVariant, type Variant } from '../cases/variants.ts'
import type { Row } from './requirement.ts'

/** Without which an operation has nothing that could vary: its image for what is paid for, its refusal for what is not. */
export const BASES = {
  generations: { variant: 'T2I-1', free: 'VALID-1', bad: 'VALID-1' },
  edits: { variant: 'EDIT-1', free: 'VALID-2', bad: 'VALID-2' },
} as const

/** The requirements of a table of the full tier, one for each of its requests; `beside` names other cases that a row looks at. */
export const variants = (rows: readonly Variant[], beside: Readonly<Record<string, readonly string[]>> = {}): readonly Row[] =>
  rows.map((row) => ({
    id: row.id,
    on: [caseOfVariant(row), ...(beside[row.id] ?? [])],
    source: [row.operation === 'edits' ? 'A2' : 'A1'],
    needs: BASES[row.operation][row.turn],
    unless: row.unless,
    sentence: row.sentence,
  }))
