import { describe, expect, test } from 'vitest'
import { applyKnownFailures, readKnownFailures } from '../../src/report/known-failures.ts'
import { judgement } from './runs.ts'

const ids = ['EDIT-1', 'EDIT-2']
const read = (text: string) => readKnownFailures(text, ids)

describe('a file of known failures', () => {
  test('has one ID and its reason per line, with comments and blank lines', () => {
    const text = '# until the new APIM\n\nEDIT-1  no operation yet, see issue #12  # Ann\r\n  EDIT-2: the same\n'
    expect(read(text)).toEqual([
      { id: 'EDIT-1', reason: 'no operation yet, see issue #12', line: 3 },
      { id: 'EDIT-2', reason: 'the same', line: 4 },
    ])
  })

  test.each([
    ['JSON', '[\n {"id": "EDIT-1", "reason": "no operation yet"},\n {"id": "EDIT-2", "reason": "the same"}]'],
    ['YAML', '# later\n- id: EDIT-1\n  reason: no operation yet\n- { id: EDIT-2, reason: the same }\n'],
  ])('may be a list in %s', (_format, text) => {
    expect(read(text).map(({ id, reason }) => [id, reason])).toEqual([
      ['EDIT-1', 'no operation yet'],
      ['EDIT-2', 'the same'],
    ])
  })

  test('may give the number of a ticket for a reason', () => {
    expect(read('- id: EDIT-1\n  reason: 4711\n')).toEqual([{ id: 'EDIT-1', reason: '4711', line: 1 }])
  })

  test('may be empty', () => expect(read('# nothing is known to fail\n')).toEqual([]))

  test.each([
    ['EDIT-1 fine\nEDIT-7 typo', 'line 2: there is no requirement "EDIT-7"'],
    ['edit-1 in small letters', 'did you mean EDIT-1?'],
    ['EDIT-1', 'line 1: EDIT-1 has no reason'],
    ['EDIT-1:  # why?', 'line 1: EDIT-1 has no reason'],
    ['EDIT-1 one\nEDIT-1 two', 'line 2: EDIT-1 stands there a second time'],
    ['- id: EDIT-1\n  reason: fine\n- id: EDIT-9\n  reason: typo', 'line 3: there is no requirement "EDIT-9"'],
    ['[{"id": "EDIT-1"}]', 'line 1: EDIT-1 has no reason'],
    ['- EDIT-1', 'line 1: an entry is'],
    ['[{"id": "EDIT-1", ', 'is neither a list nor lines'],
    ['{"EDIT-1": "an object"}', 'is neither a list nor lines'],
  ])('is refused for %j', (text, words) => {
    expect(() => read(text)).toThrow(words)
    expect(() => read(text)).toThrow(/^KNOWN_FAILURES: /)
  })
})

test.each([
  ['failed', 'still-failing'],
  ['passed', 'stale'],
  ['blocked', 'not-judged'],
  ['unjudged', 'not-judged'],
  ['not-run', 'not-judged'],
  ['not-applicable', 'not-judged'],
] as const)('a known failure that is %s now is %s', (status, state) => {
  const known = [{ id: 'EDIT-1', reason: 'ticket 7', line: 1 }]
  expect(applyKnownFailures([judgement('EDIT-1', status)], known)).toEqual([{ id: 'EDIT-1', reason: 'ticket 7', state }])
})
