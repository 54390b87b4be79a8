import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import type { Credential } from '../../src/model.ts'
import { present } from '../../src/replay/credential.ts'
import { curlOf } from '../../src/replay/curl.ts'
import type { WrittenCase } from '../../src/replay/request.ts'
import { caseFor } from './harness.ts'

const KEY = 'the key of $the "shell"'

function lineFor(changes: Partial<WrittenCase> = {}, extra: Readonly<Record<string, string>> = {}): string {
  const one = caseFor('https://gateway.example/v1/images/generations', changes)
  return curlOf(one, present(one.credential, { kind: 'bearer' }, true), Object.entries(extra), 'TARGET_API_KEY')
}

/** The arguments that curl gets when a shell runs the line with the key in its environment. */
async function argumentsOf(line: string): Promise<readonly string[]> {
  const script = `curl() { printf '%s\\0' "$@"; }; ${line}`
  const { stdout } = await promisify(execFile)('bash', ['-euc', script], { env: { PATH: process.env.PATH, TARGET_API_KEY: KEY } })
  return stdout.split('\0').slice(0, -1)
}

test('the line is short and shows no key', () => {
  expect(lineFor()).toBe(
    'curl -sS -i \'https://gateway.example/v1/images/generations\' -H "Authorization: Bearer $TARGET_API_KEY"' +
      ' -H \'Content-Type: application/json\' --data-raw \'{"prompt":"a pear"}\'',
  )
})

test('the shell puts the key in, and leaves everything else as it is', async () => {
  const value = { prompt: `it's $HOME, \`ls\`, "quoted" \\ and\nnew!` }
  const words = await argumentsOf(lineFor({ body: { kind: 'json', value } }, { 'X-Team': "a'b $x" }))
  expect(words).toContain(`Authorization: Bearer ${KEY}`)
  expect(words).toContain("X-Team: a'b $x")
  expect(words.at(-1)).toBe(JSON.stringify(value))
})

test.each<[Credential, readonly string[]]>([
  [{ kind: 'none' }, []],
  [{ kind: 'empty' }, ['-H', 'Authorization: Bearer ']],
  [{ kind: 'wrong' }, ['-H', 'Authorization: Bearer wrong-key']],
  [{ kind: 'wrong-scheme' }, ['-u', `${KEY}:`]],
  [{ kind: 'right-as', scheme: { kind: 'header', name: 'api-key' } }, ['-H', `api-key: ${KEY}`]],
])('the credential %j', async (credential, words) => {
  const url = 'https://gateway.example/v1/images/generations'
  expect(await argumentsOf(lineFor({ credential, body: { kind: 'none' }, method: 'GET' }))).toEqual(['-sS', '-i', url, ...words])
})

test('an empty header of its own needs a semicolon', async () => {
  const one = caseFor('https://gateway.example/', { credential: { kind: 'empty' } })
  const line = curlOf(one, present(one.credential, { kind: 'header', name: 'api-key' }, true), [], 'APIM_KEY')
  expect(await argumentsOf(line)).toContain('api-key;')
})

test('a key in the query', async () => {
  const credential: Credential = { kind: 'right-as', scheme: { kind: 'query', name: 'subscription-key' } }
  const words = await argumentsOf(lineFor({ credential, url: 'https://gateway.example/v1?a=$1' }))
  expect(words).toContain(`https://gateway.example/v1?a=$1&subscription-key=${KEY}`)
})

test('the method, where it is not the usual one, and brackets in the URL', async () => {
  const words = await argumentsOf(lineFor({ method: 'PUT', url: 'https://gateway.example/v1?a[]=1' }))
  expect(words.slice(0, 5)).toEqual(['-sS', '-i', '-X', 'PUT', '--globoff'])
})

test('parts in their order: files with type and name, fields as plain text', async () => {
  const words = await argumentsOf(
    lineFor({
      body: {
        kind: 'multipart',
        parts: [
          { kind: 'field', name: 'prompt', value: '@home; <b>' },
          {
            kind: 'file',
            name: 'image[]',
            path: resolve('fixtures/images/red-ball.png'),
            paddedTo: null,
            filename: 'the "best", one.png',
            contentType: 'image/png',
          },
        ],
      },
    }),
  )
  expect(words.slice(-4)).toEqual([
    '--form-string',
    'prompt=@home; <b>',
    '-F',
    'image[]=@"fixtures/images/red-ball.png";type=image/png;filename="the \\"best\\", one.png"',
  ])
})

test('a file outside the project keeps its whole path', () => {
  const part = {
    kind: 'file',
    name: 'image',
    path: '/elsewhere/a.png',
    paddedTo: null,
    filename: 'a.png',
    contentType: 'image/png',
  } as const
  expect(lineFor({ body: { kind: 'multipart', parts: [part] } })).toContain('image=@"/elsewhere/a.png"')
})

test('a raw body keeps its content type', async () => {
  const words = await argumentsOf(lineFor({ body: { kind: 'raw', contentType: 'application/json', text: '{"broken":' } }))
  expect(words.slice(-4)).toEqual(['-H', 'Content-Type: application/json', '--data-raw', '{"broken":'])
})
