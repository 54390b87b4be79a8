import type { Value } from '../call.ts'
import { EvaluationError } from './evaluation.ts'
import { HeldResponse } from './held-response.ts'
import { Json } from './json-token.ts'
import { text } from './members.ts'
import { Unrunnable } from './tokens.ts'
import { defaultOf, type Type, typeNamed } from './types.ts'

/** @throws Unrunnable before any call. */
export function typeOf(name: string): Type {
  const type = typeNamed(name)
  if (type === undefined) throw new Unrunnable(`it does not know the type ${name}`)
  return type
}

/**
 * What a cast makes of an object out of a variable. C# only unpacks it: `(int)` of a variable that was set to the text "3" is an
 * error, and so is `(string)` of one that holds JSON.
 */
export function unboxed(value: Value, to: string): Value {
  const type = typeNamed(to)
  if (type === 'any') return value
  if (value === null) return nothing(to)
  if (type === 'JToken') return value instanceof Json ? value.as(to) : refuse(to)
  if (type === 'held-response') return value instanceof HeldResponse ? value : refuse(to)
  return typeof value === (type === 'string' ? 'string' : type === 'bool' ? 'boolean' : 'number') ? value : refuse(to)
}

/** `(string)body["model"]`: a token is converted; one with children cannot be. */
export function converted(value: Value, to: string): Value {
  const type = typeNamed(to)
  if (value === null) return nothing(to)
  if (!(value instanceof Json)) return refuse(to)
  if (type === 'any') return value
  if (type === 'JToken') return value.as(to)
  const { data } = value
  if (type === 'string') return data === null ? null : typeof data === 'object' ? refuse(to) : value.print()
  if (data === null || typeof data === 'object') return refuse(to)
  return type === 'bool' ? toBoolean(data) : type === 'int' ? Math.round(toNumber(data)) : toNumber(data)
}

function nothing(to: string): null {
  const type = typeNamed(to)
  return type !== undefined && defaultOf(type) !== null ? refuse(to) : null
}

function refuse(to: string): never {
  throw new EvaluationError(`Unable to cast the value to ${to}.`)
}

/** `default(T)` where there is nothing, as `GetValueOrDefault<T>` and `Value<T>` give it. */
export function orDefault(value: Value | undefined, to: string, make: (value: Value, to: string) => Value): Value {
  const type = typeNamed(to)
  const isNothing = value === null || value === undefined || (value instanceof Json && value.data === null && type !== 'JToken')
  if (isNothing) return type === undefined ? null : defaultOf(type)
  return to === '' ? value : make(value, to)
}

export function toNumber(value: Value | undefined): number {
  const plain = value instanceof Json ? value.data : value
  const result = typeof plain === 'string' && plain.trim() !== '' ? Number(plain) : plain
  if (typeof result !== 'number' || Number.isNaN(result)) throw new EvaluationError('The value is no number.')
  return result
}

/** `int.Parse` and `Convert.ToInt32`: a text with a fraction is none. */
export function toInteger(value: Value | undefined): number {
  const result = toNumber(value)
  if (typeof value === 'string' && !Number.isInteger(result))
    throw new EvaluationError('Input string was not in a correct format.')
  return Math.round(result)
}

export function toBoolean(value: Value | undefined): boolean {
  const plain = value instanceof Json ? value.data : value
  if (typeof plain === 'boolean') return plain
  const word = text(value).trim().toLowerCase()
  if (word !== 'true' && word !== 'false') throw new EvaluationError('The value is no boolean.')
  return word === 'true'
}
