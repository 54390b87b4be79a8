import { describe, expect, test } from 'vitest'
import { caseOfVariant, VARIANTS } from '../../src/cases/variants.ts'
import {
  callsOf,
  isRefusedByTheModel,
  isWrongOnPurpose,
  otherOf,
  reachedTheModel,
  statusOf,
  works,
} from '../../src/diagnosis/evidence.ts'
import { alone, innermostRelay, letIn } from '../../src/diagnosis/refining.ts'
import type { AttributedExchange } from '../../src/model.ts'
import { answer, attribution, failure, noAnswer } from '../exchanges.ts'
import { targetWith } from '../run/targets.ts'
import { chainOfThree, drawing, evidence, finding, judgement, probe, refusal } from './runs.ts'

const idsOf = (exchanges: readonly AttributedExchange[], operation: 'generations' | 'edits'): readonly string[] =>
  callsOf(evidence({ exchanges }), operation).map(({ exchange: { id } }) => id)

test('the calls of an operation are those to the target, with the right key', () => {
  const exchanges = [
    probe('edits'),
    drawing('edits'),
    probe('generations'),
    probe('edits', { id: 'direct', sentTo: 'apim' }),
    probe('edits', { id: 'without-key', credential: 'none' }),
  ]
  expect(idsOf(exchanges, 'edits')).toEqual(['probe-edits', 'edit-one'])
  expect(idsOf(exchanges, 'generations')).toEqual(['probe-generations'])
})

test('generations and edits are a pair', () => {
  expect([otherOf('edits'), otherOf('generations')]).toEqual(['generations', 'edits'])
})

describe('an operation works', () => {
  test.each(['edit-one', 'edit-several'])('when an image came back for %s, whatever became of its probe', (id) => {
    const exchanges = [drawing('edits', { case: id }), probe('edits', refusal(404))]
    expect(works(evidence({ exchanges }), 'edits')).toBe(true)
  })

  test('when one of two images came back', () => {
    const exchanges = [drawing('edits', refusal(500)), drawing('edits', { case: 'edit-several' })]
    expect(works(evidence({ exchanges }), 'edits')).toBe(true)
  })

  test('when no image was asked for and the model itself refused the free probe', () => {
    expect(works(evidence({ exchanges: [probe('generations')] }), 'generations')).toBe(true)
    expect(works(evidence({ exchanges: [probe('generations')] }), 'edits')).toBe(false)
  })

  test('does not show by what is asked beside the images of the acceptance', () => {
    const exchanges = [drawing('edits', { case: 'edit-jpeg' }), probe('edits', refusal(404))]
    expect(works(evidence({ exchanges }), 'edits')).toBe(false)
  })

  test.each<[string, Partial<AttributedExchange>]>([
    ['was answered with an error', refusal(500)],
    ['was answered with another success', { response: answer(202) }],
    ['was cut off', { failure: failure('cut-off') }],
    ['was not answered', noAnswer()],
  ])('does not when its image %s, though the model refused its free probe', (_what, change) => {
    expect(works(evidence({ exchanges: [drawing('edits', change), probe('edits')] }), 'edits')).toBe(false)
  })

  test('alone is broken when the other one works', () => {
    const exchanges = [drawing('generations'), drawing('edits', refusal(404))]
    expect(alone(finding({ operation: 'edits' }), evidence({ exchanges }))).toBe(true)
    expect(alone(finding({ operation: 'generations' }), evidence({ exchanges }))).toBe(false)
    expect(alone(finding({ operation: 'chat' }), evidence({ exchanges: [drawing('edits')] }))).toBe(false)
    expect(alone(finding({ operation: 'edits' }), evidence({ exchanges: [drawing('edits', refusal(404))] }))).toBe(false)
  })
})

