import { describe, expect, test } from 'vitest'
import { readAll } from '../../src/diagnosis/read-all.ts'
import type { AttributedExchange, Attribution } from '../../src/model.ts'
import { answer, noAnswer } from '../exchanges.ts'
import { targetWith } from '../run/targets.ts'
import { chainOfThree, drawing, probe } from './runs.ts'

const silent404 = probe('edits', { response: answer(404) })
const identified = probe('generations', { response: answer(400, null, { headers: { 'apim-request-id': '6f5e' } }) })

const attributionsOf = (exchanges: readonly AttributedExchange[], target = chainOfThree): readonly Attribution[] =>
  readAll(exchanges, target).map(({ exchange: { attribution } }) => attribution)

test('every exchange of a run is told who answered it, what it shows, and its numbers', () => {
  const [read] = readAll([identified], chainOfThree)
  expect(read?.exchange).toMatchObject({
    id: 'probe-generations',
    attribution: { answeredBy: 'aoai', confidence: 'certain', reached: ['one-api', 'apim', 'aoai'] },
    requestIds: { aoai: '6f5e' },
  })
  expect(readAll([silent404], chainOfThree)[0]?.explanation?.cause).toBe('operation-missing')
  expect(readAll([], chainOfThree)).toEqual([])
})

describe('a header that is missing', () => {
  test('says something when other refusals of the target show it', () => {
    expect(attributionsOf([silent404])[0]?.couldAlsoBe).toContain('aoai')
    expect(attributionsOf([silent404, identified])[0]?.couldAlsoBe).not.toContain('aoai')
  })

  test('says nothing when only an inner hop was seen to show it', () => {
    expect(attributionsOf([silent404, { ...identified, sentTo: 'apim' }])[0]?.couldAlsoBe).toContain('aoai')
  })

  test('says nothing in a profile whose gateway drops it', () => {
    const { profile } = chainOfThree
    const drops = { ...chainOfThree, profile: { ...profile, headers: { ...profile.headers, identity: 'dropped' } } } as const
    expect(attributionsOf([silent404, identified], drops)[0]?.couldAlsoBe).toContain('aoai')
  })
})

describe('an inner hop that was called directly', () => {
  test.each([
    ['apim', ['apim', 'aoai']],
    ['aoai', ['aoai']],
  ] as const)('%s is read in a chain of its own: %j', (sentTo, chain) => {
    const [attribution] = attributionsOf([{ ...identified, sentTo }])
    expect(attribution).toMatchObject({ answeredBy: 'aoai', reached: chain })
  })

  test('is looked at for the headers that it does not hide', () => {
    const drawn = drawing('edits', { sentTo: 'aoai' })
    expect(readAll([drawn], targetWith('generic'))[0]?.explanation?.cause).toBe('identity-headers-missing')
  })
})

describe('a target that answers nothing at all', () => {
  const lost = [probe('generations', noAnswer('timeout')), probe('edits', noAnswer('reset'))]

  const causeOf = (exchanges: readonly AttributedExchange[]) =>
    readAll(exchanges, chainOfThree).map(({ explanation }) => ({
      cause: explanation?.cause,
      confidence: explanation?.confidence,
      or: explanation?.alternatives.map(({ cause }) => cause),
    }))

  test('cannot be reached, whatever the calls died of', () => {
    expect(readAll(lost, chainOfThree).map(({ explanation }) => explanation)).toEqual(
      [expect.any(String), expect.any(String)].map((because) =>
        expect.objectContaining({
          cause: 'target-unreachable',
          hop: 'client',
          because: expect.arrayContaining(['no request of this run was answered', because]),
        }),
      ),
    )
  })

  test.each(['dns', 'refused', 'tls'] as const)('is surely not there when every call ends with %s', (kind) => {
    const gone = [probe('generations', noAnswer(kind, 'connect')), probe('edits', noAnswer(kind, 'connect'))]
    expect(causeOf(gone)).toEqual(gone.map(() => ({ cause: 'target-unreachable', confidence: 'certain', or: [] })))
  })

  test('may be there when it accepts connections: a firewall drops them too, or a hop further in hangs', () => {
    expect(causeOf(lost)).toEqual([
      { cause: 'target-unreachable', confidence: 'likely', or: ['edge-blocked', 'backend-timeout'] },
      { cause: 'target-unreachable', confidence: 'likely', or: ['edge-blocked', 'upstream-error'] },
    ])
  })

  test('may be there when it drops every connection before a request could be sent', () => {
    const dropped = [probe('generations', noAnswer('reset', 'connect')), probe('edits', noAnswer('refused', 'connect'))]
    expect(causeOf(dropped).map(({ confidence, or }) => [confidence, or])).toEqual([
      ['likely', ['edge-blocked']],
      ['likely', ['edge-blocked']],
    ])
  })

  test('but was interrupted explains nothing', () => {
    expect(readAll([probe('edits', noAnswer('interrupted'))], chainOfThree)[0]?.explanation).toBeNull()
  })

  test('except one call has a fault on the others', () => {
    expect(readAll([...lost, identified], chainOfThree)[0]?.explanation?.cause).toBe('backend-timeout')
  })
})
