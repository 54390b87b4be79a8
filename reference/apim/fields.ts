/** Names with values in the order of the wire: headers or query parameters. Names are compared without regard to case. */
export class Fields {
  #entries: (readonly [name: string, value: string])[]

  constructor(entries: Iterable<readonly [string, string]> = []) {
    this.#entries = [...entries]
  }

  /** From Node's flat list: name, value, name, value. */
  static fromRaw(raw: readonly string[]): Fields {
    return new Fields(raw.flatMap((name, at) => (at % 2 === 0 ? [[name, raw[at + 1] ?? ''] as const] : [])))
  }

  /** From the text after `?`. Values stay encoded as they came, so that what no policy touches goes on unchanged. */
  static fromQuery(text: string): Fields {
    const pairs = text.split('&').filter((pair) => pair !== '')
    return new Fields(
      pairs.map((pair) => {
        const at = pair.indexOf('=')
        return at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)]
      }),
    )
  }

  get entries(): readonly (readonly [string, string])[] {
    return this.#entries
  }

  all(name: string): readonly string[] {
    const wanted = name.toLowerCase()
    return this.#entries.filter(([key]) => key.toLowerCase() === wanted).map(([, value]) => value)
  }

  has(name: string): boolean {
    return this.all(name).length > 0
  }

  /** The values joined by a comma, or null when there is none. */
  get(name: string): string | null {
    const values = this.all(name)
    return values.length === 0 ? null : values.join(',')
  }

  delete(name: string): void {
    const unwanted = name.toLowerCase()
    this.#entries = this.#entries.filter(([key]) => key.toLowerCase() !== unwanted)
  }

  add(name: string, value: string): void {
    this.#entries.push([name, value])
  }

  /** Puts the values where the name stood first, or at the end. */
  set(name: string, values: readonly string[]): void {
    const wanted = name.toLowerCase()
    const first = this.#entries.findIndex(([key]) => key.toLowerCase() === wanted)
    const before = this.#entries.slice(0, first < 0 ? this.#entries.length : first)
    const after = this.#entries.slice(before.length).filter(([key]) => key.toLowerCase() !== wanted)
    this.#entries = [...before, ...values.map((value) => [name, value] as const), ...after]
  }

  copy(): Fields {
    return new Fields(this.#entries)
  }

  toRaw(): string[] {
    return this.#entries.flat()
  }

  /** As the text after `?`, with the `?`; empty when there are none. */
  toQuery(): string {
    const text = this.#entries.map(([name, value]) => `${name}=${value}`).join('&')
    return text === '' ? '' : `?${text}`
  }

  /** As a plain object with names in lower case. */
  toObject(): Record<string, string> {
    return Object.fromEntries(this.#entries.map(([name]) => [name.toLowerCase(), this.all(name).join(', ')]))
  }
}
