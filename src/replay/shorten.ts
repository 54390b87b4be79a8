import type { Json } from '../model.ts'

/** Characters of one text of a request that are recorded: more than any prompt that a model takes. */
const LONGEST = 100_000
/** Characters that are left of a longer one. */
const KEPT = 100

/** A JSON value whose very long texts are cut: the ten megabytes of an oversized body say nothing in a report. */
export function shortened(value: Json): Json {
  if (typeof value === 'string')
    return value.length <= LONGEST ? value : `${value.slice(0, KEPT)}… [${value.length - KEPT} more characters]`
  if (value === null || typeof value !== 'object') return value
  if (isList(value)) return value.map(shortened)
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shortened(member)]))
}

/** `Array.isArray` does not narrow a readonly list. */
const isList = (value: Json): value is readonly Json[] => Array.isArray(value)
