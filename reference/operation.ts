/** What a path asks for, told by its ending: every dialect of the API ends alike. */
export type Operation = 'generations' | 'edits' | 'chat'
export type ImageOperation = Exclude<Operation, 'chat'>

/** What a setting or a piece of damage is limited to. `images` is generations and edits. */
export type Scope = Operation | 'images' | 'all'

export function operationOf(path: string): Operation | null {
  if (/\/images\/generations\/?$/.test(path)) return 'generations'
  if (/\/images\/edits\/?$/.test(path)) return 'edits'
  if (/\/chat\/completions\/?$/.test(path)) return 'chat'
  return null
}

export function concerns(scope: Scope, operation: Operation | null): boolean {
  if (scope === 'all') return true
  if (scope === 'images') return operation === 'generations' || operation === 'edits'
  return scope === operation
}
