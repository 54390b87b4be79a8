import { describe, expect, test } from 'vitest'
import { NotObservable } from '../../src/checks/check.ts'
import {
  haveNumbersOfTheirOwn,
  haveRequestNumbers,
  isFromDeployment,
  keepsTheMarks,
  showsAllOfTheModel,
  showsTheModel,
} from '../../src/checks/headers.ts'
import type { AttributedExchange, Headers } from '../../src/model.ts'
import { loadProfile } from '../../src/target/profile.ts'
import { answer, exchange, noAnswer } from '../exchanges.ts'

const profile = loadProfile('oneapi-apim-aoai')
const withHeaders = (headers: Headers, id = 'call'): AttributedExchange =>
  exchange({ id, response: answer(200, {}, { headers }) })

const all: Headers = { 'Apim-Request-Id': '1', 'X-Ms-Deployment-Name': 'gpt-image-1.5', 'X-Ms-Region': 'East US 2' }

describe("the model's headers", () => {
  test.each(Object.entries(all))('%s alone shows the model', (name, value) => {
    expect(showsTheModel(withHeaders({ [name]: value }), profile)).toEqual([])
  })

  test.each([
    ['other headers', withHeaders({ 'X-Oneapi-Request-Id': '1' })],
    ['blanked headers', withHeaders({ 'apim-request-id': '', 'x-ms-region': '' })],
    ['no answer', exchange({ id: 'call', ...noAnswer() })],
  ])('are not shown by %s', (_what, one) => {
    expect(showsTheModel(one, profile)).toEqual([
      {
        exchange: 'call',
        cause: 'identity-headers-missing',
        expected: 'one of apim-request-id, x-ms-deployment-name, x-ms-region',
        actual: 'none of them',
      },
    ])
  })

  test('are all shown, in whatever case', () => {
    expect(showsAllOfTheModel(withHeaders(all), profile)).toEqual([])
  })

  test.each([
    ['without x-ms-region', { ...all, 'X-Ms-Region': '' }],
    ['without apim-request-id, x-ms-region', { 'x-ms-deployment-name': 'gpt-image-1.5' }],
    ['without apim-request-id, x-ms-deployment-name, x-ms-region', {}],
  ])('are not all shown by an answer %s', (actual, headers) => {
    expect(showsAllOfTheModel(withHeaders(headers), profile)).toEqual([
      {
        exchange: 'call',
        cause: 'identity-headers-missing',
        expected: 'apim-request-id, x-ms-deployment-name, x-ms-region',
        actual,
      },
    ])
  })
})

describe("the marks of the model's refusal", () => {
  test('are kept beside other headers of its own', () => {
    expect(keepsTheMarks(withHeaders({ ...all, 'x-ms-client-request-id': '1' }), profile)).toEqual([])
    expect(keepsTheMarks(withHeaders({ 'x-ratelimit-limit-tokens': '9', 'apim-request-id': '1' }), profile)).toEqual([])
  })

  test.each(['x-ms-client-request-id', 'x-ratelimit-limit-tokens', 'x-ratelimit-remaining-tokens', 'x-ms-rai-invoked'])(
    'were taken off where %s came through without them',
    (name) => {
      expect(keepsTheMarks(withHeaders({ [name]: '1' }), profile)).toMatchObject([{ cause: 'identity-headers-missing' }])
    },
  )

  test('cannot be missed where a gateway drops every header of a refusal', () => {
    expect(() => keepsTheMarks(withHeaders({ 'X-Oneapi-Request-Id': '1' }), profile)).toThrow(NotObservable)
    expect(() => keepsTheMarks(exchange(noAnswer()), profile)).toThrow(NotObservable)
  })
})

describe('the deployment', () => {
  test('is the configured one', () => {
    expect(isFromDeployment(withHeaders(all), 'gpt-image-1.5')).toEqual([])
  })

  test('is another one', () => {
    expect(isFromDeployment(withHeaders({ 'x-ms-deployment-name': 'dall-e-3' }), 'gpt-image-1.5')).toEqual([
      {
        exchange: 'call',
        cause: 'deployment-mismatch',
        expected: 'deployment gpt-image-1.5',
        actual: 'deployment dall-e-3',
      },
    ])
  })

  test.each([
    ['none is configured', withHeaders(all), null, 'no deployment is configured (TARGET_DEPLOYMENT)'],
    ['the answer does not tell', withHeaders({}), 'gpt-image-1.5', 'the answer names no deployment'],
    ['the answer blanks it', withHeaders({ 'x-ms-deployment-name': '' }), 'gpt-image-1.5', 'the answer names no deployment'],
    ['there is no answer', exchange(noAnswer()), 'gpt-image-1.5', 'the answer names no deployment'],
  ])('cannot be compared when %s', (_why, one, deployment, words) => {
    expect(() => isFromDeployment(one, deployment)).toThrow(
      expect.objectContaining({ name: 'NotObservable', message: expect.stringContaining(words) }),
    )
  })
})

describe('request numbers', () => {
  const numbered = (id: string, number: string): AttributedExchange => withHeaders({ 'X-Oneapi-Request-Id': number }, id)
  const silent = exchange({ id: 'silent', ...noAnswer() })

  test('are on every answer, each its own', () => {
    const calls = [numbered('one', '1'), numbered('two', '2'), silent]
    expect(haveRequestNumbers(calls, profile)).toEqual([])
    expect(haveNumbersOfTheirOwn(calls, profile)).toEqual([])
  })

  test('are missing from each answer that has none', () => {
    expect(haveRequestNumbers([withHeaders({}, 'one'), numbered('two', '2'), numbered('three', '')], profile)).toEqual(
      ['one', 'three'].map((id) => ({
        exchange: id,
        cause: 'identity-headers-missing',
        expected: `${id}: header X-Oneapi-Request-Id`,
        actual: 'no such header',
      })),
    )
  })

  test('are not missed where no call was answered', () => {
    expect(() => haveRequestNumbers([silent], profile)).toThrow(
      expect.objectContaining({ name: 'NotObservable', message: 'no call was answered' }),
    )
    expect(haveNumbersOfTheirOwn([silent, silent], profile)).toEqual([])
  })

  test('that are shared mean an answer that was not made for its request', () => {
    const calls = [numbered('one', '1'), numbered('two', '2'), numbered('three', '1'), numbered('four', '1')]
    expect(haveNumbersOfTheirOwn(calls, profile)).toEqual([
      {
        exchange: 'one',
        cause: 'identity-headers-missing',
        expected: 'a X-Oneapi-Request-Id of its own for each call',
        actual: 'one and three and four share 1',
      },
    ])
  })

  test('are told number by number', () => {
    const calls = [numbered('one', '1'), numbered('two', '2'), numbered('three', '2'), numbered('four', '1')]
    expect(haveNumbersOfTheirOwn(calls, profile).map(({ actual }) => actual)).toEqual([
      'one and four share 1',
      'two and three share 2',
    ])
  })

  test('are not shared by calls that have none', () => {
    expect(haveNumbersOfTheirOwn([withHeaders({}, 'one'), withHeaders({}, 'two'), numbered('three', '')], profile)).toEqual([])
  })

  test.each([
    ['to have one', haveRequestNumbers],
    ['to have one of its own', haveNumbersOfTheirOwn],
  ])('are no header of a hop that gives none: it is not asked %s', (_what, check) => {
    expect(() => check([withHeaders({})], loadProfile('aoai'))).toThrow(
      expect.objectContaining({ name: 'NotObservable', message: 'targets of the kind aoai give no request number of their own' }),
    )
  })
})
