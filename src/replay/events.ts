/** One event as it stood on the wire, before its data was read. */
export interface RawEvent {
  readonly event: string | null
  readonly data: string
}

/**
 * Reads a `text/event-stream` as its pieces arrive (WHATWG HTML, 9.2.6). An event without the blank line at its end is
 * not an event: the stream was cut there.
 */
export class EventReader {
  #line = ''
  #event: string | null = null
  #data: string[] = []
  #afterReturn = false

  /** @returns the events that this piece completed */
  read(piece: string): readonly RawEvent[] {
    const events: RawEvent[] = []
    const text = this.#afterReturn && piece.startsWith('\n') ? piece.slice(1) : piece
    if (piece !== '') this.#afterReturn = piece.endsWith('\r')
    const lines = (this.#line + text).split(/\r\n|\n|\r/)
    this.#line = lines.pop() ?? ''
    for (const line of lines) {
      if (line !== '') this.#take(line)
      else {
        if (this.#data.length > 0) events.push({ event: this.#event, data: this.#data.join('\n') })
        this.#event = null
        this.#data = []
      }
    }
    return events
  }

  #take(line: string): void {
    const colon = line.indexOf(':')
    const field = colon === -1 ? line : line.slice(0, colon)
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (field === 'data') this.#data.push(value)
    if (field === 'event') this.#event = value
  }
}
