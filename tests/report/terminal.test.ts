import { describe, expect, test } from 'vitest'
import type { Run } from '../../src/model.ts'
import { type TerminalOptions, terminalText } from '../../src/report/terminal.ts'
import { checklist, configuration, diagnosis, exchange, judgement, run, unchanged } from './runs.ts'
import { signatureFault } from './signature-fault.ts'

const text = (of: Run, options: Partial<TerminalOptions> = {}): string =>
  terminalText(of, { columns: 80, colour: false, files: [], internalErrors: [], ...options })
const flat = (of: Run): string => text(of).replace(/\s+/g, ' ')

describe('the signature fault', () => {
  test('is told first by what to do, and last in one sentence', () => {
    const whole = text(signatureFault(), { files: ['reports/conformance.json', 'reports/junit.xml'] })
    expect(whole).toMatchSnapshot()
  })

  test('fits into 80 columns but for what is there to be copied, and loses no word of the remedy', () => {
    const long = text(signatureFault())
      .split('\n')
      .filter((line) => line.length > 80)
    expect(long.every((line) => /^ +curl |^verdict: /.test(line))).toBe(true)
    expect(flat(signatureFault())).toContain(signatureFault().diagnoses[0]?.remedy ?? 'no remedy')
  })

  test('draws the chain of both operations', () => {
    expect(text(signatureFault())).toContain('edits        client ─ one-api ✓ ─ apim ✗ · aoai     404 from apim')
    expect(text(signatureFault())).toContain('generations  client ─ one-api ✓ ─ apim ✓ ─ aoai ✓   200 from aoai')
  })
})

test('an embedded target is named in the first line', () => {
  const embedded = run({ target: { ...run().target, embedded: true } })
  expect(text(embedded).split('\n')[0]).toBe('Embedded reference chain (one-api → apim → aoai): no real gateway was called.')
  expect(text(run()).split('\n')[0]).toBe('CONFORMANT  https://gateway.test/v1 (oneapi-apim-aoai, acceptance)')
})

test('a run that was refused before anything was sent says why, and nothing else', () => {
  const refused = run({
    verdict: 'unjudged',
    reason: 'TIER: "fast" is none of probe, acceptance, full\n    for example  TIER=probe',
    requirements: [],
    checklist: [],
    exchanges: [],
    requestsSent: 0,
    paidImages: 0,
  })
  expect(text(refused)).toBe(
    [
      'NOT JUDGED  https://gateway.test/v1 (oneapi-apim-aoai, acceptance)',
      '  TIER: "fast" is none of probe, acceptance, full',
      '  for example TIER=probe',
      '',
      'Images paid: 0 · requests sent: 0 · took 41.2 s',
      '',
      'verdict: unjudged: TIER: "fast" is none of probe, acceptance, full for example TIER=probe',
      '',
    ].join('\n'),
  )
})

test('colour is there when it is asked for, and only then', () => {
  const colourful = text(signatureFault(), { colour: true })
  expect(colourful).toContain('\u001b[31mNOT CONFORMANT')
  expect(colourful).toContain('\u001b[31mverdict: nonconformant')
  expect(colourful).toContain('\u001b[32mpass')
  expect(colourful).toContain('\u001b[31mFAIL')
  expect(text(run(), { colour: true })).toContain('\u001b[32mverdict: conformant')
  expect(text(signatureFault())).not.toContain('\u001b')
})

test('an uncertain diagnosis shows what else it may be, and how others are affected', () => {
  const unsure = run({
    requirements: [
      judgement('EDIT-1', 'unjudged', { message: '429 from aoai' }),
      judgement('EDIT-2', 'failed', { level: 'SHOULD', problems: [] }),
    ],
    diagnoses: [
      diagnosis({
        cause: 'rate-limited',
        hop: 'unknown',
        confidence: 'possible',
        affects: ['EDIT-1', 'EDIT-2'],
        alternatives: ['quota', 'to settle it: wait a minute'],
      }),
      diagnosis({ cause: 'api-version-missing', checklistItems: [] }),
    ],
  })
  expect(flat(unsure)).toContain('rate-limited at a hop that cannot be told (possible, checklist item 1)')
  expect(flat(unsure)).toContain('or maybe quota to settle wait a minute')
  expect(flat(unsure)).toContain('It also causes 1 warning: EDIT-2. Not judged because of it: EDIT-1.')
  expect(flat(unsure)).toContain('Also: api-version-missing at apim (certain)')
  expect(flat(unsure)).toContain('Not judged 429 from aoai: EDIT-1')
})

test('long lists are cut and say where the rest is', () => {
  const many = Array.from({ length: 30 }, (_, index) => `EDIT-${index + 1}`)
  const failing = run({
    requirements: many.map((id) => judgement(id, 'failed', { exchanges: [id], message: 'came 404' })),
    exchanges: many.map((id) => exchange({ id })),
    diagnoses: [diagnosis({ affects: many })],
  })
  expect(flat(failing)).toContain('EDIT-16 and 14 more in conformance.json')
  expect(flat(failing)).toContain('and 18 more in conformance.json')
  expect(flat(failing)).toContain('and 18 more in request-numbers.csv')
})

