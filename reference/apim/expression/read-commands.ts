import type { Command, Node } from './nodes.ts'
import { describe, type TokenReader } from './token-reader.ts'
import { Unrunnable } from './tokens.ts'
import { isTypeName } from './types.ts'

/** Reads the commands of `@{...}`. */
export class CommandReader {
  readonly #reader: TokenReader
  readonly #expression: () => Node

  constructor(reader: TokenReader, expression: () => Node) {
    this.#reader = reader
    this.#expression = expression
  }

  all(): Command[] {
    const commands: Command[] = []
    while (!this.#reader.atEnd()) commands.push(...this.#command())
    return commands
  }

  #command(): Command[] {
    const reader = this.#reader
    if (reader.take('{')) {
      const commands: Command[] = []
      while (!reader.take('}')) commands.push(...this.#command())
      return commands
    }
    if (reader.takeName('if')) return [this.#if()]
    if (reader.takeName('try')) return [this.#try()]
    if (reader.takeName('return')) return [{ kind: 'return', value: this.#closed(this.#expression()) }]
    return [this.#declaration() ?? this.#change()]
  }

  #closed<T>(read: T): T {
    this.#reader.expect(';')
    return read
  }

  #if(): Command {
    this.#reader.expect('(')
    const test = this.#expression()
    this.#reader.expect(')')
    const yes = this.#command()
    return { kind: 'if', test, yes, no: this.#reader.takeName('else') ? this.#command() : [] }
  }

  /** What the exception says cannot be asked for: a name for it is read and forgotten. */
  #try(): Command {
    const reader = this.#reader
    const body = this.#command()
    if (!reader.takeName('catch')) throw new Unrunnable('it knows try only with catch')
    if (reader.take('(')) {
      if (!reader.takeName('Exception')) throw new Unrunnable('it knows catch only for every Exception')
      if (!reader.isSign(')')) reader.name()
      reader.expect(')')
    }
    return { kind: 'try', body, instead: this.#command() }
  }

  /** `var a = ...;`, `JObject a = ...;`, `string[] a = ...;`, `int? a = ...;` */
  #declaration(): Command | null {
    const reader = this.#reader
    const type = reader.nameAt(0)
    if (type === null || (type !== 'var' && !isTypeName(type))) return null
    const more = reader.isSign('[', 1) && reader.isSign(']', 2) ? 2 : reader.isSign('?', 1) ? 1 : 0
    if (reader.nameAt(1 + more) === null || !reader.isSign('=', 2 + more)) return null
    reader.skip(1 + more)
    const name = reader.name()
    reader.expect('=')
    return { kind: 'set', name, value: this.#closed(this.#expression()) }
  }

  #change(): Command {
    const reader = this.#reader
    const node = this.#expression()
    if (node.kind === 'call') return this.#closed({ kind: 'do', call: node })
    const adds = reader.take('+=')
    if (!adds) reader.expect('=')
    const written = this.#closed(this.#expression())
    const value: Node = adds ? { kind: 'binary', operator: '+', left: node, right: written } : written
    if (node.kind === 'name') return { kind: 'set', name: node.name, value }
    if (node.kind === 'index') return { kind: 'put', of: node.of, at: node.at, value }
    throw new Unrunnable(`it cannot assign what stands before ${describe(reader.peek())}`)
  }
}
