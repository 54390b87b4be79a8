import { compileNode } from './compile-node.ts'
import { CONTEXT } from './context.ts'
import { typeOf } from './conversions.ts'
import { DICTIONARY_MEMBERS } from './dictionary-members.ts'
import { EvaluationError } from './evaluation.ts'
import { JSON_MEMBERS } from './json-members.ts'
import type { Member } from './members.ts'
import type { Argument, Node } from './nodes.ts'
import type { Compiled, Scope } from './scope.ts'
import { STATICS } from './statics.ts'
import { STRINGS } from './strings.ts'
import { Unrunnable } from './tokens.ts'
import { isStorable, isTypeName } from './types.ts'

/** Type and member → what it does; `type[]` is its indexer. What is not here cannot be run and is reported. */
const MEMBERS: ReadonlyMap<string, Member> = new Map(
  Object.entries({ ...CONTEXT, ...STRINGS, ...JSON_MEMBERS, ...DICTIONARY_MEMBERS, ...STATICS }),
)

/** How texts are compared: a name, as `StringComparison.OrdinalIgnoreCase`. */
const RULES: ReadonlyMap<string, string> = new Map([
  ['StringComparison', 'comparison'],
  ['StringComparer', 'comparer'],
])

/** What is asked of a value. */
interface Asked {
  readonly name: string
  readonly type: string | null
  /** Null for a property. */
  readonly args: readonly Argument[] | null
}

export function compileMember(self: Compiled, asked: Asked, scope: Scope): Compiled {
  const rule = RULES.get(self.type)
  if (rule !== undefined) return { type: rule, run: () => asked.name }
  const shown = asked.name === '[]' ? `${self.type}[]` : `${self.type}.${asked.name}`
  const member = MEMBERS.get(shown)
  if (member === undefined || (asked.args === null) !== (member.args === null))
    throw new Unrunnable(`it cannot evaluate ${shown}`)
  const args = ordered(asked.args ?? [], member, shown)
  const compiled = args.map((arg) => compileNode(arg, scope))
  for (const { type } of compiled) requireGiven(type, member.takesAny === true, shown)
  if (member.reads !== undefined) scope.reads.add(member.reads)
  const type = typeAsked(asked.type, member, compiled, shown)
  return {
    type: type === null ? member.type : typeOf(type),
    run: (call, locals) => {
      const value = self.run(call, locals)
      if (value === null) throw new EvaluationError(`Object reference not set to an instance of an object: ${shown}`)
      const given = compiled.map((arg) => arg.run(call, locals))
      return member.run(value, given, call, type ?? '')
    },
  }
}

/** @throws Unrunnable where there are too many or too few, or one that cannot be understood before the call. */
function ordered(args: readonly Argument[], { args: range, names = [], literals = [] }: Member, shown: string): Node[] {
  const [least, most] = range ?? [0, 0]
  const isKnown = args.every(({ name }, at) => name === null || names[at] === name)
  if (!isKnown || args.length < least || args.length > most) {
    throw new Unrunnable(`it cannot evaluate ${shown} with ${args.length} arguments`)
  }
  for (const [at, { value }] of args.entries()) {
    const fits = literals[at] ?? null
    const isFitting = value.kind === 'literal' && typeof value.value === 'string' && fits?.(value.value)
    if (fits !== null && isFitting !== true) throw new Unrunnable(`it cannot evaluate ${shown} with this argument`)
  }
  return args.map(({ value }) => value)
}

const SIMPLE: readonly string[] = [
  'string',
  'int',
  'double',
  'bool',
  'guid',
  'any',
  'null',
  'comparison',
  'format',
  'options',
  'bytes',
]

/** JSON and lists are converted by nothing: C# would not compile it. */
function requireGiven(type: string, takesAny: boolean, shown: string): void {
  const isFitting = SIMPLE.includes(type) || (takesAny && isStorable(type))
  if (!isFitting) throw new Unrunnable(`it cannot evaluate ${shown} with a value of ${type}`)
}

function typeAsked(
  type: string | null,
  { isGeneric, infersFrom }: Member,
  args: readonly Compiled[],
  shown: string,
): string | null {
  if (type !== null && isGeneric !== true) throw new Unrunnable(`it cannot evaluate ${shown}<${type}>`)
  if (type !== null || infersFrom === undefined) return type
  const inferred = args[infersFrom]?.type
  return inferred !== undefined && isTypeName(inferred) ? inferred : null
}
