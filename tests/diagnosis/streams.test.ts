import { describe, expect, test } from 'vitest'
import { diagnose } from '../../src/diagnosis/diagnose.ts'
import { environmentOf } from '../../src/diagnosis/environment.ts'
import { readAll } from '../../src/diagnosis/read-all.ts'
import type {
  Answer,
  AttributedExchange,
  ConfigurationFinding,
  Diagnosis,
  Json,
  Judgement,
  Problem,
  StreamEvent,
} from '../../src/model.ts'
import { answer, drawn, exchange, failure, noAnswer, picture } from '../exchanges.ts'
import { targetWith } from '../run/targets.ts'
import { completed, error, event, partial } from './events.ts'

const target = targetWith('oneapi-apim-aoai')
const STREAM = { 'Content-Type': 'text/event-stream', 'X-Oneapi-Request-Id': '1' }
const request = {
  method: 'POST',
  url: 'https://gateway.test/v1/images/generations',
  headers: {},
  body: { stream: true, partial_images: 1 },
  parts: [],
}

const stream = (events: readonly StreamEvent[], change: Partial<Answer> = {}): AttributedExchange =>
  exchange({
    id: 'stream',
    request,
    response: answer(200, 'event: ...', { headers: STREAM, events, ...change }),
    billing: 'paid',
  })

/** What one answer shows, looked at alone. */
const shown = (one: AttributedExchange) => readAll([one], target)[0]?.explanation ?? null

describe('a stream shows', () => {
  test.each<[string, readonly StreamEvent[], string, string | undefined]>([
    ['nothing when it is sound', [partial(400), completed(900)], 'nothing', undefined],
    [
      'nothing of what says that it ends',
      [partial(400), completed(900), { event: null, data: '[DONE]', atMs: 901 }],
      'nothing',
      undefined,
    ],
    ['that it lacks its end', [partial(400)], 'stream-broken', 'unknown'],
    ['that nothing came', [], 'stream-broken', 'unknown'],
    ['that its events hold no picture', [event('image_generation.completed', 900)], 'stream-broken', 'unknown'],
    [
      'that its last event holds no picture',
      [partial(400), event('image_generation.completed', 900)],
      'stream-broken',
      'unknown',
    ],
    ['that its data is no JSON', [{ event: 'image_generation.completed', data: '{{', atMs: 9 }], 'stream-broken', 'unknown'],
    ['that it was held back', [partial(899), completed(900)], 'stream-buffered', 'unknown'],
    ['nothing of its arrival when it was short', [partial(99), completed(100)], 'nothing', undefined],
    ['that it failed', [partial(400), error('server_error', 'The server had an error')], 'stream-broken', 'unknown'],
    ['that it failed at once', [error('server_error', 'The server had an error')], 'stream-broken', 'unknown'],
    [
      'that the request was wrong',
      [error('invalid_request_error', 'Invalid size', 'invalid_value')],
      'error-status-200',
      'unknown',
    ],
    [
      'that it failed, whatever it then says of the request: it was good enough to draw from',
      [partial(400), error('invalid_request_error', 'Invalid size', 'invalid_value')],
      'stream-broken',
      'unknown',
    ],
    [
      'that it failed for a key of new-api’s own, which is nothing in the request',
      [error('new_api_error', 'no', 'channel:invalid_key')],
      'stream-broken',
      'unknown',
    ],
    [
      'that a limit was hit',
      [partial(400), error('requests', 'Rate limit exceeded', 'rate_limit_exceeded')],
      'rate-limited',
      'one-api',
    ],
    ['that a quota is used up', [error('insufficient_quota', 'You exceeded your current quota')], 'quota-exhausted', 'one-api'],
    [
      'that a filter stopped it, in the words of Azure',
      [partial(400), error('image_generation_user_error', 'See: contact us at Azure support ticket', 'moderation_blocked')],
      'content-filtered',
      'aoai',
    ],
  ])('%s', (_what, events, cause, hop) => {
    expect({ cause: shown(stream(events))?.cause ?? 'nothing', hop: shown(stream(events))?.hop }).toEqual({ cause, hop })
  })

  test('nothing of its pictures: they came in its events', () => {
    expect(shown(stream([partial(400), completed(900)], { pictures: [picture(), picture()] }))).toBeNull()
  })

  test('that the model may have failed', () => {
    expect(shown(stream([error('server_error', 'The server had an error')]))?.alternatives).toMatchObject([
      { cause: 'upstream-error' },
    ])
  })

  test('that not even its first byte came', () => {
    expect(shown(stream([], { body: null, bytes: 0 }))?.cause).toBe('stream-broken')
  })

  test('nothing of what was still to come when the run was interrupted', () => {
    expect(shown({ ...stream([partial(400)]), failure: failure('interrupted') })).toBeNull()
  })

  test('an error that has neither name nor envelope around it', () => {
    const data = { error: { message: 'Too many requests', type: 'requests', code: '429' } }
    expect(shown(stream([{ event: null, data, atMs: 1 }]))?.cause).toBe('rate-limited')
  })

  test('that it was cut off, also in the middle of its first event', () => {
    const cut = { ...stream([]), failure: failure('cut-off') }
    expect(shown(cut)).toMatchObject({ cause: 'stream-broken', alternatives: [{ cause: 'backend-timeout' }] })
  })

  test('in one JSON that nobody asked the model for one', () => {
    const whole = exchange({ request, ...drawn([picture()], { created: 1_750_000_000, data: [{ b64_json: '[picture]' }] }) })
    expect(shown(whole)).toMatchObject({
      cause: 'parameter-ignored',
      hop: 'unknown',
      alternatives: [{ cause: 'stream-broken' }],
    })
  })

  test('in one JSON without a picture that there is none', () => {
    expect(shown(exchange({ request, response: answer(200, { created: 1_750_000_000, data: [] }) }))?.cause).toBe(
      'response-schema',
    )
  })

  test('where it is broken, when the model alone can have broken it', () => {
    const [reading] = readAll(
      [stream([partial(400)], { headers: { 'Content-Type': 'text/event-stream' } })],
      targetWith('openai'),
    )
    expect(reading?.explanation).toMatchObject({ cause: 'stream-broken', hop: reading?.exchange.attribution.answeredBy })
  })
})

