import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runDiagnose } from '../../src/recorded/command.ts'
import { type Diagnosed, diagnosed } from '../../src/recorded/diagnosed.ts'
import { parseRecorded, Unreadable } from '../../src/recorded/read-recorded.ts'
import { diagnosedText } from '../../src/recorded/text.ts'

const KEY = 'sk-live-0123456789abcdefghijkl'
const NO_OPERATION = { statusCode: 404, message: 'Resource not found' }
const PICTURE = { created: 1_769_000_000, data: [{ b64_json: `iVBORw0KGgo${'A'.repeat(5000)}` }] }

const read = (value: unknown): readonly Diagnosed[] => diagnosed(parseRecorded(JSON.stringify(value), 'recording.json'))
const pair = (status: number | null, body: unknown, more: object = {}): object => ({
  request: { method: 'POST', url: 'https://gateway.test/v1/images/edits' },
  response: { status, headers: {}, body },
  ...more,
})

const har = {
  log: {
    version: '1.2',
    entries: [
      {
        startedDateTime: '2026-01-14T09:30:11.000Z',
        time: 812,
        request: {
          method: 'POST',
          url: `https://gateway.test/v1/images/edits?subscription-key=${KEY}`,
          headers: [
            { name: 'Authorization', value: `Bearer ${KEY}` },
            { name: 'Cookie', value: 'session=very-secret-cookie; theme=dark' },
          ],
          postData: { mimeType: 'application/json', text: JSON.stringify({ key: KEY }) },
        },
        response: {
          status: 404,
          headers: [
            { name: 'Content-Type', value: 'application/json' },
            { name: 'Set-Cookie', value: 'id=another-secret-cookie; Path=/' },
          ],
          content: {
            mimeType: 'application/json',
            encoding: 'base64',
            text: Buffer.from(JSON.stringify(NO_OPERATION)).toString('base64'),
          },
        },
      },
      {
        startedDateTime: '2026-01-14T09:30:12.000Z',
        time: 5,
        request: { method: 'POST', url: 'https://gateway.test/v1/images/generations', headers: [] },
        response: { status: 0, headers: [], content: {}, _error: 'net::ERR_NAME_NOT_RESOLVED' },
      },
    ],
  },
}

