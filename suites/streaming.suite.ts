import { expect } from 'vitest'
import { area } from '../src/judging/area.ts'

area('streaming', ({ requirement, target: { profile } }) => {
  for (const operation of ['GEN', 'EDIT']) {
    requirement(`STREAM-${operation}-1`, (...streams) => expect(streams).toBeStreams())
    requirement(`STREAM-${operation}-2`, (...streams) => expect(streams).toComeToTheirEnd())
    requirement(`STREAM-${operation}-3`, (...streams) => expect(streams).toNameTheirEvents())
    requirement(`STREAM-${operation}-4`, (...streams) => expect(streams).toMatchEventSchemas())
    requirement(`STREAM-${operation}-5`, (...streams) => expect(streams).toDescribeTheirPictures())
    requirement(`STREAM-${operation}-6`, (...streams) => expect(streams).toSendNoMoreThanAsked())
    requirement(`STREAM-${operation}-7`, (...streams) => expect(streams).toSendPartialImages())
    requirement(`STREAM-${operation}-8`, (...streams) => expect(streams).toArriveAsDrawn())
    requirement(`STREAM-${operation}-9`, (...streams) => expect(streams).toEndWithPictures(profile))
    requirement(`STREAM-${operation}-10`, (...streams) => expect(streams).toReportUsageAtTheirEnd())
  }
  const { generations, edits } = profile.freeRefusal
  requirement('STREAM-GEN-11', (probe) => expect(probe).toBeRefusedBeforeTheStream(generations, profile.envelopes))
  requirement('STREAM-EDIT-11', (probe) => expect(probe).toBeRefusedBeforeTheStream(edits, profile.envelopes))
})
