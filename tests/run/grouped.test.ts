import { expect, test } from 'vitest'
import { groupedBy } from '../../src/grouped.ts'

test('values are grouped by what they have in common, in the order of first sight', () => {
  const groups = groupedBy(['pear', 'red', 'ball', 'cube', 'blue', 'and'], ({ length }) => length)
  expect([...groups]).toEqual([
    [4, ['pear', 'ball', 'cube', 'blue']],
    [3, ['red', 'and']],
  ])
})

test('a key may be null', () => {
  expect([...groupedBy([1, 2, 3], (value) => (value === 2 ? null : 'odd'))]).toEqual([
    ['odd', [1, 3]],
    [null, [2]],
  ])
})

test('no values make no groups', () => {
  expect(groupedBy([], String).size).toBe(0)
})