test('a limit or a filter in a stream leaves it unjudged', () => {
  const limited = stream([partial(400), error('requests', 'Rate limit exceeded', 'rate_limit_exceeded')])
  expect(environmentOf(readAll([limited], target))).toEqual({ stream: expect.stringMatching(/^rate-limited: in the stream:/) })
})

/** The diagnoses of a run in which this exchange failed its requirement for this reason. */
function diagnoses(
  one: AttributedExchange,
  cause: Problem['cause'],
  {
    configuration = [],
    beside = [],
  }: { configuration?: readonly ConfigurationFinding[]; beside?: readonly AttributedExchange[] } = {},
): readonly Diagnosis[] {
  const problem: Problem = { exchange: one.id, cause, expected: 'a stream', actual: 'none' }
  const judgement: Judgement = {
    id: 'STREAM-GEN-8',
    area: 'streaming',
    level: 'MUST',
    title: 'MUST deliver',
    status: 'failed',
    message: '',
    problems: [problem],
    blockedBy: null,
    exchanges: [one.id],
  }
  return diagnose({ target, judgements: [judgement], readings: readAll([one, ...beside], target), configuration })
}

describe('a run tells', () => {
  const buffered = stream([partial(899), completed(900)])

  test('that events are held back, and not by whom: every hop can', () => {
    expect(diagnoses(buffered, 'stream-buffered')).toMatchObject([
      {
        cause: 'stream-buffered',
        hop: 'unknown',
        confidence: 'likely',
        alternatives: [expect.stringContaining('TARGET_PROFILE=apim-aoai')],
      },
    ])
  })

  test('that API Management holds them back, when its export shows that bodies are logged', () => {
    const configuration: readonly ConfigurationFinding[] = [
      {
        level: 'warning',
        cause: 'stream-buffered',
        item: null,
        file: 'apis/images/diagnostics/applicationinsights/diagnosticInformation.json',
        line: 6,
        sentence: 'Bodies are logged.',
        remedy: 'Set the body bytes to 0 for this API.',
      },
    ]
    expect(diagnoses(buffered, 'stream-buffered', { configuration })).toMatchObject([
      {
        cause: 'stream-buffered',
        hop: 'apim',
        confidence: 'likely',
        evidence: [expect.stringContaining('Bodies are logged'), expect.anything()],
      },
    ])
  })

  test('what else a broken stream may be', () => {
    expect(diagnoses(stream([partial(400)]), 'stream-broken')[0]?.alternatives).toContainEqual(
      expect.stringMatching(/^backend-timeout: /),
    )
  })

  const unread = (body: Json): AttributedExchange =>
    exchange({ id: 'stream', request, response: answer(500, body, { headers: STREAM }) })
  const message = "invalid character 'e' looking for beginning of value"
  const words = { error: { message, type: 'one_api_error', param: '', code: 'unmarshal_response_body_failed' } }
  const plain = exchange({
    id: 'generate',
    case: 'generate',
    ...drawn([picture()], { created: 1_750_000_000, data: [{ b64_json: 'x' }] }),
  })

  test('that a relay cannot read streams, when the plain image comes through it', () => {
    expect(diagnoses(unread(words), 'upstream-error', { beside: [plain] })).toMatchObject([
      {
        cause: 'stream-broken',
        hop: 'one-api',
        evidence: [
          expect.stringContaining('without stream is answered'),
          expect.anything(),
          expect.anything(),
          expect.anything(),
        ],
        alternatives: [expect.stringMatching(/^to settle it/)],
      },
    ])
  })

  test.each<[string, AttributedExchange, readonly AttributedExchange[]]>([
    ['nothing comes through it', unread(words), []],
    ['it says something else', unread({ error: { message: 'boom', type: 'server_error' } }), [plain]],
    ['no stream was asked for', { ...unread(words), request: { ...request, body: {} } }, [plain]],
    ['a limit was hit', { ...unread(words), response: answer(429, words, { headers: STREAM }) }, [plain]],
    ['no answer came', { ...unread(words), ...noAnswer('reset') }, [plain]],
  ])('nothing of the kind when %s', (_when, one, beside) => {
    expect(diagnoses(one, 'upstream-error', { beside })[0]?.cause).not.toBe('stream-broken')
  })
})
