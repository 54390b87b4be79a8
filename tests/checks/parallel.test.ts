import { describe, expect, test } from 'vitest'
import { NotObservable } from '../../src/checks/check.ts'
import {
  answersTheirOwn,
  areRefusedAlike,
  haveNumbersTogether,
  haveOwnNumbersTogether,
  sayWhenToComeAgain,
} from '../../src/checks/parallel.ts'
import type { AttributedExchange, Headers } from '../../src/model.ts'
import { answer, exchange, noAnswer } from '../exchanges.ts'
import { targetWith } from '../run/targets.ts'

const { profile } = targetWith('oneapi-apim-aoai')
const NUMBER = 'X-Oneapi-Request-Id'

/** The refusal of a size that quotes it, under a number. */
const refusing = (size: string, number: string | null = `n-${size}`): Pick<AttributedExchange, 'response'> => ({
  response: answer(
    400,
    { error: { message: `Invalid value: '${size}'. Supported values are: '1024x1024' and 'auto'.` } },
    { headers: number === null ? {} : { [NUMBER]: number } },
  ),
})

/** Requests of a burst that began together, each for a size of its own, answered soundly unless it is said otherwise. */
function burst(...changes: readonly Partial<AttributedExchange>[]): readonly AttributedExchange[] {
  return changes.map((change, index) => {
    const size = `1x${101 + index}`
    const { request } = exchange()
    return exchange({
      case: `burst-0${index + 1}`,
      request: { ...request, body: { size } },
      ...refusing(size),
      ...change,
    })
  })
}

const limited = (headers: Headers = {}): Partial<AttributedExchange> => ({ response: answer(429, 'slow down', { headers }) })
const stale = noAnswer('stale')

describe('the answers of a burst', () => {
  test('are each about what its own request asked for', () => {
    expect(answersTheirOwn(burst({}, {}, {}), profile)).toEqual([])
  })

  test('are mixed up when one is about what another asked for', () => {
    expect(answersTheirOwn(burst({}, refusing('1x101'), {}), profile)).toEqual([
      {
        exchange: 'burst-02',
        cause: 'answers-mixed-up',
        expected: 'burst-02: an answer about 1x102, which it asked for',
        actual: 'an answer about 1x101, which burst-01 asked for',
      },
    ])
  })

  test('are not mixed up when one says nothing of any of them, or was refused for its rate', () => {
    expect(answersTheirOwn(burst({}, { response: answer(400, {}) }, limited()), profile)).toEqual([])
  })

  test('are not mixed up when one quotes what another asked for beside its own', () => {
    expect(answersTheirOwn(burst({}, refusing("1x102', as little as '1x101")), profile)).toEqual([])
  })

  test('a part of a longer number is no quotation', () => {
    expect(answersTheirOwn(burst({}, refusing('1x1019')), profile)).toEqual([])
  })

  test('tell four of many alike, and how many there are', () => {
    const turned = (length: number) =>
      burst(...Array.from({ length }, (_, index) => refusing(`1x${101 + ((index + 1) % length)}`)))
    const told = (length: number) => answersTheirOwn(turned(length), profile).map(({ actual }) => actual)
    const three = ['02', '03', '04'].map((number) => `an answer about 1x1${number}, which burst-${number} asked for`)
    expect(told(7)).toEqual([...three, 'an answer about 1x105, which burst-05 asked for (and 3 more like this)'])
    expect(told(4)).toEqual([...three, 'an answer about 1x101, which burst-01 asked for'])
  })

  test('show nothing when none quotes its request, when all ask for the same, or when none were sent together', () => {
    const mute = { response: answer(400, {}) }
    const { request } = exchange()
    const same = { request: { ...request, body: { size: '1x1' } }, ...refusing('1x1') }
    const later = { startedAt: '2025-06-15T02:00:10.000Z' }
    const untilThen = { durationMs: 10_001 }
    for (const calls of [
      burst(mute, mute),
      burst(same, same),
      burst({}, later),
      burst(later, {}),
      burst(untilThen, later),
      burst({}, stale),
    ])
      expect(() => answersTheirOwn(calls, profile)).toThrow(NotObservable)
  })
})

