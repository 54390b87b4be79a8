import { describe, expect, test } from 'vitest'
import { diagnose } from '../../src/diagnosis/diagnose.ts'
import { readAll } from '../../src/diagnosis/read-all.ts'
import type { AttributedExchange, Operation } from '../../src/model.ts'
import type { Target } from '../../src/target/target.ts'
import { answer } from '../exchanges.ts'
import { targetWith } from '../run/targets.ts'
import { drawing, evidence, judgement, probe, problem } from './runs.ts'

const AOAI = { 'apim-request-id': '6f5e', 'x-ms-region': 'Sweden Central' }
const lost = (operation: Operation, message = 'Resource not found'): AttributedExchange =>
  drawing(operation, {
    billing: 'free',
    response: answer(404, { error: { code: '404', message } }, { headers: AOAI }),
  })
const sound = (operation: Operation): AttributedExchange =>
  drawing(operation, { response: answer(200, { created: 1, data: [{ b64_json: 'x' }] }, { headers: AOAI }) })

const diagnosed = (target: Target, exchanges: readonly AttributedExchange[]) =>
  diagnose(
    evidence({
      target,
      readings: readAll(exchanges, target),
      judgements: exchanges
        .filter(({ response }) => response?.status !== 200)
        .map(({ id }) => judgement(`FOR-${id}`, 'failed', { problems: [problem(id)] })),
    }),
  )

const v1 = targetWith('aoai-v1')
const dated = targetWith('aoai', { TARGET_API_VERSION: '2025-04-01-preview' })
const old = targetWith('aoai', { TARGET_API_VERSION: '2024-02-01' })

describe('Azure OpenAI, called straight', () => {
  test('by a path that it does not know is called by a wrong base URL', () => {
    const diagnoses = diagnosed(v1, [lost('generations'), lost('edits')])
    expect(diagnoses).toMatchObject([{ cause: 'wrong-base-url', hop: 'client', affects: ['FOR-generate', 'FOR-edit-one'] }])
    expect(diagnoses[0]?.evidence[0]).toContain('built from TARGET_URL')
    expect(JSON.stringify(diagnoses)).not.toMatch(/APIM|API Management|rewrite-uri|api-version-/)
  })

  test('and by an api-version may not know that instead', () => {
    const [first] = diagnosed(dated, [lost('generations'), lost('edits')])
    expect(first).toMatchObject({ cause: 'wrong-base-url', hop: 'client' })
    expect(first?.alternatives[0]).toBe(
      'api-version-unsupported: the resource may not know TARGET_API_VERSION=2025-04-01-preview',
    )
  })

  test('and saying what is wrong is believed', () => {
    const [first] = diagnosed(dated, [
      lost('generations', 'API version not supported'),
      lost('edits', 'API version not supported'),
    ])
    expect(first).toMatchObject({ cause: 'api-version-unsupported', confidence: 'certain' })
    expect(first?.remedy).toContain('TARGET_API_VERSION')
  })

  test.each([
    ['by its v1 path is no question of api-versions', v1, 'rewrite-wrong'],
    ['by an api-version that knows edits is none either', dated, 'rewrite-wrong'],
    ['by an api-version from before edits is one', old, 'api-version-unsupported'],
  ])('and knowing generations alone, %s', (_how, target, cause) => {
    const [first] = diagnosed(target, [sound('generations'), lost('edits')])
    expect(first).toMatchObject({ cause, hop: 'client' })
    expect(JSON.stringify(first)).not.toMatch(/APIM|API Management|rewrite-copied|api-version-missing/)
  })

  test('and refusing the free probe of one operation is at the right address', () => {
    const refused = probe('generations', {
      response: answer(400, { error: { code: 'invalid_value', message: 'Invalid size.', param: 'size' } }, { headers: AOAI }),
    })
    expect(diagnosed(v1, [refused, lost('edits')]).map(({ cause }) => cause)).not.toContain('wrong-base-url')
  })
})

test('behind a relay, the path is the relay’s', () => {
  const [first] = diagnosed(targetWith('apim-aoai'), [lost('generations'), lost('edits')])
  expect(first).toMatchObject({ cause: 'rewrite-wrong', hop: 'apim' })
  expect(first?.remedy).toContain('<rewrite-uri')
})
