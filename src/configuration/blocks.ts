import { withoutWords } from './csharp.ts'

/** A block of C#, `@{...}`, as far as it sets variables, decides and returns; `Value` is how an expression is held. */
export type Command<Value> =
  | { readonly kind: 'set'; readonly name: string; readonly value: Value }
  | { readonly kind: 'return'; readonly value: Value }
  | {
      readonly kind: 'if'
      readonly test: Value
      readonly yes: readonly Command<Value>[]
      readonly no: readonly Command<Value>[]
    }

/** @throws Error for every other command */
export function commandsOf<Value>(block: string, read: (expression: string) => Value): readonly Command<Value>[] {
  return new BlockReader(block, read).all()
}

const KEYWORD = /^(?:if|switch|return)\b/
const SETTING = /^(?:(?:var|string|bool|int)\s+)?(\w+)\s*=(?!=)/
const LABEL = /^(?:case\b|default\s*:)/

class BlockReader<Value> {
  readonly #code: string
  /** The same with blanks for the letters of strings and comments, so that what is found in it is code. */
  readonly #signs: string
  readonly #read: (expression: string) => Value
  #at = 0

  constructor(code: string, read: (expression: string) => Value) {
    this.#code = code
    this.#signs = withoutWords(code)
    this.#read = read
  }

  all(): Command<Value>[] {
    const commands: Command<Value>[] = []
    while (this.#rest() !== '') commands.push(...this.#command())
    return commands
  }

  /** What is still to be read, without the blanks before it. */
  #rest(): string {
    this.#at += /^\s*/.exec(this.#signs.slice(this.#at))?.[0].length ?? 0
    return this.#signs.slice(this.#at)
  }

  #command(): Command<Value>[] {
    const rest = this.#rest()
    if (rest.startsWith('{')) return commandsOf(this.#bracketed(), this.#read).slice()
    const keyword = KEYWORD.exec(rest)?.[0]
    this.#at += keyword?.length ?? 0
    if (keyword === 'if') return [this.#if()]
    if (keyword === 'switch') return this.#switch()
    if (keyword === 'return') return [{ kind: 'return', value: this.#read(this.#upTo(';')) }]
    const [setting, name] = SETTING.exec(rest) ?? []
    if (setting === undefined || name === undefined) throw new Error(`not a command that is followed: ${rest}`)
    this.#at += setting.length
    return [{ kind: 'set', name, value: this.#read(this.#upTo(';')) }]
  }

  #if(): Command<Value> {
    const test = this.#read(this.#bracketed())
    const yes = this.#command()
    if (!/^else\b/.test(this.#rest())) return { kind: 'if', test, yes, no: [] }
    this.#at += 'else'.length
    return { kind: 'if', test, yes, no: this.#command() }
  }

  /** As the chain of conditions that it stands for. */
  #switch(): Command<Value>[] {
    const subject = this.#bracketed()
    const body = new BlockReader(this.#bracketed(), this.#read)
    const cases: { test: string | null; commands: readonly Command<Value>[] }[] = []
    while (body.#rest() !== '') cases.push(body.#case(subject))
    if (cases.slice(0, -1).some(({ test }) => test === null)) throw new Error('default stands before other cases')
    return cases.reduceRight<Command<Value>[]>(
      (no, { test, commands }) => (test === null ? [...commands] : [{ kind: 'if', test: this.#read(test), yes: commands, no }]),
      [],
    )
  }

  /** `case "a": case "b": ...; break;` Null as its test is `default`. */
  #case(subject: string): { test: string | null; commands: readonly Command<Value>[] } {
    const tests: (string | null)[] = []
    for (let label = LABEL.exec(this.#rest()); label !== null; label = LABEL.exec(this.#rest())) {
      this.#at += label[0].length
      tests.push(label[0].startsWith('case') ? `(${subject}) == (${this.#upTo(':')})` : null)
    }
    if (tests.length === 0) throw new Error('what stands in a switch begins with case')
    const commands: Command<Value>[] = []
    while (this.#rest() !== '' && !LABEL.test(this.#rest()) && !/^break\s*;/.test(this.#rest())) commands.push(...this.#command())
    if (/^break\s*;/.test(this.#rest())) this.#upTo(';')
    return { test: tests.includes(null) ? null : tests.join(' || '), commands }
  }

  /** What stands before this sign, which is passed over. */
  #upTo(sign: string): string {
    const end = this.#signs.indexOf(sign, this.#at)
    if (end === -1) throw new Error(`there is no ${sign}`)
    const text = this.#code.slice(this.#at, end)
    this.#at = end + 1
    return text
  }

  /** What stands in the bracket that opens here. */
  #bracketed(): string {
    if (!/^[({]/.test(this.#rest())) throw new Error('a bracket is missing')
    const start = this.#at
    let depth = 0
    for (let at = start; at < this.#signs.length; at += 1) {
      const sign = this.#signs[at] ?? ''
      if ('({['.includes(sign)) depth += 1
      if (')}]'.includes(sign)) depth -= 1
      if (depth === 0) {
        this.#at = at + 1
        return this.#code.slice(start + 1, at)
      }
    }
    throw new Error('a bracket never closes')
  }
}
