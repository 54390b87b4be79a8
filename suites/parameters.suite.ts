import { expect } from 'vitest'
import { PARAMETERS } from '../src/cases/parameters.ts'
import { area } from '../src/judging/area.ts'

area('parameters', ({ requirement, target: { profile } }) => {
  for (const { id } of PARAMETERS) requirement(id, (answer) => expect(answer).toBeDrawnAsAsked(profile))
  requirement('GEN-RESPONSE-FORMAT', (answer) => expect(answer).toGivePicturesThemselves())
})
