import { randomUUID } from 'node:crypto'
import type { Call, Value } from '../call.ts'
import type { Fields } from '../fields.ts'

/** A static type of the subset. Types of `context` have no value of their own: what matters is whether they are there. */
export type Type = string

/** A run of an expression that ends as a C# exception would: the caller gets a 500. */
export class EvaluationError extends Error {}

export interface Member {
  readonly type: Type
  /** Number of arguments, from and to; null for a property. */
  readonly args: readonly [number, number] | null
  readonly run: (self: Value, args: readonly Value[], call: Call) => Value
}

export function text(value: Value | undefined): string {
  if (value === null || value === undefined) throw new EvaluationError('Object reference not set to an instance of an object.')
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  return typeof value === 'object' ? value.join(',') : String(value)
}

function list(value: Value): readonly string[] {
  if (!Array.isArray(value)) throw new EvaluationError('The value is no list.')
  return value
}

const IS_THERE = 'there'

function property(type: Type, run: (call: Call, self: Value) => Value): Member {
  return { type, args: null, run: (self, _args, call) => run(call, self) }
}

function method(type: Type, from: number, to: number, run: (self: Value, args: readonly Value[], call: Call) => Value): Member {
  return { type, args: [from, to], run }
}

const onString = (type: Type, from: number, to: number, run: (self: string, args: readonly string[]) => Value) =>
  method(type, from, to, (self, args) => run(text(self), args.map(text)))

/** A dictionary of lists, such as headers and query parameters. */
function fieldMembers(type: Type, fields: (call: Call) => Fields): Readonly<Record<string, Member>> {
  return {
    [`${type}.GetValueOrDefault`]: method(
      'string',
      1,
      2,
      (_, [name, fallback = null], call) => fields(call).get(text(name)) ?? fallback,
    ),
    [`${type}.ContainsKey`]: method('bool', 1, 1, (_, [name], call) => fields(call).has(text(name))),
    [`${type}[]`]: method('strings', 1, 1, (_, [name], call) => found(fields(call).all(text(name)), text(name))),
  }
}

function found(values: readonly string[], name: string): readonly string[] {
  if (values.length === 0) throw new EvaluationError(`The given key '${name}' was not present in the dictionary.`)
  return values
}

function mapMembers(type: Type, item: Type, map: (call: Call) => ReadonlyMap<string, Value>): Readonly<Record<string, Member>> {
  return {
    [`${type}.GetValueOrDefault`]: method(
      item,
      1,
      2,
      (_, [name, fallback = null], call) => map(call).get(text(name)) ?? fallback,
    ),
    [`${type}.ContainsKey`]: method('bool', 1, 1, (_, [name], call) => map(call).has(text(name))),
    [`${type}[]`]: method(item, 1, 1, (_, [name], call) => {
      const value = map(call).get(text(name))
      if (value === undefined) throw new EvaluationError(`The given key '${text(name)}' was not present in the dictionary.`)
      return value
    }),
  }
}

function response(call: Call) {
  if (call.response === null) throw new EvaluationError('There is no response yet.')
  return call.response
}

const [hostOf, portOf] = [(host: string) => host.split(':')[0] ?? '', (host: string) => Number(host.split(':')[1] ?? 443)]
const destination = (call: Call) => new URL(call.destination.url)

/** `Request.Url` is the address at the backend; `Request.OriginalUrl` is what the caller asked for. */
function backendPath(call: Call): string {
  if (call.match === null || call.destination.url === '') return call.request.path
  return destination(call).pathname.replace(/\/$/, '') + call.request.path
}

