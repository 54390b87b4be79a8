import { expect, test } from 'vitest'
import { metRateLimits } from '../../src/report/rate-limit.ts'
import { answer, exchange } from '../exchanges.ts'

const refused = (name: string) => exchange({ case: name, response: answer(429) })
const sound = (name: string, id = name) => exchange({ case: name, id })

test.each([
  ['nothing when there was none', [sound('burst-01')], ''],
  ['how many it refused', [refused('burst-01'), sound('burst-02')], ' · met a rate limit (429): 1'],
  [
    'how many of them were answered the second time',
    [refused('burst-01'), refused('burst-02'), sound('burst-01', 'burst-01#2')],
    ' · met a rate limit (429): 2, 1 of them answered when sent again',
  ],
])('the line on what was spent says of rate limits %s', (_what, exchanges, words) => {
  expect(metRateLimits({ exchanges })).toBe(words)
})
