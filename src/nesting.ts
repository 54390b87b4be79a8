import type { Json } from './model.ts'

/** JSON nested deeper than this is taken for text: everything that walks through it later would run out of stack. */
export const DEEPEST = 200

/** Looked at level by level, because a recursion would run out of stack itself. */
export function isTooDeep(value: Json): boolean {
  let level: readonly Json[] = [value]
  for (let depth = 0; depth <= DEEPEST; depth += 1) {
    level = level.flatMap((one): readonly Json[] => (one === null || typeof one !== 'object' ? [] : Object.values(one)))
    if (level.length === 0) return false
  }
  return true
}
