import { describe, expect, test } from 'vitest'
import { NotObservable } from '../../src/checks/check.ts'
import { keepsTheCredential, letsIn, refusesCredential, treatmentOf, treatsAlike } from '../../src/checks/credential.ts'
import type { AttributedExchange, Headers, Json, Operation } from '../../src/model.ts'
import { createRedactor } from '../../src/replay/redact.ts'
import { loadProfile } from '../../src/target/profile.ts'
import { answer, exchange, failure, noAnswer } from '../exchanges.ts'

const strict = loadProfile('oneapi-apim-aoai')
const lenient = loadProfile('generic')

/** One cell of the authentication matrix. */
const cell = (operation: Operation, variant: string, status: number | null): AttributedExchange =>
  exchange({
    case: `auth-${operation}-${variant}`,
    operation,
    credential: variant === 'right' ? 'right' : variant.startsWith('right-as') ? 'right-as' : 'wrong',
    response: answer(status, { some: 'words' }),
  })
const unanswered = (operation: Operation, variant: string): AttributedExchange => ({
  ...cell(operation, variant, 0),
  ...noAnswer(),
})

describe('a credential', () => {
  test.each([
    [401, { kind: 'refused', status: 401 }],
    [403, { kind: 'refused', status: 403 }],
    [200, { kind: 'let in' }],
    [400, { kind: 'let in' }],
    [402, { kind: 'let in' }],
    [404, { kind: 'let in' }],
    [499, { kind: 'let in' }],
    [500, { kind: 'not told', status: 500 }],
    [503, { kind: 'not told', status: 503 }],
  ])('that is answered with %i is %j', (status, treatment) => {
    expect(treatmentOf(exchange({ response: answer(status) }))).toEqual(treatment)
  })

  test.each([
    ['nothing', noAnswer()],
    ['a refusal that was cut off', { response: answer(401), failure: failure('cut-off') }],
    ['an answer whose status was not recorded', { response: answer(null) }],
  ])('that is answered with %s was not judged by anybody', (_what, change) => {
    expect(treatmentOf(exchange(change))).toEqual({ kind: 'no answer' })
  })
})

describe('a credential that is not valid', () => {
  test.each(['<!DOCTYPE html><html>portal</html>', '\n<html><body>Sign in</body></html>'])(
    'is not let in by a web page: %j',
    (page) => {
      const shown = { ...cell('generations', 'wrong', 200), response: answer(200, page) }
      expect(refusesCredential(shown, strict)).toMatchObject([{ cause: 'response-not-json' }])
    },
  )

  test('is refused with the status of the profile', () => {
    expect(refusesCredential(cell('generations', 'wrong', 401), strict)).toEqual([])
    expect(refusesCredential(cell('generations', 'wrong', 403), lenient)).toEqual([])
  })

  test.each([
    [200, 'auth-not-enforced'],
    [299, 'auth-not-enforced'],
    [400, 'auth-not-enforced'],
    [422, 'auth-not-enforced'],
    [300, 'wrong-refusal'],
    [302, 'wrong-refusal'],
    [403, 'wrong-refusal'],
    [404, 'wrong-refusal'],
    [500, 'wrong-refusal'],
  ])('is not refused by %i: %s', (status, cause) => {
    expect(refusesCredential(cell('edits', 'none', status), strict)).toEqual([
      { exchange: 'auth-edits-none', cause, expected: 'status 401', actual: `${status} {"some":"words"}` },
    ])
  })

  const errors: readonly (readonly [string, Json])[] = [
    ['an error object', { error: { code: '401', message: 'Access denied' } }],
    ['a flat error of API Management', { statusCode: 401, message: 'Access denied due to missing subscription key.' }],
    ['an error of FastAPI', { detail: 'Missing bearer token' }],
  ]
  const answered = (status: number | null, body: Json): AttributedExchange => ({
    ...cell('edits', 'none', status),
    response: answer(status, body),
  })

  test.each(errors)('that is answered with %s under a success is refused, and not said so', (_what, body) => {
    expect(refusesCredential(answered(200, body), strict)).toMatchObject([{ cause: 'error-status-200' }])
    expect(refusesCredential(answered(299, body), strict)).toMatchObject([{ cause: 'error-status-200' }])
  })

  test.each(errors)('that is answered with %s under another status, or one that was lost, is judged by that', (_what, body) => {
    expect(refusesCredential(answered(300, body), strict)).toMatchObject([{ cause: 'wrong-refusal' }])
    expect(refusesCredential(answered(null, body), strict)).toMatchObject([{ cause: 'wrong-refusal' }])
    expect(refusesCredential(answered(400, body), strict)).toMatchObject([{ cause: 'auth-not-enforced' }])
  })

  test('may be refused with each status that the profile names, and the message names them all', () => {
    expect(refusesCredential(cell('edits', 'none', 404), lenient)).toMatchObject([{ expected: 'status 401 or 403' }])
  })

  test('is not refused by silence, nor by half a refusal', () => {
    expect(refusesCredential(unanswered('edits', 'none'), strict)).toMatchObject([{ cause: 'wrong-refusal' }])
    expect(refusesCredential({ ...cell('edits', 'none', 401), failure: failure('cut-off') }, strict)).toMatchObject([
      { cause: 'wrong-refusal', actual: expect.stringContaining('cut-off') },
    ])
  })
})

