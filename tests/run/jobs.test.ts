import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { baselineOf, knownFailuresOf } from '../../src/run/jobs.ts'
import { readSettings } from '../../src/target/variables.ts'

const folder = mkdtempSync(join(tmpdir(), 'jobs-'))
afterAll(() => rmSync(folder, { recursive: true }))

test.each([
  ['BASELINE', baselineOf],
  ['KNOWN_FAILURES', knownFailuresOf],
] as const)('%s that names a folder, or nothing, is refused by its name', (variable, read) => {
  expect(() => read(readSettings({ [variable]: folder }))).toThrow(
    new RegExp(`${variable}: .*${folder} cannot be read \\(EISDIR`),
  )
  const nothing = join(folder, 'nothing.json')
  expect(() => read(readSettings({ [variable]: nothing }))).toThrow(`${variable}: there is no file ${nothing}`)
})

test('KNOWN_FAILURES may be written by PowerShell', () => {
  const file = join(folder, 'known.txt')
  writeFileSync(file, Buffer.from('\uFEFFEDIT-1  later\r\n', 'utf16le'))
  expect(knownFailuresOf(readSettings({ KNOWN_FAILURES: file }))).toEqual([{ id: 'EDIT-1', reason: 'later', line: 1 }])
})
