import jsep from 'jsep'
import { type Command, commandsOf } from './blocks.ts'
import { isKnown, UNKNOWN } from './values.ts'

/** The call that a condition is asked about. */
export interface Asked {
  /** What `context.Operation.Id` may be: an export does not always tell whether a name was normalised. */
  readonly ids: readonly string[]
  readonly urlTemplate: string
  /** Of the body that callers send. */
  readonly contentType: string
  /** Public path, without the query. */
  readonly path: string
  /** Where `context.Request.Url.Path` may point while the policy runs, with `UNKNOWN` for what cannot be told. */
  readonly paths: readonly string[]
  /** What the template's parameters stand for. */
  readonly matched: Readonly<Record<string, string>>
  /** As far as they can be told. */
  readonly variables: Readonly<Record<string, string>>
}

/** Undefined is what only the running gateway knows. */
type Value = string | boolean | null | undefined

/** What the call is, where `Asked` leaves several possibilities. */
interface World extends Asked {
  readonly id: string
  readonly at: string
  /** Variables of the block itself. */
  readonly locals: Readonly<Record<string, Value>>
}

// The parser reads JavaScript: its operators bind as those of C# do, and this one it lacks.
jsep.addBinaryOp('??', 1, true)

/** Types before a value, `(bool)x`, or before arguments, `GetValueOrDefault<bool>(x)`: nothing here hangs on them. */
const TYPES = /\(\s*(?:string|bool|int|object)\s*\)(?=\s*[\w("!])|<\s*(?:string|bool|int|object)\s*>(?=\s*\()/gi

/** `$"/a/{kind}"`, and the holes in it that write their value as it is. */
const INTERPOLATED = /\$"((?:\{\{|\}\}|\\.|\{(?:[^{}":]|"[^"]*")*\}|[^"{}\\])*)"/g
const HOLE = /(?<!\{)\{((?:[^{}":]|"[^"]*")+)\}/g

/** The sum that it stands for. */
const joined = (_: string, text: string): string =>
  `(${text
    .split(HOLE)
    .map((part, index) => (index % 2 === 1 ? `(${part})` : `"${part.replace(/([{}])\1/g, '$1')}"`))
    .join(' + ')})`

/** Whether a `when` applies: decided for conditions that ask which operation is called; null for all that only the gateway knows. */
export function decide(condition: string, asked: Asked): boolean | null {
  const value = evaluated(condition, asked)
  return typeof value === 'boolean' ? value : null
}

/** What an expression about the operation comes to; undefined when only the running gateway knows. */
export function evaluated(expression: string, asked: Asked): Value {
  const code = parsed(expression)
  if (code === null) return undefined
  const worlds = asked.ids.flatMap((id) => asked.paths.map((at): World => ({ ...asked, id, at, locals: {} })))
  const [first, ...others] = worlds.map((world) => run(code, world))
  return others.every((other) => other === first) ? first : undefined
}

/** Does it ask which operation is called, or for what tells the two apart? Then the pair may be treated differently by it. */
export const asksForOperation = (expression: string): boolean =>
  /context\.(?:Operation\b|Request\.(?:OriginalUrl|Url|MatchedParameters)\b)|"Content-Type"/i.test(expression)

type Code = readonly Command<jsep.Expression>[]

/** Null for what cannot be followed. */
function parsed(expression: string): Code | null {
  const [, single, block] = /^@(?:\(([\s\S]*)\)|\{([\s\S]*)\})$/.exec(expression.trim()) ?? []
  try {
    return block === undefined ? [{ kind: 'return', value: tree(single ?? expression) }] : commandsOf(block, tree)
  } catch {
    return null
  }
}

/** @throws Error for what the parser does not understand, an empty text among it */
function tree(code: string): jsep.Expression {
  if (code.trim() === '') throw new Error('there is nothing')
  return jsep(code.replace(INTERPOLATED, joined).replace(TYPES, ''))
}

function run(code: Code, start: World): Value {
  const locals: Record<string, Value> = {}
  return returned(code, { ...start, locals }, locals)?.value
}

/** Null where the commands end without a `return`. */
function returned(code: Code, world: World, locals: Record<string, Value>): { readonly value: Value } | null {
  for (const command of code) {
    if (command.kind === 'return') return { value: evaluate(command.value, world) }
    if (command.kind === 'set') {
      locals[command.name] = evaluate(command.value, world)
      continue
    }
    const test = evaluate(command.test, world)
    if (typeof test !== 'boolean') return { value: undefined }
    const inner = returned(test ? command.yes : command.no, world, locals)
    if (inner !== null) return inner
  }
  return null
}

const isOf = <T extends jsep.CoreExpression>(tree: unknown, type: T['type']): tree is T =>
  typeof tree === 'object' && tree !== null && 'type' in tree && tree.type === type

function evaluate(tree: unknown, world: World): Value {
  if (isOf<jsep.Literal>(tree, 'Literal'))
    return typeof tree.value === 'string' || typeof tree.value === 'boolean' || tree.value === null ? tree.value : undefined
  if (isOf<jsep.UnaryExpression>(tree, 'UnaryExpression'))
    return tree.operator === '!' ? negated(evaluate(tree.argument, world)) : undefined
  if (isOf<jsep.BinaryExpression>(tree, 'BinaryExpression'))
    return OPERATORS[tree.operator]?.(evaluate(tree.left, world), evaluate(tree.right, world))
  if (isOf<jsep.ConditionalExpression>(tree, 'ConditionalExpression')) {
    const test = evaluate(tree.test, world)
    return typeof test === 'boolean' ? evaluate(test ? tree.consequent : tree.alternate, world) : undefined
  }
  if (isOf<jsep.CallExpression>(tree, 'CallExpression')) return called(tree, world)
  // A header by its name alone is a list of values.
  if (isOf<jsep.MemberExpression>(tree, 'MemberExpression') && tree.computed)
    return nameOf(tree.object).endsWith('.Headers') ? undefined : looked(tree.object, tree.property, world)
  if (isOf<jsep.Identifier>(tree, 'Identifier')) return world.locals[tree.name]
  return MEMBERS[nameOf(tree)]?.(world)
}

const negated = (value: Value): Value => (typeof value === 'boolean' ? !value : undefined)

const OPERATORS: Readonly<Record<string, (left: Value, right: Value) => Value>> = {
  '&&': (left, right) => (left === false || right === false ? false : left === true && right === true ? true : undefined),
  '||': (left, right) => (left === true || right === true ? true : left === false && right === false ? false : undefined),
  '==': isSame,
  '!=': (left, right) => negated(isSame(left, right)),
  '+': (left, right) => (typeof left === 'string' && typeof right === 'string' ? left + right : undefined),
  '??': (left, right) => (left === null ? right : left),
}

function isSame(left: Value, right: Value): Value {
  const isTold = (value: Value) => value !== undefined && (typeof value !== 'string' || isKnown(value))
  return isTold(left) && isTold(right) ? left === right : undefined
}

/** `context.Operation.Id`; empty for what is no chain of names. */
function nameOf(tree: unknown): string {
  if (isOf<jsep.Identifier>(tree, 'Identifier')) return tree.name
  if (!isOf<jsep.MemberExpression>(tree, 'MemberExpression') || tree.computed) return ''
  return `${nameOf(tree.object)}.${nameOf(tree.property)}`
}

const MEMBERS: Readonly<Record<string, (world: World) => Value>> = {
  'string.Empty': () => '',
  'String.Empty': () => '',
  'context.Operation.Id': ({ id }) => id,
  'context.Operation.UrlTemplate': ({ urlTemplate }) => urlTemplate,
  'context.Operation.Method': () => 'POST',
  'context.Request.Method': () => 'POST',
  'context.Request.OriginalUrl.Path': ({ path }) => path,
  'context.Request.Url.Path': ({ at }) => at,
}

/** What can be looked up by name: `context.Variables["x"]`. */
const TABLES: Readonly<Record<string, (world: World) => Readonly<Record<string, string>>>> = {
  'context.Variables': ({ variables }) => variables,
  'context.Request.MatchedParameters': ({ matched }) => matched,
  'context.Request.Headers': ({ contentType }) => ({ 'content-type': contentType }),
}

function looked(table: unknown, key: unknown, world: World): Value {
  const name = evaluate(key, world)
  if (typeof name !== 'string') return undefined
  const rows = TABLES[nameOf(table)]?.(world)
  const found = rows?.[nameOf(table).endsWith('.Headers') ? name.toLowerCase() : name]
  return found === 'true' || found === 'false' ? found === 'true' : found
}

const METHODS: Readonly<Record<string, (self: string, given: string, by: Value) => Value>> = {
  Replace: (self, given, by) => (isKnown(self) && typeof by === 'string' ? self.replaceAll(given, () => by) : undefined),
  Equals: isSame,
  Contains: (self, given) => self.includes(given) || (isKnown(self) ? false : undefined),
  StartsWith: (self, given) => unlessCut(self, given, self.split(UNKNOWN)[0] ?? '', self.startsWith(given)),
  EndsWith: (self, given) => unlessCut(self, given, self.split(UNKNOWN).at(-1) ?? '', self.endsWith(given)),
  ToLower: (self) => self.toLowerCase(),
  ToLowerInvariant: (self) => self.toLowerCase(),
  ToUpper: (self) => self.toUpperCase(),
  ToUpperInvariant: (self) => self.toUpperCase(),
  ToString: (self) => self,
}

/** What a text begins or ends with can be told as far as its known part goes. */
const unlessCut = (self: string, given: string, known: string, holds: boolean): Value =>
  holds || isKnown(self) || known.length >= given.length ? holds : undefined

function called({ callee, arguments: given }: jsep.CallExpression, world: World): Value {
  if (!isOf<jsep.MemberExpression>(callee, 'MemberExpression')) return undefined
  const [method, owner] = [nameOf(callee.property), nameOf(callee.object)]
  if (method === 'GetValueOrDefault') return looked(callee.object, given[0], world)
  const ignoresCase = given.some((one) => /^StringComparison\.\w*IgnoreCase$/.test(nameOf(one)))
  // Equals, of string itself: `string.Equals(a, b)`.
  const [self, other, third] = (owner.toLowerCase() === 'string' ? given : [callee.object, ...given]).map((one) =>
    evaluate(one, world),
  )
  if (typeof self !== 'string') return undefined
  if (given.length === 0) return METHODS[method]?.(self, '', undefined)
  if (typeof other !== 'string' || !isKnown(other)) return undefined
  return ignoresCase
    ? METHODS[method]?.(self.toLowerCase(), other.toLowerCase(), undefined)
    : METHODS[method]?.(self, other, third)
}
