import { expect } from 'vitest'
import { area } from '../src/judging/area.ts'

area('authentication', ({ requirement, target: { profile } }) => {
  for (const operation of ['GEN', 'EDIT', 'CHAT']) {
    requirement(`AUTH-${operation}-NONE`, (answer) => expect(answer).toRefuseCredential(profile))
    requirement(`AUTH-${operation}-EMPTY`, (answer) => expect(answer).toRefuseCredential(profile))
    requirement(`AUTH-${operation}-WRONG`, (answer) => expect(answer).toRefuseCredential(profile))
    requirement(`AUTH-${operation}-SCHEME`, (answer) => expect(answer).toRefuseCredential(profile))
    requirement(`AUTH-${operation}-RIGHT`, (...answers) => expect(answers).toLetIn(profile.auth.accepts))
  }
  requirement('AUTH-GEN-BODY', (answer) => expect(answer).toHaveBody(profile.auth.missingBody))
})
