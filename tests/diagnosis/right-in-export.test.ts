/** What the export has right is not to be changed in it, whatever the gateway does. */
import { describe, expect, test } from 'vitest'
import { besideExport } from '../../src/diagnosis/right-in-export.ts'
import type { ChecklistItem, ConfigurationFinding, Diagnosis } from '../../src/model.ts'
import { foundInExport } from '../configuration/finding.ts'
import { diagnosis } from '../report/runs.ts'

const items = (status: Readonly<Record<number, ChecklistItem['status']>> = {}): readonly ChecklistItem[] =>
  [1, 2, 3, 4, 5].map((item) => ({ item, title: '', status: status[item] ?? 'holds', evidence: [] }))
const beside = (
  change: Partial<Diagnosis>,
  status: Parameters<typeof items>[0] = {},
  findings: readonly ConfigurationFinding[] = [],
) => besideExport(diagnosis(change), { items: items(status), findings })

const possible: Partial<Diagnosis> = {
  cause: 'api-version-unsupported',
  confidence: 'possible',
  remedy: 'Write it.',
  alternatives: ['rewrite-wrong: the answer alone allows it', 'to settle it: APIM_EXPORT shows the api-version that is written.'],
}

describe('a diagnosis', () => {
  test('of what the export has right says so first, and what no export shows', () => {
    const { diagnosis: told, contradicted } = beside({ cause: 'rewrite-copied', remedy: 'Change the template.' })
    expect(contradicted).toEqual([{ item: 2, outside: null }])
    expect(told.remedy).toMatch(
      /^The export has item 2 right: what is published is not this export\. Publish it .* In general: Change the template\.$/,
    )
    expect(told.evidence.at(-1)).toBe('configuration: the export has item 2 of the checklist right')
  })

  test('that is only possible is contradicted where all that it may be is right', () => {
    const { diagnosis: told, contradicted } = beside(possible)
    expect(contradicted).toEqual([
      { item: 2, outside: null },
      { item: 3, outside: 'the model’s api does not know that api-version for this operation' },
    ])
    expect(told.remedy).toContain('The export has items 2 and 3 right')
    expect(told.alternatives).toEqual(['rewrite-wrong: the answer alone allows it'])
  })

  test.each<[string, Parameters<typeof beside>]>([
    ['the export leaves one of the items open', [possible, { 2: 'not-observable' }]],
    ['the export has one of them wrong', [possible, { 3: 'broken' }]],
    ['the export is warned about it', [possible, {}, [foundInExport({ item: 3, level: 'warning' })]]],
    ['it may be what no item is about', [{ ...possible, alternatives: ['upstream-error: it may be'] }]],
    ['no item is about it', [{ cause: 'upstream-error' }]],
    ['no export shows the item', [{ cause: 'client-credential-missing' }]],
    ['no export shows in which header the key comes', [{ cause: 'subscription-key-missing' }]],
    ['another hop is to be fixed', [{ ...possible, hop: 'one-api' }]],
  ])('stands as it is where %s', (_where, given) => {
    const { diagnosis: told, contradicted } = beside(...given)
    expect(contradicted).toEqual([])
    expect(told.remedy).toBe(diagnosis(given[0]).remedy)
    expect(told.evidence).toEqual(diagnosis(given[0]).evidence)
  })

  test('that is sure is about its own item alone, and what the export has wrong elsewhere says nothing of it', () => {
    const sure = { ...possible, confidence: 'likely' } as const
    expect(beside(sure, { 2: 'broken' }, [foundInExport({ item: 2 })]).contradicted.map(({ item }) => item)).toEqual([3])
    expect(beside(sure).diagnosis.alternatives).toEqual(['rewrite-wrong: the answer alone allows it'])
    const otherwise = { ...sure, alternatives: ['to settle it: set AOAI_URL.', 'none: APIM_EXPORT may be old'] }
    expect(beside(otherwise).diagnosis.alternatives).toEqual(otherwise.alternatives)
  })

  test('names the statement that is only warned of, where it does break the call', () => {
    const warning = foundInExport({ item: 3, cause: 'api-version-unsupported', level: 'warning', remedy: 'Leave it out.' })
    const { diagnosis: told, contradicted } = beside(possible, {}, [warning])
    expect(contradicted).toEqual([])
    expect(told.remedy).toBe('edits/policy.xml:4: Leave it out. In general: Write it.')
    expect(told.evidence.at(-1)).toMatch(/^configuration: edits\/policy\.xml:4: /)
    const worse = foundInExport({ item: 3, cause: 'api-version-unsupported' })
    expect(beside(possible, { 3: 'broken' }, [warning, worse]).diagnosis.remedy).toBe('Write it.')
  })

  test('of a hop that cannot be told may be one of the export', () => {
    expect(beside({ ...possible, hop: 'unknown' }).contradicted).toHaveLength(2)
  })

  test('does not ask for the export that is given, whatever it has', () => {
    const asking = (settle: string) =>
      beside({ cause: 'upstream-error', alternatives: [`to settle it: ${settle}`] }).diagnosis.alternatives
    expect(asking('APIM_EXPORT shows the policy.')).toEqual([])
    expect(asking('APIM_EXPORT shows what is written; AOAI_URL and AOAI_KEY show the rest.')).toEqual([
      'to settle it: AOAI_URL and AOAI_KEY show the rest.',
    ])
    expect(asking('Set AOAI_URL. APIM_EXPORT shows the policy.')).toEqual(['to settle it: Set AOAI_URL.'])
    expect(asking('Set AOAI_URL.')).toEqual(['to settle it: Set AOAI_URL.'])
  })

  test('stands as it is without an export', () => {
    expect(besideExport(diagnosis(possible), null)).toEqual({ diagnosis: diagnosis(possible), contradicted: [] })
  })
})
