import { describe, expect, test } from 'vitest'
import {
  answersLike,
  answersNoSuccess,
  answersWith,
  goesAsFarAs,
  isRefusedAsBadRequest,
  reachesTheModel,
} from '../../src/checks/status.ts'
import type { AttributedExchange, FreeRefusal } from '../../src/model.ts'
import { answer, attribution, exchange, failure, noAnswer } from '../exchanges.ts'

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
    expect(answersWith(exchange({ response: answer(null, 'hello') }), 200)).toMatchObject([{ actual: 'no status hello' }])
  })

  test.each([
    ['timeout', 'backend-timeout'],
    ['reset', 'upstream-error'],
    ['refused', 'upstream-error'],
  ] as const)('never came: %s means %s', (kind, cause) => {
    expect(answersWith(exchange(noAnswer(kind)), 200)).toMatchObject([{ cause, actual: expect.stringContaining(kind) }])
  })
})

describe('a path that nobody serves', () => {
  test.each([400, 401, 404, 405, 499])('may be answered with %i', (status) => {
    expect(answersNoSuccess(answering(status))).toEqual([])
  })

  test.each([
    [200, 'wrong-base-url'],
    [204, 'wrong-base-url'],
    [299, 'wrong-base-url'],
    [302, 'redirected'],
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
    [302, 'redirected'],
    [200, 'short-circuited'],
  ])('that is answered with %i means %s', (status, cause) => {
    expect(isRefusedAsBadRequest(answering(status), size)).toEqual([
      { exchange: 'call', cause, expected: 'status 400', actual: `${status} {"some":"words"}` },
    ])
  })

  test('that is never answered was not refused', () => {
    expect(isRefusedAsBadRequest(exchange(noAnswer('timeout')), size)).toMatchObject([{ cause: 'backend-timeout' }])
    expect(isRefusedAsBadRequest(cutOff(500), size)).toMatchObject([{ cause: 'upstream-error' }])
  })
})

describe('the way to the model', () => {
  test.each([
    ['the model itself', attribution('aoai')],
    ['a hop that cannot be told from the model', attribution('apim', { couldAlsoBe: ['aoai'] })],
    ["a relay, in whose words the model's still show", attribution('one-api', { reached: ['one-api', 'apim', 'aoai'] })],
  ])('is shown by a refusal of %s', (_who, written) => {
    expect(reachesTheModel(exchange({ attribution: written }), size)).toEqual([])
  })

  test.each([
    ['apim', 'apim wrote the refusal of the free probe, so the way behind it is not proven'],
    ['one-api', 'one-api wrote the refusal of the free probe, so the way behind it is not proven'],
    ['unknown', 'cannot tell which hop refused, so the way to aoai is not proven'],
  ] as const)('is not shown by a refusal of %s', (hop, words) => {
    expect(() => reachesTheModel(exchange({ attribution: attribution(hop) }), size)).toThrow(
      expect.objectContaining({ name: 'NotObservable', message: words }),
    )
  })

  test('is left open with the strongest reading', () => {
    const because = ['envelope: {statusCode, message}', 'words: Resource not found']
    expect(() => reachesTheModel(exchange({ attribution: attribution('apim', { because }) }), size)).toThrow(
      'not proven (envelope: {statusCode, message})',
    )
  })

  test('cannot be shown where nothing is refused for free', () => {
    expect(() => reachesTheModel(exchange(), null)).toThrow('the profile knows no request that is refused for free')
  })
})

