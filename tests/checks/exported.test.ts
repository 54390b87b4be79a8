import { describe, expect, test } from 'vitest'
import { NotObservable } from '../../src/checks/check.ts'
import { hasRight, letsStreamsPass, warnsOfNothing } from '../../src/checks/exported.ts'
import type { ChecklistItem, ReadConfiguration } from '../../src/model.ts'
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
  pair: '',
  ...change,
})

describe('an item of the checklist in an export', () => {
  test('is right when nothing of it is broken, whatever else is', () => {
    const others = [foundInExport({ item: 3 }), foundInExport({ item: null }), foundInExport({ level: 'warning' })]
    expect(hasRight(exported({ items: [item(2, 'holds')], findings: others }), 2)).toEqual([])
  })

  test('is wrong with file, line, what is wrong and what to do', () => {
    expect(
      hasRight(exported({ items: [item(2, 'broken')], findings: [foundInExport({}), foundInExport({ item: 3 })] }), 2),
    ).toEqual(['edits/policy.xml:4: The rewrite is that of generations. Rewrite to images/edits.'])
  })

  test.each([
    [['edits/policy.xml:9 A fragment cannot be read.'], 'edits/policy.xml:9 A fragment cannot be read.'],
    [[], 'the export does not show it'],
  ])('is not observable where something could not be read: %j', (evidence, message) => {
    const unclear = exported({ items: [item(1, 'holds'), item(2, 'not-observable', evidence)] })
    expect(() => hasRight(unclear, 2)).toThrow(new NotObservable(message))
    expect(hasRight(unclear, 1)).toEqual([])
    expect(hasRight(unclear, null)).toEqual([])
  })

  test('is none for what breaks an operation and is of no item', () => {
    const hopeless = foundInExport({ item: null, sentence: 'It waits 1 s.', remedy: 'Wait longer.' })
    expect(hasRight(exported({ findings: [foundInExport({}), hopeless] }), null)).toEqual([
      'edits/policy.xml:4: It waits 1 s. Wait longer.',
    ])
  })
})

test('what holds streams back is told as that, is warned of, and breaks nothing else', () => {
  const reads = foundInExport({ item: null, level: 'breaks-streams', sentence: 'It reads answers.', remedy: 'Do not.' })
  const words = ['edits/policy.xml:4: It reads answers. Do not.']
  const found = exported({ findings: [reads] })
  expect([letsStreamsPass(found), warnsOfNothing(found), hasRight(found, null)]).toEqual([words, words, []])
  expect(letsStreamsPass(exported({ findings: [foundInExport(), foundInExport({ level: 'warning' })] }))).toEqual([])
})

test('that nothing holds streams back cannot be told where a policy could not be read', () => {
  const items = [item(1, 'holds'), item(2, 'not-observable', ['apis/images/policy.xml:1 The policy cannot be read.'])]
  expect(() => letsStreamsPass(exported({ items }))).toThrow(
    new NotObservable('apis/images/policy.xml:1 The policy cannot be read.'),
  )
  expect(letsStreamsPass(exported({ items, findings: [foundInExport({ level: 'breaks-streams' })] }))).toHaveLength(1)
})

test('what an export is warned of is told, whichever item it is of, and what is broken is not', () => {
  expect(warnsOfNothing(exported({ findings: [foundInExport({})] }))).toEqual([])
  const warnings = [foundInExport({ level: 'warning', line: 7 }), foundInExport({ level: 'warning', item: null, line: 8 })]
  expect(warnsOfNothing(exported({ findings: [foundInExport({}), ...warnings] })).map((line) => line.split(': ')[0])).toEqual([
    'edits/policy.xml:7',
    'edits/policy.xml:8',
  ])
})
