import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import { root } from '../../src/root.ts'

interface Workflow {
  readonly jobs: { readonly judge: { readonly steps: readonly { readonly id?: string; readonly run?: string }[] } }
}
const workflow: Workflow = parse(readFileSync(join(root, '.github/workflows/nightly.yml'), 'utf8'))
const script = workflow.jobs.judge.steps.find(({ id }) => id === 'before')?.run ?? ''

const folder = mkdtempSync(join(tmpdir(), 'nightly-'))
afterAll(() => rmSync(folder, { recursive: true }))
const inFolder = (name: string): string => join(folder, name)

/** Notes what it is asked, and lets jq choose among the runs as the real one does. */
const GH = `#!/bin/sh
printf '%s\\n' "$@" > asked
while [ "$1" != --jq ]; do shift; done
exec jq -r "$2" runs.json
`

/** What the step hands to the next one when GitHub knows these runs, newest first. */
function handedOn(runs: readonly { readonly databaseId: number; readonly conclusion: string }[]): string {
  writeFileSync(inFolder('gh'), GH)
  chmodSync(inFolder('gh'), 0o755)
  writeFileSync(inFolder('runs.json'), JSON.stringify(runs))
  writeFileSync(inFolder('output'), '')
  const env = { PATH: `${folder}:${process.env.PATH}`, GITHUB_OUTPUT: inFolder('output'), GITHUB_REF_NAME: 'main' }
  const { status, stderr } = spawnSync('bash', ['-e', '-c', script], { cwd: folder, env, encoding: 'utf8' })
  expect(status, stderr).toBe(0)
  return readFileSync(inFolder('output'), 'utf8')
}
const run = (databaseId: number, conclusion: string) => ({ databaseId, conclusion })

// The real gh brings its own jq. The machines of GitHub have both; a developer's may have neither.
const withoutJq = spawnSync('jq', ['--version']).error !== undefined

test.skipIf(withoutJq).each([
  ['the last one that came to an end', [run(9, ''), run(8, 'success'), run(7, 'failure')], 'run=8\n'],
  ['one that found something wrong', [run(9, ''), run(8, 'failure'), run(7, 'success')], 'run=8\n'],
  [
    'the one before a run that was cancelled or took too long',
    [run(8, 'cancelled'), run(7, 'timed_out'), run(6, 'success')],
    'run=6\n',
  ],
  ['none in the first night', [run(9, '')], 'run=\n'],
  ['none where none was ever started by the clock', [], 'run=\n'],
])('the night before is %s', (_, runs, expected) => {
  expect(handedOn(runs)).toBe(expected)
})

test.skipIf(withoutJq)('the night before is looked for among the nights of this branch alone', () => {
  handedOn([])
  const asked = readFileSync(inFolder('asked'), 'utf8')
  expect(asked).toMatch(/^run\nlist\n--workflow\nnightly\.yml\n--event\nschedule\n--branch\nmain\n/)
  expect(asked).toContain('--json\ndatabaseId,conclusion\n')
})
