import type { Value } from '../call.ts'
import { compileCreation, compileList } from './compile-creation.ts'
import { compileMember } from './compile-member.ts'
import { converted, toNumber, typeOf, unboxed } from './conversions.ts'
import { HeldResponse } from './held-response.ts'
import { Json } from './json-token.ts'
import { printed, toJson } from './members.ts'
import type { CallNode, Node } from './nodes.ts'
import { compileBinary } from './operators.ts'
import type { Compiled, Scope } from './scope.ts'
import { ROOTS } from './statics.ts'
import { Unrunnable } from './tokens.ts'
import { isPrintable, type Type } from './types.ts'

export function compileNode(node: Node, scope: Scope): Compiled {
  switch (node.kind) {
    case 'literal':
      return { type: literalType(node), run: () => node.value }
    case 'interpolated':
      return interpolated(node.parts, scope)
    case 'name':
      return named(node.name, scope)
    case 'member':
      return compileMember(compileNode(node.of, scope), { name: node.name, type: null, args: null }, scope)
    case 'call':
      return compileCall(node, scope)
    case 'index':
      return compileMember(compileNode(node.of, scope), { name: '[]', type: null, args: [{ name: null, value: node.at }] }, scope)
    case 'if-there':
      return ifThere(node, scope)
    case 'not': {
      const of = compileNode(node.of, scope)
      return { type: 'bool', run: (call, locals) => of.run(call, locals) !== true }
    }
    case 'minus': {
      const of = compileNode(node.of, scope)
      return { type: of.type, run: (call, locals) => -toNumber(of.run(call, locals)) }
    }
    case 'cast':
      return cast(compileNode(node.of, scope), node.to, node.mayBeNull)
    case 'as':
      return castOrNull(compileNode(node.of, scope), node.to)
    case 'conditional':
      return conditional(compileNode(node.test, scope), compileNode(node.yes, scope), compileNode(node.no, scope))
    case 'binary':
      return compileBinary(node.operator, compileNode(node.left, scope), compileNode(node.right, scope))
    case 'new':
      return compileCreation(node, scope)
    case 'list':
      return compileList(node.items, scope)
  }
}

export function compileCall(node: CallNode, scope: Scope): Compiled {
  return compileMember(compileNode(node.of, scope), node, scope)
}

function literalType({ value, isWhole }: Extract<Node, { kind: 'literal' }>): Type {
  if (value === null) return 'null'
  if (typeof value === 'number') return isWhole ? 'int' : 'double'
  return typeof value === 'string' ? 'string' : 'bool'
}

function interpolated(parts: readonly (string | Node)[], scope: Scope): Compiled {
  const compiled = parts.map((part): Compiled => {
    if (typeof part === 'string') return { type: 'string', run: () => part }
    const hole = compileNode(part, scope)
    if (!isPrintable(hole.type)) throw new Unrunnable(`it cannot print ${hole.type}`)
    return hole
  })
  return { type: 'string', run: (call, locals) => compiled.map(({ run }) => printed(run(call, locals))).join('') }
}

function named(name: string, { names }: Scope): Compiled {
  const local = names.get(name)
  if (local !== undefined) return { type: local, run: (_, locals) => locals.get(name) ?? null }
  const root = ROOTS.get(name)
  if (root === undefined) throw new Unrunnable(`it does not know ${name}`)
  return { type: root, run: () => name }
}

function ifThere({ of, as, rest }: Extract<Node, { kind: 'if-there' }>, scope: Scope): Compiled {
  const self = compileNode(of, scope)
  scope.names.set(as, self.type)
  const { type, run } = compileNode(rest, scope)
  return {
    type,
    run: (call, locals) => {
      const value = self.run(call, locals)
      if (value === null) return null
      locals.set(as, value)
      return run(call, locals)
    },
  }
}

const NUMBERS: readonly Type[] = ['int', 'double']

/** @throws Unrunnable for a cast that C# would not compile. */
function converter(from: Type, to: string): (value: Value) => Value {
  const type = typeOf(to)
  if (from === 'any') return (value) => unboxed(value, to)
  if (from === 'JToken' && type !== 'held-response') return (value) => converted(value, to)
  if (NUMBERS.includes(from) && NUMBERS.includes(type)) {
    return (value) => (type === 'int' ? Math.trunc(toNumber(value)) : toNumber(value))
  }
  if (type !== from && type !== 'any' && from !== 'null') throw new Unrunnable(`it cannot cast ${from} to ${to}`)
  return (value) => value
}

function cast(of: Compiled, to: string, mayBeNull: boolean): Compiled {
  const convert = converter(of.type, to)
  return {
    type: typeOf(to),
    run: (call, locals) => {
      const value = of.run(call, locals)
      return mayBeNull && isNothing(value) ? null : convert(value)
    },
  }
}

const isNothing = (value: Value): boolean => value === null || (value instanceof Json && value.data === null)

/** Null for what is of another type; nothing is converted. */
function castOrNull(of: Compiled, to: string): Compiled {
  const type = typeOf(to)
  const mayBe = of.type === 'any' || of.type === type || (of.type === 'JToken' && type !== 'held-response')
  if (!mayBe) throw new Unrunnable(`it cannot take ${of.type} as ${to}`)
  return {
    type,
    run: (call, locals) => {
      const value = of.run(call, locals)
      if (type === 'JToken') return value instanceof Json && value.isA(to) ? value : null
      if (type === 'held-response') return value instanceof HeldResponse ? value : null
      return typeof value === (type === 'string' ? 'string' : '') ? value : null
    },
  }
}

function conditional(test: Compiled, yes: Compiled, no: Compiled): Compiled {
  const isJson = [yes.type, no.type].includes('JToken')
  const chosen: Compiled['run'] = (call, locals) => (test.run(call, locals) === true ? yes : no).run(call, locals)
  if (!isJson) return { type: yes.type === 'null' ? no.type : yes.type, run: chosen }
  return {
    type: 'JToken',
    run: (call, locals) => {
      const value = chosen(call, locals)
      return value === null ? null : toJson(value)
    },
  }
}
