import { describe, expect, test } from 'vitest'
import { caseOfVariant, VARIANTS } from '../../src/cases/variants.ts'
import type { PlannedCase } from '../../src/cases.ts'
import type { Explained } from '../../src/diagnosis/environment.ts'
import { followUps } from '../../src/diagnosis/follow-ups.ts'
import type { AttributedExchange, CauseName, Operation } from '../../src/model.ts'
import type { Target } from '../../src/target/target.ts'
import { failure, noAnswer } from '../exchanges.ts'
import { caseOf, targetWith } from '../run/targets.ts'
import { chainOfThree, drawing, judgement, probe, problem, refusal, shown } from './runs.ts'

const failing = (exchange: AttributedExchange, cause: CauseName, alternatives: readonly CauseName[] = []): Explained =>
  shown(exchange, { cause, alternatives: alternatives.map((other) => ({ cause: other, because: 'it may be' })) })

/** The follow-ups of a run in which all of these calls failed their requirements. */
function sentFor(readings: readonly Explained[], target: Target = chainOfThree): readonly PlannedCase[] {
  const problems = readings.map(({ exchange: { id } }) => problem(id))
  return followUps(target, [judgement('EDIT-1', 'failed', { problems })], readings)
}

const refused = (operation: Operation): AttributedExchange => probe(operation, refusal(404))
const idsOf = (cases: readonly PlannedCase[]): readonly string[] => cases.map(({ id }) => id)

describe('a follow-up', () => {
  test.each<[CauseName, readonly string[]]>([
    ['api-version-missing', ['follow-up-explicit-api-version-edits']],
    ['api-version-unsupported', ['follow-up-explicit-api-version-edits']],
    ['rewrite-wrong', ['follow-up-explicit-api-version-edits']],
    ['image-field-rejected', ['follow-up-other-field-name-edits']],
    ['multipart-damaged', ['follow-up-other-field-name-edits']],
    ['request-rejected', ['follow-up-other-field-name-edits']],
    ['gateway-route-missing', ['follow-up-without-prefix-edits']],
    ['wrong-base-url', ['follow-up-without-prefix-edits']],
    ['deployment-not-found', []],
  ])('is sent when its answer would tell %s apart: %j', (cause, ids) => {
    expect(idsOf(sentFor([failing(refused('edits'), cause)]))).toEqual(ids)
  })

  test('is sent for what the answer allows besides', () => {
    const readings = [failing(refused('edits'), 'operation-missing', ['rewrite-wrong', 'gateway-route-missing'])]
    expect(idsOf(sentFor(readings))).toEqual(['follow-up-explicit-api-version-edits', 'follow-up-without-prefix-edits'])
  })

  test('is the free probe, changed in one thing, and costs nothing', () => {
    const [sent] = sentFor([failing(refused('edits'), 'gateway-route-missing')])
    expect(sent).toEqual({
      ...caseOf(chainOfThree, 'probe-edits'),
      id: 'follow-up-without-prefix-edits',
      sentence: 'by the path without /v1 the model answers, so the base URL is the fault',
      url: 'https://gateway.test/images/edits',
      turn: 'free',
    })
    expect(sent?.images).toBe(0)
  })

  test('names an api-version that knows both operations', () => {
    const [sent] = sentFor([failing(refused('generations'), 'api-version-missing')])
    expect(sent).toMatchObject({
      id: 'follow-up-explicit-api-version-generations',
      url: 'https://gateway.test/v1/images/generations?api-version=2025-04-01-preview',
    })
  })

  test('writes the name of every picture in the other way, and of nothing else', () => {
    const names = (sent: PlannedCase | undefined): readonly string[] =>
      sent?.body.kind === 'multipart' ? sent.body.parts.map(({ name }) => name) : []
    const several = caseOf(chainOfThree, 'probe-edits-several')
    const [sent] = sentFor([failing(refused('edits'), 'image-field-rejected')])
    expect(names(several)).toContain('image')
    expect(names(sent)).toEqual(names(several).map((name) => (name === 'image' ? 'image[]' : name)))
    const list = targetWith('openai')
    const [back] = sentFor([failing(refused('edits'), 'image-field-rejected')], list)
    expect(names(caseOf(list, 'probe-edits-several'))).toContain('image[]')
    expect(names(back)).toEqual(names(caseOf(list, 'probe-edits-several')).map((name) => (name === 'image[]' ? 'image' : name)))
  })

  test('asks about a damaged form with the plain probe', () => {
    const [sent] = sentFor([failing(refused('edits'), 'multipart-damaged')])
    const parts = (one: PlannedCase | undefined): number => (one?.body.kind === 'multipart' ? one.body.parts.length : 0)
    expect(parts(sent)).toBe(parts(caseOf(chainOfThree, 'probe-edits')))
    expect(parts(sent)).toBeLessThan(parts(caseOf(chainOfThree, 'probe-edits-several')))
  })

  test('is about each operation by itself', () => {
    const readings = [failing(refused('generations'), 'rewrite-wrong'), failing(refused('edits'), 'wrong-base-url')]
    expect(idsOf(sentFor(readings))).toEqual(['follow-up-explicit-api-version-generations', 'follow-up-without-prefix-edits'])
  })

  test('is sent for what a paid call shows, too', () => {
    const readings = [failing(drawing('edits', refusal(404)), 'wrong-base-url'), shown(probe('edits'))]
    expect(idsOf(sentFor(readings))).toEqual(['follow-up-without-prefix-edits'])
  })
})

describe('no follow-up is sent', () => {
  const open = failing(refused('edits'), 'gateway-route-missing')

  test('when nothing failed', () => {
    expect(followUps(chainOfThree, [judgement('EDIT-1', 'passed', { problems: [problem('probe-edits')] })], [open])).toEqual([])
  })

  test('for what failed no requirement', () => {
    expect(followUps(chainOfThree, [judgement('EDIT-1', 'failed', { problems: [problem('edit-one')] })], [open])).toEqual([])
  })

  test('for an operation without a probe', () => {
    expect(sentFor([failing(drawing('edits', refusal(404)), 'gateway-route-missing')])).toEqual([])
  })

  test.each<[string, Partial<AttributedExchange>]>([
    ['brought a picture', { billing: 'paid' }],
    ['may have brought one', { billing: 'possibly-paid' }],
    ['was not answered', noAnswer()],
    ['was cut off', { failure: failure('cut-off') }],
  ])('when the probe %s', (_what, change) => {
    expect(sentFor([failing(probe('edits', { ...refusal(404), ...change }), 'gateway-route-missing')])).toEqual([])
  })

  test.each<[string, Partial<AttributedExchange>]>([
    ['with another key', { credential: 'wrong' }],
    ['that is wrong on purpose', { case: VARIANTS.filter(({ turn }) => turn === 'bad').map(caseOfVariant)[0] ?? '' }],
    ['of another operation', { operation: 'chat' }],
  ])('for a call %s', (_which, change) => {
    const other = failing(drawing('edits', { ...refusal(404), id: 'other', ...change }), 'gateway-route-missing')
    expect(sentFor([shown(probe('edits')), other])).toEqual([])
  })

  test('that would be the same request again', () => {
    const target = targetWith('aoai', { TARGET_API_VERSION: '2025-04-01-preview' })
    expect(sentFor([failing(refused('edits'), 'api-version-missing')], target)).toEqual([])
    expect(sentFor([failing(refused('edits'), 'gateway-route-missing')], target)).toEqual([])
    expect(sentFor([failing(refused('generations'), 'request-rejected')])).toEqual([])
  })
})
