import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { version as vitestVersion } from 'vitest/node'
import { conformanceText } from '../../src/report/json.ts'
import { unjudgedRun } from '../../src/run/unjudged.ts'
import { runSuite } from '../proof/run-suite.ts'
import { judgement, run } from '../report/runs.ts'

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

const judged = [judgement('EDIT-1', 'passed')]
const whole = conformanceText(run({ shard: null, requirements: judged }))
const part = conformanceText(run({ shard: { index: 1, count: 2 }, requirements: judged }))
const neverBegun = conformanceText(unjudgedRun('TARGET_URL: is missing', { tier: 'acceptance', failOn: 'MUST' }, new Date(0)))

describe('a merge is refused, and says which part is to be run again', () => {
  test.each([
    ['without any folder', [], 'name no report: give the report folders of all parts'],
    ['of a folder that is not there', [join(folder, 'lost')], 'lost, which cannot be read (ENOENT'],
    ['of a folder without a blob', [reports('empty', {})], 'which holds no blob: npm test -- --shard 1/3 leaves blob-1-3.json'],
    [
      'of a part whose last run was refused, though an earlier one left its blob',
      [reports('stale', { 'conformance.json': neverBegun, 'blob-1-2.json': blobOf(vitestVersion) })],
      'stale, where the last run was refused: TARGET_URL: is missing; run that part again',
    ],
    ['of a whole run', [reports('whole', { 'conformance.json': whole })], 'whole, which holds the report of a whole run'],
    [
      'of a part whose blob was not kept',
      [reports('bare', { 'conformance.json': part })],
      'bare, which holds a report, and its blob is lost',
    ],
    ['of JSON that is no blob', [reports('json', { 'blob-1-2.json': '{}' })], 'is no whole blob (it is something else)'],
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

test('a merge that would write over a part is refused, and leaves the part as it is', { timeout: 60_000 }, async () => {
  const folder = reports('kept', { 'conformance.json': part, 'blob-1-2.json': blobOf(vitestVersion) })
  const { status, output } = await runSuite({ REPORT_DIR: folder }, [folder, reports('beside', {})], 'merge')
  expect(status).toBe(2)
  expect(output).toContain('set REPORT_DIR to another folder')
  expect(output.trimEnd().split('\n').at(-1)).toMatch(/^verdict: unjudged: The configuration cannot be used; nothing was sent\./)
  expect(readdirSync(folder)).toEqual(['blob-1-2.json', 'conformance.json'])
  expect(readFileSync(join(folder, 'conformance.json'), 'utf8')).toBe(part)
})
