import { expect } from 'vitest'
import { BAD_INPUT } from '../src/cases/bad-input.ts'
import { caseOfVariant } from '../src/cases/variants.ts'
import { area } from '../src/judging/area.ts'

const fields = Object.fromEntries(BAD_INPUT.map((row) => [caseOfVariant(row), row.names]))

area('bad input', ({ requirement, target: { profile } }) => {
  for (const { id } of BAD_INPUT) requirement(id, (answer) => expect(answer).toBeRefusedAsBadInput(profile))
  requirement('BAD-GEN-NAMES', (...answers) => expect(answers).toNameTheirFields(fields, profile))
  requirement('BAD-EDIT-NAMES', (...answers) => expect(answers).toNameTheirFields(fields, profile))
})
