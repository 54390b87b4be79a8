/** What a recording of somebody's traffic holds and nobody may see, wherever it stands. */
import { describe, expect, test } from 'vitest'
import { diagnosed } from '../../src/recorded/diagnosed.ts'
import { parseRecorded } from '../../src/recorded/read-recorded.ts'
import { diagnosedText } from '../../src/recorded/text.ts'

const SECRET = 'a3f5c6d7e8091a2b3c4d'
const URL = 'https://gateway.test/v1/images/edits'

function told(...entries: readonly object[]): string {
  const found = diagnosed(parseRecorded(JSON.stringify(entries), 'recording.json'))
  return JSON.stringify(found) + diagnosedText(found, 100)
}
const refusing = (message: string, more: { url?: string; headers?: object; body?: unknown } = {}) => ({
  request: { method: 'POST', url: more.url ?? URL, headers: more.headers ?? {}, body: more.body ?? null },
  response: { status: 400, headers: {}, body: { error: { message } } },
})

const NAMES = [
  'x-functions-key',
  'Ocp-Apim-Subscription-Key',
  'x-api-key',
  'auth',
  'auth_token',
  'api_token',
  'jwt',
  'sas',
  'apiKey',
]

describe('is not shown', () => {
  test.each(NAMES)('in the query and the fragment: %s', (name) => {
    expect(told(refusing('no', { url: `${URL}?a=b&${name}=${SECRET}` }))).not.toContain(SECRET)
    expect(told(refusing('no', { url: `${URL}#${name}=${SECRET}` }))).not.toContain(SECRET)
  })

  test.each([
    `Incorrect API key provided: ${SECRET}.`,
    `the key that was sent is ${SECRET}`,
    `cannot reach postgres://app:${SECRET}@db.internal/x`,
    'denied for AKIAIOSFODNN7EXAMPLE'.replace('IOSFODNN7EXAMPLE', SECRET.toUpperCase()),
  ])('where an answer says %s', (message) => {
    expect(told(refusing(message)).toLowerCase()).not.toContain(SECRET)
  })

  test('in a form of several parts, nor where the answer quotes it', () => {
    const body = `--b\r\nContent-Disposition: form-data; name="api_key"\r\n\r\n${SECRET}\r\n--b--\r\n`
    expect(told(refusing(`what is ${SECRET}?`, { body }))).not.toContain(SECRET)
    const postData = { mimeType: 'multipart/form-data', params: [{ name: 'api_key', value: SECRET }] }
    const har = {
      log: {
        entries: [
          { request: { method: 'POST', url: URL, postData }, response: { status: 400, content: { text: `what is ${SECRET}?` } } },
        ],
      },
    }
    const found = diagnosed(parseRecorded(JSON.stringify(har), 'form.har'))
    expect(JSON.stringify(found)).not.toContain(SECRET)
    expect(JSON.stringify(found)).toContain('what is [redacted')
  })

  test.each(['x-functions-key', 'x-xsrf-token', 'x-auth', 'x-api-token', 'x-amz-security-token'])(
    'where an answer quotes the header %s',
    (name) => {
      expect(told(refusing(`what is ${SECRET}?`, { headers: { [name]: SECRET } }))).not.toContain(SECRET)
    },
  )

  test.each([
    `Ocp-Apim-Subscription-Key: ${SECRET} is wrong`,
    `api-key=${SECRET}`,
    `"api-key": "${SECRET}"`,
    `Authorization: Basic dXNlcjpwYXNzd29yZDEyMw==`,
    `password=${SECRET};`,
    `AccountKey=${SECRET}==`,
  ])('in an answer, by the word in front of it: %s', (message) => {
    expect(told(refusing(message))).not.toMatch(new RegExp(`${SECRET}|dXNlcjpw`))
  })

  test('where another call got it as a token, or sent it in a form', () => {
    const token = { request: { method: 'POST', url: 'https://login.test/token', body: `client_secret=${SECRET}&a=b` } }
    const given = { ...token, request: { ...token.request, body: '' }, response: { status: 200, body: { access_token: SECRET } } }
    for (const other of [token, given]) expect(told(other, refusing(`expired: ${SECRET}`))).not.toContain(SECRET)
  })

  test('of cookies that only the list of a HAR holds', () => {
    const entry = {
      request: { method: 'POST', url: URL, headers: [], cookies: [{ name: 'sid', value: SECRET }] },
      response: {
        status: 401,
        headers: [],
        cookies: [{ name: 'next', value: `${SECRET}-2` }],
        content: { text: `session ${SECRET} expired, use ${SECRET}-2` },
      },
    }
    const found = diagnosed(parseRecorded(JSON.stringify({ log: { version: '1.2', entries: [entry] } }), 'a.har'))
    expect(JSON.stringify(found)).not.toContain(SECRET)
  })
})

test.each(['Missing api-key: header is required', 'Use Basic authentication', 'The password: policy says nothing'])(
  'ordinary words stay: %s',
  (message) => {
    expect(told(refusing(message))).toContain(message)
  },
)
