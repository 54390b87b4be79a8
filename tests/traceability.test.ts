import { expect, test } from 'vitest'
import { checkedBy } from '../docs/documents.ts'
import { acceptance } from '../src/acceptance.ts'
import { requirements } from '../src/requirements.ts'

test.each(acceptance)('$row is checked by a requirement', ({ row }) => {
  expect(checkedBy(row)).not.toEqual([])
})

test('no row of the documents is missing', () => {
  const rows = [
    ...Array.from({ length: 20 }, (_, index) => `A${index + 1}`),
    ...Array.from({ length: 8 }, (_, index) => `B${index + 1}`),
  ]
  expect(acceptance.map(({ row }) => row)).toEqual(rows)
})

test.each(requirements)('$id names only rows that exist', ({ source }) => {
  expect(source.length).toBeGreaterThan(0)
  expect(acceptance.map(({ row }) => row)).toEqual(expect.arrayContaining([...source]))
})
