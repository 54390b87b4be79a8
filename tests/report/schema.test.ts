import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { FAILURES, HOPS } from '../../src/model.ts'
import { conformanceJson, conformanceText } from '../../src/report/json.ts'
import { violations } from '../../src/schemas.ts'
import { configuration, run } from './runs.ts'
import { signatureFault } from './signature-fault.ts'

/** The report with the value at a path (`exchanges.0.curl`) changed; undefined takes it away. */
function changed(path: string, value: unknown): unknown {
  const report: Record<string, unknown> = JSON.parse(conformanceText(signatureFault()))
  const keys = path.split('.')
  const last = keys.pop() ?? ''
  const owner: unknown = keys.reduce<unknown>((inner, key) => (isRecord(inner) ? inner[key] : undefined), report)
  if (!isRecord(owner)) throw new TypeError(`no ${path} in the report`)
  if (value === undefined) delete owner[last]
  else owner[last] = value
  return report
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

describe('schemas/report.json', () => {
  test('takes what is written', () => {
    expect(violations('report', JSON.parse(conformanceText(signatureFault())))).toEqual([])
    expect(violations('report', JSON.parse(conformanceText(run())))).toEqual([])
  })

  test.each([
    ...['schemaVersion', 'verdict', 'target', 'tier', 'startedAt', 'durationMs', 'paidImages', 'requestsSent'],
    ...['requirements', 'checklist', 'diagnoses', 'exchanges', 'changes', 'target.embedded', 'target.chain'],
    ...['id', 'level', 'title', 'status', 'message', 'exchanges'].map((name) => `requirements.0.${name}`),
    ...['cause', 'hop', 'confidence', 'checklistItems', 'affects', 'evidence', 'remedy', 'alternatives'].map(
      (name) => `diagnoses.0.${name}`,
    ),
    ...['id', 'case', 'request', 'response', 'failure', 'durationMs', 'attribution', 'requestIds', 'curl'].map(
      (name) => `exchanges.0.${name}`,
    ),
    ...['answeredBy', 'reached', 'confidence', 'because'].map((name) => `exchanges.0.attribution.${name}`),
    ...['newlyBroken', 'fixed', 'movedHop', 'notReached'].map((name) => `changes.${name}`),
    'exchanges.0.request.parts',
    'checklist.0.evidence',
  ])('refuses a report without %s', (path) => {
    expect(violations('report', changed(path, undefined))).not.toEqual([])
  })

  test.each([
    ['schemaVersion', '1.1'],
    ['verdict', 'green'],
    ['exitStatus', 3],
    ['paidImages', -1],
    ['paidImages', 1.5],
    ['startedAt', 'yesterday'],
    ['target.chain', ['apmi']],
    ['requirements.0.status', 'skipped'],
    ['requirements.0.level', 'must'],
    ['requirements.0.blockedBy', 'GEN-1'],
    ['requirements.3.blockedBy', null],
    ['requirements.3.blockedBy', undefined],
    ['diagnoses.0.hop', 'apmi'],
    ['diagnoses.0.cause', null],
    ['diagnoses.0.remedy', ''],
    ['diagnoses.0.checklistItems', [7]],
    ['checklist.0.status', 'ok'],
    ['checklist.0.evidence', []],
    ['exchanges.0.response', null],
    ['exchanges.0.response.status', '200'],
    ['exchanges.0.failure', { kind: 'tired', phase: 'body', message: '' }],
    ['exchanges.0.request.headers', { a: 1 }],
    ['exchanges.0.requestIds', { aoai: null }],
    ['exchanges.0.attribution.confidence', 'sure'],
    ['configuration', { folder: './export' }],
    ['changes', null],
    ['changes.movedHop', [{ id: 'EDIT-1' }]],
    ['knownFailures', [{ id: 'EDIT-1', reason: '', state: 'stale' }]],
    ['authMatrix.rows.0.cells.0.refusedBy', 'somebody'],
  ])('refuses %s = %j', (path, value) => {
    expect(violations('report', changed(path, value))).not.toEqual([])
  })

  test('refuses a conformant verdict over nothing judged', () => {
    const empty = { ...JSON.parse(conformanceText(run())), requirements: [] }
    expect(violations('report', empty)).not.toEqual([])
    expect(violations('report', { ...empty, verdict: 'unjudged' })).toEqual([])
  })

  test('takes what the export of APIM shows', () => {
    expect(violations('report', JSON.parse(conformanceText(run({ configuration: configuration() }))))).toEqual([])
  })

  test('takes fields that a later version adds', () => {
    expect(violations('report', changed('somethingNew', {}))).toEqual([])
  })

  test('knows every hop and failure of the model', () => {
    const schema = JSON.parse(readFileSync(new URL('../../schemas/report.json', import.meta.url), 'utf8'))
    expect(schema.$defs.hop.enum).toEqual(HOPS)
    expect(schema.$defs.exchange.properties.failure.properties.kind.enum).toEqual(FAILURES)
  })
})

describe('conformance.json', () => {
  test('always has changes, empty without a baseline', () => {
    expect(conformanceJson(run()).changes).toMatchObject({
      comparedWith: null,
      newlyBroken: [],
      fixed: [],
      movedHop: [],
      notReached: [],
      noLongerJudged: [],
    })
  })

  test('says in its first line that it was the embedded chain', () => {
    const [first] = conformanceText(run({ target: { ...run().target, embedded: true } })).split('\n')
    expect(first).toBe('{ "notice": "Embedded reference chain (one-api → apim → aoai): no real gateway was called.",')
  })

  test('keeps each exchange whole', () => {
    expect(conformanceJson(signatureFault()).exchanges).toEqual(signatureFault().exchanges)
  })
})
