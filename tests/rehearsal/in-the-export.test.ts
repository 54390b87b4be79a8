import { describe, expect, test } from 'vitest'
import type { ConfigurationFinding, ReadConfiguration } from '../../src/model.ts'
import { inTheExport } from '../../src/run/in-the-export.ts'
import { diagnosis } from '../report/runs.ts'

const wrong: ConfigurationFinding = {
  item: null,
  cause: 'multipart-damaged',
  level: 'broken',
  sentence: 'It writes the body anew.',
  file: 'edits/policy.xml',
  line: 4,
  remedy: 'Take it out.',
}

const read = (findings: readonly ConfigurationFinding[], holds: readonly number[] = []) => ({
  findings,
  items: holds.map((item): ReadConfiguration['items'][number] => ({ item, title: 'as read', status: 'holds', evidence: [] })),
})

describe('what a rehearsal shows', () => {
  test.each(['one-api', 'aoai', 'unknown', 'edge'] as const)('at %s lies in the export that it runs', (hop) => {
    const [made] = inTheExport([diagnosis({ cause: 'multipart-damaged', hop, confidence: 'certain' })], read([]))
    expect(made).toMatchObject({ hop: 'apim', confidence: 'likely' })
    expect(made?.evidence[0]).toContain('the fault lies in the export')
  })

  test.each([
    ['at API Management', diagnosis({ cause: 'rewrite-wrong', hop: 'apim', confidence: 'certain' })],
    ['at the client', diagnosis({ cause: 'client-credential-missing', hop: 'client' })],
    ['of its surroundings', diagnosis({ cause: 'rate-limited', hop: 'aoai' })],
  ])('%s stays there', (_where, given) => {
    expect(inTheExport([given], read([]))).toEqual([given])
  })

  test('has the place and the remedy of the statement in front where the export shows the same', () => {
    const given = diagnosis({ cause: 'multipart-damaged', hop: 'one-api', remedy: 'Look at the relay.' })
    const [made] = inTheExport([given], read([wrong, { ...wrong, cause: 'rewrite-wrong', line: 9 }]))
    expect(made?.remedy).toBe('edits/policy.xml:4: Take it out. In general: Look at the relay.')
    expect(made?.evidence).toContain('configuration: edits/policy.xml:4: It writes the body anew.')
  })

  test('has the place of what the export only warns of, unless something is broken', () => {
    const given = diagnosis({ cause: 'multipart-damaged', hop: 'apim', remedy: 'Look at it.' })
    const warned = { ...wrong, level: 'warning', line: 9 } as const
    expect(inTheExport([given], read([warned]))[0]?.remedy).toBe('edits/policy.xml:9: Take it out. In general: Look at it.')
    expect(inTheExport([given], read([warned, wrong]))[0]?.remedy).toContain('edits/policy.xml:4: Take it out. In')
    expect(inTheExport([given], read([{ ...warned, cause: 'rewrite-wrong' }]))).toEqual([given])
  })

  test.each([
    ['possible', [2]],
    ['likely', [1, 2]],
  ] as const)('that is only possible breaks no item that is read to be right: %s', (confidence, checklistItems) => {
    const given = diagnosis({ cause: 'rewrite-wrong', hop: 'apim', confidence, checklistItems: [1, 2] })
    expect(inTheExport([given], read([], [1]))[0]?.checklistItems).toEqual(checklistItems)
  })
})
