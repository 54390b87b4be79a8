import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { FAULTS } from '../../reference/faults/faults.ts'
import { json, send } from './wire.ts'

const MAIN = fileURLToPath(new URL('../../reference/main.ts', import.meta.url))

function start(...options: string[]): ChildProcess {
  return spawn(process.execPath, ['--import', 'tsx', MAIN, ...options], { stdio: ['ignore', 'pipe', 'pipe'] })
}

async function run(...options: string[]): Promise<{ status: number | null; out: string; err: string }> {
  const child = start(...options)
  const [out, err] = await Promise.all([child.stdout, child.stderr].map((stream) => (stream === null ? '' : text(stream))))
  if (child.exitCode === null) await once(child, 'exit')
  return { status: child.exitCode, out: out ?? '', err: err ?? '' }
}

/** Everything that was printed until a line says how to stop. */
async function introduction(child: ChildProcess): Promise<string> {
  let printed = ''
  for await (const chunk of child.stdout ?? []) {
    printed += String(chunk)
    if (printed.includes('Ctrl-C')) break
  }
  return printed
}

it('starts a chain with a fault, says how to reach it, and ends cleanly when it is interrupted', async () => {
  const child = start('--fault', 'edits-operation-missing', '--key', 'sk-chosen')
  const printed = await introduction(child)
  const url = /^TARGET_URL=(.+)$/m.exec(printed)?.[1] ?? ''
  expect(printed).toContain('with the fault edits-operation-missing: The edits operation was never added')
  expect(printed).toMatch(/^TARGET_API_KEY=sk-chosen$/m)
  expect(printed).toMatch(/^AOAI_KEY=\w+$/m)
  const answer = await send(`${url}/images/edits`, json({ model: 'gpt-image-1.5' }, { authorization: 'Bearer sk-chosen' }))
  expect([answer.status, answer.text]).toEqual([404, '{ "statusCode": 404, "message": "Resource not found" }'])
  child.kill('SIGINT')
  const [status] = await once(child, 'exit')
  expect(status).toBe(0)
})

it('lists every fault with its sentence', async () => {
  const { status, out } = await run('--list')
  expect(status).toBe(0)
  for (const { name, sentence } of FAULTS) {
    expect(out).toContain(name)
    expect(out).toContain(sentence)
  }
})

it.each([
  [['--fault', 'operation-missing'], 'There is no fault operation-missing. Did you mean edits-operation-missing?'],
  [['--fault', 'zzz'], 'There is no fault zzz. --list prints all of them.'],
  [['--layout', 'chain'], 'There is no layout chain: choose one of oneapi-apim-aoai'],
  [['--port', 'http'], '--port http is no whole number from 0 to 65535.'],
  [['--bogus'], "Unknown option '--bogus'"],
])('refuses %j with status 2, and says what there is', async (options, message) => {
  const { status, err } = await run(...options)
  expect(status).toBe(2)
  expect(err).toContain(message)
})
