import type { Value } from '../call.ts'
import { Dictionary } from './dictionary.ts'
import { EvaluationError } from './evaluation.ts'
import { type Members, method, property, text } from './members.ts'

/** What can be done with a dictionary. */
export const DICTIONARY_MEMBERS: Members = {
  'dictionary[]': method('string', 1, 1, (self, [key]) => dictionary(self).get(text(key))),
  'dictionary.ContainsKey': method('bool', 1, 1, (self, [key]) => dictionary(self).has(text(key))),
  'dictionary.Count': property('int', (_, self) => dictionary(self).count),
  'dictionary.Add': method('void', 2, 2, (self, [key, value]) => {
    dictionary(self).add(text(key), textOrNull(value))
    return null
  }),
}

export function dictionary(value: Value | undefined): Dictionary {
  if (!(value instanceof Dictionary)) throw new EvaluationError('The value is no dictionary.')
  return value
}

export function textOrNull(value: Value | undefined): string | null {
  return value === null ? null : text(value)
}
