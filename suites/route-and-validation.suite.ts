import { expect } from 'vitest'
import { area } from '../src/judging/area.ts'

area('route and validation', ({ requirement, target: { profile } }) => {
  const { generations, edits, chat } = profile.freeRefusal
  requirement('VALID-1', (probe) => expect(probe).toBeRefusedAsBadRequest(generations))
  requirement('VALID-2', (probe) => expect(probe).toBeRefusedAsBadRequest(edits))
  requirement('VALID-3', (probe) => expect(probe).toBeRefusedAsBadRequest(edits))
  requirement('VALID-4', (probe) => expect(probe).toHaveErrorEnvelope(profile.envelopes))
  requirement('VALID-5', (probe) => expect(probe).toHaveErrorEnvelope(profile.envelopes))
  requirement('VALID-6', (probe) => expect(probe).toBeRefusedAsBadRequest(chat))
  requirement('ROUTE-1', (probe) => expect(probe).toReachTheModel(generations))
  requirement('ROUTE-2', (probe) => expect(probe).toReachTheModel(edits))
  for (const id of ['ROUTE-3', 'ROUTE-4'])
    requirement(id, (probe, ...again) => {
      for (const other of again) expect(other).toAnswerLike(probe, 'upstream-error')
    })
  requirement('ROUTE-5', (probe) => expect(probe).toReachTheModel(edits))
})
