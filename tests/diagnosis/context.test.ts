import { expect, test } from 'vitest'
import { headersSeen } from '../../src/diagnosis/context.ts'
import type { Answer, Exchange } from '../../src/model.ts'
import { answer, exchange } from '../exchanges.ts'

const identified: Partial<Answer> = { headers: { 'Apim-Request-Id': '6f5e' } }
const answered = (response: Answer, url = 'https://gateway.test/v1/images/edits'): Exchange => {
  const { request } = exchange()
  return exchange({ request: { ...request, url }, response })
}

test.each([
  [200, []],
  [399, []],
  [400, ['aoai']],
  [null, []],
])('a header on an answer with the status %s shows that refusals show their hop: %j', (status, seen) => {
  expect(headersSeen([answered(answer(status, null, identified))])).toEqual(seen)
})

test('a hop that shows itself on several answers is named once', () => {
  const refused = answered(answer(400, null, identified))
  expect(headersSeen([refused, { ...refused }])).toEqual(['aoai'])
})

test('words, a page or an address show nobody’s headers', () => {
  const calls = [
    answered(answer(502, '<html><center><h1>502 Bad Gateway</h1></center><hr><center>nginx</center></html>')),
    answered(answer(404, { statusCode: 404, message: 'Resource not found' })),
    answered(
      answer(404, { error: { code: '404', message: 'Resource not found' } }),
      'https://r.openai.azure.com/openai/v1/images/edits',
    ),
    answered(answer(404), 'https://contoso.azure-api.net/openai/images/edits'),
  ]
  expect(headersSeen(calls)).toEqual([])
})
