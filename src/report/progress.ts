import type { Exchange } from '../model.ts'
import { count, duration, oneLine, shorten } from './text.ts'

/** Where progress goes: a terminal gets one line that changes, everything else one short line per answer. */
export interface ProgressStream {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

export interface Progress {
  /** A case is on its way. */
  onSend(name: string): void
  onExchange(exchange: Pick<Exchange, 'case' | 'response' | 'failure' | 'durationMs' | 'billing'>): void
  /** A rate limit refused so many requests, and asks to wait. */
  onPause(ms: number, refused: number): void
  /** Stops the clock and takes the changing line away. */
  close(): void
}

/** A terminal counts the seconds; a log only hears, now and then, that a long call is still being waited for. */
const tickMs = { terminal: 1000, log: 30_000 } as const
const clearLine = '\r\u001b[2K'

/** `12/34 answered · 1 image paid · waiting for edit-one (12 s)`. `total` is the plan; calls beyond it raise it. */
export function createProgress(stream: ProgressStream, total: number, now: () => number = Date.now): Progress {
  const terminal = stream.isTTY === true
  const waiting: { readonly name: string; readonly since: number }[] = []
  const seen = { answered: 0, paid: 0 }

  const planned = (): number => Math.max(total, seen.answered + waiting.length)
  const status = (): string => {
    const oldest = waiting[0]
    const seconds = oldest === undefined ? 0 : Math.floor((now() - oldest.since) / 1000)
    const others = waiting.length > 1 ? ` and ${waiting.length - 1} more` : ''
    return [
      `${seen.answered}/${planned()} answered`,
      `${count(seen.paid, 'image')} paid`,
      ...(oldest === undefined ? [] : [`waiting for ${oneLine(oldest.name)} (${seconds} s)${others}`]),
    ].join(' · ')
  }
  const paint = (): void => {
    stream.write(clearLine + shorten(status(), (stream.columns ?? 80) - 1))
  }
  const tick = terminal ? paint : () => waiting.length > 0 && stream.write(`${status()}\n`)
  const timer = setInterval(tick, terminal ? tickMs.terminal : tickMs.log)
  // The run must not be kept alive by its own clock.
  timer.unref()

  return {
    onSend(name) {
      waiting.push({ name, since: now() })
      if (terminal) paint()
    },
    onExchange(exchange) {
      const index = waiting.findIndex(({ name }) => name === exchange.case)
      if (index !== -1) waiting.splice(index, 1)
      seen.answered += 1
      if (exchange.billing === 'paid') seen.paid += 1
      if (terminal) paint()
      else stream.write(`${seen.answered}/${planned()}  ${answerOf(exchange)}\n`)
    },
    onPause(ms, refused) {
      if (terminal) stream.write(clearLine)
      stream.write(`${count(refused, 'request')} met a rate limit: sent again in ${duration(ms)}, as Retry-After says\n`)
    },
    close() {
      clearInterval(timer)
      if (terminal) stream.write(clearLine)
    },
  }
}

function answerOf(exchange: Parameters<Progress['onExchange']>[0]): string {
  const { case: name, response, failure, durationMs, billing } = exchange
  const status = failure?.kind ?? response?.status ?? '?'
  return `${status}  ${oneLine(name)}  ${duration(durationMs)}${billing === 'paid' ? '  image paid' : ''}`
}
