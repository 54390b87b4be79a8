import type { Argument, Command, Item, Node } from './nodes.ts'
import { CommandReader } from './read-commands.ts'
import { describe, TokenReader } from './token-reader.ts'
import { tokenize, Unrunnable } from './tokens.ts'
import { isTypeName, typeNamed } from './types.ts'

const PRECEDENCE: readonly (readonly string[])[] = [
  ['??'],
  ['||'],
  ['&&'],
  ['==', '!='],
  ['<', '>', '<=', '>='],
  ['+', '-'],
  ['*', '/', '%'],
]

/**
 * Reads what stands inside `@(...)` (one expression) or `@{...}` (commands).
 * @throws Unrunnable for anything outside the subset.
 */
export function parseExpression(source: string): Node {
  const reader = new ExpressionReader(tokenize(source))
  const node = reader.expression()
  reader.end()
  return node
}

export function parseCommands(source: string): Command[] {
  const reader = new ExpressionReader(tokenize(source))
  return new CommandReader(reader, () => reader.expression()).all()
}

export class ExpressionReader extends TokenReader {
  expression(): Node {
    const test = this.#binary(0)
    if (!this.take('?')) return test
    const yes = this.expression()
    this.expect(':')
    return { kind: 'conditional', test, yes, no: this.expression() }
  }

  #binary(level: number): Node {
    const operators = PRECEDENCE[level]
    if (operators === undefined) return this.#as()
    let left = this.#binary(level + 1)
    for (;;) {
      const operator = operators.find((sign) => this.take(sign))
      if (operator === undefined) return left
      // `??` binds to the right: `a ?? b ?? c` is `a ?? (b ?? c)`.
      left = { kind: 'binary', operator, left, right: this.#binary(operator === '??' ? level : level + 1) }
    }
  }

  #as(): Node {
    const of = this.#unary()
    return this.takeName('as') ? { kind: 'as', to: this.name(), of } : of
  }

  #unary(): Node {
    if (this.take('!')) return { kind: 'not', of: this.#unary() }
    if (this.take('-')) return { kind: 'minus', of: this.#unary() }
    const to = this.isSign('(') ? this.nameAt(1) : null
    const mayBeNull = this.isSign('?', 2)
    if (to !== null && isTypeName(to) && this.isSign(')', mayBeNull ? 3 : 2)) {
      this.skip(mayBeNull ? 4 : 3)
      return { kind: 'cast', to, mayBeNull, of: this.#unary() }
    }
    return this.#postfix(this.#primary())
  }

  #postfix(start: Node): Node {
    let node = start
    for (;;) {
      if (this.take('[')) node = this.#index(node)
      else if (this.take('.')) node = this.#member(node)
      else if (this.isSign('?.') || this.isSign('?[')) return this.#ifThere(node)
      else return node
    }
  }

  /** The whole rest of the chain hangs on the value: `a?.b.c` is null where `a` is. */
  #ifThere(of: Node): Node {
    const as = `?${this.position}`
    const it: Node = { kind: 'name', name: as }
    const first = this.take('?[') ? this.#index(it) : this.#afterDot(it)
    return { kind: 'if-there', of, as, rest: this.#postfix(first) }
  }

  #afterDot(of: Node): Node {
    this.expect('?.')
    return this.#member(of)
  }

  #index(of: Node): Node {
    const at = this.expression()
    this.expect(']')
    return { kind: 'index', of, at }
  }

  #member(of: Node): Node {
    const name = this.name()
    const type = this.isSign('<') && this.isSign('>', 2) && this.isSign('(', 3) ? this.nameAt(1) : null
    if (type !== null) this.skip(3)
    return this.take('(') ? { kind: 'call', of, name, type, args: this.#arguments() } : { kind: 'member', of, name }
  }

  #arguments(): Argument[] {
    return this.#list(')', () => {
      const name = this.isSign(':', 1) ? this.nameAt(0) : null
      if (name !== null) this.skip(2)
      return { name, value: this.expression() }
    })
  }

  #list<T>(close: string, item: () => T): T[] {
    const items: T[] = []
    while (!this.take(close)) {
      items.push(item())
      if (!this.isSign(close)) this.expect(',')
    }
    return items
  }

  #new(): Node {
    if (this.isName('string') && this.isSign('[', 1)) this.skip(1)
    if (this.take('[')) {
      this.expect(']')
      this.expect('{')
      return { kind: 'list', items: this.#list('}', () => this.expression()) }
    }
    if (this.take('{')) return { kind: 'new', type: '', args: [], items: this.#list('}', () => this.#field()) }
    const type = this.name() + this.#typesOf()
    const args = this.take('(') ? this.#list(')', () => this.expression()) : []
    return { kind: 'new', type, args, items: this.take('{') ? this.#list('}', () => this.#item()) : [] }
  }

  /** `<string,string>` of `new Dictionary<string, String>`; empty where there are none. */
  #typesOf(): string {
    if (!this.take('<')) return ''
    const names = this.#list('>', () => this.name())
    return `<${names.map((name) => typeNamed(name) ?? name).join(',')}>`
  }

  /** `a = 1` of `new { a = 1 }`. */
  #field(): Item {
    const key: Node = { kind: 'literal', value: this.name(), isWhole: true }
    this.expect('=')
    return { key, value: this.expression(), puts: true }
  }

  #item(): Item {
    if (this.take('{')) {
      const key = this.expression()
      this.expect(',')
      const value = this.expression()
      this.expect('}')
      return { key, value, puts: false }
    }
    if (!this.take('[')) return { key: null, value: this.expression(), puts: false }
    const key = this.expression()
    this.expect(']')
    this.expect('=')
    return { key, value: this.expression(), puts: true }
  }

  #primary(): Node {
    const token = this.next()
    switch (token.kind) {
      case 'string':
        return { kind: 'literal', value: token.value, isWhole: true }
      case 'number':
        return { kind: 'literal', value: token.value, isWhole: token.isWhole }
      case 'interpolated':
        return {
          kind: 'interpolated',
          parts: token.parts.map((part) => (typeof part === 'string' ? part : parseExpression(part.source))),
        }
      case 'name':
        return token.value === 'new' ? this.#new() : named(token.value)
      case 'sign':
        if (token.value === '(') {
          const node = this.expression()
          this.expect(')')
          return node
        }
    }
    throw new Unrunnable(`it does not understand ${describe(token)}`)
  }
}

function named(name: string): Node {
  if (name === 'true' || name === 'false') return { kind: 'literal', value: name === 'true', isWhole: true }
  return name === 'null' ? { kind: 'literal', value: null, isWhole: true } : { kind: 'name', name }
}