describe('the model was reached', () => {
  test('when it refused the free probe of the operation', () => {
    expect(reachedTheModel(evidence({ exchanges: [probe('edits')] }), 'edits')).toBe(true)
    expect(reachedTheModel(evidence({ exchanges: [probe('edits')] }), 'generations')).toBe(false)
  })

  test('is not shown by another call that it refuses', () => {
    expect(reachedTheModel(evidence({ exchanges: [probe('edits', { case: 'again-edits' })] }), 'edits')).toBe(false)
  })

  test.each<[string, Partial<AttributedExchange>]>([
    ['with another status', { response: answer(404, { error: { code: '404', message: 'Invalid size.' } }) }],
    ['for something else', { response: answer(400, { error: { code: '400', message: 'API version not supported' } }) }],
    ['by another hop', { attribution: attribution('apim') }],
  ])('is not shown by a refusal %s', (_how, change) => {
    expect(isRefusedByTheModel(probe('edits', change), chainOfThree.profile)).toBe(false)
  })

  test('is not shown where nothing is refused for free', () => {
    expect(isRefusedByTheModel(probe('chat'), chainOfThree.profile)).toBe(false)
    expect(isRefusedByTheModel(probe('other'), chainOfThree.profile)).toBe(false)
  })
})

describe('the right key is let in', () => {
  test.each([200, 400, 404, 405, 429])('where the model answers it with %i', (status) => {
    expect(letIn(evidence({ exchanges: [probe('edits', refusal(status))] }), 'edits')).toBe(true)
  })

  test.each([200, 400, 422, 429])('where any hop answers it with %i', (status) => {
    expect(letIn(evidence({ exchanges: [probe('edits', refusal(status, 'one-api'))] }), 'edits')).toBe(true)
  })

  test.each<[string, Partial<AttributedExchange>]>([
    ['refused with 401', refusal(401)],
    ['refused with 403', refusal(403)],
    ['answered by a hop that breaks down', refusal(500)],
    ['answered by a gateway that has no such route', refusal(404, 'gateway')],
    ['answered by a gateway that has no such method there', refusal(405, 'gateway')],
    ['sent elsewhere', refusal(302, 'edge')],
    ['sent elsewhere for good', refusal(399, 'unknown')],
    ['cut off', { failure: failure('cut-off') }],
    ['not answered', noAnswer()],
    ['recorded without a status', { response: answer(null) }],
  ])('but not where it is %s', (_how, change) => {
    expect(letIn(evidence({ exchanges: [probe('edits', change)] }), 'edits')).toBe(false)
  })
})

test.each([
  ['oneapi-apim-aoai', 'apim'],
  ['ai-builder-space', 'gateway'],
  ['apim-aoai', 'apim'],
  ['aoai', null],
  ['openai', null],
])('in the chain of %s the hop right in front of the model is %s', (profile, hop) => {
  expect(innermostRelay(evidence({ target: targetWith(profile, { TARGET_API_VERSION: '2025-04-01-preview' }) }))).toBe(hop)
})

test.each(['bad', 'variant'] as const)(
  'a request of the full tier is wrong on purpose only when it ought to be refused: %s',
  (kind) => {
    const ids = VARIANTS.filter(({ turn }) => turn === kind).map(caseOfVariant)
    expect(ids).not.toEqual([])
    expect(ids.filter((id) => isWrongOnPurpose(probe('edits', { case: id })) !== (kind === 'bad'))).toEqual([])
  },
)

test('a requirement that was not judged has no status', () => {
  const judgements = [judgement('EDIT-1', 'failed'), judgement('EDIT-2', 'passed')]
  expect(statusOf(evidence({ judgements }), 'EDIT-2')).toBe('passed')
  expect(statusOf(evidence({ judgements }), 'EDIT-3')).toBeNull()
})

test('an error that no check foresaw is not taken for a verdict', () => {
  const unreadable: AttributedExchange = {
    ...probe('edits'),
    get attribution(): never {
      throw new Error('no attribution')
    },
  }
  expect(() => isRefusedByTheModel(unreadable, chainOfThree.profile)).toThrow('no attribution')
})
