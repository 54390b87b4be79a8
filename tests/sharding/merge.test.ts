import { describe, expect, test } from 'vitest'
import type { AttributedExchange, Configuration, Run } from '../../src/model.ts'
import { conformanceText } from '../../src/report/json.ts'
import { readRun } from '../../src/report/read-run.ts'
import { merge, type Part } from '../../src/run/merge.ts'
import { answer, attribution, configuration, exchange, judgement, run } from '../report/runs.ts'
import { targetWith } from '../run/targets.ts'

const target = targetWith('oneapi-apim-aoai')
const probe = (change: Partial<AttributedExchange> = {}): AttributedExchange =>
  exchange({ id: 'probe-edits', case: 'probe-edits', operation: 'edits', response: answer(400), ...change })

/** Shard `index` of two. */
const shard = (index: number, change: Partial<Run> = {}): Part => ({
  folder: `reports-${index}`,
  run: run({ shard: { index, count: 2 }, exchanges: [], requirements: [], ...change }),
})
const merged = (first: Part, ...others: readonly Part[]): Run =>
  merge([first, ...others], { target, knownFailures: null, failOn: null, baseline: null })

describe('the same free request of two shards', () => {
  const cites = (status: 'passed' | 'failed') => [
    judgement('VALID-2', status, { area: 'route and validation', exchanges: ['probe-edits'] }),
  ]

  test('is kept once when it got the same answer', () => {
    const { exchanges, requirements, requestsSent } = merged(
      shard(1, { exchanges: [probe()], requirements: cites('passed'), requestsSent: 3 }),
      shard(2, { exchanges: [probe({ durationMs: 7 })], requirements: cites('passed'), requestsSent: 4 }),
    )
    expect(exchanges.map(({ id }) => id)).toEqual(['probe-edits'])
    expect(requirements.find(({ id }) => id === 'VALID-2')?.exchanges).toEqual(['probe-edits'])
    expect(requestsSent).toBe(7)
  })

  test.each([
    ['another status', probe({ response: answer(404) })],
    ['no answer', probe({ response: null, failure: { kind: 'timeout', phase: 'headers', message: 'no answer' } })],
    ['an answer of another hop', probe({ attribution: attribution('apim', ['one-api', 'apim']) })],
    ['an image', probe({ billing: 'paid' })],
  ])('is kept twice when it got %s, and cited as what it is', (_what, other) => {
    const problems = [{ exchange: 'probe-edits', cause: 'operation-missing', expected: '400', actual: '404' } as const]
    const { exchanges, requirements } = merged(
      shard(1, { exchanges: [probe()], requirements: cites('passed') }),
      shard(2, { exchanges: [other], requirements: cites('failed').map((one) => ({ ...one, problems })) }),
    )
    expect(exchanges.map(({ id, case: name }) => `${id} ${name}`)).toEqual([
      'probe-edits probe-edits',
      'probe-edits@2 probe-edits',
    ])
    expect(requirements.find(({ id }) => id === 'VALID-2')).toMatchObject({
      status: 'failed',
      exchanges: ['probe-edits@2'],
      problems: [{ exchange: 'probe-edits@2' }],
    })
  })
})

