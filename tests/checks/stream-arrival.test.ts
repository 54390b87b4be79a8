import { describe, expect, test } from 'vitest'
import { arriveAsTheyAreDrawn } from '../../src/checks/arrival.ts'
import { NotObservable } from '../../src/checks/check.ts'
import type { AttributedExchange } from '../../src/model.ts'
import { answer, exchange, noAnswer } from '../exchanges.ts'

/** A stream whose partial images came at these times, and its picture at the last of them; ms. */
function arriving(id: string, ...times: readonly number[]): AttributedExchange {
  const events = times.map((atMs, place) => {
    const type = place === times.length - 1 ? 'image_generation.completed' : 'image_generation.partial_image'
    return { event: type, data: { type }, atMs }
  })
  return exchange({ id, response: answer(200, 'event: ...', { events }) })
}

function withoutItsEnd(stream: AttributedExchange): AttributedExchange {
  const { response } = stream
  return { ...stream, response: response === null ? null : { ...response, events: response.events.slice(0, -1) } }
}

describe('partial images arrive as they are drawn', () => {
  test.each<[string, readonly AttributedExchange[]]>([
    ['spread over the time that the model takes', [arriving('a', 4000, 8000, 12_000)]],
    ['early in one stream, whatever became of the others', [arriving('a', 6000, 6001), arriving('b', 3000, 6000)]],
    ['late, and a twentieth of the time before the end', [arriving('a', 9500, 10_000)]],
    ['on a slow link, which only pulls events apart', [arriving('a', 20_000, 26_000, 32_000)]],
    ['from a model that was fast', [arriving('a', 400, 600)]],
  ])('%s', (_how, streams) => {
    expect(arriveAsTheyAreDrawn(streams)).toEqual([])
  })
})

describe('a hop holds events back when', () => {
  test('all streams come in one piece', () => {
    expect(arriveAsTheyAreDrawn([arriving('a', 6000, 6001), arriving('b', 7000, 7100, 7200)])).toEqual([
      {
        exchange: 'a',
        cause: 'stream-buffered',
        expected: 'partial images while the picture is drawn',
        actual: 'nothing for 6000 ms, then all events within 1 ms',
      },
      expect.objectContaining({ exchange: 'b', actual: 'nothing for 7000 ms, then all events within 200 ms' }),
    ])
  })

  test('a stream that is just long enough to tell comes in one piece', () => {
    expect(arriveAsTheyAreDrawn([arriving('a', 499, 500)])).toMatchObject([{ exchange: 'a' }])
  })

  test('the only one with partial images does', () => {
    const streams = [arriving('none', 6000), exchange({ id: 'lost', ...noAnswer() }), arriving('a', 6000, 6001)]
    expect(arriveAsTheyAreDrawn(streams)).toMatchObject([{ exchange: 'a' }])
  })
})

describe('the arrival tells nothing', () => {
  test.each<[string, readonly AttributedExchange[]]>([
    ['of streams without partial images', [arriving('a', 6000)]],
    ['of streams that were over at once: a machine that is busy reads so, too', [arriving('a', 498, 499)]],
    ['of streams that end before their picture', [withoutItsEnd(arriving('a', 3000, 6000, 9000))]],
    ['of what is no stream', [exchange()]],
    ['of calls that got no answer', [exchange(noAnswer())]],
  ])('%s', (_which, streams) => {
    expect(() => arriveAsTheyAreDrawn(streams)).toThrow(NotObservable)
  })
})
