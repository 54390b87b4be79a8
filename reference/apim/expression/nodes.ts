/** An expression of the subset. */
export type Node =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null; readonly isWhole: boolean }
  | { readonly kind: 'interpolated'; readonly parts: readonly (string | Node)[] }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'member'; readonly of: Node; readonly name: string }
  | CallNode
  | { readonly kind: 'index'; readonly of: Node; readonly at: Node }
  /** `of?.rest`: what follows sees the value as the name `as`, and is passed over where it is null. */
  | { readonly kind: 'if-there'; readonly of: Node; readonly as: string; readonly rest: Node }
  | { readonly kind: 'not' | 'minus'; readonly of: Node }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Node; readonly right: Node }
  | { readonly kind: 'conditional'; readonly test: Node; readonly yes: Node; readonly no: Node }
  /** `(to)of`, or `(to?)of`, for which null may stay null. */
  | { readonly kind: 'cast'; readonly to: string; readonly mayBeNull: boolean; readonly of: Node }
  /** `of as to`: null instead of an error. */
  | { readonly kind: 'as'; readonly to: string; readonly of: Node }
  | { readonly kind: 'new'; readonly type: string; readonly args: readonly Node[]; readonly items: readonly Item[] }
  /** `new[] { ... }` */
  | { readonly kind: 'list'; readonly items: readonly Node[] }

export interface CallNode {
  readonly kind: 'call'
  readonly of: Node
  readonly name: string
  /** `string` of `Value<string>(...)`. */
  readonly type: string | null
  readonly args: readonly Argument[]
}

export interface Argument {
  /** `preserveContent` of `As<JObject>(preserveContent: true)`. */
  readonly name: string | null
  readonly value: Node
}

/** One item of `new JObject { { "a", 1 }, ["b"] = 2 }`, `new { a = 1 }` or, without a key, `new JArray { 1, 2 }`. */
export interface Item {
  readonly key: Node | null
  readonly value: Node
  /** `[key] = value` puts in place what `{ key, value }` only adds. */
  readonly puts: boolean
}

export type Command =
  | { readonly kind: 'set'; readonly name: string; readonly value: Node }
  /** `of[at] = value` */
  | { readonly kind: 'put'; readonly of: Node; readonly at: Node; readonly value: Node }
  | { readonly kind: 'do'; readonly call: CallNode }
  | { readonly kind: 'if'; readonly test: Node; readonly yes: readonly Command[]; readonly no: readonly Command[] }
  | { readonly kind: 'try'; readonly body: readonly Command[]; readonly instead: readonly Command[] }
  | { readonly kind: 'return'; readonly value: Node }
