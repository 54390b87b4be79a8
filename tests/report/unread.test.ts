import { describe, expect, test } from 'vitest'
import type { ChecklistItem, Judgement, ReadConfiguration } from '../../src/model.ts'
import { IN_ANOTHER_SHARD, withUnread } from '../../src/report/unread.ts'
import { foundInExport } from '../configuration/finding.ts'
import { judgement } from './runs.ts'

const item = (number: number, status: ChecklistItem['status'], evidence: readonly string[] = []): ChecklistItem => ({
  item: number,
  title: '',
  status,
  evidence,
})
const read = (items: readonly ChecklistItem[], unreadable: readonly string[] = []): ReadConfiguration => ({
  folder: 'apim',
  items,
  findings: [],
  unread: unreadable,
  unreadable,
  pair: '',
})
const sound = { verdict: 'conformant', reason: '40 requirements judged, all hold' } as const

describe('a verdict', () => {
  const cut = 'apis/images/policy.xml:1 The policy cannot be read: it breaks off.'
  const items = [item(1, 'holds'), item(2, 'not-observable', [cut]), item(3, 'not-observable', [cut])]

  test('says which items the export leaves open, and why', () => {
    expect(withUnread(sound, read(items), [])).toEqual({
      verdict: 'conformant',
      reason: `40 requirements judged, all hold; items 2, 3 cannot be told from the export (${cut.slice(0, -1)})`,
    })
    expect(withUnread(sound, read([item(5, 'not-observable')]), []).reason).toMatch(/; item 5 cannot be told from the export$/)
  })

  test('is none where a document of the pair cannot be read at all: the next deployment would publish it', () => {
    expect(withUnread(sound, read(items, [cut]), [])).toEqual({
      verdict: 'unjudged',
      reason: `items 2, 3 cannot be told from the export (${cut.slice(0, -1)}); what was sent holds: ${sound.reason}`,
    })
    const broken = { verdict: 'nonconformant', reason: '1 requirement fails (EDIT-1)' } as const
    expect(withUnread(broken, read(items, [cut]), []).verdict).toBe('nonconformant')
  })

  test('says nothing of an export that shows all of them, or that nobody gave', () => {
    expect(withUnread(sound, read([item(1, 'holds'), item(2, 'broken')]), [])).toEqual(sound)
    expect(withUnread(sound, null, [])).toEqual(sound)
  })

  test('is none where a filter leaves out what the export has broken', () => {
    const wrong = { ...read([item(1, 'broken')]), findings: [foundInExport({ item: 1, sentence: 'It lacks edits.' })] }
    const rows = (status: Judgement['status']) => [judgement('CONFIG-1', status)]
    expect(withUnread(sound, wrong, rows('not-run'))).toEqual({
      verdict: 'unjudged',
      reason: `the export is broken (edits/policy.xml:4: It lacks edits), which the filter leaves unjudged; what was sent holds: ${sound.reason}`,
    })
    const red = { verdict: 'nonconformant', reason: '1 requirement fails (EDIT-1)' } as const
    expect(withUnread(red, wrong, rows('not-run')).reason).toMatch(/^1 requirement fails \(EDIT-1\); the export is broken/)
    expect(withUnread(red, wrong, rows('failed'))).toEqual(red)
    const elsewhere = [judgement('CONFIG-1', 'not-run', { message: IN_ANOTHER_SHARD })]
    expect(withUnread(sound, wrong, elsewhere)).toEqual(sound)
  })
})
