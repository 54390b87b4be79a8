import { operationOf } from '../operation.ts'
import { bodyOf, isObject, type JsonObject, jsonObject, jsonReply, keepHeaders } from '../replies.ts'
import { textOf } from '../requested.ts'
import type { HopAnswer, HopRequest, Reply } from '../serve.ts'

type Answered = (answer: Reply, request: HopRequest) => Promise<HopAnswer>

/** What a relay makes of requests that are refused; each row leaves the other answers alone. */
export const REFUSAL_DAMAGE = {
  'refusals as 500, but of values': onRefusal(
    ({ code }) => code !== 'invalid_value',
    (answer) => ownError(answer, 500, 'bad_response_status_code', 'bad response status code 400'),
  ),
  'refusals of values in own envelope': onRefusal(
    ({ code, param }) => code === 'invalid_value' && param !== 'size',
    () => jsonReply(400, { success: false, code: 400, msg: 'request failed' }),
  ),
  // fmt.Sscanf(size, "%dx%d") and what comes of it when nothing is found.
  'refusals of sizes without numbers as 500': onRefusal(
    ({ param, message }) => param === 'size' && !/'\d+x\d+/.test(String(message).split('. ')[0] ?? ''),
    (answer) => ownError(answer, 500, 'calculate_price_failed', 'runtime error: integer divide by zero'),
  ),
  'refusals without names, but of values': onRefusal(
    ({ code }) => code !== 'invalid_value',
    (answer) => ({ ...answer, body: Buffer.from('{"error":{"code":"BadRequest","message":"The request is invalid."}}') }),
  ),
  'other content types as 404': async (answer, request) =>
    isFitting(request) ? answer : ownError(answer, 404, '', `Invalid URL (${request.method} ${request.path})`),
  'plain text never answered': async (answer, { headers }) =>
    /^text\//.test(headers['content-type'] ?? '') ? { kind: 'silence' } : answer,
  // songquanpeng/one-api relay/controller/image.go: every model has a length of its own, dall-e-3 has this one.
  'prompts above 4000 characters refused': async (answer, request) =>
    (await textOf(request, 'prompt')).length > 4000 ? ownError(answer, 400, 'prompt_too_long', 'prompt is too long') : answer,
} satisfies Record<string, Answered>

/** Generations come in JSON and edits in forms. */
function isFitting({ path, headers }: HopRequest): boolean {
  const wanted = { generations: /^application\/json\b/i, edits: /^multipart\/form-data\b/i, chat: /^/ }
  const operation = operationOf(path)
  return operation === null || wanted[operation].test(headers['content-type'] ?? '')
}

function onRefusal(concerned: (error: JsonObject) => boolean, damage: (answer: Reply) => Reply): Answered {
  return async (answer) => {
    if (answer.status !== 400) return answer
    const body = await bodyOf(answer)
    const error = jsonObject(body)?.error
    return isObject(error) && concerned(error) ? damage(answer) : { ...answer, body }
  }
}

/** In the envelope of one-api, with its own header and none of the upstream's. */
function ownError({ headers }: Reply, status: number, code: string, message: string): Reply {
  const own = keepHeaders(headers, (name) => name === 'x-oneapi-request-id')
  return jsonReply(status, { error: { message, type: 'one_api_error', param: '', code } }, own)
}
