import type { ImageOperation } from '../operation.ts'
import type { Form } from './form.ts'
import { invalidRequest, listed, missing, nameOfType, unknownParameter, userError, wrongType } from './refusal.ts'

/** Limits of one deployment of the model. */
export interface Limits {
  /** `fixed` models take the three sizes of gpt-image-1; `free` ones any multiple of 16 pixels (gpt-image-2). */
  readonly sizes: 'fixed' | 'free'
  /** Azure refuses webp although its documentation lists it. */
  readonly outputFormats: readonly string[]
}

type Rule =
  | { readonly kind: 'integer'; readonly min: number; readonly max: number }
  | { readonly kind: 'one of'; readonly values: (limits: Limits) => readonly string[] }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'size' }
  | { readonly kind: 'anything' }

/** Pixels: the longest edge of a free size (gpt-image-2 draws up to 3840 x 2160). */
const LONGEST_EDGE = 3840
const FIXED_SIZES = ['1024x1024', '1024x1536', '1536x1024', 'auto']

/**
 * Every parameter besides model, prompt and pictures, in the order in which the API reports them when several are wrong.
 * `response_format` and `style` belong to the DALL-E models and are unknown here (vercel/ai#6102).
 */
const PARAMETERS: readonly { readonly name: string; readonly only: ImageOperation | null; readonly rule: Rule }[] = [
  { name: 'n', only: null, rule: { kind: 'integer', min: 1, max: 10 } },
  { name: 'quality', only: null, rule: { kind: 'one of', values: () => ['low', 'medium', 'high', 'auto'] } },
  { name: 'background', only: null, rule: { kind: 'one of', values: () => ['transparent', 'opaque', 'auto'] } },
  { name: 'moderation', only: 'generations', rule: { kind: 'one of', values: () => ['auto', 'low'] } },
  { name: 'input_fidelity', only: 'edits', rule: { kind: 'one of', values: () => ['high', 'low'] } },
  { name: 'output_format', only: null, rule: { kind: 'one of', values: ({ outputFormats }) => outputFormats } },
  { name: 'output_compression', only: null, rule: { kind: 'integer', min: 0, max: 100 } },
  { name: 'partial_images', only: null, rule: { kind: 'integer', min: 0, max: 3 } },
  { name: 'stream', only: null, rule: { kind: 'boolean' } },
  { name: 'size', only: null, rule: { kind: 'size' } },
  { name: 'user', only: null, rule: { kind: 'anything' } },
]

/** Characters. */
const LONGEST_PROMPT = 32_000

/** Throws a `Refusal` for a name that the operation does not know. Fields that stand for files are looked at elsewhere. */
export function checkNames(operation: ImageOperation, form: Form): void {
  for (const name of form.fields.keys()) {
    if (name === 'model' || name === 'prompt' || isPictureName(name)) continue
    const known = PARAMETERS.some((parameter) => parameter.name === name && (parameter.only ?? operation) === operation)
    if (!known) throw unknownParameter(name)
  }
}

export function isPictureName(name: string): boolean {
  return /^(image|mask)(\[\d*\])?$/.test(name)
}

/** Throws a `Refusal` for a prompt that is missing, empty, too long or no text. */
export function promptOf({ fields }: Form): string {
  const prompt = fields.get('prompt')
  if (prompt === undefined) throw missing('prompt')
  if (typeof prompt !== 'string') throw wrongType('prompt', 'a string', nameOfType(prompt))
  if (prompt === '') {
    throw invalidRequest(
      'prompt',
      'empty_string',
      "Invalid 'prompt': empty string. Expected a string with minimum length 1, but got an empty string instead.",
    )
  }
  if (prompt.length > LONGEST_PROMPT) {
    throw invalidRequest(
      'prompt',
      'string_above_max_length',
      `Invalid 'prompt': string too long. Expected a string with maximum length ${LONGEST_PROMPT}, but got a string with length ${prompt.length} instead.`,
    )
  }
  return prompt
}

/** A parameter's value once it was found to be allowed; null where it was left out. */
export type Settings = ReadonlyMap<string, string | number | boolean>