describe('the refusals of a burst', () => {
  const probe = exchange({ case: 'probe-generations' })
  const alike = (...calls: readonly Partial<AttributedExchange>[]) => areRefusedAlike([...burst(...calls), probe], profile)

  test('are those of a bad request', () => {
    expect(alike({}, {})).toEqual([])
  })

  test('fail with a server error or without an answer', () => {
    expect(alike({}, { response: answer(503) }, noAnswer('reset'))).toMatchObject([
      { exchange: 'burst-02', cause: 'upstream-error', expected: 'status 400' },
      { exchange: 'burst-03', cause: 'upstream-error' },
    ])
  })

  test('count as they came the second time, after a rate limit or a connection that was closed', () => {
    const again = (change: Partial<AttributedExchange>) => ({ case: 'burst-01', id: 'burst-01#2', ...change })
    expect(alike(limited(), {}, {}, again({}))).toEqual([])
    expect(alike(stale, {}, {}, again({}))).toEqual([])
    expect(alike(limited(), {}, {}, again({ response: answer(500) }))).toMatchObject([{ exchange: 'burst-01#2' }])
  })

  test('do not count in an operation whose probe is not there to compare them with', () => {
    expect(alike({}, {}, { operation: 'edits', response: answer(500) })).toEqual([])
  })

  test('do not count when they never came', () => {
    expect(alike({}, {}, limited(), stale)).toEqual([])
  })

  test('fail when more connections are closed than were kept', () => {
    expect(alike({}, {}, stale, stale, stale, stale)).toEqual([])
    expect(alike({}, {}, stale, stale, stale, stale, stale)).toMatchObject([
      { cause: 'upstream-error', actual: '5 were closed without an answer' },
    ])
  })

  test('show nothing when the probe alone is not refused so either', () => {
    const broken = exchange({ case: 'probe-generations', response: answer(500) })
    expect(() => areRefusedAlike([...burst({}, {}), broken], profile)).toThrow(NotObservable)
  })

  test('show nothing when the probe is all that was under way beside them', () => {
    expect(() => alike({})).toThrow(NotObservable)
  })
})

describe('the request numbers of a burst', () => {
  test('are there and each is given once', () => {
    expect(haveNumbersTogether(burst({}, {}), profile)).toEqual([])
    expect(haveOwnNumbersTogether(burst({}, {}), profile)).toEqual([])
  })

  test('are missing where an answer has none, and not where a limit stands in front of the hop that numbers', () => {
    expect(haveNumbersTogether(burst({}, refusing('1x102', null), {}), profile)).toMatchObject([{ exchange: 'burst-02' }])
    expect(haveNumbersTogether(burst({}, {}, limited()), profile)).toEqual([])
  })

  test('are shared when two answers have the same', () => {
    expect(haveOwnNumbersTogether(burst(refusing('1x101', 'n'), refusing('1x102', 'n')), profile)).toMatchObject([
      { actual: 'burst-01 and burst-02 share n' },
    ])
  })
})

describe('a rate limit', () => {
  test('says when to come again', () => {
    expect(sayWhenToComeAgain(burst({}, limited({ 'Retry-After': '1' })))).toEqual([])
    expect(sayWhenToComeAgain(burst({}, limited({ 'retry-after-ms': '100' })))).toEqual([])
  })

  test('that does not is a problem', () => {
    expect(sayWhenToComeAgain(burst({}, limited()))).toMatchObject([
      { exchange: 'burst-02', cause: 'rate-limited', actual: '429 slow down' },
    ])
  })

  test('that was not met shows nothing', () => {
    expect(() => sayWhenToComeAgain(burst({}, {}))).toThrow(NotObservable)
  })
})
