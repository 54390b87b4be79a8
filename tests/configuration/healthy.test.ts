import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { checkConfiguration } from '../../src/configuration/check.ts'
import { readExport } from '../../src/configuration/read-files.ts'
import { EXPECTATION, FIXTURES, statuses } from './exports.ts'

const HEALTHY = ['exports/healthy-apiops', 'exports/healthy-cli', 'apim/healthy', 'apim/healthy-cli']

describe.each(HEALTHY)('the healthy export %s', (name) => {
  const folder = join(FIXTURES, name)

  test('holds in all five items, with nothing to report and nothing unread', async () => {
    expect(existsSync(folder)).toBe(true)
    const report = checkConfiguration(await readExport(folder), EXPECTATION)
    expect(report.findings).toEqual([])
    expect(report.unread).toEqual([])
    expect(statuses(report)).toEqual(['holds', 'holds', 'holds', 'holds', 'holds'])
  })

  test('points at file and line for every item', async () => {
    const report = checkConfiguration(await readExport(folder), EXPECTATION)
    for (const item of report.items) {
      expect(item.evidence.length).toBeGreaterThan(0)
      for (const evidence of item.evidence) expect(evidence).toMatch(/^[^:]+\.(xml|json|yaml):\d+ \S/)
    }
  })

  test('is recognised as the layout that it has', async () => {
    const { layout } = await readExport(folder)
    expect(layout).toBe(name.endsWith('cli') ? 'apiops-cli' : 'apiops')
  })
})
