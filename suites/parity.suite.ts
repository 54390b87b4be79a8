import { expect } from 'vitest'
import { area } from '../src/judging/area.ts'

area('parity', ({ requirement }) => {
  requirement('PAIR-1', (edits, generations) => expect(edits).toGoAsFarAs(generations))
  requirement('PAIR-2', (...cells) => expect(cells).toTreatCredentialsAlike())
  requirement('PAIR-3', (...cells) => expect(cells).toTreatCredentialsAlike())
})
