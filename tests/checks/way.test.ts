import { describe, expect, test } from 'vitest'
import { NotObservable } from '../../src/checks/check.ts'
import { answersLike, goesAsFarAs, isCarriedToTheModel, reachesTheModel } from '../../src/checks/status.ts'
import type { AttributedExchange, FreeRefusal } from '../../src/model.ts'
import { answer, attribution, drawn, exchange, failure, noAnswer, picture, undecodable } from '../exchanges.ts'

const size: FreeRefusal = { change: { size: '1x1' }, statuses: [400], refusedBy: 'aoai', because: 'No model draws it.' }

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

  test.each([[['envelope: {statusCode, message}', 'words: Resource not found']], [['envelope: {statusCode, message}']]])(
    'is left open with the strongest reading of %j',
    (because) => {
      expect(() => reachesTheModel(exchange({ attribution: attribution('apim', { because }) }), size)).toThrow(
        'not proven (envelope: {statusCode, message})',
      )
    },
  )

  test.each([
    ['the field', "Invalid value for 'Size'."],
    ['the field as part of its own name for it', 'Unsupported image_size.'],
    ['the value', '1X1 is not supported.'],
  ])('is shown by a refusal that names %s', (_what, message) => {
    expect(reachesTheModel(exchange({ response: answer(400, { error: { message } }) }), size)).toEqual([])
  })

  test('is shown by a refusal of which only the parsed body was recorded', () => {
    expect(reachesTheModel(exchange({ response: answer(400, { param: 'size' }, { text: null }) }), size)).toEqual([])
  })

  test('is shown by a refusal about one of several things that the probe gets wrong', () => {
    const several = { ...size, change: { prompt: null, model: 'No-Such' } }
    expect(reachesTheModel(exchange({ response: answer(400, 'Missing prompt') }), several)).toEqual([])
    expect(reachesTheModel(exchange({ response: answer(400, 'there is no no-such') }), several)).toEqual([])
    expect(reachesTheModel(exchange({ response: answer(400, 'null is bad') }), several)).toMatchObject([
      { expected: 'a refusal about prompt, model, which is what the probe gets wrong' },
    ])
  })

  test('is shown by a short name only where it stands alone', () => {
    const short = { ...size, change: { top: 99 } }
    for (const words of ['top is too high', 'at most 10, not "99"'])
      expect(reachesTheModel(exchange({ response: answer(400, words) }), short)).toEqual([])
    expect(reachesTheModel(exchange({ response: answer(400, 'stopped (request id: 1999)') }), short)).toHaveLength(1)
  })

  test.each([
    ['API version not supported', attribution('aoai')],
    ['Unsupported content type', attribution('apim')],
  ])('is not shown by a refusal about anything else: "%s"', (words, written) => {
    const response = answer(400, words)
    expect(reachesTheModel(exchange({ id: 'probe', response, attribution: written }), size)).toEqual([
      {
        exchange: 'probe',
        cause: 'request-rejected',
        expected: 'a refusal about size, which is what the probe gets wrong',
        actual: `400 ${words}`,
      },
    ])
  })

  test.each(['unknown', 'one-api'] as const)('cannot be shown by a refusal of %s that says nothing', (hop) => {
    const response = answer(400, 'bad response status code 400')
    expect(() => reachesTheModel(exchange({ response, attribution: attribution(hop) }), size)).toThrow(NotObservable)
  })

  test('cannot be shown where no answer came', () => {
    const lost = exchange({ ...noAnswer(), attribution: attribution('unknown') })
    expect(() => reachesTheModel(lost, size)).toThrow('cannot tell which hop refused')
  })

  test('cannot be shown where nothing is refused for free', () => {
    expect(() => reachesTheModel(exchange(), null)).toThrow('the profile knows no request that is refused for free')
  })
})