/** Throws a `Refusal` for the first value out of bounds. */
export function settingsOf(operation: ImageOperation, form: Form, limits: Limits): Settings {
  const settings = new Map<string, string | number | boolean>()
  for (const { name, only, rule } of PARAMETERS) {
    const value = form.fields.get(name)
    if (value === undefined || value === null || (only ?? operation) !== operation) continue
    const setting = read(name, value, rule, form.encoding, limits)
    if (setting !== null) settings.set(name, setting)
  }
  if (settings.get('background') === 'transparent' && settings.get('output_format') === 'jpeg') {
    throw invalidRequest('background', 'invalid_value', 'Transparent background is not supported for JPEG output format.')
  }
  return settings
}

function read(
  name: string,
  value: unknown,
  rule: Rule,
  encoding: Form['encoding'],
  limits: Limits,
): string | number | boolean | null {
  switch (rule.kind) {
    case 'integer':
      return integer(name, encoding === 'multipart' ? digits(name, value) : value, rule)
    case 'one of':
      return oneOf(name, value, rule.values(limits))
    case 'boolean':
      return boolean(name, encoding === 'multipart' && (value === 'true' || value === 'false') ? value === 'true' : value)
    case 'size':
      return size(value, limits)
    case 'anything':
      return null
  }
}

function digits(name: string, value: unknown): number {
  if (typeof value === 'string' && /^-?\d+$/.test(value)) return Number(value)
  throw invalidRequest(
    name,
    'invalid_type',
    `Invalid type for '${name}': expected an integer, but got a string value that could not be converted into an integer.`,
  )
}

function integer(name: string, value: unknown, { min, max }: { readonly min: number; readonly max: number }): number {
  if (typeof value !== 'number' || !Number.isInteger(value)) throw wrongType(name, 'an integer', nameOfType(value))
  if (value < min) throw outOfRange(name, value, 'below minimum', `>= ${min}`, 'integer_below_min_value')
  if (value > max) throw outOfRange(name, value, 'above maximum', `<= ${max}`, 'integer_above_max_value')
  return value
}

function outOfRange(name: string, value: number, side: string, bound: string, code: string): Error {
  return invalidRequest(
    name,
    code,
    `Invalid '${name}': integer ${side} value. Expected a value ${bound}, but got ${value} instead.`,
  )
}

function oneOf(name: string, value: unknown, values: readonly string[]): string {
  if (typeof value !== 'string') throw wrongType(name, `one of ${listed(values, 'or')}`, nameOfType(value))
  if (!values.includes(value)) throw unsupportedValue(name, value, values)
  return value
}

function unsupportedValue(name: string, value: string, values: readonly string[]): Error {
  return invalidRequest(name, 'invalid_value', `Invalid value: '${value}'. Supported values are: ${listed(values, 'and')}.`)
}

function boolean(name: string, value: unknown): boolean {
  if (typeof value !== 'boolean') throw wrongType(name, 'a boolean', nameOfType(value))
  return value
}

function size(value: unknown, { sizes }: Limits): string {
  if (typeof value !== 'string') throw wrongType('size', 'a string', nameOfType(value))
  if (sizes === 'fixed') {
    if (!FIXED_SIZES.includes(value)) throw unsupportedValue('size', value, FIXED_SIZES)
    return value
  }
  if (value === 'auto') return value
  const [, width = '0', height = '0'] = /^(\d+)x(\d+)$/.exec(value) ?? []
  const edges = [Number(width), Number(height)]
  if (edges.includes(0)) throw invalidSize(value, "Expected WIDTHxHEIGHT, for example '1824x1024'.")
  if (edges.some((edge) => edge % 16 !== 0)) throw invalidSize(value, 'Width and height must both be divisible by 16.')
  if (Math.max(...edges) > LONGEST_EDGE) throw invalidSize(value, `The longest edge must be at most ${LONGEST_EDGE} pixels.`)
  return value
}

function invalidSize(value: string, rule: string): Error {
  return userError('size', 'invalid_value', `Invalid size '${value}'. ${rule}`)
}
