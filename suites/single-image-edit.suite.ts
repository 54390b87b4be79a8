import { expect } from 'vitest'
import { area } from '../src/judging/area.ts'

area('single-image edit', ({ requirement, target: { profile } }) => {
  requirement('EDIT-1', (edit) => expect(edit).toAnswer(200))
  requirement('EDIT-2', (edit) => {
    expect(edit).toMatchSchema('images-response')
    expect(edit).toBeLabelledJson()
  })
  requirement('EDIT-3', (edit) => expect(edit).toHoldPictures(1))
  requirement('EDIT-4', (edit) => expect(edit).toDecode(profile))
  requirement('EDIT-5', (edit) => expect(edit).toHaveSize(profile.cheapest.size))
  requirement('EDIT-6', (edit) => expect(edit).toBeMoreThanBlank())
  requirement('EDIT-7', (edit) => expect(edit).toReportUsage())
  requirement('EDIT-8', (edit) => expect(edit).toBeNewPicture())
  requirement('EDIT-9', (edit) => expect(edit).toDrawOnInputs())
})
