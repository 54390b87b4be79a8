import { describe, expect, test } from 'vitest'
import { environmentOf } from '../../src/diagnosis/environment.ts'
import type { AttributedExchange, Failure } from '../../src/model.ts'
import { noAnswer } from '../exchanges.ts'
import { drawing, probe, shown } from './runs.ts'

const sound = shown(drawing('generations'))

describe('an exchange says nothing about the target', () => {
  test.each(['rate-limited', 'quota-exhausted', 'content-filtered', 'resource-blocked'] as const)(
    'when it met with %s, even alone',
    (cause) => {
      expect(environmentOf([sound, shown(probe('edits'), { cause, because: ['429', 'later'] })])).toEqual({
        'probe-edits': `${cause}: 429`,
      })
    },
  )

  test('when the run was interrupted, whatever it shows', () => {
    const interrupted = probe('edits', noAnswer('interrupted'))
    expect(environmentOf([sound, shown(interrupted)])).toEqual({ 'probe-edits': 'the run was interrupted' })
    expect(environmentOf([shown(interrupted, { cause: 'operation-missing' })])).toEqual({
      'probe-edits': 'the run was interrupted',
    })
  })

  test('when nothing says why, which is to be looked up there', () => {
    expect(environmentOf([shown(probe('edits'), { cause: 'rate-limited', because: [] })])).toEqual({
      'probe-edits': 'rate-limited: see the exchange',
    })
  })

  test('but not when it shows a fault, or none', () => {
    expect(environmentOf([sound, shown(probe('edits'), { cause: 'operation-missing' })])).toEqual({})
  })
})

describe('a connection that was closed while a form was still being sent', () => {
  const cut = (credential: AttributedExchange['credential'], phase: Failure['phase'] = 'request') =>
    shown(probe('edits', { credential, ...noAnswer('reset', phase) }), { cause: 'wrong-refusal' })

  test.each(['none', 'empty', 'wrong', 'wrong-scheme'] as const)(
    'may have lost the refusal of the credential "%s"',
    (credential) => {
      expect(environmentOf([sound, cut(credential)])).toEqual({ 'probe-edits': expect.stringContaining('may be lost') })
    },
  )

  test('is a fault where the credential is valid', () => {
    expect(environmentOf([sound, cut('right')])).toEqual({})
    expect(environmentOf([sound, cut('right-as')])).toEqual({})
  })

  test('is a fault once the whole request had left', () => {
    expect(environmentOf([sound, cut('wrong', 'headers')])).toEqual({})
  })
})

describe('a page of a firewall', () => {
  const blocked = shown(probe('edits'), { cause: 'edge-blocked', because: ['a page of Cloudflare'] })

  test('in place of every answer says nothing about the target', () => {
    const other = shown(probe('generations'), { cause: 'edge-blocked', because: ['a page of Cloudflare'] })
    expect(Object.keys(environmentOf([blocked, other]))).toEqual(['probe-edits', 'probe-generations'])
  })

  test('in place of one answer is a fault', () => {
    expect(environmentOf([blocked, sound])).toEqual({})
    expect(environmentOf([blocked, shown(probe('generations'), { cause: 'operation-missing' })])).toEqual({})
  })

  test('is not made up for by what was interrupted', () => {
    const interrupted = shown(probe('generations', noAnswer('interrupted')))
    expect(environmentOf([blocked, interrupted])).toMatchObject({ 'probe-edits': 'edge-blocked: a page of Cloudflare' })
  })
})

describe('a target that cannot be reached', () => {
  const unreachable = shown(probe('edits', noAnswer('dns', 'connect')), {
    cause: 'target-unreachable',
    because: ['no such host'],
  })

  test('by any call says nothing about itself, whatever the calls died of', () => {
    const timeout = shown(probe('generations', noAnswer()), { cause: 'backend-timeout' })
    expect(environmentOf([unreachable, timeout])).toEqual({ 'probe-edits': 'target-unreachable: no such host' })
  })

  test('by one call while it answers another is a fault', () => {
    expect(environmentOf([unreachable, sound])).toEqual({})
  })
})
