import { expect, it } from 'vitest'
import { attribute } from '../../src/diagnosis/attribute.ts'
import { UNKNOWN_CHAIN } from '../../src/diagnosis/context.ts'
import { explain } from '../../src/diagnosis/explain.ts'
import type { Exchange } from '../../src/model.ts'
import { captures, tell, variants } from './captures.ts'

it('tells 10,000 exchanges in less than two seconds', () => {
  const known = tell([...captures, ...variants]).map(({ exchange }) => exchange)
  const rounds = Math.ceil(10_000 / known.length)
  // New objects, so that no reading is remembered from the first time.
  const exchanges = Array.from({ length: rounds }, () => known.map((exchange): Exchange => ({ ...exchange })))
    .flat()
    .slice(0, 10_000)
  const started = performance.now()
  const told = exchanges.map((exchange) => explain(exchange, attribute(exchange, UNKNOWN_CHAIN), UNKNOWN_CHAIN))
  const took = performance.now() - started
  expect(told).toHaveLength(10_000)
  expect(told.filter((explanation) => explanation !== null).length).toBeGreaterThan(9000)
  expect(took).toBeLessThan(2000)
})