const CONTEXT: Readonly<Record<string, Member>> = {
  'context.Request': property('request', () => IS_THERE),
  'context.Response': property('response', (call) => (call.response === null ? null : IS_THERE)),
  'context.Variables': property('variables', () => IS_THERE),
  'context.Subscription': property('subscription', (call) => (call.subscription === null ? null : IS_THERE)),
  'context.Product': property('product', (call) => (call.product === null ? null : IS_THERE)),
  'context.Api': property('api', (call) => (call.match === null ? null : IS_THERE)),
  'context.Operation': property('operation', (call) => (call.match === null ? null : IS_THERE)),
  'context.LastError': property('last-error', (call) => (call.lastError === null ? null : IS_THERE)),
  'context.RequestId': property('guid', (call) => call.id),
  'request.Method': property('string', (call) => call.request.method),
  'request.IpAddress': property('string', (call) => call.original.ip),
  'request.Headers': property('request-headers', () => IS_THERE),
  'request.Body': property('body', (call) => (call.request.body.kind === 'none' ? null : IS_THERE)),
  'request.Url': property('url', () => IS_THERE),
  'request.OriginalUrl': property('original-url', () => IS_THERE),
  'request.MatchedParameters': property('matched', () => IS_THERE),
  'response.StatusCode': property('int', (call) => response(call).status),
  'response.StatusReason': property('string', (call) => response(call).reason),
  'response.Headers': property('response-headers', () => IS_THERE),
  'url.Path': property('string', (call) => backendPath(call)),
  'url.QueryString': property('string', (call) => call.request.query.toQuery()),
  'url.Query': property('query', () => IS_THERE),
  'url.Host': property('string', (call) => destination(call).hostname),
  'url.Scheme': property('string', (call) => destination(call).protocol.replace(':', '')),
  'original-url.Path': property('string', (call) => call.original.path),
  'original-url.QueryString': property('string', (call) => call.original.query.toQuery()),
  'original-url.Query': property('original-query', () => IS_THERE),
  'original-url.Host': property('string', (call) => hostOf(call.original.host)),
  'original-url.Port': property('int', (call) => portOf(call.original.host)),
  'original-url.Scheme': property('string', () => 'https'),
  'subscription.Id': property('string', (call) => call.subscription?.name ?? null),
  'subscription.Name': property('string', (call) => call.subscription?.displayName ?? null),
  'subscription.Key': property('string', (call) => call.key),
  'subscription.PrimaryKey': property('string', (call) => call.key),
  'product.Id': property('string', (call) => call.product?.name ?? null),
  'product.Name': property('string', (call) => call.product?.displayName ?? null),
  'api.Id': property('string', (call) => call.match?.api.root ?? null),
  'api.Name': property('string', (call) => call.match?.api.displayName ?? null),
  'api.Path': property('string', (call) => `/${call.match?.api.path ?? ''}`),
  'api.Revision': property('string', (call) => call.match?.api.revision ?? null),
  'api.IsCurrentRevision': property('bool', (call) => call.match?.api.isCurrent ?? null),
  'operation.Id': property('string', (call) => call.match?.operation.name ?? null),
  'operation.Name': property('string', (call) => call.match?.operation.displayName ?? null),
  'operation.Method': property('string', (call) => call.match?.operation.method ?? null),
  'operation.UrlTemplate': property('string', (call) => call.match?.operation.urlTemplate ?? null),
  'last-error.Source': property('string', (call) => call.lastError?.source ?? null),
  'last-error.Reason': property('string', (call) => call.lastError?.reason ?? null),
  'last-error.Message': property('string', (call) => call.lastError?.message ?? null),
  'last-error.Section': property('string', (call) => call.lastError?.section ?? null),
  ...fieldMembers('request-headers', (call) => call.request.headers),
  ...fieldMembers('response-headers', (call) => response(call).headers),
  ...fieldMembers('query', (call) => call.request.query),
  ...fieldMembers('original-query', (call) => call.original.query),
  ...mapMembers('matched', 'string', (call) => call.match?.parameters ?? new Map()),
  ...mapMembers('variables', 'any', (call) => call.variables),
}

/** The second argument of Equals and the like: `StringComparison.OrdinalIgnoreCase`. */
const folded = (comparison: string | undefined) =>
  comparison?.endsWith('IgnoreCase') === true ? (value: string) => value.toLowerCase() : (value: string) => value

