import { expect } from 'vitest'
import { area } from '../src/judging/area.ts'

area('parallel use', ({ requirement, target: { profile } }) => {
  requirement('PARALLEL-1', (...burst) => expect(burst).toAnswerTheirOwn(profile))
  requirement('PARALLEL-2', (...calls) => expect(calls).toBeRefusedAlike(profile))
  requirement('PARALLEL-3', (...burst) => expect(burst).toHaveOwnNumbersTogether(profile))
  requirement('PARALLEL-4', (...burst) => expect(burst).toHaveNumbersTogether(profile))
  requirement('PARALLEL-5', (...burst) => expect(burst).toSayWhenToComeAgain())
})
