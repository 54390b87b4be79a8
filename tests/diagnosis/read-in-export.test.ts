import { describe, expect, test } from 'vitest'
import { diagnose } from '../../src/diagnosis/diagnose.ts'
import type { Evidence } from '../../src/diagnosis/evidence.ts'
import { withExport } from '../../src/diagnosis/read-in-export.ts'
import { levelOf } from '../../src/judging/settle.ts'
import type { FailOn } from '../../src/model.ts'
import { requirements } from '../../src/requirements.ts'
import { foundInExport } from '../configuration/finding.ts'
import { drawing, evidence, judgement, problem, refusal, shown } from './runs.ts'

const edit = drawing('edits', refusal(404, 'apim'))

const all = (of: Evidence, failOn: FailOn = 'MUST') => withExport(diagnose(of), of, failOn)

describe('what the export has wrong', () => {
  test('and nothing that was sent shows is a diagnosis of its own, with file and line', () => {
    const read = evidence({ configuration: [foundInExport()], judgements: [judgement('CONFIG-2', 'failed')] })
    expect(all(read)).toEqual([
      {
        cause: 'rewrite-copied',
        hop: 'apim',
        confidence: 'likely',
        checklistItems: [2],
        affects: ['CONFIG-2'],
        exchanges: [],
        evidence: ['configuration: edits/policy.xml:4: The rewrite is that of generations.'],
        remedy: 'edits/policy.xml:4: Rewrite to images/edits.',
        alternatives: [expect.stringContaining('what is published is not this export')],
      },
    ])
  })

  test('twice is one diagnosis', () => {
    const configuration = [
      foundInExport(),
      foundInExport({ line: 9 }),
      foundInExport({ item: null, cause: 'backend-timeout', line: 12 }),
    ]
    const judgements = [judgement('CONFIG-2', 'failed'), judgement('CONFIG-6', 'failed')]
    expect(all(evidence({ configuration, judgements }))).toMatchObject([
      {
        cause: 'rewrite-copied',
        affects: ['CONFIG-2'],
        checklistItems: [2],
        evidence: [/:4: /, /:9: /].map(matching),
        remedy: 'edits/policy.xml:4, edits/policy.xml:9: Rewrite to images/edits.',
      },
      { cause: 'backend-timeout', affects: ['CONFIG-6'], checklistItems: [] },
    ])
  })

  test('and a caller meets is the same diagnosis', () => {
    const fails = judgement('EDIT-1', 'failed', { problems: [problem(edit.id)] })
    const readings = [shown(edit, { cause: 'operation-missing', hop: 'apim' })]
    const configuration = [foundInExport({ item: 1, cause: 'operation-missing', sentence: 'No operation answers.' })]
    const diagnoses = all(evidence({ readings, configuration, judgements: [fails, judgement('CONFIG-1', 'failed')] }))
    expect(diagnoses).toMatchObject([
      {
        cause: 'operation-missing',
        confidence: 'certain',
        affects: ['EDIT-1', 'CONFIG-1'],
        checklistItems: [1],
        exchanges: [edit.id],
        // The statement is known; it may be another operation's than the one that fails, so that the general words stay.
        remedy: expect.stringMatching(/^edits\/policy\.xml:4: Rewrite to images\/edits\. In general: ./),
      },
    ])
    const read = diagnoses[0]?.evidence.filter((line) => line.startsWith('configuration: '))
    expect(read).toEqual(['configuration: edits/policy.xml:4: No operation answers.'])
  })

  test('stands behind what a caller meets, however much worse it is: something else may be published', () => {
    const small = drawing('edits')
    const fails = judgement('EDIT-6', 'failed', { problems: [{ ...problem(small.id), cause: 'image-size-mismatch' }] })
    const judgements = [fails, judgement('CONFIG-2', 'failed')]
    const diagnoses = all(evidence({ readings: [shown(small)], configuration: [foundInExport()], judgements }))
    expect(diagnoses.map(({ cause, affects }) => `${cause}: ${affects.join()}`)).toEqual([
      'image-size-mismatch: EDIT-6',
      'rewrite-copied: CONFIG-2',
    ])
  })

  test.each(['passed', 'not-run', 'not-applicable'] as const)('is no diagnosis where the requirement is %s', (status) => {
    expect(all(evidence({ configuration: [foundInExport()], judgements: [judgement('CONFIG-2', status)] }))).toEqual([])
  })

  test('is none where it only warns, unless the run fails on warnings', () => {
    const judgements = [judgement('CONFIG-2', 'failed'), judgement('CONFIG-7', 'failed', { level: 'SHOULD' })]
    const warned = evidence({ configuration: [foundInExport({ level: 'warning' })], judgements })
    expect(all(warned)).toEqual([])
    expect(all(warned, 'SHOULD')).toMatchObject([{ cause: 'rewrite-copied', confidence: 'likely', affects: ['CONFIG-7'] }])
  })

  test('is no remedy for what another hop does', () => {
    const fails = judgement('EDIT-1', 'failed', { problems: [problem(edit.id)] })
    const readings = [shown(edit, { cause: 'redirected', hop: 'edge' })]
    const judgements = [fails, judgement('CONFIG-2', 'failed')]
    const [alone] = diagnose(evidence({ readings, judgements: [fails] }))
    const [first] = all(evidence({ readings, configuration: [foundInExport({ cause: 'redirected' })], judgements }))
    expect(first).toMatchObject({ cause: 'redirected', hop: 'edge', affects: ['EDIT-1', 'CONFIG-2'], remedy: alone?.remedy })
  })

  test('with a remedy each is told with the places of each', () => {
    const configuration = [foundInExport(), foundInExport({ line: 9, remedy: 'Or this.' }), foundInExport({ line: 12 })]
    const [only] = all(evidence({ configuration, judgements: [judgement('CONFIG-2', 'failed')] }))
    expect(only?.remedy).toBe('edits/policy.xml:4, edits/policy.xml:12: Rewrite to images/edits. edits/policy.xml:9: Or this.')
  })

  test('changes nothing of what else a caller meets', () => {
    const fails = judgement('EDIT-1', 'failed', { problems: [problem(edit.id)] })
    const other = drawing('generations')
    const small = judgement('T2I-6', 'failed', { problems: [{ ...problem(other.id), cause: 'image-size-mismatch' }] })
    const readings = [shown(edit, { cause: 'operation-missing', hop: 'apim' }), shown(other)]
    const configuration = [foundInExport({ item: 1, cause: 'operation-missing' })]
    const before = diagnose(evidence({ readings, judgements: [fails, small] }))
    const after = all(evidence({ readings, configuration, judgements: [fails, small, judgement('CONFIG-1', 'failed')] }))
    const others = (diagnoses: typeof before) => diagnoses.filter(({ cause }) => cause !== 'operation-missing')
    expect(others(before)).toHaveLength(1)
    expect(others(after)).toEqual(others(before))
  })

  test('leaves the remedy of another cause alone', () => {
    const fails = judgement('EDIT-1', 'failed', { problems: [problem(edit.id)] })
    const readings = [shown(edit, { cause: 'operation-missing', hop: 'apim' })]
    const configuration = [foundInExport()]
    const [first] = all(evidence({ readings, configuration, judgements: [fails, judgement('CONFIG-2', 'failed')] }))
    expect(first?.cause).toBe('operation-missing')
    expect(first?.remedy).toBe(diagnose(evidence({ readings, judgements: [fails] }))[0]?.remedy)
  })

  test('for streams is of a requirement of its own, which a run without streams does not judge', () => {
    const configuration = [foundInExport({ item: null, cause: 'stream-buffered', level: 'breaks-streams' })]
    const failing = (id: string) =>
      all(evidence({ configuration, judgements: [judgement(id, 'failed', { level: id === 'CONFIG-7' ? 'SHOULD' : 'MUST' })] }))
    expect(failing('CONFIG-8')).toMatchObject([{ cause: 'stream-buffered', hop: 'apim', affects: ['CONFIG-8'] }])
    expect(failing('CONFIG-7')).toEqual([])
    expect(failing('CONFIG-6')).toEqual([])
  })

  test('is of requirements that exist', () => {
    for (const item of [1, 2, 3, 4, 5, null]) {
      const judgements = requirements.map((row) => judgement(row.id, 'failed', { level: levelOf(row) }))
      const [only] = all(evidence({ configuration: [foundInExport({ item })], judgements }))
      expect(only?.affects).toEqual([expect.stringMatching(/^CONFIG-[1-6]$/)])
    }
  })
})

const matching = (pattern: RegExp): unknown => expect.stringMatching(pattern)
