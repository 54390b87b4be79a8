import { describe, expect, test } from 'vitest'
import type { Json, StreamEvent } from '../../src/model.ts'
import { diagnosed } from '../../src/recorded/diagnosed.ts'
import { parseRecorded } from '../../src/recorded/read-recorded.ts'
import { completed, error, partial } from './events.ts'

describe('a recorded stream', () => {
  const recorded = (body: string, events?: Json): string =>
    JSON.stringify([
      {
        request: { method: 'POST', url: 'https://gateway.test/v1/images/edits' },
        response: {
          status: 200,
          headers: { 'content-type': 'text/event-stream' },
          body,
          ...(events === undefined ? {} : { events }),
        },
      },
    ])
  const causeOf = (text: string) => diagnosed(parseRecorded(text, 'file.json'))[0]?.cause
  const wire = (...events: readonly StreamEvent[]): string =>
    events.map(({ event, data }) => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`).join('')

  test('that is sound has no cause', () => {
    expect(causeOf(recorded(wire(partial(0), completed(0))))).toBeNull()
  })

  test('that lacks its end is broken', () => {
    expect(causeOf(recorded(wire(partial(0))))).toBe('stream-broken')
  })

  test('that says why it failed is believed', () => {
    expect(causeOf(recorded(wire(partial(0), error('requests', 'Rate limit exceeded', 'rate_limit_exceeded'))))).toBe(
      'rate-limited',
    )
  })

  test('was held back when a report says when its events came', () => {
    const text = wire(partial(0), completed(0))
    expect(causeOf(recorded(text, [{ atMs: 8999 }, { atMs: 9000 }]))).toBe('stream-buffered')
    expect(causeOf(recorded(text, [{ atMs: 4000 }, { atMs: 9000 }]))).toBeNull()
  })

  test.each([
    ['chat/completions', 'data: {"object":"chat.completion.chunk","choices":[]}\n\ndata: [DONE]\n\n'],
    ['responses', 'event: response.completed\ndata: {"type":"response.completed","response":{"output":[]}}\n\n'],
  ])('of %s needs no picture', (path, body) => {
    const request = { method: 'POST', url: `https://gateway.test/v1/${path}` }
    expect(causeOf(JSON.stringify([{ request, response: { status: 200, headers: {}, body } }]))).toBeNull()
  })
})
