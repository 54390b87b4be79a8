import { expect } from 'vitest'
import { area } from '../src/judging/area.ts'

area('configuration', ({ requirementOfExport }) => {
  requirementOfExport('CONFIG-1', (part) => expect(part).toHaveNothingWrong())
  requirementOfExport('CONFIG-2', (part) => expect(part).toHaveNothingWrong())
  requirementOfExport('CONFIG-3', (part) => expect(part).toHaveNothingWrong())
  requirementOfExport('CONFIG-4', (part) => expect(part).toHaveNothingWrong())
  requirementOfExport('CONFIG-5', (part) => expect(part).toHaveNothingWrong())
  requirementOfExport('CONFIG-6', (part) => expect(part).toHaveNothingWrong())
  requirementOfExport('CONFIG-7', (part) => expect(part).toHaveNothingWrong())
  requirementOfExport('CONFIG-8', (part) => expect(part).toHaveNothingWrong())
})
