import { EvaluationError } from './evaluation.ts'

/** A `Dictionary<string, string>`, from which policies look up models, deployments and hosts. */
export class Dictionary {
  readonly #entries = new Map<string, string | null>()
  readonly #ignoresCase: boolean

  constructor(ignoresCase: boolean) {
    this.#ignoresCase = ignoresCase
  }

  get count(): number {
    return this.#entries.size
  }

  has(key: string): boolean {
    return this.#entries.has(this.#folded(key))
  }

  get(key: string): string | null {
    const found = this.#entries.get(this.#folded(key))
    if (found === undefined) throw new EvaluationError(`The given key '${key}' was not present in the dictionary.`)
    return found
  }

  /** `dictionary[key] = value` */
  put(key: string, value: string | null): void {
    this.#entries.set(this.#folded(key), value)
  }

  /** `Add`, and an initializer of pairs. */
  add(key: string, value: string | null): void {
    if (this.has(key)) throw new EvaluationError('An item with the same key has already been added.')
    this.put(key, value)
  }

  #folded(key: string): string {
    return this.#ignoresCase ? key.toLowerCase() : key
  }
}
