import { expect, test } from 'vitest'
import { answerInWords } from '../../src/checks/check.ts'
import { answer, exchange, failure, noAnswer } from '../exchanges.ts'

test.each([
  ['its status and text', { response: answer(404, { message: 'Resource not found' }) }, '404 {"message":"Resource not found"}'],
  ['its text on one line', { response: answer(502, 'Bad\r\n\t  Gateway') }, '502 Bad Gateway'],
  ['its status alone', { response: answer(204) }, '204, empty body'],
  ['its body, where the text was not recorded', { response: answer(400, { a: 1 }, { text: null }) }, '400 {"a":1}'],
  ['an empty body, where no text was recorded', { response: answer(400, null, { text: null }) }, '400, empty body'],
  ['that its status was not recorded', { response: answer(null, 'hello') }, 'no status hello'],
  ['that nothing was reached', noAnswer('dns', 'connect'), 'no whole answer (dns while connecting: nothing for 300000 ms)'],
  [
    'that the request was not taken',
    noAnswer('reset', 'request'),
    'no whole answer (reset while sending the request: nothing for 300000 ms)',
  ],
  ['that it never came', noAnswer(), 'no whole answer (timeout while waiting for the answer: nothing for 300000 ms)'],
  [
    'that it broke off',
    { response: answer(200, '{"da'), failure: failure('cut-off') },
    'no whole answer (cut-off in the middle of the answer: nothing for 300000 ms)',
  ],
  ['that there is none', { response: null }, 'no answer'],
])('an answer is told by %s', (_what, change, words) => {
  expect(answerInWords(exchange(change))).toBe(words)
})

test('a long answer is told by its first 300 characters', () => {
  expect(answerInWords(exchange({ response: answer(500, 'x'.repeat(301)) }))).toBe(`500 ${'x'.repeat(300)}`)
})