describe('the right key', () => {
  const bearer = { kind: 'bearer' } as const
  const apiKey = { kind: 'header', name: 'Api-Key' } as const
  const inQuery = { kind: 'query', name: 'subscription-key' } as const

  test.each([200, 400, 404])('is let in when the request behind it ends with %i', (status) => {
    expect(letsIn([cell('generations', 'right', status)], [bearer])).toEqual([])
  })

  test.each([401, 403])('is not let in with %i', (status) => {
    expect(letsIn([cell('generations', 'right', status)], [bearer])).toEqual([
      {
        exchange: 'auth-generations-right',
        cause: 'client-credential-rejected',
        expected: 'auth-generations-right: let in',
        actual: `${status} {"some":"words"}`,
      },
    ])
  })

  test('is neither let in nor kept out when a hop breaks down', () => {
    const right = [cell('generations', 'right', 400), cell('generations', 'right-as-api-key', 500)]
    expect(() => letsIn(right, [bearer, apiKey])).toThrow(NotObservable)
    expect(() => letsIn(right, [bearer, apiKey])).toThrow('auth-generations-right-as-api-key ended with 500')
    expect(letsIn(right, [bearer])).toEqual([])
    expect(letsIn([...right, cell('edits', 'right', 401)], [bearer, apiKey])).toMatchObject([{ exchange: 'auth-edits-right' }])
  })

  test('is not let in by silence', () => {
    expect(letsIn([unanswered('generations', 'right')], [bearer])).toMatchObject([{ exchange: 'auth-generations-right' }])
  })

  test.each([
    ['bearer', bearer],
    ['api-key', apiKey],
    ['query-subscription-key', inQuery],
  ])('is let in as %s where the profile promises that', (name, scheme) => {
    const refused = [cell('edits', 'right', 400), cell('edits', `right-as-${name}`, 401)]
    expect(letsIn(refused, [{ kind: 'header', name: 'another' }, scheme]).map(({ exchange }) => exchange)).toEqual([
      `auth-edits-right-as-${name}`,
    ])
  })

  test('may be refused in a way that nobody promised', () => {
    expect(letsIn([cell('edits', 'right-as-api-key', 401), cell('edits', 'wrong', 401)], [bearer, inQuery])).toEqual([])
  })
})

