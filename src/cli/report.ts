import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { root } from '../root.ts'
import { environment } from '../target/environment.ts'

/** `npm run report`: the HTML report of the last run in REPORT_DIR, built by Allure from what that run left there. */
const { REPORT_DIR } = environment('.env', process.env)
const folder = REPORT_DIR === undefined || REPORT_DIR === '' ? 'reports' : REPORT_DIR
const allure = join(root, 'node_modules', 'allure', 'cli.js')
const built = spawnSync(
  process.execPath,
  [allure, 'generate', join(folder, 'allure-results'), '--output', join(folder, 'html')],
  { stdio: 'inherit' },
)
process.exit(built.status ?? 1)
