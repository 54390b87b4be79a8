import { type Exchange, header } from '../model.ts'
import { REQUEST_NUMBER } from './fingerprints/one-api.ts'
import { read } from './reading.ts'

/** Headers in which a hop writes its own number of a call. `x-request-id` is OpenAI's only in the form `req_...`. */
const HEADERS: Readonly<Record<string, readonly string[]>> = {
  edge: ['cf-ray', 'x-azure-ref', 'x-amz-cf-id', 'x-vercel-id'],
  'one-api': ['x-oneapi-request-id', 'x-api-request-id'],
  gateway: ['x-litellm-call-id', 'x-portkey-trace-id', 'x-generation-id'],
  apim: ['apim-trace-id'],
  aoai: ['apim-request-id'],
}

/** The number under which each hop filed this call, so that its owner can find it in the hop's own log. */
export function requestIds(exchange: Exchange): Readonly<Record<string, string>> {
  if (exchange.response === null) return {}
  const { headers } = exchange.response
  const found = Object.entries(HEADERS).flatMap(([hop, names]) => {
    const id = names.map((name) => header(headers, name)).find((value) => value !== null && value !== '')
    return id === undefined || id === null ? [] : [[hop, id] as const]
  })
  const openai = header(headers, 'x-request-id')
  return {
    ...fromBody(exchange),
    ...Object.fromEntries(found),
    ...(openai?.startsWith('req_') === true ? { openai } : {}),
  }
}

/** Numbers that only the body shows: one-api's behind its message, and the activityId of API Management. */
function fromBody(exchange: Exchange): Readonly<Record<string, string>> {
  const outer = read(exchange).layers[0]
  const number = REQUEST_NUMBER.exec(outer?.message ?? '')?.[1]
  const activity = outer?.fields.activityId
  return {
    ...(number !== undefined && /\d{14}/.test(number) ? { 'one-api': number } : {}),
    ...(typeof activity === 'string' && activity !== '' ? { apim: activity } : {}),
  }
}
