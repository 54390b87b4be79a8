import { expect } from 'vitest'
import { area } from '../src/judging/area.ts'

area('route and validation', ({ requirement, target: { profile } }) => {
  const { generations, edits } = profile.freeRefusal
  requirement('VALID-1', (probe) => expect(probe).toBeRefusedAsBadRequest(generations))
  requirement('VALID-2', (probe) => expect(probe).toBeRefusedAsBadRequest(edits))
  requirement('VALID-3', (probe) => expect(probe).toBeRefusedAsBadRequest(edits))
  requirement('VALID-4', (probe) => expect(probe).toHaveErrorEnvelope(profile.envelopes))
  requirement('VALID-5', (probe) => expect(probe).toHaveErrorEnvelope(profile.envelopes))
  requirement('ROUTE-1', (probe) => expect(probe).toReachTheModel(generations))
  requirement('ROUTE-2', (probe) => expect(probe).toReachTheModel(edits))
  requirement('ROUTE-3', (probe, again) => expect(again).toAnswerLike(probe, 'upstream-error'))
  requirement('ROUTE-4', (probe, again) => expect(again).toAnswerLike(probe, 'upstream-error'))
  requirement('ROUTE-5', (probe) => expect(probe).toReachTheModel(edits))
})
