import { EvaluationError } from './evaluation.ts'

export type JsonData = string | number | boolean | null | JsonData[] | { [name: string]: JsonData }

/** A `JToken` of Newtonsoft.Json, which policies read and change bodies with. JSON's null is a token too, and not C#'s null. */
export class Json {
  readonly data: JsonData

  constructor(data: JsonData) {
    this.data = data
  }

  /** @throws EvaluationError, as `JObject.Parse` and `As<JObject>` do for what is none. */
  static parse(text: string, kind: string): Json {
    try {
      const data: JsonData = JSON.parse(text)
      return new Json(data).as(kind)
    } catch (error) {
      throw error instanceof EvaluationError
        ? error
        : new EvaluationError('Unexpected character encountered while parsing value.')
    }
  }

  /** @throws EvaluationError where it is of another kind, as a cast to `JObject` does. */
  as(kind: string): Json {
    if (!this.isA(kind)) throw new EvaluationError(`The JSON is no ${kind}.`)
    return this
  }

  isA(kind: string): boolean {
    if (kind === 'JArray') return Array.isArray(this.data)
    const isObject = isPlainObject(this.data)
    if (kind === 'JObject') return isObject
    return kind !== 'JValue' || (!isObject && !Array.isArray(this.data))
  }

  /** The child; null where an object has none of this name. */
  child(key: string | number): Json | null {
    const { data } = this
    if (Array.isArray(data) && typeof key === 'number') {
      const item = data[key]
      if (item === undefined) throw new EvaluationError('Index was out of range.')
      return new Json(item)
    }
    if (!isPlainObject(data) || typeof key !== 'string') throw new EvaluationError('Cannot access child value.')
    const found = Object.hasOwn(data, key) ? data[key] : undefined
    return found === undefined ? null : new Json(found)
  }

  put(key: string | number, value: Json): void {
    if (Array.isArray(this.data) && typeof key === 'number' && key < this.data.length) this.data[key] = value.data
    else if (isPlainObject(this.data) && typeof key === 'string') define(this.data, key, value.data)
    else throw new EvaluationError('Cannot set child value.')
  }

  add(value: Json): void {
    if (!Array.isArray(this.data)) throw new EvaluationError('Can not add a value to what is no array.')
    this.data.push(value.data)
  }

  remove(key: string): boolean {
    if (!isPlainObject(this.data)) throw new EvaluationError('Cannot remove a property of what is no object.')
    const had = Object.hasOwn(this.data, key)
    delete this.data[key]
    return had
  }

  get items(): readonly Json[] {
    if (!Array.isArray(this.data)) throw new EvaluationError('The JSON is no array.')
    return this.data.map((item) => new Json(item))
  }

  get count(): number {
    return isPlainObject(this.data) ? Object.keys(this.data).length : this.items.length
  }

  /** What `ToString()` gives: the text itself for a text, nothing for null. */
  print(indent = 2): string {
    if (this.data === null) return ''
    if (typeof this.data === 'boolean') return this.data ? 'True' : 'False'
    return typeof this.data === 'object' ? JSON.stringify(this.data, null, indent) : String(this.data)
  }

  /** As JSON without white space. */
  compact(): string {
    return JSON.stringify(this.data)
  }
}

function isPlainObject(data: JsonData): data is { [name: string]: JsonData } {
  return typeof data === 'object' && data !== null && !Array.isArray(data)
}

/** Also for a name such as `__proto__`, which an assignment would not create. */
function define(data: { [name: string]: JsonData }, key: string, value: JsonData): void {
  Object.defineProperty(data, key, { value, writable: true, enumerable: true, configurable: true })
}
