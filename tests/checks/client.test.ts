import { describe, expect, test } from 'vitest'
import { givesEvents, givesPictures, givesText } from '../../src/checks/client.ts'
import type { Answer, AttributedExchange, ClientResult, Json, Problem, StreamEvent } from '../../src/model.ts'
import { loadProfile } from '../../src/target/profile.ts'
import { answer, exchange, failure, noAnswer, picture } from '../exchanges.ts'

const profile = loadProfile('oneapi-apim-aoai')
const URL_OF_GENERATIONS = 'https://gateway.test/v1/images/generations'
const JSON_TYPE = { 'Content-Type': 'application/json' }

const called = (result: ClientResult, change: Partial<AttributedExchange> = {}): AttributedExchange =>
  exchange({
    id: 'client-generate',
    request: { method: 'POST', url: URL_OF_GENERATIONS, headers: {}, body: { prompt: 'a pear', n: 1 }, parts: [] },
    response: drawing(),
    client: { name: 'OpenAI 6.49.0', method: 'images.generate', result },
    ...change,
  })

const drawing = (change: Partial<Answer> = {}): Answer =>
  answer(
    200,
    { created: 1_750_000_000, data: [{ b64_json: 'picture' }] },
    { headers: JSON_TYPE, pictures: [picture()], ...change },
  )

const byHand = called({ kind: 'pictures', count: 1 }, { id: 'generate', client: null })
const one: ClientResult = { kind: 'pictures', count: 1 }
const threw: ClientResult = { kind: 'threw', error: 'SyntaxError', message: 'Unexpected token' }
const text: ClientResult = { kind: 'unusable', what: 'a string where an object is due' }

const causes = (problems: readonly Problem[]): readonly string[] => problems.map(({ cause }) => cause)

describe('a picture through images.generate or images.edit', () => {
  test('is given back', () => {
    expect(givesPictures(called(one), byHand, profile)).toEqual([])
  })

  test('that is refused where the same call by hand is taken is told beside that call', () => {
    const refused = called(threw, { response: answer(403, { message: 'Forbidden' }) })
    expect(givesPictures(refused, byHand, profile)).toEqual([
      {
        exchange: 'client-generate',
        cause: 'client-credential-rejected',
        expected: 'status 200, as the same call by hand (generate) gets',
        actual: '403 {"message":"Forbidden"}',
      },
    ])
  })

  test.each([
    ['was refused too', { response: answer(404) }],
    ['was cut off', { failure: failure('cut-off') }],
    ['got no answer', noAnswer()],
  ])('that is refused is not told beside a call by hand that %s', (_how, ended) => {
    const [problem] = givesPictures(called(threw, { response: answer(404) }), { ...byHand, ...ended }, profile)
    expect(problem).toMatchObject({ cause: 'gateway-route-missing', expected: 'status 200' })
  })

  test('that is asked for at another address is the fault of the client', () => {
    const request = { ...byHand.request, url: 'https://gateway.test/openai/images/edits?api-version=1' }
    const [problem] = givesPictures(called(threw, { request, response: answer(404) }), byHand, profile)
    expect(problem).toMatchObject({
      cause: 'client-fault',
      expected: `a call of ${URL_OF_GENERATIONS}, as by hand`,
      actual: `a call of ${request.url}: 404, empty body`,
    })
  })

  test('that is asked for with the parameters of the query in another order is not', () => {
    const at = (query: string, response: Answer): Partial<AttributedExchange> => ({
      request: { ...byHand.request, url: `${URL_OF_GENERATIONS}?${query}` },
      response,
    })
    const [problem] = givesPictures(
      called(threw, at('b=2&a=1', answer(500))),
      { ...byHand, ...at('a=1&b=2', drawing()) },
      profile,
    )
    expect(problem?.cause).toBe('upstream-error')
  })

  test('that the answer does not hold is missed in the answer, not in the client', () => {
    const empty = drawing({ pictures: [] })
    expect(causes(givesPictures(called({ kind: 'pictures', count: 0 }, { response: empty }), byHand, profile))).toEqual([
      'image-count-mismatch',
    ])
  })

  test.each([
    ['text/plain; charset=utf-8', 'response-not-json'],
    ['text/plain; instead-of=application/json', 'response-not-json'],
    ['text/json', 'response-not-json'],
    ['application/json ; charset=utf-8', 'client-fault'],
    ['Application/JSON', 'client-fault'],
    ['application/json; charset=utf-8', 'client-fault'],
    ['application/vnd.api+json', 'client-fault'],
  ])('that the client cannot read in an answer of the type %s: %s', (type, cause) => {
    const [problem] = givesPictures(called(text, { response: drawing({ headers: { 'content-type': type } }) }), byHand, profile)
    expect(problem).toEqual({
      exchange: 'client-generate',
      cause,
      expected: 'the official client to give back the picture of the answer',
      actual: `OpenAI 6.49.0 gave back a string where an object is due (Content-Type: ${type})`,
    })
  })

  test('that the client cannot read in an answer without a type is the fault of the answer', () => {
    const [problem] = givesPictures(called(text, { response: drawing({ headers: {} }) }), byHand, profile)
    expect(problem).toMatchObject({ cause: 'response-not-json', actual: expect.stringContaining('(Content-Type: none)') })
  })

  test('that the client leaves out is its own fault', () => {
    const [problem] = givesPictures(called({ kind: 'pictures', count: 0 }), byHand, profile)
    expect(problem).toMatchObject({ cause: 'client-fault', actual: expect.stringContaining('gave back 0 pictures') })
  })

  test('that the client throws away is its own fault, in its own words', () => {
    const [problem] = givesPictures(called(threw), byHand, profile)
    expect(problem).toMatchObject({
      cause: 'client-fault',
      actual: 'OpenAI 6.49.0 threw SyntaxError: Unexpected token (Content-Type: application/json)',
    })
  })
})

