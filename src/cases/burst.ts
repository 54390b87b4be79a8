import type { FreeRefusal } from '../model.ts'
import type { Target } from '../target/target.ts'
import { type Fields, imageBody, inputs, pictures } from './bodies.ts'
import { free, type PlannedCase } from './planned.ts'

/** Requests of the burst, and the connections that they share. */
export const BURST = { requests: 50, connections: 4 } as const

type Operation = 'generations' | 'edits'

/** The free refusals of both operations in turn, each with a mark of its own where what is refused is a size. */
export function burstCases(target: Target): readonly PlannedCase[] {
  const { profile } = target
  const { generations, edits } = profile.url.paths
  const kinds = [
    ...kind('generations', generations, profile.freeRefusal.generations),
    ...(profile.capabilities.edits ? kind('edits', edits, profile.freeRefusal.edits) : []),
  ]
  return Array.from({ length: BURST.requests }, (_, index) => index + 1).flatMap((number) => {
    const chosen = kinds[number % Math.max(1, kinds.length)]
    return chosen === undefined ? [] : [burstCase(target, number, chosen)]
  })
}

interface Kind {
  readonly operation: Operation
  readonly path: string
  readonly refusal: FreeRefusal
}

const kind = (operation: Operation, path: string | null, refusal: FreeRefusal | null): readonly Kind[] =>
  path === null || refusal === null ? [] : [{ operation, path, refusal }]

function burstCase(target: Target, number: number, { operation, path, refusal }: Kind): PlannedCase {
  const id = `burst-${String(number).padStart(2, '0')}`
  const files = operation === 'edits' ? inputs(target, pictures.one) : []
  const body = imageBody(target, operation, marked(refusal.change, number), files)
  const sentence = `One of ${BURST.requests} free requests that are sent at once.`
  return { ...free(target, id, sentence, operation, 'POST', path, body), tier: 'full', turn: 'burst' }
}

/**
 * A size that no model draws stays one when it is a little longer, and a refusal quotes it. Another value might be taken
 * when it is changed, and then it would be paid for.
 */
function marked(change: FreeRefusal['change'], number: number): Fields {
  return change.size === '1x1' ? { ...change, size: `1x${100 + number}` } : change
}
