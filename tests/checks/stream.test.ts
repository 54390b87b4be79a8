import { describe, expect, test } from 'vitest'
import { NotObservable } from '../../src/checks/check.ts'
import {
  answersWithStreams,
  comeToTheirEnd,
  describeTheirPictures,
  endWithPictures,
  isRefusedBeforeTheStream,
  matchEventSchemas,
  nameTheirEvents,
  reportUsageAtTheirEnd,
  sendNoMoreThanAsked,
  sendPartialImages,
} from '../../src/checks/stream.ts'
import type { Answer, AttributedExchange, Json, Picture, StreamEvent } from '../../src/model.ts'
import { loadProfile } from '../../src/target/profile.ts'
import { answer, exchange, failure, noAnswer, picture, undecodable } from '../exchanges.ts'

const profile = loadProfile('oneapi-apim-aoai')
const STREAM = { 'content-type': 'text/event-stream; charset=utf-8' }

const usage = {
  total_tokens: 30,
  input_tokens: 10,
  output_tokens: 20,
  input_tokens_details: { text_tokens: 10, image_tokens: 0 },
} as const
const described = {
  b64_json: '[picture]',
  created_at: 1_750_000_000,
  size: '1024x1024',
  quality: 'low',
  background: 'opaque',
  output_format: 'png',
} as const

const event = (name: string, data: Json): StreamEvent => ({ event: name, data, atMs: 1000 })
const partial = (index: number, change: Readonly<Record<string, Json>> = {}, prefix = 'image_generation'): StreamEvent => {
  const type = `${prefix}.partial_image`
  return event(type, { type, ...described, partial_image_index: index, ...change })
}
const completed = (change: Readonly<Record<string, Json>> = {}, prefix = 'image_generation'): StreamEvent => {
  const type = `${prefix}.completed`
  return event(type, { type, ...described, usage, ...change })
}
const failing = (message = 'The server had an error'): StreamEvent =>
  event('error', { type: 'error', error: { message, type: 'server_error', param: null, code: null } })
const DONE: StreamEvent = { event: null, data: '[DONE]', atMs: 1000 }
const PING: StreamEvent = { event: 'keepalive', data: { type: 'keepalive' }, atMs: 1 }

/** A stream of these events, of a request for `asked` partial images; each event of an image brought a picture. */
function stream(asked: number, events: readonly StreamEvent[], change: Partial<Answer> = {}): AttributedExchange {
  const pictures: readonly Picture[] = events.filter(({ event }) => event !== null && /^image/.test(event)).map(() => picture())
  return exchange({
    id: `stream-${asked}`,
    request: {
      method: 'POST',
      url: 'https://gateway.test',
      headers: {},
      body: { stream: true, partial_images: asked },
      parts: [],
    },
    response: answer(200, 'event: ...', { headers: STREAM, events, pictures, ...change }),
    billing: 'paid',
  })
}

const sound = [stream(0, [completed()]), stream(2, [PING, partial(0), partial(1), completed(), DONE])]

describe('streams as they should be', () => {
  test.each<[string, (streams: readonly AttributedExchange[]) => readonly unknown[]]>([
    ['are streams', answersWithStreams],
    ['come to their end', comeToTheirEnd],
    ['name their events', nameTheirEvents],
    ['match their schemas', matchEventSchemas],
    ['describe their pictures', describeTheirPictures],
    ['send no more than was asked for', sendNoMoreThanAsked],
    ['send partial images', sendPartialImages],
    ['end with their picture', (streams) => endWithPictures(streams, profile)],
    ['report usage', reportUsageAtTheirEnd],
  ])('%s', (_what, check) => {
    expect(check(sound)).toEqual([])
  })

  test('of edits have names of their own', () => {
    const edit = { ...stream(1, [partial(0, {}, 'image_edit'), completed({}, 'image_edit')]), operation: 'edits' as const }
    expect(nameTheirEvents([edit])).toEqual([])
  })
})

describe('a request for a stream', () => {
  test('that is refused is no stream', () => {
    expect(answersWithStreams([exchange()])).toMatchObject([{ cause: 'request-rejected', expected: 'status 200' }])
  })

  test('that gets no answer is no stream', () => {
    expect(answersWithStreams([exchange(noAnswer())])).toMatchObject([{ cause: 'backend-timeout' }])
  })

  test('that brings the picture in one JSON lost its stream parameter on the way', () => {
    const whole = stream(1, [], { headers: { 'content-type': 'application/json' }, pictures: [picture()] })
    expect(answersWithStreams([whole])).toMatchObject([{ cause: 'parameter-ignored', expected: 'text/event-stream' }])
  })

  test('that brings something else is no stream', () => {
    expect(answersWithStreams([stream(1, [], { headers: {} })])).toMatchObject([
      { cause: 'response-not-json', actual: expect.stringContaining('no content type') },
    ])
  })

  test('that is cut off has begun as one', () => {
    expect(answersWithStreams([{ ...stream(1, [partial(0)]), failure: failure('cut-off') }])).toEqual([])
  })
})

