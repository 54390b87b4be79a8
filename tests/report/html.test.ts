import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runNode } from '../proof/run-suite.ts'

test('npm run report builds its page from what the last run left in REPORT_DIR, and there', { timeout: 60_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'html-'))
  mkdirSync(join(folder, 'allure-results'))
  const result = { uuid: 'a', name: 'EDIT-1', status: 'failed', stage: 'finished', start: 1, stop: 2, labels: [], steps: [] }
  writeFileSync(join(folder, 'allure-results', 'a-result.json'), JSON.stringify(result))
  const { status, output } = await runNode(['bin/start.mjs', 'src/cli/report.ts'], { REPORT_DIR: folder }, folder)
  const isBuilt = existsSync(join(folder, 'html', 'index.html'))
  rmSync(folder, { recursive: true })
  expect([status, isBuilt], output).toEqual([0, true])
})
