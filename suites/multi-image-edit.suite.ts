import { expect } from 'vitest'
import { area } from '../src/judging/area.ts'

area('multi-image edit', ({ requirement, target: { profile } }) => {
  requirement('MULTI-1', (edit) => expect(edit).toAnswer(200))
  requirement('MULTI-2', (edit) => {
    expect(edit).toMatchSchema('images-response')
    expect(edit).toBeLabelledJson()
  })
  requirement('MULTI-3', (edit) => expect(edit).toHoldPictures(1))
  requirement('MULTI-4', (edit) => expect(edit).toDecode(profile))
  requirement('MULTI-5', (edit) => expect(edit).toHaveSize(profile.cheapest.size))
  requirement('MULTI-6', (edit) => expect(edit).toBeMoreThanBlank())
  requirement('MULTI-7', (edit) => expect(edit).toReportUsage())
  requirement('MULTI-8', (edit) => expect(edit).toBeNewPicture())
  requirement('MULTI-9', (edit, single) => expect(edit).toDrawOnInputs(single))
  requirement('MULTI-10', (edit) => expect(edit).toKeepTheOrder())
})
