import { describe, expect, test } from 'vitest'
import type { ChecklistItem, ReadConfiguration } from '../../src/model.ts'
import { withUnread } from '../../src/report/unread.ts'

const item = (number: number, status: ChecklistItem['status'], evidence: readonly string[] = []): ChecklistItem => ({
  item: number,
  title: '',
  status,
  evidence,
})
const read = (...items: readonly ChecklistItem[]): ReadConfiguration => ({
  folder: 'apim',
  items,
  findings: [],
  unread: [],
  pair: '',
})

describe('the reason of a verdict', () => {
  test('says which items the export leaves open, and why', () => {
    const cut = 'apis/images/policy.xml:1 The policy cannot be read: it breaks off.'
    const items = [item(1, 'holds'), item(2, 'not-observable', [cut]), item(3, 'not-observable', [cut])]
    expect(withUnread('40 requirements judged, all hold', read(...items))).toBe(
      `40 requirements judged, all hold; items 2, 3 cannot be told from the export (${cut.slice(0, -1)})`,
    )
    expect(withUnread('all hold', read(item(5, 'not-observable')))).toBe('all hold; item 5 cannot be told from the export')
  })

  test('says nothing of an export that shows all of them, or that nobody gave', () => {
    expect(withUnread('all hold', read(item(1, 'holds'), item(2, 'broken')))).toBe('all hold')
    expect(withUnread('all hold', null)).toBe('all hold')
  })
})
