import type { Call, Value } from '../call.ts'
import { EvaluationError } from './evaluation.ts'
import { Json } from './json-token.ts'
import { heldResponse, type Member, type Members, method } from './members.ts'

const GONE = Buffer.alloc(0)

/** `Body.As<T>()`: without `preserveContent: true` nothing is left of the body (Microsoft Learn, policy expressions, As<T>). */
export const BODIES: Members = {
  'request-body.As': reading((call, _, keeps) => requestBody(call, keeps), { reads: 'request' }),
  'response-body.As': reading((call, _, keeps) => responseBody(call, keeps), { reads: 'response' }),
  'held-body.As': reading((_, self, keeps) => heldResponse(self).read(keeps)),
}

function reading(take: (call: Call, self: Value, keeps: boolean) => Buffer, more: Pick<Member, 'reads'> = {}) {
  return method('any', 0, 1, (self, [keeps], call, to) => parsed(take(call, self, keeps === true).toString(), to), {
    isGeneric: true,
    names: ['preserveContent'],
    ...more,
  })
}

function parsed(body: string, to: string) {
  return to === 'string' || to === 'String' ? body : Json.parse(body.replace(/^\uFEFF/, ''), to)
}

function requestBody({ request }: Call, keeps: boolean): Buffer {
  if (request.body.kind !== 'bytes') throw new EvaluationError('The body of the request has been sent already.')
  const { bytes } = request.body
  if (!keeps) request.body = { kind: 'bytes', bytes: GONE }
  return bytes
}

function responseBody({ response }: Call, keeps: boolean): Buffer {
  if (response === null || !Buffer.isBuffer(response.body)) throw new EvaluationError('There is no body of a response.')
  const bytes = response.body
  if (!keeps) response.body = GONE
  return bytes
}
