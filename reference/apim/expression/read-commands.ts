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
    if (reader.takeName('switch')) return this.#switch()
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

  /** The chain of conditions that it stands for, about a value that is worked out once. */
  #switch(): Command[] {
    const reader = this.#reader
    const name = `?${reader.position}`
    reader.expect('(')
    const value = this.#expression()
    reader.expect(')')
    reader.expect('{')
    const sections: { readonly tests: readonly Node[]; readonly isDefault: boolean; readonly commands: Command[] }[] = []
    while (!reader.take('}')) sections.push(this.#section({ kind: 'name', name }))
    const rest = sections.find(({ isDefault }) => isDefault)?.commands ?? []
    const chain = sections
      .filter(({ isDefault }) => !isDefault)
      .reduceRight<Command[]>((no, { tests, commands }) => [{ kind: 'if', test: either(tests), yes: commands, no }], rest)
    return [{ kind: 'set', name, value }, ...chain]
  }

  /** `case "a": case "b": ... break;` */
  #section(value: Node) {
    const reader = this.#reader
    const tests: Node[] = []
    let isDefault = false
    for (let label = this.#label(); label !== null; label = this.#label()) {
      if (label === 'default') isDefault = true
      else tests.push({ kind: 'binary', operator: '==', left: value, right: label })
    }
    if (tests.length === 0 && !isDefault) throw new Unrunnable(`it expects case before ${describe(reader.peek())}`)
    const commands: Command[] = []
    while (!(reader.isSign('}') || reader.isName('case') || reader.isName('default') || reader.isName('break'))) {
      commands.push(...this.#command())
    }
    if (reader.takeName('break')) reader.expect(';')
    return { tests, isDefault, commands }
  }

  #label(): Node | 'default' | null {
    const isDefault = this.#reader.takeName('default')
    if (!isDefault && !this.#reader.takeName('case')) return null
    const label = isDefault ? 'default' : this.#expression()
    this.#reader.expect(':')
    return label
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

  /** `var a = ...;`, `JObject a = ...;`, `string[] a = ...;`, `int? a = ...;`, `Dictionary<string, string> a = ...;` */
  #declaration(): Command | null {
    const reader = this.#reader
    const type = reader.nameAt(0)
    const ofPairs = type === 'Dictionary' && reader.isSign('<', 1) && reader.isSign(',', 3) && reader.isSign('>', 5)
    if (type === null || (type !== 'var' && !isTypeName(type) && !ofPairs)) return null
    const more = ofPairs ? 5 : reader.isSign('[', 1) && reader.isSign(']', 2) ? 2 : reader.isSign('?', 1) ? 1 : 0
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

const either = (tests: readonly Node[]): Node => tests.reduce((left, right) => ({ kind: 'binary', operator: '||', left, right }))
