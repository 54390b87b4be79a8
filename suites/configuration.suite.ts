import { expect } from 'vitest'
import { area } from '../src/judging/area.ts'

area('configuration', ({ requirementOfExport }) => {
  requirementOfExport('CONFIG-1', (configuration) => expect(configuration).toHaveRight(1))
  requirementOfExport('CONFIG-2', (configuration) => expect(configuration).toHaveRight(2))
  requirementOfExport('CONFIG-3', (configuration) => expect(configuration).toHaveRight(3))
  requirementOfExport('CONFIG-4', (configuration) => expect(configuration).toHaveRight(4))
  requirementOfExport('CONFIG-5', (configuration) => expect(configuration).toHaveRight(5))
  requirementOfExport('CONFIG-6', (configuration) => expect(configuration).toHaveRight(null))
  requirementOfExport('CONFIG-7', (configuration) => expect(configuration).toWarnOfNothing())
  requirementOfExport('CONFIG-8', (configuration) => expect(configuration).toLetStreamsPass())
})
