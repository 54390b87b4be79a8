import { type Token, Unrunnable } from './tokens.ts'

/** Goes through the tokens of an expression from left to right. */
export class TokenReader {
  readonly #tokens: readonly Token[]
  #at = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  get position(): number {
    return this.#at
  }

  atEnd(): boolean {
    return this.peek().kind === 'end'
  }

  /** @throws Unrunnable where something is left. */
  end(): void {
    if (!this.atEnd()) throw new Unrunnable(`it does not understand what follows ${describe(this.peek())}`)
  }

  peek(ahead = 0): Token {
    return this.#tokens[this.#at + ahead] ?? { kind: 'end' }
  }

  skip(count: number): void {
    this.#at += count
  }

  next(): Token {
    const token = this.peek()
    this.#at += 1
    return token
  }

  isSign(value: string, ahead = 0): boolean {
    const token = this.peek(ahead)
    return token.kind === 'sign' && token.value === value
  }

  isName(value: string, ahead = 0): boolean {
    return this.nameAt(ahead) === value
  }

  nameAt(ahead: number): string | null {
    const token = this.peek(ahead)
    return token.kind === 'name' ? token.value : null
  }

  take(sign: string): boolean {
    if (!this.isSign(sign)) return false
    this.#at += 1
    return true
  }

  takeName(name: string): boolean {
    if (!this.isName(name)) return false
    this.#at += 1
    return true
  }

  expect(sign: string): void {
    if (!this.take(sign)) throw new Unrunnable(`it expects ${sign} before ${describe(this.peek())}`)
  }

  name(): string {
    const token = this.peek()
    if (token.kind !== 'name') throw new Unrunnable(`it expects a name before ${describe(token)}`)
    this.#at += 1
    return token.value
  }
}

/** Literals are not repeated: one of them may be a key. */
export function describe(token: Token): string {
  switch (token.kind) {
    case 'end':
      return 'the end'
    case 'interpolated':
      return 'an interpolated string'
    case 'name':
    case 'sign':
      return JSON.stringify(token.value)
    default:
      return `a ${token.kind}`
  }
}
