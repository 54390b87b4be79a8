import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { version as vitestVersion } from 'vitest/node'
import { conformanceText } from '../../src/report/json.ts'
import { runSuite } from '../proof/run-suite.ts'
import { run } from '../report/runs.ts'

const folder = mkdtempSync(join(tmpdir(), 'refused-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A report folder with these files. */
function reports(name: string, files: Readonly<Record<string, string>>): string {
  mkdirSync(join(folder, name), { recursive: true })
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, name, file), text)
  return join(folder, name)
}

/** What vitest's blob reporter writes of a run in which there was nothing to do. */
const blobOf = (version: string): string => JSON.stringify([['1', '2', '2', null, 1, '3'], version, [], {}])

const whole = conformanceText(run({ shard: null, reason: 'TARGET_URL: is missing' }))
const part = conformanceText(run({ shard: { index: 1, count: 2 } }))

describe('a merge is refused, and says which part is to be run again', () => {
  test.each([
    ['without any folder', [], 'name no report: give the report folders of all parts'],
    ['of a folder that is not there', [join(folder, 'lost')], 'lost, which cannot be read (ENOENT'],
    [
      'of a folder without a blob',
      [reports('empty', {})],
      'holds no blob of a part (npm test -- --shard 1/3 leaves blob-1-3.json',
    ],
    [
      'of a part that was refused itself',
      [reports('whole', { 'conformance.json': whole })],
      'whole, which holds no blob of a part (its report is no part of a run: TARGET_URL: is missing)',
    ],
    [
      'of a part whose blob was not kept',
      [reports('bare', { 'conformance.json': part })],
      'bare, which holds no blob of a part (its report is of a part, the blob is lost)',
    ],
    [
      'of a blob that broke off',
      [reports('half', { 'blob-1-2.json': '[["1","2' })],
      'half/blob-1-2.json, which is no whole blob (',
    ],
    [
      "of what is not this suite's",
      [reports('other', { 'blob-1-2.json': blobOf(vitestVersion) })],
      'name blobs without a report in them',
    ],
    [
      'of what another version of vitest wrote',
      [reports('old', { 'blob-1-2.json': blobOf('0.9.0') })],
      'vitest cannot merge: the blobs in',
    ],
  ])('%s', { timeout: 60_000 }, async (_what, folders, fault) => {
    const { status, output, run: report } = await runSuite({}, folders, 'merge')
    expect(status).toBe(2)
    expect(output).toContain(fault)
    expect(output).toContain('npm run merge -- reports-1 reports-2 reports-3')
    expect(report).toMatchObject({ verdict: 'unjudged', requirements: [] })
  })
})
