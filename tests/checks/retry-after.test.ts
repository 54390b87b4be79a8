import { expect, test } from 'vitest'
import type { Headers } from '../../src/model.ts'
import { retryAfterMs } from '../../src/retry-after.ts'

const now = new Date('2026-01-05T10:00:00Z')

test.each<[string, Headers, number | null]>([
  ['seconds', { 'Retry-After': '57' }, 57_000],
  ['no time at all', { 'retry-after': '0' }, 0],
  ['a date', { 'Retry-After': 'Mon, 05 Jan 2026 10:00:30 GMT' }, 30_000],
  ['a date that is over', { 'Retry-After': 'Mon, 05 Jan 2026 09:00:00 GMT' }, 0],
  ['milliseconds', { 'retry-after-ms': '250' }, 250],
  ['milliseconds beside seconds, which are less precise', { 'Retry-After': '1', 'retry-after-ms': '250' }, 250],
  ['nothing', {}, null],
  ['a text with a number in it, which Date.parse takes for a date', { 'Retry-After': 'soon 5' }, null],
  ['a negative number', { 'Retry-After': '-5' }, null],
])('a refusal that says %s asks to wait so long', (_what, headers, ms) => {
  expect(retryAfterMs(headers, now)).toBe(ms)
})
