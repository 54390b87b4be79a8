import { isDeepStrictEqual } from 'node:util'
import { type AttributedExchange, header, type Json, type Problem, type Profile } from '../model.ts'
import { type SchemaName, violations } from '../schemas.ts'
import { answerInWords } from './check.ts'

/** A successful answer is JSON and valid against the schema. */
export function matchesSchema(exchange: AttributedExchange, schema: SchemaName): readonly Problem[] {
  const body = exchange.response?.body ?? null
  if (!isObject(body))
    return [{ exchange: exchange.id, cause: 'response-not-json', expected: 'a JSON object', actual: answerInWords(exchange) }]
  if (holdsError(body))
    return [
      {
        exchange: exchange.id,
        cause: 'error-status-200',
        expected: 'an error has an error status',
        actual: answerInWords(exchange),
      },
    ]
  const wrong = violations(schema, body)
  return wrong.length === 0
    ? []
    : [{ exchange: exchange.id, cause: 'response-schema', expected: `schemas/${schema}.json`, actual: wrong.join('; ') }]
}

/** What clients read as JSON: the official one of Node hands any other type on as a text (openai, internal/parse). */
const JSON_TYPE = /application\/json|\+json\b/i

/** The answer says that its body is JSON. */
export function isLabelledJson({ id, response }: AttributedExchange): readonly Problem[] {
  const type = header(response?.headers ?? {}, 'content-type') ?? 'none'
  if (JSON_TYPE.test(type)) return []
  return [
    { exchange: id, cause: 'response-not-json', expected: 'Content-Type: application/json', actual: `Content-Type: ${type}` },
  ]
}

/** An error object, or a flat error of API Management or FastAPI, whatever the status says. */
export const holdsError = (body: Json): boolean =>
  isObject(body) &&
  (isObject(body.error ?? null) || violations('error-apim', body).length === 0 || violations('error-fastapi', body).length === 0)

/** A refusal is JSON in one of the envelopes that hops of this chain write. */
export function hasErrorEnvelope(exchange: AttributedExchange, envelopes: Profile['envelopes']): readonly Problem[] {
  const body = exchange.response?.body ?? null
  if (!isObject(body))
    return [
      {
        exchange: exchange.id,
        cause: 'response-not-json',
        expected: `a JSON error (${envelopes.join(' or ')})`,
        actual: answerInWords(exchange),
      },
    ]
  if (envelopes.some((envelope) => violations(`error-${envelope}`, body).length === 0)) return []
  return [
    {
      exchange: exchange.id,
      cause: 'wrong-refusal',
      expected: `an error envelope of ${envelopes.join(' or ')}`,
      actual: answerInWords(exchange),
    },
  ]
}

/** The body is exactly this value. */
export function hasBody(exchange: AttributedExchange, expected: Json): readonly Problem[] {
  return isDeepStrictEqual(exchange.response?.body ?? null, expected)
    ? []
    : [{ exchange: exchange.id, cause: 'wrong-refusal', expected: JSON.stringify(expected), actual: answerInWords(exchange) }]
}

/** Usage, where it is reported, adds up; where the target should report it and does not, that is the problem. */
export function reportsUsage(exchange: AttributedExchange): readonly Problem[] {
  const usage = usageOf(exchange)
  if (usage === null)
    return [
      {
        exchange: exchange.id,
        cause: 'response-schema',
        expected: 'usage with total, input and output tokens',
        actual: 'no usage in the answer',
      },
    ]
  const { total, input, output } = usage
  if (total === input + output) return []
  return [
    {
      exchange: exchange.id,
      cause: 'response-schema',
      expected: `total_tokens = ${input} + ${output}`,
      actual: `total_tokens = ${total}`,
    },
  ]
}

interface Usage {
  readonly total: number
  readonly input: number
  readonly output: number
  /** Tokens that the pictures of the request took; null when the answer does not say. */
  readonly image: number | null
}

/** Tokens that the answer reports; null when it reports none. */
export function usageOf(exchange: AttributedExchange): Usage | null {
  const body = exchange.response?.body ?? null
  const usage = isObject(body) ? (body.usage ?? null) : null
  if (!isObject(usage)) return null
  const details = usage.input_tokens_details ?? null
  const [total, input, output] = [usage.total_tokens, usage.input_tokens, usage.output_tokens]
  const image = isObject(details) ? details.image_tokens : null
  if (typeof total !== 'number' || typeof input !== 'number' || typeof output !== 'number') return null
  return { total, input, output, image: typeof image === 'number' ? image : null }
}

export function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
