import type { Call, Value } from '../call.ts'
import { compileCommands } from './compile-commands.ts'
import { compileNode } from './compile-node.ts'
import type { Side } from './members.ts'
import type { Scope } from './scope.ts'
import { parseCommands, parseExpression } from './syntax.ts'
import { Unrunnable } from './tokens.ts'
import { isStorable } from './types.ts'

/** A compiled expression. */
export interface Evaluate {
  (call: Call): Value
  /** The bodies that it may read: they must be held in memory before. */
  readonly reads: ReadonlySet<Side>
}

/**
 * Compiles the small, typed part of C# that is understood here. Everything is checked before any call: what a member or a type is not
 * known for is refused now, not in the middle of a call.
 * @param source `@(...)` or `@{...}`.
 * @throws Unrunnable naming what it does not understand.
 */
export function compileExpression(source: string): Evaluate {
  const inner = source.slice(2, -1)
  const scope: Scope = { names: new Map(), reads: new Set() }
  const run = source.startsWith('@{') ? ofCommands(inner, scope) : ofNode(inner, scope)
  return Object.assign((call: Call) => run(call), { reads: scope.reads })
}

function ofCommands(source: string, scope: Scope): (call: Call) => Value {
  const block = compileCommands(parseCommands(source), scope)
  return (call) => block(call, new Map())?.value ?? null
}

function ofNode(source: string, scope: Scope): (call: Call) => Value {
  const { type, run } = compileNode(parseExpression(source), scope)
  if (!isStorable(type)) throw new Unrunnable(`it gives a value of ${type}, which cannot be used`)
  return (call) => run(call, new Map())
}
