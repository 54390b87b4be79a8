import { inLayer, type Seen } from '../fingerprint.ts'
import type { Layer } from '../layers.ts'
import type { Reading } from '../reading.ts'

/** What the tables of API Management and of Azure OpenAI share. */

export const isAoaiHost = (host: string): boolean =>
  /(?:openai\.azure|services\.ai\.azure|cognitiveservices\.azure|inference\.ai\.azure|models\.ai\.azure)\.(?:com|us|cn)$/.test(
    host,
  )
export const isApimHost = (host: string): boolean => /\.azure-api\.(?:net|us|cn)$/.test(host)

/** AOAI's own front end is an API Management too, so it sometimes writes the flat envelope of a customer's. */
export const byAoai = ({ headers, host }: Reading): boolean => headers.has('apim-request-id') || isAoaiHost(host)
export const AZURE_OPENAI_TOKEN = /audience is incorrect|cognitiveservices\.azure\.com|missing, invalid, audience/i

/** `{"statusCode", "message"}` and at most an activityId: NestJS and Fastify write a third member, `error`. */
export const flat = (when: (layer: Layer, answer: Reading) => boolean): Seen =>
  inLayer((layer, answer) => layer.shape === 'flat' && isFlat(layer) && when(layer, answer))

const isFlat = ({ fields }: Layer): boolean =>
  typeof fields.statusCode === 'number' &&
  Object.keys(fields).every((key) => ['statusCode', 'message', 'activityId'].includes(key))

/** A code as Azure writes it: a status in a string, or words in capitals. OpenAI's codes are in snake_case. */
export const isAzureCode = (code: Layer['fields'][string] | undefined): boolean =>
  typeof code === 'string' && /^(?:\d{3}|[A-Z][a-z][A-Za-z]*(?: [a-z]+)*|[a-z]+[A-Z][A-Za-z]*)$/.test(code)

/** Bytes of the body as the answer declares them; -1 when it does not. */
export const declaredLength = ({ headers }: Reading): number => Number(headers.get('content-length') ?? -1)
