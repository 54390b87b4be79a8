import type { Call, Value } from '../call.ts'
import type { Side } from './members.ts'
import type { Type } from './types.ts'

/** Local variables with their values, while an expression runs. */
export type Locals = Map<string, Value>

export interface Compiled {
  readonly type: Type
  readonly run: (call: Call, locals: Locals) => Value
}

/** What is known while an expression is compiled. */
export interface Scope {
  /** Local variables and their types. */
  readonly names: Map<string, Type>
  /** The bodies that it may read. */
  readonly reads: Set<Side>
}
