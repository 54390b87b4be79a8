import type { Call, Value } from '../call.ts'
import { EvaluationError, MEMBERS, type Member, ROOTS, type Type, text } from './members.ts'
import { type Command, type Node, parseCommands, parseExpression } from './syntax.ts'
import { Unrunnable } from './tokens.ts'

export type Evaluate = (call: Call) => Value

type Locals = Map<string, Value>
interface Compiled {
  readonly type: Type
  readonly run: (call: Call, locals: Locals) => Value
}
/** Local variables and their types, while an expression is compiled. */
type Names = Map<string, Type>

/**
 * Compiles the small, typed part of C# that is understood here. Everything is checked before any call: what a member or a type is not
 * known for is refused now, not in the middle of a call.
 * @param source `@(...)` or `@{...}`.
 * @throws Unrunnable naming what it does not understand.
 */
export function compileExpression(source: string): Evaluate {
  const inner = source.slice(2, -1)
  if (source.startsWith('@{')) {
    const block = compileBlock(parseCommands(inner), new Map())
    return (call) => block(call, new Map())?.value ?? null
  }
  const { run } = compile(parseExpression(inner), new Map())
  return (call) => run(call, new Map())
}

type Block = (call: Call, locals: Locals) => { readonly value: Value } | null

function compileBlock(commands: readonly Command[], names: Names): Block {
  const blocks = commands.map((command) => compileCommand(command, names))
  return (call, locals) => {
    for (const block of blocks) {
      const result = block(call, locals)
      if (result !== null) return result
    }
    return null
  }
}

function compileCommand(command: Command, names: Names): Block {
  switch (command.kind) {
    case 'return': {
      const { run } = compile(command.value, names)
      return (call, locals) => ({ value: run(call, locals) })
    }
    case 'set': {
      const { type, run } = compile(command.value, names)
      names.set(command.name, type)
      return (call, locals) => {
        locals.set(command.name, run(call, locals))
        return null
      }
    }
    case 'if': {
      const { run } = compile(command.test, names)
      const yes = compileBlock(command.yes, names)
      const no = compileBlock(command.no, names)
      return (call, locals) => (run(call, locals) === true ? yes(call, locals) : no(call, locals))
    }
  }
}

function compile(node: Node, names: Names): Compiled {
  switch (node.kind) {
    case 'literal':
      return { type: literalType(node.value), run: () => node.value }
    case 'interpolated': {
      const parts = node.parts.map((part) =>
        typeof part === 'string' ? { type: 'string', run: () => part } : compile(part, names),
      )
      return { type: 'string', run: (call, locals) => parts.map(({ run }) => printed(run(call, locals))).join('') }
    }
    case 'name':
      return compileName(node.name, names)
    case 'member':
      return compileMember(node.of, node.name, [], false, node.orNull, names)
    case 'call':
      return compileMember(node.of, node.name, node.args, true, node.orNull, names)
    case 'index':
      return compileMember(node.of, '[]', [node.at], true, false, names)
    case 'not': {
      const of = compile(node.of, names)
      return { type: 'bool', run: (call, locals) => of.run(call, locals) !== true }
    }
    case 'minus': {
      const of = compile(node.of, names)
      return { type: 'int', run: (call, locals) => -number(of.run(call, locals)) }
    }
    case 'cast':
      return compileCast(node.to, compile(node.of, names))
    case 'conditional': {
      const [test, yes, no] = [compile(node.test, names), compile(node.yes, names), compile(node.no, names)]
      return {
        type: yes.type === 'null' ? no.type : yes.type,
        run: (call, locals) => (test.run(call, locals) === true ? yes : no).run(call, locals),
      }
    }
    case 'binary':
      return compileBinary(node.operator, compile(node.left, names), compile(node.right, names))
  }
}

function literalType(value: Value): Type {
  return value === null ? 'null' : typeof value === 'string' ? 'string' : typeof value === 'number' ? 'int' : 'bool'
}

function compileName(name: string, names: Names): Compiled {
  const local = names.get(name)
  if (local !== undefined) return { type: local, run: (_, locals) => locals.get(name) ?? null }
  const root = ROOTS.get(name)
  if (root === undefined) throw new Unrunnable(`it does not know ${name}`)
  return { type: root, run: () => name }
}

