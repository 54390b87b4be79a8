import { expect, it } from 'vitest'
import { attribute } from '../../src/diagnosis/attribute.ts'
import { UNKNOWN_CHAIN } from '../../src/diagnosis/context.ts'
import { explain } from '../../src/diagnosis/explain.ts'
import type { Exchange } from '../../src/model.ts'
import { captures, tell, variants } from './captures.ts'

it('tells 10,000 exchanges in less than two seconds', () => {
  const known = tell([...captures, ...variants]).map(({ exchange }) => exchange)
  const rounds = Math.ceil(10_000 / known.length)
  const once = (): number => {
    // New objects, so that no reading is remembered from the first time.
    const exchanges = Array.from({ length: rounds }, () => known.map((exchange): Exchange => ({ ...exchange })))
      .flat()
      .slice(0, 10_000)
    // The processor's time, not the clock's: other tests run beside this one.
    const started = process.cpuUsage()
    const told = exchanges.map((exchange) => explain(exchange, attribute(exchange, UNKNOWN_CHAIN), UNKNOWN_CHAIN))
    const { user, system } = process.cpuUsage(started)
    expect(told).toHaveLength(10_000)
    expect(told.filter((explanation) => explanation !== null).length).toBeGreaterThan(9000)
    return (user + system) / 1000
  }
  // A core that is shared takes twice its time: the quicker of two counts.
  expect(Math.min(once(), once()), 'ms').toBeLessThan(2000)
})

it('is not held up by an answer of nothing but blanks', () => {
  const [sample] = tell(captures.slice(0, 1)).map(({ exchange }) => exchange)
  if (sample?.response === undefined || sample.response === null) throw new Error('the first capture has no answer')
  const blanks = ' '.repeat(200_000)
  const exchange: Exchange = { ...sample, response: { ...sample.response, body: blanks, text: blanks } }
  const started = process.cpuUsage()
  explain(exchange, attribute(exchange, UNKNOWN_CHAIN), UNKNOWN_CHAIN)
  expect(process.cpuUsage(started).user / 1000, 'ms').toBeLessThan(200)
})
