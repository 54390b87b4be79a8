import type { Value } from '../call.ts'
import { compileNode } from './compile-node.ts'
import { Dictionary } from './dictionary.ts'
import { textOrNull } from './dictionary-members.ts'
import { EvaluationError } from './evaluation.ts'
import { Property } from './json-members.ts'
import { Json, type JsonData } from './json-token.ts'
import { text, toJson } from './members.ts'
import type { Node } from './nodes.ts'
import type { Compiled, Locals, Scope } from './scope.ts'
import { Unrunnable } from './tokens.ts'
import { isStorable } from './types.ts'

type Run = Compiled['run']
type New = Extract<Node, { kind: 'new' }>

/** `new JObject(...)`, `new JArray { ... }`, `new JProperty(...)`, `new { ... }`, `new Dictionary<string, string> { ... }`. */
export function compileCreation(node: New, scope: Scope): Compiled {
  return node.type === 'Dictionary<string,string>' ? compileDictionary(node, scope) : compileJson(node, scope)
}

/** `new Dictionary<string, string> { { "a", "b" } }` or `{ ["a"] = "b" }`; a comparer may stand in brackets. */
function compileDictionary({ args, items }: New, scope: Scope): Compiled {
  const rules = args.map((arg) => compileNode(arg, scope))
  if (rules.length > 1 || rules.some(({ type }) => type !== 'comparer')) throw new Unrunnable('it knows a dictionary only empty')
  const pairs = items.map(({ key, value: item, puts }) => {
    if (key === null) throw new Unrunnable('it knows a dictionary only of pairs')
    return { puts, key: textOf(key, scope), value: textOf(item, scope) }
  })
  return {
    type: 'dictionary',
    run: (call, locals) => {
      const made = new Dictionary(rules.some(({ run }) => text(run(call, locals)).endsWith('IgnoreCase')))
      for (const { puts, key, value: item } of pairs) {
        const [name, held] = [text(key(call, locals)), textOrNull(item(call, locals))]
        if (puts) made.put(name, held)
        else made.add(name, held)
      }
      return made
    },
  }
}

function textOf(node: Node, scope: Scope): Run {
  const { type, run } = compileNode(node, scope)
  if (type !== 'string' && type !== 'null') throw new Unrunnable(`it knows a dictionary only of texts, not of ${type}`)
  return run
}

function compileJson({ type, args, items }: New, scope: Scope): Compiled {
  const given = args.map((arg) => value(arg, scope))
  const added = items.map(({ key, value: item }) => ({
    key: key === null ? null : value(key, scope),
    item: value(item, scope),
  }))
  const create = CREATE.get(type)
  if (create === undefined) throw new Unrunnable(`it cannot make a new ${type}`)
  if (type === 'JProperty' && given.length !== 2) throw new Unrunnable('it knows JProperty only with a name and a value')
  return {
    type: 'JToken',
    run: (call, locals) => {
      const made = create(given.map((run) => run(call, locals)))
      for (const { key, item } of added) add(made, key?.(call, locals) ?? null, item(call, locals))
      return made
    },
  }
}

export function compileList(items: readonly Node[], scope: Scope): Compiled {
  const compiled = items.map((item) => compileNode(item, scope))
  if (compiled.some(({ type }) => type !== 'string')) throw new Unrunnable('it knows only lists of strings')
  return { type: 'strings', run: (call, locals: Locals) => compiled.map(({ run }) => text(run(call, locals))) }
}

function value(node: Node, scope: Scope): Run {
  const { type, run } = compileNode(node, scope)
  if (!isStorable(type)) throw new Unrunnable(`it cannot make JSON of ${type}`)
  return run
}

const CREATE: ReadonlyMap<string, (args: readonly Value[]) => Json> = new Map(
  Object.entries({
    '': () => new Json({}),
    JObject: (args: readonly Value[]) => args.reduce<Json>((made, arg) => added(made, arg), new Json({})),
    JArray: (args: readonly Value[]) => new Json(args.map((arg): JsonData => toJson(arg).data)),
    JValue: ([arg]: readonly Value[]) => new Json(toJson(arg).data),
    JProperty: ([name, held]: readonly Value[]) => new Property(text(name), toJson(held)),
  }),
)

function added(made: Json, arg: Value): Json {
  if (!(arg instanceof Property)) throw new EvaluationError('Can not add what is no JProperty to a JObject.')
  made.put(arg.name, arg.value)
  return made
}

function add(made: Json, key: Value, item: Value): void {
  if (key !== null) made.put(text(key), toJson(item))
  else if (item instanceof Property) made.put(item.name, item.value)
  else made.add(toJson(item))
}
