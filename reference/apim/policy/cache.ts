import type { Value } from '../call.ts'
import { HeldResponse } from '../expression/held-response.ts'
import { Json } from '../expression/json-token.ts'

/**
 * The cache of one gateway, which all its APIs share (Microsoft Learn, cache-store-value). It lies outside of the call: what a call
 * does to a value that it stored or found changes nothing of what the next one finds.
 */
export class ValueCache {
  readonly #values = new Map<string, Value>()

  /** Undefined for a miss. */
  find(key: string): Value | undefined {
    const found = this.#values.get(key)
    return found === undefined ? undefined : copied(found)
  }

  store(key: string, value: Value): void {
    this.#values.set(key, copied(value))
  }

  remove(key: string): void {
    this.#values.delete(key)
  }
}

function copied(value: Value): Value {
  if (value instanceof HeldResponse) return value.copy()
  return value instanceof Json ? new Json(structuredClone(value.data)) : value
}