describe('two operations', () => {
  test('treat a credential alike when both refuse it with one status, or both let it in', () => {
    const cells = [
      cell('generations', 'none', 401),
      cell('generations', 'right', 400),
      cell('edits', 'none', 401),
      cell('edits', 'right', 422),
    ]
    expect(treatsAlike(cells)).toEqual([])
  })

  test.each([
    ['let in', 401, 400, 'refused with 401', 'let in'],
    ['refused', 400, 401, 'let in', 'refused with 401'],
    ['refused with another status', 401, 403, 'refused with 401', 'refused with 403'],
  ])('do not when edits %s what generations does not', (_how, generations, edits, expected, actual) => {
    expect(treatsAlike([cell('generations', 'right-as-api-key', generations), cell('edits', 'right-as-api-key', edits)])).toEqual(
      [
        {
          exchange: 'auth-edits-right-as-api-key',
          cause: 'auth-inconsistent',
          expected: `edits treats the credential "right-as-api-key" as generations does: ${expected}`,
          actual: `${actual}: ${edits} {"some":"words"}`,
        },
      ],
    )
  })

  test('are not compared where one of them broke down', () => {
    expect(treatsAlike([cell('generations', 'right', 401), cell('edits', 'right', 500)])).toEqual([])
    expect(treatsAlike([cell('generations', 'right', 502), cell('edits', 'right', 400)])).toEqual([])
  })

  test('do not when one of them does not answer', () => {
    expect(treatsAlike([cell('generations', 'none', 401), unanswered('edits', 'none')])).toMatchObject([
      { exchange: 'auth-edits-none', actual: expect.stringMatching(/^no answer: no whole answer \(timeout/) },
    ])
  })

  test('are compared cell by cell, and every cell that differs is told', () => {
    const cells = [
      cell('generations', 'none', 401),
      cell('generations', 'wrong', 401),
      cell('generations', 'right', 400),
      cell('chat', 'none', 400),
      cell('chat', 'wrong', 403),
      cell('chat', 'right', 400),
    ]
    expect(treatsAlike(cells).map(({ exchange }) => exchange)).toEqual(['auth-chat-none', 'auth-chat-wrong'])
  })

  test('are not compared where only one was asked', () => {
    expect(treatsAlike([cell('generations', 'none', 401), cell('edits', 'wrong', 400)])).toEqual([])
    expect(treatsAlike([])).toEqual([])
  })
})

describe('the credential in an answer', () => {
  /** What the replay leaves where the right key stood. */
  const mark = createRedactor([{ value: 'sk-canary-0123456789', name: 'the credential' }]).answer('sk-canary-0123456789')
  const saying = (body: Json, headers: Headers = {}, text?: string | null): AttributedExchange =>
    exchange({ id: 'call', response: answer(401, body, { headers, ...(text === undefined ? {} : { text }) }) })

  test.each([
    ['no trace of it', saying({ message: 'Incorrect API key provided.' }, { 'X-Request-Id': 'req_1' })],
    ['the mark of what is none', saying({ message: 'Incorrect API key provided: [redacted: the wrong key].' })],
    ['a key that was masked', saying({ message: 'Incorrect API key provided: [redacted]' })],
    ['nothing', exchange(noAnswer())],
  ])('is kept: %s', (_what, one) => {
    expect(keepsTheCredential([one])).toEqual([])
  })

  test.each([
    ['its text', saying({ message: `Incorrect API key provided: ${mark}` })],
    ['its body, where no text was recorded', saying({ echo: [{ key: mark }] }, {}, null)],
    ['the name of a member', saying({ [mark]: 1 }, {}, null)],
    ['a header', saying({}, { 'WWW-Authenticate': `Bearer error="${mark}"` })],
    ['the name of a header', saying({}, { [mark]: '1' })],
    ['one of several headers of a name', saying({}, { 'Set-Cookie': ['a=1', `key=${mark}`] })],
  ])('is repeated by %s', (_where, one) => {
    expect(keepsTheCredential([exchange({ id: 'other' }), one])).toEqual([
      { exchange: 'call', cause: 'credential-echoed', expected: 'an answer without the credential', actual: 'call repeats it' },
    ])
  })

  test('is found in every answer that repeats it', () => {
    expect(keepsTheCredential([saying(mark), saying('fine'), saying(mark)])).toHaveLength(2)
  })
})