describe('two requests that mean the same', () => {
  const probe = exchange({ id: 'probe' })
  const again = (response: AttributedExchange['response']): AttributedExchange => exchange({ id: 'again', response })

  test('are answered alike when status and error are the same, whatever else the answers say', () => {
    const other = again(answer(400, { error: { code: 'invalid_value', message: 'Invalid size (request id: 2).' } }))
    expect(answersLike(other, probe, 'upstream-error')).toEqual([])
  })

  test('are answered alike by hops that give no code', () => {
    const refusal = answer(422, { detail: 'Missing prompt' })
    expect(answersLike(again(refusal), exchange({ response: refusal }), 'upstream-error')).toEqual([])
  })

  test.each([
    ['another status', answer(404, { error: { code: 'invalid_value' } })],
    ['another error', answer(400, { error: { code: 'BadRequest', message: 'API version not supported' } })],
    ['an error without a code', answer(400, { error: { message: 'Invalid size.' } })],
    ['another envelope', answer(400, { statusCode: 400, message: 'Invalid size.' })],
    ['a page', answer(400, '<html>')],
    ['nothing at all', answer(400)],
  ])('are not answered alike with %s', (_what, response) => {
    expect(answersLike(again(response), probe, 'api-version-unsupported')).toEqual([
      {
        exchange: 'again',
        cause: 'api-version-unsupported',
        expected: `the answer of probe: 400 ${probe.response?.text}`,
        actual: expect.stringContaining(String(response.status)),
      },
    ])
  })

  test('are not answered alike when either is not answered, nor when both are not', () => {
    const lost = exchange({ id: 'again', ...noAnswer('reset') })
    expect(answersLike(lost, probe, 'upstream-error')).toMatchObject([{ exchange: 'again', cause: 'upstream-error' }])
    expect(answersLike(probe, lost, 'upstream-error')).toMatchObject([{ exchange: 'probe', cause: 'upstream-error' }])
    expect(answersLike(lost, exchange(noAnswer('reset')), 'upstream-error')).toHaveLength(1)
    expect(answersLike(cutOff(400), probe, 'upstream-error')).toHaveLength(1)
  })
})

describe('edits beside generations', () => {
  const generations = exchange({ id: 'probe-generations' })
  const edits = (change: Partial<AttributedExchange>): AttributedExchange => exchange({ operation: 'edits', ...change })

  test('get as far when both are refused by the same hop, each with an error of its own', () => {
    const response = answer(400, { error: { code: 'invalid_image_size', message: 'Invalid size.' } })
    expect(goesAsFarAs(edits({ response }), generations)).toEqual([])
  })

  test('get as far when they get further', () => {
    expect(goesAsFarAs(edits({}), exchange({ attribution: attribution('apim') }))).toEqual([])
  })

  test('get as far when nobody can tell how far either got', () => {
    const unknown = { attribution: attribution('unknown') }
    expect(goesAsFarAs(edits(unknown), exchange(unknown))).toEqual([])
  })

  test('end earlier with the 404 of a missing operation', () => {
    const response = answer(404, { statusCode: 404, message: 'Resource not found' })
    expect(goesAsFarAs(edits({ response, attribution: attribution('apim') }), generations)).toEqual([
      {
        exchange: 'probe-edits',
        cause: 'gateway-route-missing',
        expected: `as probe-generations, answered by aoai: 400 ${generations.response?.text}`,
        actual: 'answered by apim: 404 {"statusCode":404,"message":"Resource not found"}',
      },
    ])
  })

  test('end earlier when another hop refuses with the same status', () => {
    expect(goesAsFarAs(edits({ attribution: attribution('apim') }), generations)).toMatchObject([{ cause: 'request-rejected' }])
  })

  test('end earlier as far as the answer shows, when the hop that answered is all that is known', () => {
    const onlyAuthor = attribution('one-api', { reached: [] })
    expect(goesAsFarAs(edits({ attribution: onlyAuthor }), generations)).toHaveLength(1)
  })

  test.each([
    [401, 'client-credential-rejected'],
    [403, 'client-credential-rejected'],
    [500, 'upstream-error'],
  ])('differ with %i whoever answers, which means %s', (status, cause) => {
    expect(goesAsFarAs(edits({ response: answer(status) }), generations)).toMatchObject([{ cause }])
  })

  test('differ when they are not answered', () => {
    expect(goesAsFarAs(edits(noAnswer('timeout')), generations)).toMatchObject([{ cause: 'backend-timeout' }])
  })

  test.each([
    ['edits', attribution('unknown'), attribution('aoai')],
    ['generations', attribution('aoai'), attribution('unknown')],
  ])('cannot be compared when nobody can tell how far %s got', (_which, own, other) => {
    expect(() => goesAsFarAs(edits({ attribution: own }), exchange({ attribution: other }))).toThrow(
      'cannot tell how far probe-edits or probe-generations got',
    )
  })
})