describe('the merged run', () => {
  test('names what kept one machine out, though the others were answered', () => {
    const refused = probe({
      id: 'generate',
      case: 'generate',
      operation: 'generations',
      response: null,
      failure: { kind: 'refused', phase: 'connect', message: 'connection refused' },
    })
    const open = [judgement('T2I-1', 'unjudged', { area: 'text-to-image', exchanges: ['generate'] })]
    const { verdict, reason, diagnoses } = merged(
      shard(1, { exchanges: [probe()] }),
      shard(2, { exchanges: [refused], requirements: open }),
    )
    expect(diagnoses).toMatchObject([
      {
        cause: 'target-unreachable',
        hop: 'client',
        affects: ['T2I-1'],
        evidence: expect.arrayContaining(['generate: no request of shard 2/2 was answered']),
      },
    ])
    expect({ verdict, reason }).toMatchObject({
      verdict: 'unjudged',
      reason: expect.stringContaining('because of target-unreachable at client (certain)'),
    })
  })

  test('takes of several judgements the one that counts most, in the order of the table', () => {
    const row = (id: string, status: 'passed' | 'unjudged' | 'not-run') => judgement(id, status, { message: status })
    const { requirements } = merged(
      shard(1, { requirements: [row('VALID-1', 'not-run'), row('T2I-1', 'passed'), row('EDIT-1', 'unjudged')] }),
      shard(2, { requirements: [row('VALID-1', 'passed'), row('T2I-1', 'not-run'), row('EDIT-1', 'not-run')] }),
    )
    expect(requirements.map(({ id, status }) => `${id} ${status}`)).toEqual(['T2I-1 passed', 'EDIT-1 unjudged', 'VALID-1 passed'])
  })

  test('lasts from the first start to the last end, and says where each picture lies', () => {
    const picture = {
      kind: 'decoded',
      format: 'png',
      width: 1,
      height: 1,
      hasAlpha: false,
      bytes: 1,
      sha256: '0',
      contrast: 9,
      hues: [],
      centres: [],
      grid: [],
      clear: [],
      file: 'pictures/generate-0.png',
    } as const
    const drawn = exchange({ billing: 'paid', response: { ...answer(200), pictures: [picture] } })
    const { startedAt, durationMs, exchanges, paidImages } = merged(
      shard(1, { startedAt: '2025-06-15T02:00:10.000Z', durationMs: 5000 }),
      shard(2, { startedAt: '2025-06-15T02:00:00.000Z', durationMs: 1000, exchanges: [drawn] }),
    )
    expect([startedAt, durationMs, paidImages]).toEqual(['2025-06-15T02:00:00.000Z', 15_000, 1])
    expect(exchanges[0]?.response?.pictures).toEqual([{ ...picture, file: 'pictures/2/generate-0.png' }])
  })

  test('keeps the known failures that its shards were run with, each once', () => {
    const known = [{ id: 'EDIT-1', reason: 'ticket 7', state: 'not-judged' as const }]
    const { knownFailures } = merged(
      shard(1, { knownFailures: known, requirements: [judgement('EDIT-1', 'failed')] }),
      shard(2, { knownFailures: known }),
    )
    expect(knownFailures).toEqual([{ id: 'EDIT-1', reason: 'ticket 7', state: 'still-failing' }])
  })

  test.each([
    [
      'unjudged though the others hold',
      'passed',
      'unjudged',
      'the report of shard 2/2 is missing; of the others: 1 requirement judged, all hold',
    ],
    ['as red as the others', 'failed', 'nonconformant', '1 requirement fails (EDIT-1), and the evidence names no cause'],
  ] as const)('is %s where a shard is missing', (_what, status, verdict, reason) => {
    expect(merged(shard(1, { requirements: [judgement('EDIT-1', status)] }))).toMatchObject({ verdict, reason })
  })
})

describe('reports are refused', () => {
  const elsewhere = { ...run().target, url: 'https://other.test' }
  test.each([
    [
      'that are no shards',
      shard(1, { shard: null, reason: 'TARGET_URL: is missing' }),
      'reports-1, which is no report of a shard: TARGET_URL',
    ],
    ['of one shard twice', { ...shard(1), folder: 'again' }, 'reports-1 and again, which are both shard 1'],
    [
      'of two targets',
      shard(2, { target: elsewhere }),
      'no shards of one run: target https://gateway.test/v1 and https://other.test',
    ],
    ['of two settings of FAIL_ON', shard(2, { failOn: 'SHOULD' }), 'FAIL_ON MUST and SHOULD'],
    ['of two tiers', shard(2, { tier: 'probe' }), 'tier acceptance and probe'],
    ['of two models', shard(2, { target: { ...run().target, model: 'dall-e-3' } }), 'TARGET_MODEL gpt-image-1.5 and dall-e-3'],
    [
      'of two deployments',
      shard(2, { target: { ...run().target, deployment: null } }),
      'TARGET_DEPLOYMENT gpt-image-1.5 and none',
    ],
    ['with an export and without', shard(2, { configuration: configuration() }), 'export none and with the content'],
    ['of two deals', shard(2, { shard: { index: 2, count: 3 } }), 'number of shards 2 and 3'],
  ])('%s', (_what, other, fault) => {
    const parts: [Part, ...Part[]] = other.run.shard === null ? [other] : [shard(1), other]
    expect(() => merged(...parts)).toThrow(fault)
  })

  test('of two exports are refused, and of one that lies elsewhere are not', () => {
    const read = configuration()
    const parts = (other: Configuration) => [shard(1, { configuration: read }), shard(2, { configuration: other })] as const
    expect(() => merged(...parts({ ...read, pair: 'another pair' }))).toThrow('no shards of one run: export with the content')
    expect(() => merged(...parts({ ...read, folder: '/elsewhere' }))).not.toThrow()
  })

  test('whose embedded chains had different ports are not', () => {
    const embedded = { ...elsewhere, embedded: true }
    const parts = [shard(1, { target: { ...embedded, url: 'http://127.0.0.1:1' } }), shard(2, { target: embedded })] as const
    expect(() => merged(...parts)).not.toThrow()
  })
})

describe('a written report', () => {
  test('reads back as the run that it was written from', () => {
    const written = run({ shard: { index: 1, count: 2 } })
    expect(readRun(conformanceText(written))).toMatchObject(JSON.parse(JSON.stringify({ ...written, changes: null })))
  })

  test.each([
    ['{', 'is not JSON'],
    ['{}', "must have required property 'schemaVersion'"],
  ])('%s is refused with what is wrong', (text, fault) => {
    expect(() => readRun(text)).toThrow(expect.objectContaining({ name: 'NoReport', message: expect.stringContaining(fault) }))
  })
})
