import { describe, expect, test } from 'vitest'
import { answersNoSuccess, answersWith, isRefusedAsBadRequest } from '../../src/checks/status.ts'
import type { AttributedExchange, FreeRefusal } from '../../src/model.ts'
import { answer, exchange, failure, noAnswer, picture } from '../exchanges.ts'

const answering = (status: number): AttributedExchange => exchange({ id: 'call', response: answer(status, { some: 'words' }) })
/** The whole answer stands there but for its end. */
const cutOff = (status: number): AttributedExchange => exchange({ response: answer(status), failure: failure('cut-off') })

const size: FreeRefusal = { change: { size: '1x1' }, statuses: [400], refusedBy: 'aoai', because: 'No model draws it.' }

describe('a status that was asked for', () => {
  test.each([
    [200, [200]],
    [404, [404, 405]],
    [405, [404, 405]],
  ])('%i is one of %j', (status, statuses) => {
    expect(answersWith(answering(status), ...statuses)).toEqual([])
  })

  test.each([
    [200, 'short-circuited'],
    [204, 'short-circuited'],
    [299, 'short-circuited'],
    [300, 'redirected'],
    [302, 'redirected'],
    [399, 'redirected'],
    [400, 'request-rejected'],
    [401, 'client-credential-rejected'],
    [403, 'client-credential-rejected'],
    [404, 'gateway-route-missing'],
    [405, 'request-rejected'],
    [422, 'request-rejected'],
    [499, 'request-rejected'],
    [500, 'upstream-error'],
    [504, 'upstream-error'],
  ])('is not %i, which means %s when the answer says no more', (status, cause) => {
    expect(answersWith(answering(status), 418, 201)).toEqual([
      { exchange: 'call', cause, expected: 'status 418 or 201', actual: `${status} {"some":"words"}` },
    ])
  })

  test('does not count when the answer was cut off', () => {
    expect(answersWith(cutOff(200), 200)).toMatchObject([
      { cause: 'upstream-error', actual: expect.stringContaining('cut-off in the middle of the answer') },
    ])
  })

  test('does not count when it was lost in the recording', () => {
    expect(answersWith(exchange({ response: answer(null, 'hello') }), 200)).toMatchObject([
      { cause: 'request-rejected', actual: 'no status hello' },
    ])
  })

  test.each([
    ['timeout', 'backend-timeout'],
    ['reset', 'upstream-error'],
    ['refused', 'upstream-error'],
  ] as const)('never came: %s means %s', (kind, cause) => {
    expect(answersWith(exchange(noAnswer(kind)), 200)).toMatchObject([{ cause, actual: expect.stringContaining(kind) }])
  })
})

test('a picture with another status than 200 comes of whoever sets the status', () => {
  const created = exchange({ response: answer(201, {}, { pictures: [picture()] }) })
  expect(answersWith(created, 200)).toMatchObject([{ cause: 'response-schema' }])
})

describe('a path that nobody serves', () => {
  test.each([400, 401, 404, 405, 499])('may be answered with %i', (status) => {
    expect(answersNoSuccess(answering(status))).toEqual([])
  })

  test.each([
    [200, 'wrong-base-url'],
    [204, 'wrong-base-url'],
    [299, 'wrong-base-url'],
    [300, 'redirected'],
    [399, 'redirected'],
    [500, 'upstream-error'],
    [501, 'upstream-error'],
  ])('may not be answered with %i, which means %s', (status, cause) => {
    expect(answersNoSuccess(answering(status))).toEqual([
      { exchange: 'call', cause, expected: 'an error status (4xx)', actual: `${status} {"some":"words"}` },
    ])
  })

  test('must be answered, and wholly', () => {
    expect(answersNoSuccess(exchange(noAnswer('timeout')))).toMatchObject([{ cause: 'backend-timeout' }])
    expect(answersNoSuccess(cutOff(404))).toMatchObject([{ cause: 'upstream-error' }])
  })
})

describe('a bad request', () => {
  test('is refused with the status that the profile names', () => {
    expect(isRefusedAsBadRequest(answering(400), size)).toEqual([])
  })

  test.each([400, 422])('is refused with %i where the profile names none', (status) => {
    expect(isRefusedAsBadRequest(answering(status), null)).toEqual([])
  })

  test.each([
    [422, 'wrong-refusal'],
    [405, 'wrong-refusal'],
    [413, 'wrong-refusal'],
    [500, 'wrong-refusal'],
    [503, 'wrong-refusal'],
    [404, 'gateway-route-missing'],
    [401, 'client-credential-rejected'],
    [403, 'client-credential-rejected'],
    [399, 'redirected'],
    [200, 'short-circuited'],
  ])('that is answered with %i means %s', (status, cause) => {
    expect(isRefusedAsBadRequest(answering(status), size)).toEqual([
      { exchange: 'call', cause, expected: 'status 400', actual: `${status} {"some":"words"}` },
    ])
  })

  test('that is refused with 400 where the profile says 422 means wrong-refusal', () => {
    expect(isRefusedAsBadRequest(answering(400), { ...size, statuses: [422] })).toMatchObject([{ cause: 'wrong-refusal' }])
  })

  test('that is fulfilled instead means wrong-refusal: somebody paid for the picture', () => {
    const response = answer(200, { data: [] }, { pictures: [picture()] })
    expect(isRefusedAsBadRequest(exchange({ response }), size)).toMatchObject([
      { cause: 'wrong-refusal', expected: 'status 400' },
    ])
  })

  test('that is never answered was not refused', () => {
    expect(isRefusedAsBadRequest(exchange(noAnswer('timeout')), size)).toMatchObject([{ cause: 'backend-timeout' }])
    expect(isRefusedAsBadRequest(cutOff(500), size)).toMatchObject([{ cause: 'upstream-error' }])
  })
})
