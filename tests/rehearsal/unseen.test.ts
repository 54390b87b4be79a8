import { describe, expect, test } from 'vitest'
import type { ConfigurationFinding, NotRun } from '../../src/model.ts'
import { withoutUnseen } from '../../src/run/unseen.ts'
import { checklist, diagnosis, judgement, run } from '../report/runs.ts'

const skipped = (...items: readonly number[]): NotRun => ({
  file: 'policy.xml',
  line: 7,
  element: 'ip-filter',
  reason: 'The interpreter does not know this statement.',
  instead: 'The call goes on as if it were not there.',
  items,
})
const finding = (item: number, cause: ConfigurationFinding['cause']): ConfigurationFinding => ({
  item,
  cause,
  level: 'broken',
  sentence: 'It is wrong.',
  file: 'edits/policy.xml',
  line: 4,
  remedy: 'Put it right.',
})
const sound = run()
const broken = run({
  verdict: 'nonconformant',
  reason:
    'operation-missing at apim (certain): API Management has no operation with this method and path, so 1 requirement fails (EDIT-1)',
  requirements: [judgement('EDIT-1', 'failed')],
  diagnoses: [diagnosis({ affects: ['EDIT-1'] })],
  checklist: checklist({ 1: { status: 'broken', evidence: ['404'] } }),
})
const seen = (of: typeof sound, notRun: readonly NotRun[], configuration: readonly ConfigurationFinding[] = []) =>
  withoutUnseen(
    of,
    { assumptions: [], notRun },
    { judgements: of.requirements, configuration, allowance: { knownFailures: [], failOn: of.failOn } },
  )

describe('a rehearsal in which everything could be run', () => {
  test('stands as it is', () => {
    expect(seen(sound, [])).toMatchObject({ verdict: 'conformant', reason: sound.reason, checklist: sound.checklist })
    expect(seen(broken, [])).toMatchObject({ verdict: 'nonconformant', diagnoses: broken.diagnoses })
  })

  test('is no verdict when reading the export shows a fault that it does not', () => {
    const { verdict, reason, diagnoses, checklist: items } = seen(sound, [], [finding(4, 'auth-inconsistent')])
    expect(verdict).toBe('unjudged')
    expect(reason).toContain('edits/policy.xml:4 is wrong when it is read, and works when it is run')
    expect(diagnoses[0]).toMatchObject({
      cause: 'auth-inconsistent',
      confidence: 'likely',
      remedy: 'edits/policy.xml:4: Put it right.',
    })
    expect(items[3]).toMatchObject({ status: 'not-observable' })
  })

  test('is no verdict on what the export has wrong outside of the checklist, unless it shows it too', () => {
    const hopeless = { ...finding(4, 'backend-timeout'), item: null }
    expect(seen(sound, [], [hopeless])).toMatchObject({ verdict: 'unjudged', diagnoses: [{ cause: 'backend-timeout' }] })
    const shown = { ...broken, diagnoses: [diagnosis({ affects: ['EDIT-1'], cause: 'backend-timeout' })] }
    expect(seen(shown, [], [hopeless]).diagnoses).toEqual(shown.diagnoses)
  })

  test.each([
    ['possible', ['rewrite-wrong', 'operation-missing']],
    ['likely', ['rewrite-wrong', 'operation-missing']],
    ['certain', ['operation-missing', 'rewrite-wrong']],
  ] as const)('names what reading shows beside what the answers leave %s', (confidence, causes) => {
    const unsure = {
      ...broken,
      diagnoses: [diagnosis({ affects: ['EDIT-1'], confidence })],
      checklist: checklist({ 2: { status: 'not-observable', evidence: [] } }),
    }
    const { verdict, reason, diagnoses } = seen(unsure, [], [finding(2, 'rewrite-wrong')])
    expect(verdict).toBe('nonconformant')
    expect(diagnoses.map(({ cause }) => cause)).toEqual(causes)
    // The last line is the thing to act on: the statement, unless what is seen is sure of another.
    expect(reason.startsWith('edits/policy.xml:4: It is wrong; seen from outside: operation-missing')).toBe(
      confidence !== 'certain',
    )
  })

  test('is held against warnings of the export no further', () => {
    const warning = { ...finding(4, 'auth-inconsistent'), level: 'warning' as const }
    expect(seen(sound, [], [warning]).verdict).toBe('conformant')
  })
})

describe('a rehearsal in which something could not be run', () => {
  test('is no verdict though everything holds, and does not see what that decides', () => {
    const { verdict, reason, checklist: items } = seen(sound, [skipped(4)])
    expect(verdict).toBe('unjudged')
    expect(reason).toBe(
      `1 part of the export could not be run (policy.xml:7 <ip-filter>); what could be seen holds: ${sound.reason}`,
    )
    expect(items.map(({ status }) => status)).toEqual(['holds', 'holds', 'holds', 'not-observable', 'holds', 'holds'])
    expect(items[3]?.evidence[0]).toBe('policy.xml:7 <ip-filter>: The interpreter does not know this statement.')
  })

  test('is a verdict where only the numbers of an answer hang on that', () => {
    expect(seen(sound, [skipped(6)])).toMatchObject({
      verdict: 'conformant',
      reason: expect.stringContaining('1 part of the export could not be run'),
    })
  })

  test('is red where a fault shows that this cannot decide', () => {
    expect(seen(broken, [skipped(4)])).toMatchObject({
      verdict: 'nonconformant',
      reason: broken.reason,
      diagnoses: [{ cause: 'operation-missing', confidence: 'certain' }],
    })
  })

  test('is no verdict where this may be all that is wrong', () => {
    const found = seen(broken, [skipped(1, 2)])
    expect(found).toMatchObject({ verdict: 'unjudged', diagnoses: [{ cause: 'operation-missing', confidence: 'possible' }] })
    expect(found.reason).not.toContain('certain')
    expect(found.checklist[0]?.status).toBe('not-observable')
    expect(found.diagnoses[0]?.alternatives[0]).toBe('what could not be run: policy.xml:7 <ip-filter>')
  })

  test('is red where reading the export shows the same fault, though this may be more than that', () => {
    const found = seen(broken, [skipped(1)], [finding(1, 'operation-missing')])
    expect(found).toMatchObject({
      verdict: 'nonconformant',
      diagnoses: [{ confidence: 'likely' }],
      checklist: expect.arrayContaining([expect.objectContaining({ item: 1, status: 'broken' })]),
    })
    expect(found.diagnoses[0]?.alternatives[0]).toBe('beside it, what could not be run: policy.xml:7 <ip-filter>')
    expect(found.reason).toContain('(EDIT-1); 1 part of the export could not be run (policy.xml:7 <ip-filter>); some of what')
  })

  test('is red where reading the export shows another fault on the way of what fails, which is named first', () => {
    const open = { ...broken, checklist: checklist({ 2: { status: 'not-observable', evidence: [] } }) }
    const found = seen(open, [skipped(1, 2)], [finding(2, 'rewrite-wrong')])
    expect(found.diagnoses.map(({ cause, confidence }) => `${cause} ${confidence}`)).toEqual([
      'rewrite-wrong likely',
      'operation-missing possible',
    ])
    expect(found.verdict).toBe('nonconformant')
    expect(found.reason).toMatch(
      /^edits\/policy\.xml:4: It is wrong; seen from outside: operation-missing at apim \(possible\): .*; some of what fails may come of that$/,
    )
  })
})
