import { setImmediate } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { BURST, burstCases } from '../../src/cases/burst.ts'
import type { PlannedCase } from '../../src/cases.ts'
import type { AttributedExchange, Exchange } from '../../src/model.ts'
import { sendBurst } from '../../src/run/burst.ts'
import { profileNames } from '../../src/target/profile.ts'
import { answer, drawn, exchange, noAnswer, picture } from '../exchanges.ts'
import { targetWith } from './targets.ts'

const planned = burstCases(targetWith('oneapi-apim-aoai'))
const sizeOf = ({ body }: PlannedCase): unknown => {
  if (body.kind === 'json') return Object.entries(body.value ?? {}).find(([name]) => name === 'size')?.[1]
  return body.kind === 'multipart'
    ? body.parts.flatMap((part) => (part.name === 'size' && part.kind === 'field' ? part.value : []))[0]
    : null
}

describe('the cases of the burst', () => {
  test('are fifty free requests, generations and edits in turn, each for a size of its own that no model draws', () => {
    expect(planned).toHaveLength(50)
    expect(new Set(planned.map(({ operation }) => operation))).toEqual(new Set(['generations', 'edits']))
    expect(planned.every(({ operation }, index) => operation !== planned[index + 1]?.operation)).toBe(true)
    expect(planned.every(({ images, turn, tier }) => images === 0 && turn === 'burst' && tier === 'full')).toBe(true)
    expect(new Set(planned.map(sizeOf)).size).toBe(50)
    expect(planned.map(sizeOf).every((size) => /^1x1\d\d$/.test(String(size)))).toBe(true)
  })

  test.each(profileNames())('%s has fifty of them, for the operations that it can refuse for free', (name) => {
    const target = targetWith(name)
    const operations = new Set(burstCases(target).map(({ operation }) => operation))
    expect(burstCases(target)).toHaveLength(50)
    for (const operation of ['generations', 'edits'] as const)
      expect(operations.has(operation)).toBe(target.profile.freeRefusal[operation] !== null)
  })

  test('have no mark where a field is left out', () => {
    const [first, second] = burstCases(targetWith('ai-builder-space'))
    expect(first?.body).toEqual(second?.body)
  })
})

type Answers = Readonly<Record<string, Partial<AttributedExchange>>>

/** Sends the burst to a target that answers each case once as it is said here, and then soundly. */
async function sentTo(answers: Answers) {
  const pauses: (readonly [ms: number, refused: number])[] = []
  const times = new Map<string, number>()
  let underWay = 0
  let most = 0
  const exchanges = await sendBurst(planned, {
    async send({ id, operation }): Promise<Exchange> {
      underWay += 1
      most = Math.max(most, underWay)
      await setImmediate()
      underWay -= 1
      const time = (times.get(id) ?? 0) + 1
      times.set(id, time)
      return exchange({ case: id, id: time === 1 ? id : `${id}#${time}`, operation, ...(time === 1 ? answers[id] : {}) })
    },
    pause: async (ms, refused) => void pauses.push([ms, refused]),
  })
  return { ids: exchanges.map(({ id }) => id), pauses, most }
}

const limited = (retryAfter: string | null): Partial<AttributedExchange> => ({
  response: answer(429, '', { headers: retryAfter === null ? {} : { 'Retry-After': retryAfter } }),
})
const all = planned.map(({ id }) => id)

describe('a burst', () => {
  test('is sent once, over a few connections at a time, without a pause', async () => {
    expect(await sentTo({})).toEqual({ ids: all, pauses: [], most: BURST.connections })
  })

  test('waits once for the longest time that a rate limit asks for, and sends again what it refused', async () => {
    const { ids, pauses } = await sentTo({ 'burst-03': limited('1'), 'burst-07': limited('2') })
    expect(pauses).toEqual([[2000, 2]])
    expect(ids).toEqual([...all, 'burst-03#2', 'burst-07#2'])
  })

  test('sends nothing again when nobody says when, or asks for more than a minute', async () => {
    expect(await sentTo({ 'burst-03': limited(null), 'burst-07': limited('61') })).toMatchObject({ ids: all, pauses: [] })
  })

  test('sends again, without a pause, what was lost on a connection that the server had closed', async () => {
    expect(await sentTo({ 'burst-05': noAnswer('stale') })).toMatchObject({ ids: [...all, 'burst-05#2'], pauses: [] })
  })

  test('sends nothing again that was answered, or got no answer for another reason', async () => {
    const { ids } = await sentTo({ 'burst-05': noAnswer('reset'), 'burst-06': { response: answer(503) } })
    expect(ids).toEqual(all)
  })

  test('ends with the first image that comes', async () => {
    const { ids } = await sentTo({ 'burst-02': { ...drawn([picture()]), billing: 'paid' }, 'burst-01': limited('1') })
    expect(ids.length).toBeLessThan(2 * BURST.connections)
    expect(ids).not.toContain('burst-01#2')
  })
})