describe('a stream that does not come to its end', () => {
  test.each<[string, AttributedExchange, string]>([
    ['is cut off', { ...stream(1, [partial(0)]), failure: failure('cut-off') }, '1 event, then no whole answer (cut-off'],
    ['hangs', { ...stream(1, []), failure: failure('timeout') }, '0 events, then no whole answer (timeout'],
    ['lacks its last event', stream(2, [partial(0), partial(1)]), '2 events, none of them completed'],
    ['is empty', stream(0, []), '0 events, none of them completed'],
    [
      'ends in an error',
      stream(1, [partial(0), failing()]),
      'an error event: {"type":"error","error":{"message":"The server had',
    ],
    ['ends in an error without a name', stream(0, [{ ...failing(), event: null }]), 'an error event'],
    ['has an error behind its picture', stream(0, [completed(), failing()]), 'an error event'],
    ['was never one', exchange(noAnswer('reset')), '0 events, then no whole answer (reset'],
  ])('%s', (_what, broken, words) => {
    expect(comeToTheirEnd([sound[0] ?? broken, broken])).toEqual([
      {
        exchange: broken.id,
        cause: 'stream-broken',
        expected: 'a stream that ends with the finished picture',
        actual: expect.stringContaining(words),
      },
    ])
  })
})

describe('events that are not named as they should be', () => {
  test.each<[string, readonly StreamEvent[], string, string]>([
    ['have no name', [{ ...completed(), event: null }], 'event: image_generation.completed', 'event: null'],
    [
      'have that of another operation',
      [completed({}, 'image_edit')],
      'event: image_generation.completed',
      'event: image_edit.completed',
    ],
    [
      'have another in their data',
      [completed({ type: 'image_edit.completed' })],
      'event: image_generation.completed',
      'type: "image_edit.completed"',
    ],
    ['complete twice', [completed(), completed()], 'one completed event', 'the events completed, completed'],
    ['go on behind the end', [completed(), partial(0)], 'one completed event', 'the events completed, partial'],
    ['go on behind a later end', [partial(0), completed(), partial(1)], 'one completed event', 'partial, completed, partial'],
    ['count from 1', [partial(1), partial(2), completed()], 'numbered upwards from 0 to 1', '1, 2'],
    ['count downwards', [partial(1), partial(0), completed()], 'numbered upwards from 0 to 1', '1, 0'],
    ['count none', [partial(0), partial(0), completed()], 'numbered upwards from 0 to 1', '0, 0'],
    ['count below 0', [partial(-1), completed()], 'numbered upwards from 0 to 1', '-1'],
  ])('%s', (_what, events, expected, actual) => {
    expect(nameTheirEvents([stream(2, events)])).toContainEqual({
      exchange: 'stream-2',
      cause: 'stream-broken',
      expected: expect.stringContaining(expected),
      actual: expect.stringContaining(actual),
    })
  })

  test('are told of three times at most', () => {
    const nameless = [partial(0), partial(1), partial(2), completed()].map((one) => ({ ...one, event: null }))
    expect(nameTheirEvents([stream(3, nameless)])).toHaveLength(3)
  })

  test.each<[string, readonly StreamEvent[]]>([
    ['a partial image that a quick model left out', [partial(1), completed()]],
    [
      'more partial images than were asked for, which is told elsewhere',
      [partial(0), partial(1), partial(2), partial(3), completed()],
    ],
    ['a stream without its end, which is told elsewhere', [partial(0), partial(1)]],
    [
      'data that cannot be read, which is told elsewhere',
      [event('image_generation.partial_image', '{{'), event('image_generation.completed', '{{')],
    ],
  ])('are not %s', (_what, events) => {
    expect(nameTheirEvents([stream(2, events)])).toEqual([])
  })
})