describe('what can be read', () => {
  it('a HAR 1.2 file, also with base64 content and calls without an answer', () => {
    const [edits, generations] = read(har)
    expect(edits).toMatchObject({ status: 404, answeredBy: 'apim', cause: 'operation-missing' })
    expect(generations).toMatchObject({ status: null, cause: 'target-unreachable' })
  })

  it('a list of pairs with the URL as url or path, headers as object, list or missing, body as value, text or missing', () => {
    const list = read([
      {
        request: { method: 'POST', path: '/v1/images/edits' },
        response: { status: 404, headers: { 'content-type': 'application/json' }, body: NO_OPERATION },
      },
      {
        request: { method: 'POST', url: '/v1/images/edits' },
        response: { status: '404', headers: [{ name: 'X', value: '1' }], body: JSON.stringify(NO_OPERATION) },
      },
      {
        request: { method: 'POST', url: '/v1/images/edits' },
        response: { status: null, headers: [['X', '1']], body: NO_OPERATION },
      },
      { request: { path: '/v1/images/edits' }, response: { body: "{'statusCode': 404, 'message': 'Resource not found'}" } },
    ])
    expect(list.map(({ cause }) => cause)).toEqual(list.map(() => 'operation-missing'))
  })

  it('an earlier conformance.json, with the chain of its target', () => {
    const [one] = read({
      schemaVersion: '1.0',
      target: { chain: ['one-api', 'apim', 'aoai'] },
      exchanges: [pair(404, { error: { code: '404', message: 'Resource not found' } }, { id: 'edit-one' })],
    })
    expect(one).toMatchObject({
      id: 'edit-one',
      answeredBy: 'aoai',
      confidences: { answeredBy: 'certain' },
      reached: ['one-api', 'apim', 'aoai'],
    })
  })

  it('an earlier conformance.json knows which refusals were due', () => {
    const refusal = (id: string): object => pair(401, { error: { message: '无效的令牌', type: 'one_api_error' } }, { id })
    const requirements = [
      { id: 'AUTH-1', status: 'passed', exchanges: ['wrong-key', 'right-key'] },
      { id: 'AUTH-2', status: 'failed', exchanges: ['right-key'] },
    ]
    const list = read({ target: { chain: ['one-api'] }, requirements, exchanges: [refusal('wrong-key'), refusal('right-key')] })
    expect(list.map(({ id, cause }) => [id, cause])).toEqual([
      ['wrong-key', null],
      ['right-key', 'client-credential-rejected'],
    ])
  })

  it('an earlier conformance.json says which keys were wrong on purpose: their refusal is no fault, unless a requirement failed', () => {
    const refused = (id: string, credential: string): object =>
      pair(401, { error: { message: '未提供令牌', type: 'one_api_error' } }, { id, credential })
    const kinds = ['none', 'empty', 'wrong', 'wrong-scheme', 'right-as', 'right']
    const exchanges = [...kinds.map((kind) => refused(kind, kind)), refused('due', 'right-as')]
    const requirements = [{ id: 'AUTH-1', status: 'failed', exchanges: ['due'] }]
    const list = read({ target: { chain: ['one-api'] }, requirements, exchanges })
    expect(list.filter(({ cause }) => cause !== null).map(({ id }) => id)).toEqual(['right', 'due'])
    expect(list[0]?.because[0]).toBe('it was sent without a valid credential, or in another header, on purpose, and refused')
  })

  describe('an earlier conformance.json that says what is wrong', () => {
    const keyless = (id: string): object => pair(401, { error: { message: '未提供令牌', type: 'one_api_error' } }, { id })
    const problem = (exchange: string): object => ({ exchange, cause: null, expected: '400', actual: '401' })
    const failed = (id: string, ...exchanges: readonly string[]): object => ({
      id,
      status: 'failed',
      exchanges: [...exchanges, 'compared-with'],
      problems: exchanges.map(problem),
    })
    const diagnosis = (change: object): object => ({
      cause: 'auth-inconsistent',
      hop: 'apim',
      confidence: 'likely',
      affects: ['VALID-2', 'PAIR-2'],
      exchanges: ['probe'],
      alternatives: ['rewrite-wrong: it may be', 'to settle it: look at sk-abcdefgh12345678'],
      ...change,
    })
    const report = (...diagnoses: readonly unknown[]): readonly Diagnosed[] =>
      read({
        target: { chain: ['one-api', 'apim', 'aoai'] },
        requirements: [failed('VALID-2', 'probe'), failed('PAIR-2', 'follows'), failed('AUTH-9', 'unexplained')],
        diagnoses,
        exchanges: ['probe', 'follows', 'unexplained', 'compared-with'].map(keyless),
      })
    const causesOf = (list: readonly Diagnosed[]) => Object.fromEntries(list.map(({ id, cause, hop }) => [id, [cause, hop]]))

    it('is not contradicted: its diagnosis stands for the calls that show it and for those that follow from it', () => {
      const list = report(diagnosis({}), diagnosis({ cause: 'wrong-base-url', affects: ['VALID-2'], exchanges: [] }))
      expect(causesOf(list)).toEqual({
        probe: ['auth-inconsistent', 'apim'],
        follows: ['auth-inconsistent', 'apim'],
        unexplained: ['client-credential-missing', 'client'],
        'compared-with': [null, null],
      })
      expect(list[0]).toMatchObject({
        confidences: { cause: 'likely' },
        because: expect.arrayContaining(['the report that it stands in lays it to this cause']),
        remedy: expect.stringContaining('Compare the inbound policies'),
        alternatives: ['rewrite-wrong: it may be', 'to settle it: look at [redacted]'],
      })
      expect(list[3]?.because[0]).toBe('the report that it stands in lays no fault to this call')
    })

    it('says why, where the call alone shows the same', () => {
      const [probe] = report(diagnosis({ cause: 'client-credential-missing', hop: 'nowhere', confidence: 'surely' }))
      expect(probe).toMatchObject({ cause: 'client-credential-missing', hop: 'unknown', confidences: { cause: 'possible' } })
      expect(probe?.because.length).toBeGreaterThan(1)
      expect(probe?.because[1]).not.toMatch(/^the report/)
    })

    it.each([[diagnosis({ cause: 'no such cause' })], ['no object'], [null]])('is read alone where it says %j', (strange) => {
      expect(causesOf(report(strange))).toMatchObject({ probe: ['client-credential-missing', 'client'] })
    })
  })

  it.each(['', 'net::ERR_FAILED', 'net::ERR_BLOCKED_BY_CLIENT'])(
    'a call that a browser got no answer to is told as that: %j',
    (error) => {
      const lost = (url: string): object => ({
        request: { method: 'POST', url },
        response: { status: 0, headers: [], content: { size: 0 }, _error: error },
      })
      const answered = {
        request: { method: 'POST', url: 'https://g.test/v1/images/edits' },
        response: { status: 200, content: { text: JSON.stringify(PICTURE) } },
      }
      const list = read({ log: { entries: [lost('https://g.test/v1/images/edits'), answered] } })
      expect(list.map(({ cause }) => cause)).toEqual([null, null])
      expect(list[0]?.because[0]).toMatch(/^no answer was recorded, and not why: in a browser the preflight/)
      expect(diagnosedText(list, 200)).toMatch(
        /^2 recorded calls, none that was answered shows a fault\n#0 POST https:\/\/g\.test\/v1\/images\/edits: no answer was recorded/,
      )
    },
  )

  it.each<[string, (bytes: Buffer) => Buffer]>([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['deflate', deflateSync],
    ['gzip', (bytes) => bytes],
  ])('a body that a recorder kept as it came is read: %s', (encoding, compress) => {
    const content = { encoding: 'base64', text: compress(Buffer.from(JSON.stringify(NO_OPERATION))).toString('base64') }
    const [one] = read({
      log: {
        entries: [
          {
            request: { method: 'POST', url: 'https://g.test/v1/images/edits' },
            response: { status: 404, headers: [{ name: 'Content-Encoding', value: encoding }], content },
          },
        ],
      },
    })
    expect(one?.cause).toBe('operation-missing')
  })

  it('a file without any call of the API says so', () => {
    const page = {
      request: { method: 'GET', url: 'https://g.test/app.js' },
      response: { status: 200, content: { text: 'let a' } },
    }
    expect(diagnosedText(read({ log: { entries: [page] } }), 100)).toMatch(
      /^1 recorded call, none shows a fault; none of them is a call of an images operation or of chat\n/,
    )
  })

  it.each([
    ['OPTIONS', 404],
    ['OPTIONS', 401],
    ['GET', 404],
    ['GET', 405],
  ])('what a browser sends beside the calls is no fault of an operation: %s, answered %i', (method, status) => {
    const other = { ...pair(status, NO_OPERATION), request: { method, url: 'https://gateway.test/v1/images/edits' } }
    expect(read([other])[0]).toMatchObject({ cause: null })
    expect(read([other])[0]?.because[0]).toBe(`${method} is no call of an operation that draws or chats`)
    expect(read([{ ...other, request: { ...other.request, method: 'POST' } }])[0]?.cause).not.toBeNull()
  })

  it('an entry that is nested without end is named, and the others are read', () => {
    const deep = `{"request":{"url":"/v1/images/edits"},"response":{"body":${'['.repeat(5000)}${']'.repeat(5000)}}}`
    const list = diagnosed(parseRecorded(`[${deep},${JSON.stringify(pair(404, NO_OPERATION))}]`, 'deep.json'))
    expect(list.map(({ cause, unreadable }) => unreadable ?? cause)).toEqual([
      'it is nested more than 200 deep',
      'operation-missing',
    ])
  })

  it('an entry that recorded nothing claims nothing', () => {
    expect(read([{ request: { method: 'POST', url: '/v1/images/edits' } }])[0]).toMatchObject({
      answeredBy: 'unknown',
      cause: null,
      confidence: 'possible',
    })
  })

  it('bad entries are named by their place, and the others are read', () => {
    const list = read([pair(404, NO_OPERATION), 'no entry', { nothing: true }, pair(200, PICTURE)])
    expect(list.map(({ cause, unreadable }) => unreadable ?? cause)).toEqual([
      'operation-missing',
      'it is no object',
      'it has neither a request nor a response',
      null,
    ])
    expect(list[1]?.because).toEqual(['entry 1 cannot be read: it is no object'])
  })

  it('a sound call has the cause null', () => {
    expect(read([pair(200, PICTURE)])[0]).toMatchObject({ cause: null, hop: null, remedy: null, alternatives: [] })
  })
})

