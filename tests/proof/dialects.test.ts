import { describe, expect, test } from 'vitest'
import type { Fault } from '../../reference/faults/fault.ts'
import { FAULTS } from '../../reference/faults/faults.ts'
import { CAUSES } from '../../src/model.ts'
import { runFault } from './run-fault.ts'

/** What new-api does to a fault so that a caller behind it sees another one, or none. */
const HIDDEN: Readonly<Record<string, string>> = {
  'aoai-repeated-image-refused': 'it renames several pictures to image[], which that backend takes',
  'edits-not-forwarded': 'it answers an empty success with a 500 of its own',
  'not-forwarded': 'it answers an empty success with a 500 of its own',
  'one-api-stock': 'it is another dialect itself',
}

const seen = FAULTS.filter(({ layout, name }) => layout === 'oneapi-apim-aoai' && HIDDEN[name] === undefined)
/** Behind one-api: then a gateway that rebuilds forms and words stands between the fault and the caller. */
const isBehind = ({ change }: Fault): boolean => change.every(({ hop }) => hop === 'apim' || hop === 'aoai' || hop === 'identity')

/** In front of one-api: what stands behind it makes no difference. */
const isInFront = ({ change }: Fault): boolean =>
  change.every((one) => one.hop === 'edge' || (one.hop === 'stopped' && one.which === 'edge'))

/** Streams have tests of their own; the others are about what only official clients or many calls at once meet. */
const ELSEWHERE = [
  'stream-buffered',
  'stream-broken',
  'client-refused',
  'client-fault',
  'answers-mixed-up',
  'parameter-ignored',
  'text-damaged',
]

/** One fault of each cause, best one that is behind one-api and that the acceptance tier shows. */
const representatives: readonly Fault[] = CAUSES.filter((cause) => !ELSEWHERE.includes(cause)).flatMap((cause) =>
  seen
    .filter(({ diagnosis }) => diagnosis === cause)
    .toSorted((one, other) => worth(other) - worth(one))
    .slice(0, 1)
    .filter((fault) => !isInFront(fault)),
)
function worth(fault: Fault): number {
  return (isBehind(fault) ? 2 : 0) + (fault.tier === 'full' ? 0 : 1)
}

describe.concurrent('behind new-api, which rebuilds forms, words errors anew and drops headers,', () => {
  test.each(representatives)('$diagnosis is still named first: $name', { timeout: 60_000 }, async (fault) => {
    const { run, output } = await runFault(fault, { dialect: 'new-api' })
    expect(run?.diagnoses[0]?.cause, output.slice(0, 2500)).toBe(fault.diagnosis)
    expect(run?.diagnoses[0]?.affects.length).toBeGreaterThan(0)
  })
})

test('every cause is produced by at least one fault of the catalogue', () => {
  const produced = new Set(FAULTS.map(({ diagnosis }) => diagnosis))
  expect(CAUSES.filter((cause) => !produced.has(cause))).toEqual([])
})