const STRINGS: Readonly<Record<string, Member>> = {
  'string.Length': property('int', (_, self) => text(self).length),
  'string.Equals': onString('bool', 1, 2, (self, [other = '', how]) => folded(how)(self) === folded(how)(other)),
  'string.Contains': onString('bool', 1, 2, (self, [part = '', how]) => folded(how)(self).includes(folded(how)(part))),
  'string.StartsWith': onString('bool', 1, 2, (self, [part = '', how]) => folded(how)(self).startsWith(folded(how)(part))),
  'string.EndsWith': onString('bool', 1, 2, (self, [part = '', how]) => folded(how)(self).endsWith(folded(how)(part))),
  'string.IndexOf': onString('int', 1, 1, (self, [part = '']) => self.indexOf(part)),
  'string.ToLower': onString('string', 0, 0, (self) => self.toLowerCase()),
  'string.ToLowerInvariant': onString('string', 0, 0, (self) => self.toLowerCase()),
  'string.ToUpper': onString('string', 0, 0, (self) => self.toUpperCase()),
  'string.ToUpperInvariant': onString('string', 0, 0, (self) => self.toUpperCase()),
  'string.Trim': onString('string', 0, 0, (self) => self.trim()),
  'string.Replace': onString('string', 2, 2, (self, [from = '', to = '']) => self.replaceAll(from, to)),
  'string.Split': onString('strings', 1, 1, (self, [at = ' ']) => self.split(at)),
  'string.Substring': method('string', 1, 2, (self, [from, length]) => substring(text(self), Number(from), length)),
  'strings.Length': property('int', (_, self) => list(self).length),
  'strings.Contains': method('bool', 1, 1, (self, [item]) => list(self).includes(text(item))),
  'strings.First': method('string', 0, 0, (self) => found(list(self), '0')[0] ?? null),
  'strings.FirstOrDefault': method('string', 0, 0, (self) => list(self)[0] ?? null),
  'strings.Last': method('string', 0, 0, (self) => found(list(self), '0').at(-1) ?? null),
  'strings.LastOrDefault': method('string', 0, 0, (self) => list(self).at(-1) ?? null),
  'strings[]': method('string', 1, 1, (self, [at]) => found(list(self).slice(Number(at), Number(at) + 1), text(at))[0] ?? null),
}

function substring(value: string, from: number, length: Value | undefined): string {
  const to = length === undefined ? value.length : from + Number(length)
  if (from < 0 || from > value.length || to > value.length) throw new EvaluationError('Index was out of range.')
  return value.slice(from, to)
}

const isBlank = (value: Value | undefined) => value === null || value === undefined || text(value).trim() === ''

/** What can be called on a type itself: `string.IsNullOrEmpty(...)`. */
const STATICS: Readonly<Record<string, Member>> = {
  'String.IsNullOrEmpty': method('bool', 1, 1, (_, [value]) => value === null || text(value) === ''),
  'String.IsNullOrWhiteSpace': method('bool', 1, 1, (_, [value]) => isBlank(value)),
  'String.Concat': method('string', 1, 9, (_, args) => args.map((arg) => (arg === null ? '' : text(arg))).join('')),
  'String.Empty': property('string', () => ''),
  'Guid.NewGuid': method('guid', 0, 0, () => randomUUID()),
}

/** Type and member → what it does; `type[]` is its indexer. What is not here cannot be run and is reported. */
export const MEMBERS: ReadonlyMap<string, Member> = new Map(Object.entries({ ...CONTEXT, ...STRINGS, ...STATICS }))

/** Names that an expression may start with, and their types. */
export const ROOTS: ReadonlyMap<string, Type> = new Map([
  ['context', 'context'],
  ['string', 'String'],
  ['String', 'String'],
  ['Guid', 'Guid'],
  ['StringComparison', 'StringComparison'],
])