describe('what cannot be read', () => {
  it.each([
    ['nothing', '', 'is empty'],
    ['text', 'no JSON', 'is not JSON'],
    ['cut-off JSON', '[{"request":', 'is not JSON'],
    ['a number', '42', 'holds no recorded calls'],
    ['another object', '{"hello": 1}', 'holds no recorded calls'],
    ['an empty list', '[]', 'its list is empty'],
    ['an empty HAR', '{"log":{"entries":[]}}', 'its list is empty'],
  ])('%s is refused in one clear sentence', (_what, text, says) => {
    expect(() => parseRecorded(text, 'file.json')).toThrow(Unreadable)
    expect(() => parseRecorded(text, 'file.json')).toThrow(says)
  })
})

describe('secrets', () => {
  it('of headers, queries, cookies and bodies are nowhere in what is told', () => {
    const list = read(har)
    for (const told of [JSON.stringify(list), diagnosedText(list, 100)]) {
      for (const secret of [KEY, KEY.slice(3), 'very-secret-cookie', 'another-secret-cookie']) expect(told).not.toContain(secret)
    }
  })

  it('that an answer repeats are taken out, and the echo is told', () => {
    const request = { method: 'POST', url: '/v1/images/edits', headers: { 'api-key': KEY } }
    const body = {
      error: {
        message: `Incorrect API key provided: ${KEY}.`,
        type: 'invalid_request_error',
        param: null,
        code: 'invalid_api_key',
      },
    }
    const [one] = read([{ request, response: { status: 401, headers: {}, body } }])
    expect(JSON.stringify(one)).not.toContain(KEY)
    expect(one?.because).toContain('the answer repeats the credential')
  })

  it('that one call sends and the answer of another repeats are taken out too', () => {
    const list = read([
      {
        request: { method: 'POST', url: '/a', headers: { 'Ocp-Apim-Subscription-Key': 'f00dcafef00dcafef00dcafe' } },
        response: { status: 200, headers: {}, body: null },
      },
      {
        request: { method: 'POST', url: '/b' },
        response: { status: 400, headers: {}, body: { error: 'bad key f00dcafef00dcafef00dcafe' } },
      },
    ])
    expect(JSON.stringify(list)).not.toContain('f00dcafe')
  })

  it('that no header shows are known by their look', () => {
    const jwt = `eyJ${'a'.repeat(20)}.${'b'.repeat(20)}.${'c'.repeat(20)}`
    const [one] = read([pair(401, { error: { message: `token ${jwt} and ${KEY} are wrong` } })])
    expect(JSON.stringify(one)).not.toMatch(/aaaaaaaa|0123456789abcdef/)
  })

  it('pictures are left out', () => {
    expect(JSON.stringify(parseRecorded(JSON.stringify([pair(200, PICTURE)]), 'x')).length).toBeLessThan(1500)
  })
})

