import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runSuite } from '../proof/run-suite.ts'

const verdicts = (output: string): readonly string[] => output.split('\n').filter((line) => line.startsWith('verdict: '))

// The embedded targets are two: one chain that has everything, and one gateway without edits.
test('a filter that one of the embedded targets has nothing of runs the other alone', { timeout: 60_000 }, async () => {
  const { status, output } = await runSuite({}, ['-t', ' EDIT-1 '])
  expect(status, output).toBe(0)
  expect(verdicts(output)).toEqual([expect.stringMatching(/^verdict: conformant: 1 requirement judged, all hold/)])
})

test('of two embedded targets the worse one has the last line', { timeout: 60_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'known-'))
  const file = join(folder, 'known.txt')
  // Only the bearer gateway has chat, and it refuses as it should.
  writeFileSync(file, 'VALID-6  until the new gateway')
  const { status, output } = await runSuite({ TIER: 'probe', KNOWN_FAILURES: file })
  rmSync(folder, { recursive: true })
  expect(status, output).toBe(1)
  expect(verdicts(output)).toEqual([
    expect.stringMatching(/all hold$/),
    expect.stringContaining('VALID-6 passes again, which fails the run'),
  ])
})