describe('the free refusal in another form', () => {
  const sizeRefused = { error: { message: "Invalid value: '1x1'.", param: 'size' } }

  test('is carried to the model when its refusal is about the same field', () => {
    expect(isCarriedToTheModel(exchange({ response: answer(400, sizeRefused) }), size)).toEqual([])
  })

  test.each([
    ['a missing route', { response: answer(404, sizeRefused) }, 'gateway-route-missing'],
    ['a status that is not that of a refusal', { response: answer(500, sizeRefused) }, 'wrong-refusal'],
    ['a picture', drawn([picture()]), 'wrong-refusal'],
    ['a refused credential', { response: answer(401, sizeRefused) }, 'client-credential-rejected'],
    ['silence', noAnswer(), 'backend-timeout'],
  ])('is not carried there when the answer is %s', (_what, answered, cause) => {
    expect(isCarriedToTheModel(exchange({ id: 'array', ...answered }), size)).toEqual([
      { exchange: 'array', cause, expected: 'status 400', actual: expect.any(String) },
    ])
  })

  test('is not carried there whole when the model refuses the form itself', () => {
    const response = answer(400, "Unknown parameter: 'image[]'.")
    expect(isCarriedToTheModel(exchange({ response }), size)).toMatchObject([
      {
        cause: 'request-rejected',
        expected: expect.stringContaining('a refusal about size'),
        actual: "400 Unknown parameter: 'image[]'.",
      },
    ])
  })

  test.each(['one-api', 'apim', 'unknown'] as const)('cannot be followed to the model when %s refuses it', (hop) => {
    expect(() => isCarriedToTheModel(exchange({ attribution: attribution(hop) }), size)).toThrow(NotObservable)
  })

  test('cannot be told where the profile knows none, unless nothing is refused at all', () => {
    expect(() => isCarriedToTheModel(exchange(), null)).toThrow(NotObservable)
    expect(isCarriedToTheModel(exchange(noAnswer()), null)).toMatchObject([{ cause: 'backend-timeout' }])
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

  test('are not answered alike where one is drawn, whatever they differ in: that is a refusal that did not come', () => {
    const other = exchange({ id: 'again', ...drawn([picture()]) })
    expect(answersLike(other, probe, 'api-version-unsupported')).toMatchObject([{ exchange: 'again', cause: 'wrong-refusal' }])
    expect(answersLike(other, exchange({ id: 'first', ...drawn([picture()]) }), 'upstream-error')).toEqual([])
  })

  test('are not answered alike when either is not answered, nor when both are not', () => {
    const lost = exchange({ id: 'again', ...noAnswer('reset') })
    expect(answersLike(lost, probe, 'upstream-error')).toMatchObject([{ exchange: 'again', cause: 'upstream-error' }])
    expect(answersLike(probe, lost, 'upstream-error')).toMatchObject([{ exchange: 'probe', cause: 'upstream-error' }])
    expect(answersLike(lost, exchange(noAnswer('reset')), 'upstream-error')).toHaveLength(1)
    expect(answersLike(exchange({ failure: failure('cut-off') }), probe, 'upstream-error')).toHaveLength(1)
    expect(answersLike(probe, exchange({ failure: failure('cut-off') }), 'upstream-error')).toHaveLength(1)
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

  test('get as far when a hop on the way did not show', () => {
    expect(goesAsFarAs(edits({ attribution: attribution('aoai', { reached: ['one-api', 'aoai'] }) }), generations)).toEqual([])
  })

  test('get as far when nobody can tell how far either got', () => {
    const unknown = { attribution: attribution('unknown') }
    expect(goesAsFarAs(edits(unknown), exchange(unknown))).toEqual([])
  })

  test('get as far when the model draws what it ought to refuse', () => {
    expect(goesAsFarAs(edits(drawn([picture()])), generations)).toEqual([])
    expect(goesAsFarAs(edits(drawn([undecodable('it is empty')])), generations)).toMatchObject([{ cause: 'short-circuited' }])
    const mocked = { ...drawn([picture()]), attribution: attribution('apim') }
    expect(goesAsFarAs(edits(mocked), generations)).toMatchObject([{ cause: 'short-circuited' }])
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