test('events that are not as their schema says are shown', () => {
  const wrong = [partial(-1), event('image_generation.completed', '{{"type"')]
  expect(matchEventSchemas([stream(1, wrong)])).toMatchObject([
    {
      cause: 'stream-broken',
      expected: 'schemas/stream-partial-image.json',
      actual: expect.stringMatching(/^partial_image_index must be >= 0: \{"type"/),
    },
    { cause: 'stream-broken', expected: 'schemas/stream-completed.json', actual: 'the body must be object: {{"type"' },
  ])
})

test('events that do not describe their picture are told by what they lack', () => {
  expect(describeTheirPictures([stream(1, [partial(0, { size: null }), completed({ quality: null })])])).toMatchObject([
    { cause: 'response-schema', actual: 'events without size, quality' },
  ])
})

describe('partial images', () => {
  test('are not to be more than were asked for', () => {
    expect(sendNoMoreThanAsked([stream(1, [partial(0), partial(1), completed()]), stream(0, [completed()])])).toEqual([
      { exchange: 'stream-1', cause: 'parameter-ignored', expected: 'at most 1 partial images', actual: '2 partial images' },
    ])
  })

  test('are asked for in a form, too', () => {
    const part = { name: 'partial_images', filename: null, contentType: null, bytes: 1, value: '1', picture: null }
    const { response } = stream(0, [partial(0), completed()])
    const request = { method: 'POST', url: '', headers: {}, body: null, parts: [part] }
    expect(sendNoMoreThanAsked([exchange({ request, response })])).toEqual([])
  })

  test('may be left out of some streams', () => {
    expect(sendPartialImages([stream(1, [completed()]), stream(3, [partial(0), completed()])])).toEqual([])
  })

  test('are not to be left out of all', () => {
    expect(sendPartialImages([stream(0, [completed()]), stream(1, [completed()]), stream(3, [completed()])])).toMatchObject([
      { exchange: 'stream-1', cause: 'parameter-ignored', expected: 'up to 1 partial images' },
      { exchange: 'stream-3', cause: 'parameter-ignored', expected: 'up to 3 partial images' },
    ])
  })

  test('that nobody asked for cannot be missed', () => {
    expect(() => sendPartialImages([stream(0, [completed()])])).toThrow(NotObservable)
  })
})

describe('the picture at the end', () => {
  const ending = (...pictures: readonly Picture[]): readonly AttributedExchange[] => [
    stream(1, [partial(0), completed()], { pictures }),
  ]

  test.each<[string, readonly Picture[], string]>([
    ['is none', [], 'image-count-mismatch'],
    ['cannot be decoded', [picture(), undecodable('cut')], 'image-undecodable'],
    ['has a partial image before it that cannot be decoded', [undecodable('cut'), picture()], 'image-undecodable'],
    ['has another format', [picture(), picture({ format: 'jpeg' })], 'image-format-mismatch'],
    ['has another size', [picture(), picture({ width: 512 })], 'image-size-mismatch'],
    ['is one flat colour', [picture(), picture({ contrast: 0 })], 'image-undecodable'],
  ])('%s', (_what, pictures, cause) => {
    expect(endWithPictures(ending(...pictures), profile)).toMatchObject([{ exchange: 'stream-1', cause }])
  })

  test('is the last one: a partial image may be small, or one flat colour still', () => {
    expect(endWithPictures(ending(picture({ width: 256, contrast: 0 }), picture()), profile)).toEqual([])
  })

  test('has any size where the target chooses it', () => {
    expect(endWithPictures(ending(picture(), picture({ width: 512 })), loadProfile('generic'))).toEqual([])
  })

  test('is no partial image', () => {
    expect(endWithPictures([stream(1, [partial(0)])], profile)).toMatchObject([{ cause: 'image-count-mismatch' }])
  })

  test('is missing where no answer came', () => {
    expect(endWithPictures([exchange(noAnswer())], profile)).toMatchObject([{ cause: 'image-count-mismatch', actual: '0' }])
  })
})

describe('usage', () => {
  test('is missed in the completed event', () => {
    expect(reportUsageAtTheirEnd([stream(0, [completed({ usage: null })])])).toMatchObject([{ cause: 'response-schema' }])
  })

  test('adds up', () => {
    expect(reportUsageAtTheirEnd([stream(0, [completed({ usage: { ...usage, total_tokens: 31 } })])])).toMatchObject([
      { cause: 'response-schema', actual: 'total_tokens = 31' },
    ])
  })
})

describe('a bad request for a stream', () => {
  const refused = (change: Partial<AttributedExchange>) =>
    isRefusedBeforeTheStream(exchange(change), profile.freeRefusal.generations, profile.envelopes)

  test('is refused like any other', () => {
    expect(refused({})).toEqual([])
  })

  test('is not refused in a stream', () => {
    expect(refused({ response: answer(200, 'event: error', { headers: STREAM, events: [failing()] }) })).toMatchObject([
      {
        cause: 'error-status-200',
        expected: '400 and a JSON error',
        actual: expect.stringMatching(/^a stream: 200 event: error/),
      },
    ])
  })

  test('is not drawn', () => {
    expect(refused({ response: stream(0, [completed()]).response })).toMatchObject([{ cause: 'wrong-refusal' }])
  })

  test('is not refused by silence', () => {
    expect(refused(noAnswer())).toMatchObject([{ cause: 'backend-timeout' }])
  })

  test('is not refused in text', () => {
    expect(refused({ response: answer(400, 'Bad Request') })).toMatchObject([{ cause: 'response-not-json' }])
  })

  test('is not a missing route', () => {
    expect(refused({ response: answer(404, { error: { message: 'no' } }) })).toMatchObject([{ cause: 'gateway-route-missing' }])
  })

  test('is told where the profile knows no refusal', () => {
    const stream = exchange({ response: answer(200, 'event: error', { headers: STREAM, events: [failing()] }) })
    expect(isRefusedBeforeTheStream(stream, null, profile.envelopes)).toMatchObject([{ expected: '400 and a JSON error' }])
  })
})
