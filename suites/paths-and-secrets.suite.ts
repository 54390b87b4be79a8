import { expect } from 'vitest'
import { area } from '../src/judging/area.ts'

area('paths and secrets', ({ requirement }) => {
  requirement('PATH-1', (answer) => expect(answer).toAnswerNoSuccess())
  requirement('PATH-2', (answer) => expect(answer).toAnswer(404, 405))
  requirement('PATH-3', (answer) => expect(answer).toAnswer(404, 405))
  requirement('SECRET-1', (...answers) => expect(answers).toKeepTheCredential())
})
