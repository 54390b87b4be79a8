import { XMLParser } from 'fast-xml-parser'
import { describe, expect, test } from 'vitest'
import type { Run } from '../../src/model.ts'
import { junitXml } from '../../src/report/junit.ts'
import { judgement, run } from './runs.ts'
import { signatureFault } from './signature-fault.ts'

const parser = new XMLParser({ ignoreAttributes: false, isArray: (name) => name === 'testsuite' || name === 'testcase' })
const suitesOf = (of: Run) => parser.parse(junitXml(of)).testsuites.testsuite
/** `kind: message` of the only requirement of a run. */
const outcome = (one: Run['requirements'][number], change: Partial<Run> = {}): string => {
  const parsed = suitesOf(run({ requirements: [one], ...change })).at(-1).testcase[0]
  const kind = ['failure', 'skipped', 'error'].find((name) => name in parsed)
  return kind === undefined ? 'passed' : `${kind}: ${parsed[kind]['@_message']}`
}

describe('a requirement is shown as what it does to the run', () => {
  const known = (state: 'still-failing' | 'stale') => ({ knownFailures: [{ id: 'A', reason: 'ticket 7', state }] })

  test.each<[string, string, string]>([
    ['passed', outcome(judgement('A', 'passed')), 'passed'],
    ['a MUST that failed', outcome(judgement('A', 'failed', { message: 'came 404' })), 'failure: came 404'],
    [
      'a SHOULD that failed',
      outcome(judgement('A', 'failed', { level: 'SHOULD', message: 'came 404' })),
      'skipped: warning, a SHOULD failed: came 404',
    ],
    ['a known failure', outcome(judgement('A', 'failed'), known('still-failing')), 'skipped: known failure: ticket 7'],
    [
      'a stale known failure',
      outcome(judgement('A', 'passed'), known('stale')),
      'failure: passes again; KNOWN_FAILURES must no longer name it',
    ],
    ['blocked', outcome(judgement('A', 'blocked', { blockedBy: 'B', message: 'B failed' })), 'skipped: blocked by B: B failed'],
    ['not judged', outcome(judgement('A', 'unjudged', { message: '429\nfrom aoai' })), 'skipped: unjudged: 429 from aoai'],
    ['not run', outcome(judgement('A', 'not-run')), 'skipped: not-run'],
    [
      'a failure without a message of its own',
      outcome(
        judgement('A', 'failed', { problems: [{ exchange: 'x', cause: 'upstream-error', expected: '200', actual: '500' }] }),
      ),
      'failure: expected 200, came 500',
    ],
  ])('%s', (_words, shown, expected) => expect(shown).toBe(expected))
})

test('suites are areas, and count what they hold', () => {
  const suites = suitesOf(signatureFault())
  expect(
    suites.map((suite: Record<string, string>) => [suite['@_name'], suite['@_tests'], suite['@_failures'], suite['@_skipped']]),
  ).toEqual([
    ['text-to-image', '2', '0', '0'],
    ['single-image edit', '3', '2', '1'],
    ['multi-image edit', '2', '1', '1'],
    ['authentication', '2', '1', '0'],
  ])
  expect(suites[0].properties.property).toContainEqual({ '@_name': 'paidImages', '@_value': '1' })
  expect(suites[0].testcase[0]).toMatchObject({ '@_name': 'GEN-1 MUST answer 200 with an image', '@_time': '9.000' })
})

test('a failure holds the request to repeat and the numbers to ask for', () => {
  const [edit] = suitesOf(signatureFault())[1].testcase
  expect(edit.failure['#text']).toContain('curl -X POST https://gateway.test/v1/images/edits')
  expect(edit.failure['#text']).toContain('request number at one-api: 20250615020001123456789abcdefgh')
  expect(edit.failure['@_type']).toBe('operation-missing')
})

test('a run that judged nothing is an error, not an empty green file', () => {
  const refused = run({ verdict: 'unjudged', reason: 'nothing answered', requirements: [], exchanges: [] })
  expect(suitesOf(refused)).toMatchObject([{ '@_errors': '1', testcase: [{ error: { '@_message': 'nothing answered' } }] }])
})
