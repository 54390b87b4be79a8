import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { expect, it } from 'vitest'
import { readArguments } from '../../reference/arguments.ts'
import { FAULTS } from '../../reference/faults/faults.ts'
import { json, send } from './wire.ts'

function start(...options: string[]): ChildProcess {
  return spawn(process.execPath, ['bin/start.mjs', 'reference/main.ts', ...options], { stdio: ['ignore', 'pipe', 'pipe'] })
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

it('ends with status 2 and says what it can do when it is asked for what there is not', async () => {
  const child = start('--fault', 'zzz')
  const [err] = await Promise.all([child.stderr === null ? '' : text(child.stderr), once(child, 'exit')])
  expect(child.exitCode).toBe(2)
  expect(err).toContain('There is no fault zzz. --list prints all of them.')
  expect(err).toContain('npm run reference -- --list')
})

it('lists every fault with its sentence', () => {
  const command = readArguments(['--list'])
  const lines = command.kind === 'print' ? command.text.split('\n') : []
  for (const { name, sentence } of FAULTS) {
    expect(lines.some((line) => line.startsWith(`  ${name} `) && line.endsWith(` ${sentence}`))).toBe(true)
  }
})

it.each([
  [['--fault', 'operation-missing'], 'There is no fault operation-missing. Did you mean edits-operation-missing?'],
  [['--layout', 'chain'], 'There is no layout chain: choose one of oneapi-apim-aoai'],
  [['--dialect', 'litellm'], 'There is no dialect litellm: choose one of one-api'],
  [['--port', 'http'], '--port http is no whole number from 0 to 65535.'],
  [['--bogus'], "Unknown option '--bogus'"],
])('refuses %j', (words, message) => {
  expect(() => readArguments(words)).toThrow(message)
})

it('takes every option', () => {
  const words = ['--layout', 'openai', '--dialect', 'laisky', '--port', '8080', '--latency', '20', '--key', 'sk-chosen']
  expect(readArguments(words)).toEqual({
    kind: 'start',
    options: { layout: 'openai', dialect: 'laisky', port: 8080, latencyMs: 20, key: 'sk-chosen' },
    fault: null,
  })
})