describe('npm run diagnose', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'diagnose-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  async function run(...argv: readonly string[]): Promise<{ status: number; out: string; err: string }> {
    const written = { out: '', err: '' }
    const status = await runDiagnose(argv, {
      columns: 100,
      out: (text) => {
        written.out += text
      },
      err: (text) => {
        written.err += text
      },
    })
    return { status, ...written }
  }

  async function file(value: unknown): Promise<string> {
    const path = join(folder, 'recording.json')
    await writeFile(path, typeof value === 'string' ? value : JSON.stringify(value))
    return path
  }

  it.each(['--help', '-h'])('with %s says how it is used, and ends with 0', async (word) => {
    expect(await run(word)).toMatchObject({ status: 0, out: expect.stringMatching(/^Usage: npm run diagnose/), err: '' })
  })

  it('with --json prints one element per entry, in the order of the file, and ends with 0', async () => {
    const { status, out, err } = await run(await file([pair(404, NO_OPERATION), 'bad', pair(200, PICTURE)]), '--json')
    const list: readonly Diagnosed[] = JSON.parse(out)
    expect(list.map(({ index, cause }) => [index, cause])).toEqual([
      [0, 'operation-missing'],
      [1, null],
      [2, null],
    ])
    expect(Object.keys(list[0] ?? {})).toEqual(expect.arrayContaining(['answeredBy', 'cause', 'confidence', 'because', 'remedy']))
    expect({ status, err }).toEqual({ status: 0, err: '' })
  })

  it('for people begins with how many there are and the worst cause', async () => {
    const { status, out } = await run(await file([pair(404, NO_OPERATION), pair(429, null)]))
    expect(out.split('\n')[0]).toBe('2 recorded calls, 2 with a cause; the worst: operation missing at apim (likely)')
    expect(out.replace(/\s+/g, ' ')).toContain('add the operation POST /images/edits')
    expect(status).toBe(0)
  })

  it('reads generations and edits of one address as a pair', async () => {
    const generations = { ...pair(200, PICTURE), request: { method: 'POST', url: 'https://gateway.test/v1/images/generations' } }
    const { out } = await run(await file([generations, pair(404, NO_OPERATION)]))
    expect(out.replace(/\s+/g, ' ')).toContain('generations works on the same address and edits does not')
  })

  it('folds calls that show the same into one block', async () => {
    const { out } = await run(await file(Array.from({ length: 50 }, () => pair(404, NO_OPERATION))))
    expect(out).toContain('and 45 more like these')
    expect(out.split('\n').length).toBeLessThan(30)
  })

  it.each([
    ['no file', []],
    ['two files', ['a', 'b']],
    ['an unknown option', ['--verbose']],
    ['a file that is not there', ['/no/such/file.har']],
    ['a folder', ['.']],
  ])('ends with 2 and one clear message for %s', async (_what, argv) => {
    const { status, out, err } = await run(...argv)
    expect(status).toBe(2)
    expect(out).toBe('')
    expect(err).not.toMatch(/\n {4}at |undefined/)
    expect(err.length).toBeGreaterThan(20)
  })

  it('ends with 2 when no entry could be read', async () => {
    const { status, err } = await run(await file(['x', 'y']))
    expect(status).toBe(2)
    expect(err).toContain('it is no object')
  })

  it('does not let a recording repaint the terminal', async () => {
    const { out } = await run(await file([pair(404, { statusCode: 404, message: '\u001b[2JResource not found' })]))
    expect(out).not.toContain('\u001b')
  })

  it('works as a command', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [
      'bin/start.mjs',
      'src/cli/diagnose.ts',
      await file([pair(404, NO_OPERATION)]),
      '--json',
    ])
    expect(JSON.parse(stdout)).toMatchObject([{ answeredBy: 'apim', cause: 'operation-missing' }])
  })
})
