/** A static type of the subset. Types of `context` have no value of their own: what matters is whether they are there. */
export type Type = string

/** The types that a policy may name, and what they are here. */
const NAMED: ReadonlyMap<string, Type> = new Map([
  ['string', 'string'],
  ['String', 'string'],
  ['int', 'int'],
  ['Int32', 'int'],
  ['long', 'int'],
  ['Int64', 'int'],
  ['double', 'double'],
  ['bool', 'bool'],
  ['Boolean', 'bool'],
  ['object', 'any'],
  ['JObject', 'JToken'],
  ['JArray', 'JToken'],
  ['JToken', 'JToken'],
  ['JValue', 'JToken'],
  ['IResponse', 'held-response'],
])

export function isTypeName(name: string): boolean {
  return NAMED.has(name)
}

export function typeNamed(name: string): Type | undefined {
  return NAMED.get(name)
}

/** What can be stored, returned and printed; the others only lead to such values. */
const VALUES: ReadonlySet<Type> = new Set(['string', 'int', 'double', 'bool', 'guid', 'any', 'JToken', 'null'])

export function isPrintable(type: Type): boolean {
  return VALUES.has(type)
}

export function isStorable(type: Type): boolean {
  return VALUES.has(type) || type === 'strings' || type === 'held-response'
}

/** `default(T)`, which `GetValueOrDefault<T>` and `Value<T>` give where there is nothing. */
export function defaultOf(type: Type): null | 0 | false {
  if (type === 'int' || type === 'double') return 0
  return type === 'bool' ? false : null
}
