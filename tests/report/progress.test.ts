import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createProgress } from '../../src/report/progress.ts'
import { answer, exchange } from './runs.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function stream(isTTY: boolean, columns = 80) {
  const written: string[] = []
  return { isTTY, columns, written, write: (text: string) => void written.push(text) }
}

describe('in a log', () => {
  test('each answer is one short line', () => {
    const log = stream(false)
    const progress = createProgress(log, 2)
    progress.onSend('generate-one')
    progress.onSend('edit-one')
    progress.onExchange(exchange({ id: 'edit-one', response: answer(404), durationMs: 210 }))
    progress.onExchange(exchange({ billing: 'paid' }))
    progress.close()
    expect(log.written).toEqual(['1/2  404  edit-one  210 ms\n', '2/2  200  generate-one  9.0 s  image paid\n'])
  })

  test('a long wait is mentioned now and then', () => {
    const log = stream(false)
    const progress = createProgress(log, 3)
    progress.onSend('edit-one')
    progress.onSend('edit-two')
    vi.advanceTimersByTime(60_000)
    progress.close()
    expect(log.written.at(-1)).toBe('0/3 answered · 0 images paid · waiting for edit-one (60 s) and 1 more\n')
    expect(log.written).toHaveLength(2)
  })

  test('a rate limit says how many it refused, and for how long they wait', () => {
    const log = stream(false)
    createProgress(log, 50).onPause(2000, 13)
    expect(log.written).toEqual(['13 requests met a rate limit: sent again in 2.0 s, as Retry-After says\n'])
  })

  test('a call without an answer says what became of it', () => {
    const log = stream(false)
    const failure = { kind: 'timeout', phase: 'headers', message: '' } as const
    createProgress(log, 1).onExchange(exchange({ id: 'edit\u001b[2J', response: null, failure, durationMs: 300_000 }))
    expect(log.written).toEqual(['1/1  timeout  edit\\x1b[2J  5 min 0 s\n'])
  })
})

describe('on a terminal', () => {
  test('one line changes each second, fits the width, and is taken away at the end', () => {
    const terminal = stream(true, 60)
    const progress = createProgress(terminal, 34)
    progress.onSend('edit-one')
    progress.onExchange(exchange({ id: 'probe' }))
    progress.onExchange(exchange({ id: 'another probe' }))
    progress.onExchange(exchange({ billing: 'paid' }))
    vi.advanceTimersByTime(12_000)
    expect(terminal.written.at(-1)).toBe('\r\u001b[2K3/34 answered · 1 image paid · waiting for edit-one (12 s)')
    expect(terminal.written.join('')).not.toContain('\n')
    progress.close()
    vi.advanceTimersByTime(5000)
    expect(terminal.written.at(-1)).toBe('\r\u001b[2K')
    expect(terminal.written.every((text) => text.length < 60 + 5)).toBe(true)
  })
})

test('calls beyond the plan raise it', () => {
  const log = stream(false)
  const progress = createProgress(log, 1)
  progress.onExchange(exchange())
  progress.onSend('follow-up')
  progress.onExchange(exchange({ id: 'follow-up', durationMs: 5 }))
  expect(log.written.at(-1)).toBe('2/2  200  follow-up  5 ms\n')
})