test('a request that several failures share is printed once', () => {
  const shared = run({
    requirements: ['EDIT-1', 'EDIT-2'].map((id) => judgement(id, 'failed', { exchanges: ['edit-one'], message: 'came 404' })),
  })
  expect(text(shared).match(/curl /g)).toHaveLength(1)
  expect(text(shared)).toContain('same request as EDIT-1')
})

test('known failures are listed with their reasons, and a stale one stands in the first block', () => {
  const known = run({
    knownFailures: [
      { id: 'EDIT-1', reason: 'ticket 7', state: 'stale' },
      { id: 'EDIT-2', reason: 'ticket 8', state: 'still-failing' },
    ],
  })
  expect(flat(known)).toContain('EDIT-1 PASSES AGAIN: ticket 7 EDIT-2 still fails: ticket 8')
  expect(text(known)).toMatch(/^CONFORMANT, BUT A KNOWN FAILURE PASSES AGAIN {2}/m)
  expect(text(known).indexOf('EDIT-1 passes again. Remove its line')).toBeLessThan(text(known).indexOf('Checklist'))
})

test('request numbers stand side by side where the terminal is wide enough', () => {
  const wide = text(run(), { columns: 110 })
  expect(wide).toMatch(/generate-one +200 +2025\d+ +3f2504e0-4f89-11d3-9a0c-0305e82c3301\n/)
  expect(text(run())).toMatch(/generate-one +200 +one-api +2025\d+\n +aoai +3f2504e0/)
})

test('a sound run shows the numbers of its images, not of every probe', () => {
  const probes = Array.from({ length: 20 }, (_, index) => exchange({ id: `probe-${index}` }))
  const sound = text(run({ exchanges: [...probes, ...run().exchanges.map((paid) => ({ ...paid, billing: 'paid' as const }))] }))
  expect(sound).toMatch(/request number\n +generate-one .*\n.*\n +edit-one /)
  expect(sound).toContain('and 18 more in request-numbers.csv')
})

test('a target without APIM is told once that there is nothing to check', () => {
  const none = { status: 'not-observable', evidence: ['this target has no APIM'] } as const
  const bare = run({ checklist: checklist({ 1: none, 2: none, 3: none, 4: none, 5: none, 6: none }) })
  expect(text(bare)).toContain('Acceptance checklist\n  items 1 to 6  not seen: this target has no APIM\n')
})

test('an export of APIM stands beside the gateway, and where they differ is said', () => {
  const both = text(run({ configuration: configuration({ unread: ['global/policy.xml:3 is C# that cannot be followed'] }) }))
  expect(both).toMatch(/1 the edits operation exists in APIM +holds +holds\n/)
  expect(both).toMatch(/2 edits is rewritten to the d\S*… +broken +holds +DIFFER\n/)
  expect(both).toContain('DIFFER    Item 2: What is published is not this export.')
  expect(both.replace(/\s+/g, ' ')).toContain(
    'BROKEN edits/policy.xml:12 rewrite-copied: The rewrite of edits ends in images/generations. do this: Let <rewrite-uri> end in images/edits.',
  )
  expect(both).toContain('not read  global/policy.xml:3 is C# that cannot be followed')
})

test('money that may have been spent is not hidden', () => {
  expect(text(run({ possiblyPaid: 2 }))).toContain(
    'Images paid: 3 and possibly 2 more (no picture came that could be counted) · requests sent: 34',
  )
})

test('changes name the run that they are measured against', () => {
  const changed = run({
    changes: {
      comparedWith: { startedAt: '2025-06-14T02:00:00.000Z', url: 'https://staging.test', profile: 'apim-aoai', tier: 'probe' },
      newlyBroken: ['EDIT-1'],
      newlySeen: ['EDIT-2'],
      fixed: ['GEN-1'],
      movedHop: [{ id: 'EDIT-3', from: 'apim', to: 'aoai' }],
      notReached: ['EDIT-4'],
      noLongerJudged: ['EDIT-5'],
      slower: [{ case: 'edit-one', beforeMs: 9000, nowMs: 60_000 }],
    },
  })
  for (const words of [
    'compared with the run of 2025-06-14T02:00:00.000Z (another target, https://staging.test, profile apim-aoai, tier probe)',
    'newly broken: EDIT-1',
    'fails now, was not judged then: EDIT-2',
    'fixed: GEN-1',
    'still fails, and another hop is to be fixed or answers: EDIT-3 (apim → aoai)',
    'failed then, not judged now (not the same as fixed): EDIT-4',
    'passed then, could not be judged now: EDIT-5',
    'slower: edit-one (9.0 s → 1 min 0 s)',
  ])
    expect(flat(changed)).toContain(words)
})

test('a comparison without a difference says so', () => {
  expect(text(run({ changes: unchanged }))).toContain('Changes\n  compared with the run of 2025-06-14T02:00:00.000Z\n  none\n')
})

test("a fault of the suite itself is said to be the suite's", () => {
  expect(text(run(), { internalErrors: ['schema'] })).toContain('A fault of this suite, not of the target: schema')
})
