import { type Call, Uncomputed, type Value } from '../call.ts'
import type { Fields } from '../fields.ts'
import { BODIES } from './bodies.ts'
import { orDefault, unboxed } from './conversions.ts'
import { EvaluationError, UnknownVariable } from './evaluation.ts'
import { found, heldResponse, IS_THERE, type Members, method, property, text } from './members.ts'
import type { Type } from './types.ts'

/** A dictionary of lists, such as headers and query parameters. */
function fieldMembers(type: Type, fields: (call: Call, self: Value) => Fields): Members {
  return {
    [`${type}.GetValueOrDefault`]: method(
      'string',
      1,
      2,
      (self, [name, fallback = null], call) => fields(call, self).get(text(name)) ?? fallback,
    ),
    [`${type}.ContainsKey`]: method('bool', 1, 1, (self, [name], call) => fields(call, self).has(text(name))),
    [`${type}[]`]: method('strings', 1, 1, (self, [name], call) => found(fields(call, self).all(text(name)), text(name))),
  }
}

function parameterMembers(type: Type): Members {
  const parameters = (call: Call): ReadonlyMap<string, string> => call.match?.parameters ?? new Map()
  return {
    [`${type}.GetValueOrDefault`]: method(
      'string',
      1,
      2,
      (_, [name, fallback = null], call) => parameters(call).get(text(name)) ?? fallback,
    ),
    [`${type}.ContainsKey`]: method('bool', 1, 1, (_, [name], call) => parameters(call).has(text(name))),
    [`${type}[]`]: method('string', 1, 1, (_, [name], call) => present(parameters(call).get(text(name)), name)),
  }
}

/** `((IResponse)context.Variables["tokenResponse"])` */
const HELD_RESPONSE: Members = {
  'held-response.StatusCode': property('int', (_, self) => heldResponse(self).status),
  'held-response.StatusReason': property('string', (_, self) => heldResponse(self).reason),
  'held-response.Headers': property('held-headers', (_, self) => self),
  'held-response.Body': property('held-body', (_, self) => self),
  ...fieldMembers('held-headers', (_, self) => heldResponse(self).headers),
}

const VARIABLES: Members = {
  'variables.GetValueOrDefault': method(
    'any',
    1,
    2,
    (_, [name, fallback], call, to) => {
      const value = variable(call, name)
      return value === undefined && fallback !== undefined ? fallback : orDefault(value, to, unboxed)
    },
    { isGeneric: true, infersFrom: 1 },
  ),
  'variables.ContainsKey': method('bool', 1, 1, (_, [name], call) => call.variables.has(text(name))),
  'variables[]': method('any', 1, 1, (_, [name], call) => present(variable(call, name), name)),
}

function variable(call: Call, name: Value | undefined): Value | undefined {
  const value = call.variables.get(text(name))
  if (value instanceof Uncomputed) throw new UnknownVariable(text(name))
  return value
}

function present(value: Value | undefined, name: Value | undefined): Value {
  if (value === undefined) throw new EvaluationError(`The given key '${text(name)}' was not present in the dictionary.`)
  return value
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

export const CONTEXT: Members = {
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
  'request.Body': property('request-body', (call) => (call.request.body.kind === 'none' ? null : IS_THERE)),
  'request.Url': property('url', () => IS_THERE),
  'request.OriginalUrl': property('original-url', () => IS_THERE),
  'request.MatchedParameters': property('matched', () => IS_THERE),
  'response.StatusCode': property('int', (call) => response(call).status),
  'response.StatusReason': property('string', (call) => response(call).reason),
  'response.Headers': property('response-headers', () => IS_THERE),
  'response.Body': property('response-body', () => IS_THERE),
  ...BODIES,
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
  ...parameterMembers('matched'),
  ...HELD_RESPONSE,
  ...VARIABLES,
}
