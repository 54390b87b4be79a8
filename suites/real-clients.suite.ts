import { expect } from 'vitest'
import { area } from '../src/judging/area.ts'

area('real clients', ({ requirement, target: { profile } }) => {
  for (const id of ['CLIENT-GENERATE', 'CLIENT-EDIT', 'CLIENT-EDIT-LIST'])
    requirement(id, (call, byHand) => expect(call).toGiveTheClientPictures(byHand, profile))
  requirement('CLIENT-STREAM', (call, byHand) => expect(call).toGiveTheClientEvents(byHand))
  requirement('CLIENT-CHAT', (call) => expect(call).toGiveTheClientText())
  requirement('CLIENT-RAW-NONE', (call) => expect(call).toRefuseCredential(profile))
  requirement('CLIENT-RAW-KEY', (call) => expect(call).toBeRefusedAsBadRequest(profile.freeRefusal.generations))
})
