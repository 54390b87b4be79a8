import { describe, expect, test } from 'vitest'
import { killersOf } from '../../docs/documents.ts'
import type { Fault } from '../../reference/faults/fault.ts'
import { FAULTS } from '../../reference/faults/faults.ts'
import { requirements } from '../../src/requirements.ts'
import { runFault } from './run-fault.ts'

describe.concurrent('every fault, judged from outside by the real suite in another process', () => {
  test.each(FAULTS)('$name: $sentence', { timeout: 60_000 }, async (fault) => {
    const { run, status, output } = await runFault(fault)
    expect(run, output).not.toBeNull()
    const failed = run?.requirements.filter((judgement) => judgement.status === 'failed').map(({ id }) => id) ?? []
    if (fault.wavers === true)
      expect(fault.turnsRed).toEqual(expect.arrayContaining([failed.find((id) => fault.turnsRed.includes(id))]))
    else expect(failed.toSorted(), 'the requirements that turn red').toEqual(fault.turnsRed.toSorted())
    const [first] = run?.diagnoses ?? []
    expect(`${first?.cause} at ${first?.hop}`, output.slice(0, 3000)).toBe(`${fault.diagnosis} at ${fault.at}`)
    expect(first?.checklistItems).toEqual(fault.item === null ? [] : [fault.item])
    expect(status).toBe(statusOf(fault))
  })
})

/** What only a SHOULD notices does not fail a run; what the environment does leaves it unjudged. */
function statusOf({ turnsRed }: Fault): 0 | 1 | 2 {
  if (turnsRed.length === 0) return 2
  return turnsRed.some((id) => requirements.find((row) => row.id === id)?.sentence.startsWith('MUST')) ? 1 : 0
}

test('every requirement is killed by at least one fault', () => {
  expect(requirements.map(({ id }) => id).filter((id) => killersOf(id).length === 0)).toEqual([])
})

test('no fault is without effect on the verdict', () => {
  const environment = [
    'rate-limited',
    'quota-exhausted',
    'content-filtered',
    'resource-blocked',
    'edge-blocked',
    'target-unreachable',
  ]
  expect(
    FAULTS.filter(({ turnsRed, diagnosis }) => turnsRed.length === 0 && !environment.includes(diagnosis)).map(({ name }) => name),
  ).toEqual([])
})
