import { randomUUID } from 'node:crypto'
import type { Value } from '../call.ts'
import { toBoolean, toInteger, toNumber } from './conversions.ts'
import { DATES } from './dates.ts'
import { EvaluationError } from './evaluation.ts'
import { Json } from './json-token.ts'
import { list, type Members, method, printed, property, text, toJson } from './members.ts'
import { REGEX } from './regex.ts'

const isBlank = (value: Value | undefined) => printed(value).trim() === ''
const any = { takesAny: true } as const
const PARSE_INT = method('int', 1, 1, (_, [value]) => toInteger(text(value)))

/** `{0}` and `{1}`; a format or a width in the braces is not known. */
const FORMAT = /^(?:[^{}]|\{\{|\}\}|\{\d+\})*$/

/** What can be called on a type itself: `string.IsNullOrEmpty(...)`. */
export const STATICS: Members = {
  'String.IsNullOrEmpty': method('bool', 1, 1, (_, [value]) => printed(value) === ''),
  'String.IsNullOrWhiteSpace': method('bool', 1, 1, (_, [value]) => isBlank(value)),
  'String.Concat': method('string', 1, 9, (_, args) => args.map(printed).join(''), any),
  'String.Format': method('string', 1, 9, (_, [format, ...args]) => formatted(text(format), args), {
    ...any,
    literals: [(format) => FORMAT.test(format)],
  }),
  'String.Join': method('string', 2, 2, (_, [separator, items]) => list(items).join(text(separator)), any),
  'String.Equals': method('bool', 2, 3, (_, [one = null, other = null, how]) => areEqual(one, other, how)),
  'String.Empty': property('string', () => ''),
  'Guid.NewGuid': method('guid', 0, 0, () => randomUUID()),
  'Int.Parse': PARSE_INT,
  'Bool.Parse': method('bool', 1, 1, (_, [value]) => toBoolean(text(value))),
  'Convert.ToInt32': method('int', 1, 1, (_, [value = null]) => (value === null ? 0 : toInteger(value)), any),
  'Convert.ToDouble': method('double', 1, 1, (_, [value = null]) => (value === null ? 0 : toNumber(value)), any),
  'Convert.ToBoolean': method('bool', 1, 1, (_, [value = null]) => (value === null ? false : toBoolean(value)), any),
  'Convert.ToString': method('string', 1, 1, (_, [value]) => printed(value), any),
  'Convert.ToBase64String': method('string', 1, 1, (_, [bytes]) => Buffer.from(text(bytes), 'latin1').toString('base64'), any),
  'Convert.FromBase64String': method('bytes', 1, 1, (_, [value]) => Buffer.from(text(value), 'base64').toString('latin1')),
  'Encoding.UTF8': property('encoding', () => 'utf8'),
  'Encoding.ASCII': property('encoding', () => 'ascii'),
  'encoding.GetBytes': method('bytes', 1, 1, (_, [value]) => Buffer.from(text(value)).toString('latin1')),
  'encoding.GetString': method('string', 1, 1, (_, [bytes]) => Buffer.from(text(bytes), 'latin1').toString(), any),
  'Uri.EscapeDataString': method('string', 1, 1, (_, [value]) => escaped(text(value))),
  'Uri.UnescapeDataString': method('string', 1, 1, (_, [value]) => unescaped(text(value))),
  'WebUtility.UrlEncode': method('string', 1, 1, (_, [value]) => formEncoded(text(value))),
  'JObject.Parse': method('JToken', 1, 1, (_, [value]) => Json.parse(text(value), 'JObject')),
  'JArray.Parse': method('JToken', 1, 1, (_, [value]) => Json.parse(text(value), 'JArray')),
  'JToken.Parse': method('JToken', 1, 1, (_, [value]) => Json.parse(text(value), 'JToken')),
  'JObject.FromObject': method('JToken', 1, 1, (_, [value]) => toJson(value).as('JObject'), any),
  'JArray.FromObject': method('JToken', 1, 1, (_, [value]) => toJson(value).as('JArray'), any),
  'JToken.FromObject': method('JToken', 1, 1, (_, [value]) => toJson(value), any),
  'JsonConvert.SerializeObject': method('string', 1, 2, (_, [value, format]) => serialised(toJson(value), format), any),
  ...DATES,
  ...REGEX,
}

function areEqual(one: Value, other: Value, how: Value | undefined): boolean {
  const folded = typeof how === 'string' && how.endsWith('IgnoreCase')
  const same = (value: Value) => (value === null ? null : folded ? text(value).toLowerCase() : text(value))
  return same(one) === same(other)
}

function formatted(format: string, args: readonly Value[]): string {
  return format.replace(/\{\{|\}\}|\{(\d+)\}/g, (part, at: string | undefined) => {
    if (at === undefined) return part.charAt(0)
    if (Number(at) >= args.length) throw new EvaluationError('Index must be less than the size of the argument list.')
    return printed(args[Number(at)])
  })
}

const serialised = (value: Json, format: Value | undefined): string =>
  format === 'Indented' ? JSON.stringify(value.data, null, 2) : value.compact()

/** As RFC 3986 has it, which JavaScript's own function is laxer than. */
const escaped = (value: string): string =>
  encodeURIComponent(value).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)

/** .NET leaves `-_.!*()` as they are; a space becomes `+`. */
const formEncoded = (value: string): string =>
  encodeURIComponent(value)
    .replace(/[~']/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+')

function unescaped(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}

/** Names that an expression may start with, and their types. */
export const ROOTS: ReadonlyMap<string, string> = new Map([
  ['context', 'context'],
  ['string', 'String'],
  ['String', 'String'],
  ['int', 'Int'],
  ['Int32', 'Int'],
  ['bool', 'Bool'],
  ['Boolean', 'Bool'],
  ...[
    'Convert',
    'DateTime',
    'Encoding',
    'Formatting',
    'Guid',
    'JArray',
    'JObject',
    'JsonConvert',
    'JToken',
    'Regex',
    'RegexOptions',
    'StringComparer',
    'StringComparison',
    'Uri',
    'WebUtility',
  ].map((name) => [name, name] as const),
])
