import { jsonReply, reply } from '../replies.ts'
import type { Reply } from '../serve.ts'

/** What the gateway says instead of an answer. FastAPI writes compact JSON. */
const REFUSALS = {
  'missing token': () => jsonReply(401, { detail: 'Missing bearer token' }),
  'invalid token': () => jsonReply(401, { detail: 'Invalid token' }),
  /** FastAPI's own `HTTPBearer` before 0.122. */
  'not authenticated': () => jsonReply(403, { detail: 'Not authenticated' }),
  'login page': () => reply(302, { location: '/login' }, ''),
  'rate limited': () => jsonReply(429, { detail: 'Rate limit exceeded: 10 per 1 minute' }, { 'retry-after': '42' }),
  'quota used up': () => jsonReply(402, { detail: 'Insufficient credits' }),
  'server error': () => reply(500, { 'content-type': 'text/plain; charset=utf-8' }, 'Internal Server Error'),
  'upstream error': () => jsonReply(502, { detail: 'Upstream provider error' }),
  'parameter refused': () =>
    jsonReply(422, {
      detail: [
        { type: 'extra_forbidden', loc: ['body', 'response_format'], msg: 'Extra inputs are not permitted', input: 'b64_json' },
      ],
    }),
  'safety filter': () => jsonReply(400, { detail: 'The prompt was blocked by the safety filter (IMAGE_SAFETY)' }),
} satisfies Record<string, () => Reply>

export type GatewayRefusalName = keyof typeof REFUSALS

export function gatewayRefusal(name: GatewayRefusalName): Reply {
  return REFUSALS[name]()
}
