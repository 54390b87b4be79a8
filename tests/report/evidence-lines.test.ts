import { expect, test } from 'vitest'
import { evidenceLines } from '../../src/report/evidence-lines.ts'
import { diagnosis, exchange, run } from './runs.ts'

const lines = (...evidence: string[]) =>
  evidenceLines(
    diagnosis({ evidence }),
    'No such operation.',
    run({ exchanges: ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => exchange({ id })) }),
  )

test('what several calls show alike is said once', () => {
  expect(lines('a: status 404', 'b: status 404', 'generations went through', 'a: no header')).toEqual([
    'a, b: status 404',
    'generations went through',
    'a: no header',
  ])
  expect(lines(...['a', 'b', 'c', 'd', 'e', 'f'].map((id) => `${id}: x`))).toEqual(['a, b, c, d and 2 more: x'])
})

test('what only repeats the meaning of the cause is left out', () => {
  expect(lines('a: no such operation', 'a: status 404')).toEqual(['a: status 404'])
})

test('a colon behind another word is no call', () => {
  expect(lines('Azure: a cloud', 'https://x: y')).toEqual(['Azure: a cloud', 'https://x: y'])
})