describe('the events of a stream', () => {
  const event = (data: Json): StreamEvent => ({ event: null, data, atMs: 1 })
  const completed = event({ type: 'image_generation.completed', b64_json: 'picture' })
  const streaming = (events: readonly StreamEvent[]): Pick<AttributedExchange, 'response'> => ({
    response: answer(200, 'events', { headers: { 'content-type': 'text/event-stream' }, events, pictures: [picture()] }),
  })
  const all: ClientResult = { kind: 'events', types: ['image_generation.completed'] }

  test('are given back to the end', () => {
    expect(givesEvents(called(all, streaming([completed])), byHand)).toEqual([])
  })

  test('that are asked for at another address are the fault of the client', () => {
    const request = { ...byHand.request, url: 'https://gateway.test/images/generations' }
    expect(causes(givesEvents(called(threw, { request, response: answer(404) }), byHand))).toEqual(['client-fault'])
  })

  test('that never came are missed in the answer', () => {
    expect(causes(givesEvents(called(threw, noAnswer()), byHand))).toEqual(['backend-timeout'])
  })

  test('that come in one JSON are missed in the answer', () => {
    expect(causes(givesEvents(called({ kind: 'events', types: [] }), byHand))).toEqual(['parameter-ignored'])
  })

  test('that end too soon are missed in the answer', () => {
    expect(causes(givesEvents(called({ kind: 'events', types: [] }, streaming([])), byHand))).toEqual(['stream-broken'])
  })

  test('that break off are missed in the answer, whatever the client makes of it', () => {
    const cut = called(threw, { ...streaming([]), failure: failure('cut-off') })
    const [problem] = givesEvents(cut, byHand)
    expect(problem).toMatchObject({ cause: 'stream-broken', actual: expect.stringContaining('cut-off') })
  })

  test.each([
    ['behind', [completed]],
    ['lost behind', []],
  ])('among which is one that is no JSON are the fault of the stream, with the completed one %s it', (_where, behind) => {
    const [problem] = givesEvents(called(threw, streaming([event('ping'), ...behind])), byHand)
    expect(problem).toMatchObject({ cause: 'stream-broken', actual: expect.stringContaining('threw SyntaxError') })
  })

  test('among which is one that is no JSON are given back by a client that passes over it', () => {
    expect(givesEvents(called(all, streaming([event('ping'), completed])), byHand)).toEqual([])
  })

  test('that end in an error are broken: the client throws what the stream says', () => {
    const error = event({ error: { message: 'The server had an error', type: 'server_error' } })
    const thrown: ClientResult = { kind: 'threw', error: 'APIError', message: 'The server had an error' }
    expect(givesEvents(called(thrown, streaming([error])), byHand)).toMatchObject([
      { cause: 'stream-broken', actual: expect.stringContaining('an error event') },
    ])
  })

  test('that end with [DONE] are whole, and a client that throws on them is at fault', () => {
    expect(causes(givesEvents(called(threw, streaming([completed, event('[DONE]')])), byHand))).toEqual(['client-fault'])
  })

  test.each<[ClientResult, string]>([
    [{ kind: 'events', types: [] }, 'gave back no event'],
    [{ kind: 'events', types: ['image_generation.partial_image'] }, 'gave back the events image_generation.partial_image'],
    [text, 'gave back a string where an object is due'],
  ])('to the completed one are there, and a client that has %j is at fault', (result, words) => {
    const [problem] = givesEvents(called(result, streaming([completed])), byHand)
    expect(problem).toMatchObject({ cause: 'client-fault', actual: expect.stringContaining(words) })
  })
})

describe('the text of a chat', () => {
  const chatting = (body: Json, result: ClientResult, headers = JSON_TYPE): AttributedExchange =>
    called(result, { response: answer(200, body, { headers }) })
  const completion = { choices: [{ message: { role: 'assistant', content: 'ok' } }] }
  const ok: ClientResult = { kind: 'text', text: 'ok' }

  test('is given back', () => {
    expect(givesText(chatting(completion, ok))).toEqual([])
  })

  test.each([
    ['a refusal', called(threw, { response: answer(404) }), 'gateway-route-missing'],
    ['no JSON', chatting('hello', text), 'response-not-json'],
    ['no choices', chatting({}, threw), 'response-schema'],
    ['empty choices', chatting({ choices: [] }, threw), 'response-schema'],
    ['a choice without a text', chatting({ choices: [{ message: { content: null } }] }, text), 'response-schema'],
    ['another type', chatting(completion, text, { 'Content-Type': 'text/plain' }), 'response-not-json'],
    ['what only the client cannot read', chatting(completion, threw), 'client-fault'],
  ])('is missed in %s', (_what, exchange, cause) => {
    expect(causes(givesText(exchange))).toEqual([cause])
  })
})