function compileMember(of: Node, name: string, args: readonly Node[], isCall: boolean, orNull: boolean, names: Names): Compiled {
  const self = compile(of, names)
  if (self.type === 'StringComparison') return { type: 'string', run: () => name }
  const member = memberOf(self.type, name)
  const shown = name === '[]' ? `${self.type}[]` : `${self.type}.${name}`
  if (member === undefined || isCall !== (member.args !== null)) throw new Unrunnable(`it cannot evaluate ${shown}`)
  const [least, most] = member.args ?? [0, 0]
  if (args.length < least || args.length > most) throw new Unrunnable(`it cannot evaluate ${shown} with ${args.length} arguments`)
  const compiled = args.map((arg) => compile(arg, names))
  return {
    type: member.type,
    run: (call, locals) => {
      const value = self.run(call, locals)
      if (value === null && orNull) return null
      if (value === null) throw new EvaluationError(`Object reference not set to an instance of an object: ${shown}`)
      return member.run(
        value,
        compiled.map((arg) => arg.run(call, locals)),
        call,
      )
    },
  }
}

const TO_STRING: Member = { type: 'string', args: [0, 1], run: (self) => text(self) }

/** `any` is an object out of a variable: what it can do is that of a string. */
function memberOf(type: Type, name: string): Member | undefined {
  if (name === 'ToString' && ['string', 'int', 'bool', 'guid', 'any'].includes(type)) return TO_STRING
  return MEMBERS.get(name === '[]' ? `${type}[]` : `${type}.${name}`)
}

function compileCast(to: string, of: Compiled): Compiled {
  if (to === 'string' || to === 'String') return { type: 'string', run: of.run }
  if (to === 'bool') return { type: 'bool', run: (call, locals) => boolean(of.run(call, locals)) }
  return { type: 'int', run: (call, locals) => number(of.run(call, locals)) }
}

function boolean(value: Value): boolean {
  if (typeof value !== 'boolean') throw new EvaluationError('Unable to cast the value to a boolean.')
  return value
}

function number(value: Value): number {
  const result = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof result !== 'number' || Number.isNaN(result)) throw new EvaluationError('The value is no number.')
  return result
}

function printed(value: Value): string {
  return value === null ? '' : text(value)
}

const ARITHMETIC: Readonly<Record<string, (left: number, right: number) => Value>> = {
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => Math.trunc(left / right),
  '%': (left, right) => left % right,
  '<': (left, right) => left < right,
  '>': (left, right) => left > right,
  '<=': (left, right) => left <= right,
  '>=': (left, right) => left >= right,
}

function compileBinary(operator: string, left: Compiled, right: Compiled): Compiled {
  const both = (call: Call, locals: Locals) => [left.run(call, locals), right.run(call, locals)] as const
  switch (operator) {
    case '&&':
      return { type: 'bool', run: (call, locals) => left.run(call, locals) === true && right.run(call, locals) === true }
    case '||':
      return { type: 'bool', run: (call, locals) => left.run(call, locals) === true || right.run(call, locals) === true }
    case '??':
      return { type: right.type, run: (call, locals) => left.run(call, locals) ?? right.run(call, locals) }
    case '==':
    case '!=':
      return {
        type: 'bool',
        run: (call, locals) => {
          const [a, b] = both(call, locals)
          return (a === b) === (operator === '==')
        },
      }
    case '+':
      if (left.type !== 'int' || right.type !== 'int') {
        return { type: 'string', run: (call, locals) => both(call, locals).map(printed).join('') }
      }
      return { type: 'int', run: (call, locals) => number(left.run(call, locals)) + number(right.run(call, locals)) }
  }
  const compute = ARITHMETIC[operator]
  if (compute === undefined) throw new Unrunnable(`it does not know the operator ${operator}`)
  return {
    type: '<>='.includes(operator.charAt(0)) ? 'bool' : 'int',
    run: (call, locals) => compute(number(left.run(call, locals)), number(right.run(call, locals))),
  }
}
