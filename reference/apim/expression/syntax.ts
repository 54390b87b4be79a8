import { type Token, tokenize, Unrunnable } from './tokens.ts'

export type Node =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | { readonly kind: 'interpolated'; readonly parts: readonly (string | Node)[] }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'member'; readonly of: Node; readonly name: string; readonly orNull: boolean }
  | { readonly kind: 'call'; readonly of: Node; readonly name: string; readonly orNull: boolean; readonly args: readonly Node[] }
  | { readonly kind: 'index'; readonly of: Node; readonly at: Node }
  | { readonly kind: 'not' | 'minus'; readonly of: Node }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Node; readonly right: Node }
  | { readonly kind: 'conditional'; readonly test: Node; readonly yes: Node; readonly no: Node }
  | { readonly kind: 'cast'; readonly to: string; readonly of: Node }

export type Command =
  | { readonly kind: 'set'; readonly name: string; readonly value: Node }
  | { readonly kind: 'if'; readonly test: Node; readonly yes: readonly Command[]; readonly no: readonly Command[] }
  | { readonly kind: 'return'; readonly value: Node }

const PRECEDENCE: readonly (readonly string[])[] = [
  ['??'],
  ['||'],
  ['&&'],
  ['==', '!='],
  ['<', '>', '<=', '>='],
  ['+', '-'],
  ['*', '/', '%'],
]
const TYPES = new Set(['string', 'String', 'int', 'bool', 'double', 'long', 'var'])

/**
 * Reads what stands inside `@(...)` (one expression) or `@{...}` (commands).
 * @throws Unrunnable for anything outside the subset.
 */
export function parseExpression(source: string): Node {
  const reader = new Reader(tokenize(source))
  const node = reader.expression()
  reader.end()
  return node
}

export function parseCommands(source: string): Command[] {
  const reader = new Reader(tokenize(source))
  const commands: Command[] = []
  while (!reader.atEnd()) commands.push(...reader.command())
  return commands
}

class Reader {
  readonly #tokens: readonly Token[]
  #at = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  atEnd(): boolean {
    return this.#peek().kind === 'end'
  }

  end(): void {
    if (!this.atEnd()) throw new Unrunnable(`it does not understand what follows ${describe(this.#peek())}`)
  }

  command(): Command[] {
    if (this.#take('{')) {
      const commands: Command[] = []
      while (!this.#take('}')) commands.push(...this.command())
      return commands
    }
    if (this.#isName('if')) return [this.#ifCommand()]
    if (this.#isName('return')) {
      this.#at += 1
      const value = this.expression()
      this.#expect(';')
      return [{ kind: 'return', value }]
    }
    return [this.#assignment()]
  }

  #ifCommand(): Command {
    this.#at += 1
    this.#expect('(')
    const test = this.expression()
    this.#expect(')')
    const yes = this.command()
    if (!this.#isName('else')) return { kind: 'if', test, yes, no: [] }
    this.#at += 1
    return { kind: 'if', test, yes, no: this.command() }
  }

  #assignment(): Command {
    const token = this.#peek()
    if (token.kind === 'name' && TYPES.has(token.value) && this.#peek(1).kind === 'name') this.#at += 1
    const name = this.#name()
    this.#expect('=')
    const value = this.expression()
    this.#expect(';')
    return { kind: 'set', name, value }
  }

  expression(): Node {
    const test = this.#binary(0)
    if (!this.#take('?')) return test
    const yes = this.expression()
    this.#expect(':')
    return { kind: 'conditional', test, yes, no: this.expression() }
  }

  #binary(level: number): Node {
    const operators = PRECEDENCE[level]
    if (operators === undefined) return this.#unary()
    let left = this.#binary(level + 1)
    for (;;) {
      const operator = operators.find((sign) => this.#take(sign))
      if (operator === undefined) return left
      left = { kind: 'binary', operator, left, right: this.#binary(level + 1) }
    }
  }

  #unary(): Node {
    if (this.#take('!')) return { kind: 'not', of: this.#unary() }
    if (this.#take('-')) return { kind: 'minus', of: this.#unary() }
    const type = this.#peek(1)
    if (this.#isSign('(') && type.kind === 'name' && TYPES.has(type.value) && this.#isSign(')', 2)) {
      this.#at += 3
      return { kind: 'cast', to: type.value, of: this.#unary() }
    }
    return this.#postfix()
  }

  #postfix(): Node {
    let node = this.#primary()
    for (;;) {
      if (this.#take('[')) {
        node = { kind: 'index', of: node, at: this.expression() }
        this.#expect(']')
      } else if (this.#isSign('.') || this.#isSign('?.')) {
        node = this.#member(node)
      } else return node
    }
  }

  #member(of: Node): Node {
    const orNull = this.#take('?.')
    if (!orNull) this.#expect('.')
    const name = this.#name()
    const typeArgument = this.#peek(1)
    if (this.#isSign('<') && typeArgument.kind === 'name' && TYPES.has(typeArgument.value) && this.#isSign('>', 2)) this.#at += 3
    return this.#take('(') ? { kind: 'call', of, name, orNull, args: this.#arguments() } : { kind: 'member', of, name, orNull }
  }

  #arguments(): Node[] {
    const args: Node[] = []
    while (!this.#take(')')) {
      args.push(this.expression())
      if (!this.#isSign(')')) this.#expect(',')
    }
    return args
  }

  #primary(): Node {
    const token = this.#peek()
    this.#at += 1
    switch (token.kind) {
      case 'string':
      case 'number':
        return { kind: 'literal', value: token.value }
      case 'interpolated':
        return {
          kind: 'interpolated',
          parts: token.parts.map((part) => (typeof part === 'string' ? part : parseExpression(part.source))),
        }
      case 'name':
        if (token.value === 'true' || token.value === 'false') return { kind: 'literal', value: token.value === 'true' }
        return token.value === 'null' ? { kind: 'literal', value: null } : { kind: 'name', name: token.value }
      case 'sign':
        if (token.value === '(') {
          const node = this.expression()
          this.#expect(')')
          return node
        }
    }
    throw new Unrunnable(`it does not understand ${describe(token)}`)
  }

  #peek(ahead = 0): Token {
    return this.#tokens[this.#at + ahead] ?? { kind: 'end' }
  }

  #isSign(value: string, ahead = 0): boolean {
    const token = this.#peek(ahead)
    return token.kind === 'sign' && token.value === value
  }

  #isName(value: string): boolean {
    const token = this.#peek()
    return token.kind === 'name' && token.value === value
  }

  #take(sign: string): boolean {
    if (!this.#isSign(sign)) return false
    this.#at += 1
    return true
  }

  #expect(sign: string): void {
    if (!this.#take(sign)) throw new Unrunnable(`it expects ${sign} before ${describe(this.#peek())}`)
  }

  #name(): string {
    const token = this.#peek()
    if (token.kind !== 'name') throw new Unrunnable(`it expects a name before ${describe(token)}`)
    this.#at += 1
    return token.value
  }
}

/** Literals are not repeated: one of them may be a key. */
function describe(token: Token): string {
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
