import { expect } from 'vitest'
import { TEXT } from '../src/cases/prompts.ts'
import { area } from '../src/judging/area.ts'

area('prompts', ({ requirement, target: { profile } }) => {
  const { generations, edits } = profile.freeRefusal
  requirement('PROMPT-GEN-LONGEST', (probe) => expect(probe).toTakeThePrompt(generations))
  requirement('PROMPT-EDIT-LONGEST', (probe) => expect(probe).toTakeThePrompt(edits))
  requirement('PROMPT-GEN-TEXT', (probe) => expect(probe).toCarryText(TEXT, generations))
  requirement('PROMPT-EDIT-TEXT', (probe) => expect(probe).toCarryText(TEXT, edits))
  for (const operation of ['GEN', 'EDIT']) {
    requirement(`PROMPT-${operation}-TOO-LONG`, (answer) => {
      expect(answer).toBeRefusedAsBadInput(profile)
      expect([answer]).toNameTheirFields({ [answer.case]: 'prompt' }, profile)
    })
    requirement(`PROMPT-${operation}-COUNT`, (answer, quoting) => expect(answer).toCountTheText(quoting, TEXT, profile))
  }
})
