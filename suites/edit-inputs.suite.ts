import { expect } from 'vitest'
import { area } from '../src/judging/area.ts'

area('edit inputs', ({ requirement, target: { profile } }) => {
  const { edits } = profile.freeRefusal
  requirement('EDIT-ARRAY-ONE', (probe) => expect(probe).toBeCarriedToTheModel(edits))
  requirement('EDIT-OTHER-FIELD', (edit, single) => {
    expect(edit).toBeDrawnAsAsked(profile)
    expect(edit).toDrawOnInputs(single)
  })
  requirement('EDIT-SIXTEEN', (edit, several) => {
    expect(edit).toBeDrawnAsAsked(profile)
    expect(edit).toCountMoreInputs(several, 1)
  })
  requirement('EDIT-SIXTEEN-ALL', (edit, several) => expect(edit).toCountMoreInputs(several, 7.5))
  for (const id of ['EDIT-FROM-JPEG', 'EDIT-FROM-WEBP', 'EDIT-4-MIB'])
    requirement(id, (edit) => {
      expect(edit).toBeDrawnAsAsked(profile)
      expect(edit).toDrawOnInputs()
    })
  for (const id of ['EDIT-25-MIB', 'EDIT-NAME-SPACE', 'EDIT-NAME-QUOTE', 'EDIT-NAME-UTF8'])
    requirement(id, (probe) => expect(probe).toBeCarriedToTheModel(edits))
  requirement('EDIT-MASK', (edit) => expect(edit).toBeDrawnAsAsked(profile))
  requirement('EDIT-MASK-KEEPS', (edit) => expect(edit).toChangeWhatTheMaskOpens())
  requirement('EDIT-JSON', (edit, single) => {
    expect(edit).toBeDrawnAsAsked(profile)
    expect(edit).toCountMoreInputs(single, 0.5)
  })
})
