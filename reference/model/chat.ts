import { randomUUID } from 'node:crypto'
import { isObject, jsonObject, jsonReply } from '../replies.ts'
import type { Reply } from '../serve.ts'
import { invalidRequest, missing, type Refusal } from './refusal.ts'

/** A chat model that repeats what it is told: enough to see that its route, key and body arrive. */
export function answerChat(body: Buffer, model: string): Reply {
  const messages = jsonObject(body)?.messages
  if (messages === undefined) return refused(missing('messages'))
  if (!Array.isArray(messages) || messages.length === 0) {
    return refused(invalidRequest('messages', 'invalid_value', "Invalid 'messages': expected a non-empty array of messages."))
  }
  const last: unknown = messages.at(-1)
  const content = isObject(last) && typeof last.content === 'string' ? last.content : ''
  const tokens = Math.max(1, Math.ceil(content.length / 4))
  return jsonReply(200, {
    id: `chatcmpl-${randomUUID().replaceAll('-', '').slice(0, 29)}`,
    object: 'chat.completion',
    created: Math.floor(Date.now() / 1000),
    model,
    choices: [{ index: 0, message: { role: 'assistant', content, refusal: null }, logprobs: null, finish_reason: 'stop' }],
    usage: { prompt_tokens: tokens, completion_tokens: tokens, total_tokens: 2 * tokens },
  })
}

function refused({ error }: Refusal): Reply {
  return jsonReply(400, { error })
}
