import type { Call, Value } from '../call.ts'
import { Dictionary } from './dictionary.ts'
import { EvaluationError } from './evaluation.ts'
import { HeldResponse } from './held-response.ts'
import { Json } from './json-token.ts'
import type { Type } from './types.ts'

/** A message whose body an expression reads. */
export type Side = 'request' | 'response'

/** What a type can do: a property, a method or an indexer. */
export interface Member {
  readonly type: Type
  /** Number of arguments, from and to; null for a property. */
  readonly args: readonly [number, number] | null
  /** Names of the arguments, where they may be written out. */
  readonly names?: readonly string[]
  /** `Value<T>`: the type is the one that is asked for. */
  readonly isGeneric?: true
  /** Where no type is asked for: the argument that tells it. */
  readonly infersFrom?: number
  /** Arguments may be anything that can be printed, and not only simple values. */
  readonly takesAny?: true
  /** By argument: it must be written as a text like this, because another cannot be understood before the call. */
  readonly literals?: readonly (((text: string) => boolean) | null)[]
  /** The body must be held in memory before. */
  readonly reads?: Side
  readonly run: (self: Value, args: readonly Value[], call: Call, asked: string) => Value
}

export type Members = Readonly<Record<string, Member>>

export const IS_THERE = 'there'

export function text(value: Value | undefined): string {
  if (value === null || value === undefined) throw new EvaluationError('Object reference not set to an instance of an object.')
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (value instanceof Json) return value.print()
  if (value instanceof Dictionary) throw new EvaluationError('A dictionary is no text.')
  // Where C# prints no more than the name of a class.
  if (value instanceof HeldResponse) return 'IResponse'
  return typeof value === 'object' ? value.join(',') : String(value)
}

/** As C# prints null: nothing. */
export function printed(value: Value | undefined): string {
  return value === null || value === undefined ? '' : text(value)
}

export function list(value: Value | undefined): readonly string[] {
  if (!Array.isArray(value)) throw new EvaluationError('The value is no list.')
  return value
}

export function json(value: Value | undefined): Json {
  if (!(value instanceof Json)) throw new EvaluationError('The value is no JSON.')
  return value
}

export function heldResponse(value: Value | undefined): HeldResponse {
  if (!(value instanceof HeldResponse)) throw new EvaluationError('The value is no response.')
  return value
}

/** A value as a part of JSON. */
export function toJson(value: Value | undefined): Json {
  if (value instanceof Json) return value
  if (value instanceof HeldResponse || value instanceof Dictionary) throw new EvaluationError('The value is no part of JSON.')
  return new Json(value === undefined ? null : Array.isArray(value) ? [...value] : (simple(value) ?? null))
}

function simple(value: Value): string | number | boolean | null {
  return typeof value === 'object' ? null : value
}

export function property(type: Type, run: (call: Call, self: Value) => Value): Member {
  return { type, args: null, run: (self, _args, call) => run(call, self) }
}

export function method(type: Type, from: number, to: number, run: Member['run'], more: Partial<Member> = {}): Member {
  return { type, args: [from, to], run, ...more }
}

export function onString(type: Type, from: number, to: number, run: (self: string, args: readonly string[]) => Value): Member {
  return method(type, from, to, (self, args) => run(text(self), args.map(text)))
}

export function found<T>(values: readonly T[], name: string): readonly T[] {
  if (values.length === 0) throw new EvaluationError(`The given key '${name}' was not present in the dictionary.`)
  return values
}
