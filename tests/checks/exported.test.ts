import { describe, expect, test } from 'vitest'
import { NotObservable } from '../../src/checks/check.ts'
import { hasNothingWrong } from '../../src/checks/exported.ts'
import type { ChecklistItem, ReadConfiguration } from '../../src/model.ts'
import { brokenBy, partOf } from '../../src/requirements/exported.ts'
import { requirements } from '../../src/requirements.ts'
import { foundInExport } from '../configuration/finding.ts'

const item = (number: number, status: ChecklistItem['status'], evidence: readonly string[] = []): ChecklistItem => ({
  item: number,
  title: '',
  status,
  evidence,
})
const exported = (change: Partial<ReadConfiguration>): ReadConfiguration => ({
  folder: 'apim',
  items: [],
  findings: [],
  unread: [],
  unreadable: [],
  pair: '',
  ...change,
})

/** What a requirement says of an export, in the words of the check. */
function told(id: string, change: Partial<ReadConfiguration>): readonly string[] {
  const row = requirements.find((one) => one.id === id)
  if (row?.inExport === undefined) throw new Error(`${id} looks at no export`)
  return hasNothingWrong(partOf(exported(change), row.inExport))
}

describe('an item of the checklist in an export', () => {
  test('is right when nothing of it is broken, whatever else is', () => {
    const others = [foundInExport({ item: 3 }), foundInExport({ item: null }), foundInExport({ level: 'warning' })]
    expect(told('CONFIG-2', { items: [item(2, 'holds')], findings: others })).toEqual([])
  })

  test('is wrong with file, line, what is wrong and what to do', () => {
    const findings = [foundInExport(), foundInExport({ item: 3 })]
    expect(told('CONFIG-2', { items: [item(2, 'broken')], findings })).toEqual([
      'edits/policy.xml:4: The rewrite is that of generations. Rewrite to images/edits.',
    ])
  })

  test.each([
    [['edits/policy.xml:9 A fragment cannot be read.'], 'edits/policy.xml:9 A fragment cannot be read.'],
    [[], 'the export does not show it'],
  ])('is not observable where something could not be read: %j', (evidence, message) => {
    const unclear = { items: [item(1, 'holds'), item(2, 'not-observable', evidence)] }
    expect(() => told('CONFIG-2', unclear)).toThrow(new NotObservable(message))
    expect(told('CONFIG-1', unclear)).toEqual([])
    expect(told('CONFIG-6', unclear)).toEqual([])
    expect(told('CONFIG-7', unclear)).toEqual([])
  })

  test('is none for what breaks an operation and is of no item', () => {
    const hopeless = foundInExport({ item: null, sentence: 'It waits 1 s.', remedy: 'Wait longer.' })
    expect(told('CONFIG-6', { findings: [foundInExport(), hopeless] })).toEqual([
      'edits/policy.xml:4: It waits 1 s. Wait longer.',
    ])
  })
})

test('what holds streams back is told as that, is warned of, and breaks nothing else', () => {
  const reads = foundInExport({ item: null, level: 'breaks-streams', sentence: 'It reads answers.', remedy: 'Do not.' })
  const words = ['edits/policy.xml:4: It reads answers. Do not.']
  const found = { findings: [reads] }
  expect(['CONFIG-8', 'CONFIG-7', 'CONFIG-6'].map((id) => told(id, found))).toEqual([words, words, []])
  expect(told('CONFIG-8', { findings: [foundInExport(), foundInExport({ level: 'warning' })] })).toEqual([])
})

test('that nothing holds streams back cannot be told where a policy could not be read', () => {
  const items = [item(1, 'holds'), item(2, 'not-observable', ['apis/images/policy.xml:1 The policy cannot be read.'])]
  expect(() => told('CONFIG-8', { items })).toThrow(new NotObservable('apis/images/policy.xml:1 The policy cannot be read.'))
  expect(told('CONFIG-8', { items, findings: [foundInExport({ level: 'breaks-streams' })] })).toHaveLength(1)
})

test('what an export is warned of is told, whichever item it is of, and what is broken is not', () => {
  expect(told('CONFIG-7', { findings: [foundInExport()] })).toEqual([])
  const warnings = [foundInExport({ level: 'warning', line: 7 }), foundInExport({ level: 'warning', item: null, line: 8 })]
  expect(told('CONFIG-7', { findings: [foundInExport(), ...warnings] }).map((line) => line.split(': ')[0])).toEqual([
    'edits/policy.xml:7',
    'edits/policy.xml:8',
  ])
})

test('everything that an export can have wrong breaks a requirement', () => {
  const items = [1, 2, 3, 4, 5, null]
  expect(items.map((one) => brokenBy(foundInExport({ item: one })))).toEqual(
    ['CONFIG-1', 'CONFIG-2', 'CONFIG-3', 'CONFIG-4', 'CONFIG-5', 'CONFIG-6'].map((id) => [id]),
  )
  expect(brokenBy(foundInExport({ level: 'warning' }))).toEqual(['CONFIG-7'])
  expect(brokenBy(foundInExport({ item: null, level: 'breaks-streams' }))).toEqual(['CONFIG-7', 'CONFIG-8'])
})
