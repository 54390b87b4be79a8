import { attribute } from '../src/diagnosis/attribute.ts'
import { UNKNOWN_CHAIN } from '../src/diagnosis/context.ts'
import { explain } from '../src/diagnosis/explain.ts'
import type { Exchange } from '../src/model.ts'

/** Time to attribute and explain so many recorded exchanges, ms: the given ones over and over, each with a number of its own. */
export function timeOfDiagnosis(recorded: readonly Exchange[], count: number): number {
  const exchanges = Array.from({ length: count }, (_, index) => recorded[index % recorded.length])
  const began = performance.now()
  for (const exchange of exchanges)
    if (exchange !== undefined) explain(exchange, attribute(exchange, UNKNOWN_CHAIN), UNKNOWN_CHAIN)
  return performance.now() - began
}
