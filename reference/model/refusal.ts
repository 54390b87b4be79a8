/** The error object of the OpenAI API (openai-openapi, schema `Error`). */
export interface ModelError {
  readonly message: string
  readonly type: 'invalid_request_error' | 'image_generation_user_error' | null
  readonly param: string | null
  readonly code: string | null
  /** Azure's account of what its content filter found. */
  readonly inner_error?: object
}

/** The model refuses a request; thrown by whatever finds the first thing wrong with it, and answered with status 400. */
export class Refusal extends Error {
  readonly error: ModelError
  constructor(error: ModelError) {
    super(error.message)
    this.error = error
  }
}

export function invalidRequest(param: string | null, code: string | null, message: string): Refusal {
  return new Refusal({ message, type: 'invalid_request_error', param, code })
}

export function userError(param: string | null, code: string | null, message: string): Refusal {
  return new Refusal({ message, type: 'image_generation_user_error', param, code })
}

export function missing(param: string): Refusal {
  return invalidRequest(param, 'missing_required_parameter', `Missing required parameter: '${param}'.`)
}

export function unknownParameter(param: string): Refusal {
  return invalidRequest(param, 'unknown_parameter', `Unknown parameter: '${param}'.`)
}

export function wrongType(param: string, expected: string, got: string): Refusal {
  return invalidRequest(param, 'invalid_type', `Invalid type for '${param}': expected ${expected}, but got ${got} instead.`)
}

/** A list in the API's own wording: `'a', 'b', and 'c'`. */
export function listed(values: readonly string[], word: 'and' | 'or'): string {
  const quoted = values.map((value) => `'${value}'`)
  const last = quoted.at(-1) ?? ''
  if (quoted.length < 3) return quoted.join(` ${word} `)
  return `${quoted.slice(0, -1).join(', ')}, ${word} ${last}`
}

/** What a JSON value is called in a refusal. */
export function nameOfType(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'an integer' : 'a decimal number'
  if (typeof value === 'object') return 'an object'
  return `a ${typeof value}`
}
