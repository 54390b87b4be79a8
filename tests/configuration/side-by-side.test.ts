/** Configuration and behaviour beside each other: where they disagree, what is published is not the export. */
import { expect, test } from 'vitest'
import { sideBySide } from '../../src/configuration/side-by-side.ts'
import type { ChecklistItem } from '../../src/model.ts'
import { APIOPS_CLI, changed, check, replace } from './exports.ts'

type Status = ChecklistItem['status']
const behaving = (...all: Status[]): ChecklistItem[] =>
  all.map((status, index) => ({ item: index + 1, title: '', status, evidence: [] }))
const healthy = check(APIOPS_CLI.texts)
const copied = check(changed(APIOPS_CLI.texts, replace(APIOPS_CLI.operations.edits, 'images/edits', 'images/generations')))
const suspect = check(
  changed(
    APIOPS_CLI.texts,
    replace('namedValues/image-api-version/namedValueInformation.json', '2025-04-01-preview', '2024-02-01'),
  ),
)

test('a healthy export and a healthy gateway agree', () => {
  const rows = sideBySide(healthy, behaving('holds', 'holds', 'holds', 'holds', 'holds', 'holds'), [])
  expect(rows.map(({ item, agrees }) => ({ item, agrees }))).toEqual([1, 2, 3, 4, 5].map((item) => ({ item, agrees: true })))
})

test('a broken export and a gateway broken alike agree', () => {
  const [, rewrite] = sideBySide(copied, behaving('holds', 'broken'), [])
  expect(rewrite).toMatchObject({ configuration: 'broken', behaviour: 'broken', agrees: true })
})

test('a healthy export and a broken gateway disagree: something else is published', () => {
  const contradicted = [
    { item: 1, outside: null },
    { item: 4, outside: 'the key’s value is wrong' },
  ]
  const [operation, , , credential] = sideBySide(healthy, behaving('broken', 'holds', 'holds', 'broken'), contradicted)
  expect(operation).toMatchObject({ agrees: false })
  expect(operation?.sentence).toContain('what is published is not this export')
  expect(credential?.sentence).toContain('the key’s value')
})

test('a broken export and a healthy gateway disagree: publishing it would break the item', () => {
  const [, rewrite] = sideBySide(copied, behaving('holds', 'holds'), [])
  expect(rewrite).toMatchObject({ configuration: 'broken', behaviour: 'holds', agrees: false })
  expect(rewrite?.sentence).toContain('Publishing it as it is would break the item')
})

test('a gateway that fails at what the export was warned about agrees with it', () => {
  const [, , version] = sideBySide(suspect, behaving('holds', 'holds', 'broken'), [])
  expect(version).toMatchObject({ configuration: 'holds', behaviour: 'broken', agrees: true })
})

test('what one of the two cannot show is no disagreement', () => {
  const rows = sideBySide(healthy, behaving('not-observable'), [])
  expect(rows.every((row) => row.agrees)).toBe(true)
  expect(rows[0]?.sentence).toContain('Only configuration shows it')
})

test('where the gateway fails at one of two items and the export has both right, both disagree', () => {
  const either = [2, 3].map((item) => ({ item, outside: null }))
  const rows = sideBySide(healthy, behaving('holds', 'not-observable', 'not-observable', 'not-observable'), either)
  expect(rows.filter(({ agrees }) => !agrees).map(({ item }) => item)).toEqual([2, 3])
  expect(rows[1]?.sentence).toMatch(/^The export has it right and the gateway fails here or at item 3: what is published is not/)
  const alone = either.slice(0, 1)
  expect(sideBySide(healthy, behaving('holds', 'not-observable'), alone)[1]?.sentence).toContain('the gateway fails: ')
  expect(sideBySide(copied, behaving('holds', 'not-observable'), alone)[1]?.agrees).toBe(true)
})

test('a gateway that fails at another hop is no disagreement with an export that has the item right', () => {
  const [, , , credential] = sideBySide(healthy, behaving('holds', 'holds', 'holds', 'broken'), [])
  expect(credential).toMatchObject({ agrees: true, behaviour: 'broken' })
  expect(credential?.sentence).toContain('to be fixed at another hop')
})
