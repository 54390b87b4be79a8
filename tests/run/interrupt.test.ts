import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { interruptible } from '../../src/cli/interrupt.ts'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
let signal: AbortSignal
const exit = vi.spyOn(process, 'exit').mockImplementation(() => {
  throw new Error('the process is ended')
})
const own = SIGNALS.map((name) => [name, process.listeners(name)] as const)
const { exitCode } = process

beforeEach(() => {
  vi.useFakeTimers()
  vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  for (const name of SIGNALS) process.removeAllListeners(name)
  signal = interruptible()
})
afterEach(() => {
  for (const [name, listeners] of own) {
    process.removeAllListeners(name)
    for (const listener of listeners) process.on(name, listener)
  }
  process.exitCode = exitCode
  vi.useRealTimers()
})

test('Ctrl-C lets the reports be written, and a second one ends the process at once', () => {
  process.emit('SIGINT')
  expect(signal.aborted).toBe(true)
  vi.advanceTimersByTime(1000)
  expect(() => process.emit('SIGINT')).toThrow('the process is ended')
  expect(exit).toHaveBeenCalledWith(130)
})

test.each(['SIGINT', 'SIGTERM'] as const)('a Ctrl-C that npm passes on as %s as well is one', (passedOn) => {
  process.emit('SIGINT')
  vi.advanceTimersByTime(20)
  expect(() => process.emit(passedOn)).not.toThrow()
  expect(signal.aborted).toBe(true)
})

test('the end of the terminal, told twice, lets the reports be written', () => {
  process.emit('SIGHUP')
  expect(() => process.emit('SIGHUP')).not.toThrow()
  expect(signal.aborted).toBe(true)
})
