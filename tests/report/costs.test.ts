import { expect, test } from 'vitest'
import { spent } from '../../src/report/costs.ts'
import { answer } from '../exchanges.ts'
import { exchange, run } from './runs.ts'

const picture = { kind: 'link', url: 'https://cdn.example/a.png' } as const
const withPictures = (count: number, events = 0) =>
  exchange({
    billing: 'paid',
    response: {
      ...answer(200),
      pictures: Array(count).fill(picture),
      events: Array(events).fill({ event: null, data: null, atMs: 0 }),
    },
  })

test.each([
  ['one in each answer', [withPictures(1), withPictures(1)], 'Images paid: 2 ·'],
  ['two in one answer', [withPictures(2), withPictures(1)], 'Images paid: 3 (in 2 answers) ·'],
  ['a stream, which ends in one', [withPictures(3, 4), withPictures(1)], 'Images paid: 2 ·'],
  [
    'one in what was possibly paid for',
    [withPictures(1), { ...withPictures(2), billing: 'possibly-paid' as const }],
    'Images paid: 2 ·',
  ],
])('images are counted: %s', (_what, exchanges, words) => {
  expect(spent(run({ exchanges, paidImages: 2 }))).toContain(words)
})
