import { expect } from 'vitest'
import { area } from '../src/judging/area.ts'

area('text-to-image', ({ requirement, target: { profile } }) => {
  requirement('T2I-1', (answer) => expect(answer).toAnswer(200))
  requirement('T2I-2', (answer) => {
    expect(answer).toMatchSchema('images-response')
    expect(answer).toBeLabelledJson()
  })
  requirement('T2I-3', (answer) => expect(answer).toHoldPictures(1))
  requirement('T2I-4', (answer) => expect(answer).toDecode(profile))
  requirement('T2I-5', (answer) => expect(answer).toHaveSize(profile.cheapest.size))
  requirement('T2I-6', (answer) => expect(answer).toBeMoreThanBlank())
  requirement('T2I-7', (answer) => expect(answer).toReportUsage())
})
