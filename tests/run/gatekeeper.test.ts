import { describe, expect, test } from 'vitest'
import type { Exchange } from '../../src/model.ts'
import { failedProbes } from '../../src/run/gatekeeper.ts'
import { answer, exchange, failure, noAnswer } from '../exchanges.ts'
import { targetWith } from './targets.ts'

const chain = targetWith('oneapi-apim-aoai')
const sound: Readonly<Record<string, Exchange>> = {
  generations: exchange({ case: 'probe-generations' }),
  edits: exchange({ case: 'probe-edits', operation: 'edits' }),
  several: exchange({ case: 'probe-edits-several', operation: 'edits' }),
}
const afterProbes = (change: Readonly<Record<string, Exchange>> = {}, target = chain): string | null =>
  failedProbes(Object.values({ ...sound, ...change }), target)[0]?.sentence ?? null

describe('a gate pays', () => {
  test('when every free probe is refused as it should be', () => {
    expect(afterProbes()).toBeNull()
  })

  test.each([
    ['again-edits', 'edits'],
    ['auth-generations-none', 'generations'],
    ['other-api-version-edits', 'edits'],
    ['probe-chat', 'chat'],
    ['unknown-path', 'other'],
  ] as const)('whatever came of %s: only the probes of images count', (id, operation) => {
    expect(afterProbes({ more: exchange({ case: id, operation, response: answer(500) }) })).toBeNull()
  })

  test('when a hop refuses a probe itself, for that proves nothing', () => {
    const response = answer(400, { statusCode: 400, message: 'size is not allowed' })
    expect(afterProbes({ edits: exchange({ case: 'probe-edits', operation: 'edits', response }) })).toBeNull()
  })

  test('for an operation that nothing free can show', () => {
    const freeRefusal = { ...chain.profile.freeRefusal, edits: null }
    const target = { ...chain, profile: { ...chain.profile, freeRefusal } }
    const edits = exchange({ case: 'probe-edits', operation: 'edits', response: answer(404) })
    expect(afterProbes({ edits }, target)).toBeNull()
    expect(afterProbes({ edits, generations: exchange({ case: 'probe-generations', response: answer(404) }) }, target)).toContain(
      'probe-generations',
    )
  })
})

describe('a gate pays for nothing', () => {
  test.each([200, 401, 403, 404, 422, 429, 500, 503])('when a probe of edits is answered with %i', (status) => {
    const edits = exchange({ case: 'probe-edits', operation: 'edits', response: answer(status, { some: 'words' }) })
    expect(afterProbes({ edits })).toBe(`the free probe probe-edits failed (expected status 400, got ${status} {"some":"words"})`)
  })

  test.each([
    ['probe-generations', 'generations'],
    ['probe-edits', 'edits'],
    ['probe-edits-several', 'edits'],
  ] as const)('when %s is answered with 404', (id, operation) => {
    const response = answer(404, { statusCode: 404, message: 'Resource not found' })
    expect(afterProbes({ failed: exchange({ case: id, operation, response }) })).toContain(`the free probe ${id} failed`)
  })

  test('when a probe is not answered, or not wholly', () => {
    expect(afterProbes({ edits: exchange({ case: 'probe-edits', operation: 'edits', ...noAnswer('timeout') }) })).toContain(
      'timeout',
    )
    expect(afterProbes({ generations: exchange({ case: 'probe-generations', failure: failure('cut-off') }) })).toContain(
      'cut-off',
    )
  })

  test('when a probe is refused for something that it does not get wrong', () => {
    const response = answer(400, { error: { code: 'BadRequest', message: 'API version not supported' } })
    expect(afterProbes({ edits: exchange({ case: 'probe-edits', operation: 'edits', response }) })).toContain(
      'expected a refusal about size, which is what the probe gets wrong',
    )
  })

  test('when a probe is refused with a status that only the other operation may use', () => {
    const { freeRefusal } = chain.profile
    const edits = freeRefusal.edits === null ? null : { ...freeRefusal.edits, statuses: [422] }
    const target = { ...chain, profile: { ...chain.profile, freeRefusal: { ...freeRefusal, edits } } }
    expect(failedProbes([exchange({ case: 'probe-edits', operation: 'edits' })], target)).toMatchObject([
      { exchange: 'probe-edits', sentence: expect.stringContaining('expected status 422, got 400') },
    ])
    expect(failedProbes([exchange({ case: 'probe-generations' })], target)).toEqual([])
  })
})
