import type { GatewayRefusalName } from '../bearer-gateway/refusals.ts'
import type { Scope } from '../operation.ts'
import type { Tampering } from '../tampering/tampering.ts'
import type { Change, Fault } from './fault.ts'

const layout = 'ai-builder-space'

const refuses = (as: GatewayRefusalName, on: Scope = 'generations'): Change => ({
  hop: 'gateway',
  set: { refuses: [{ on, as }] },
})
const answers = (damage: Extract<Tampering, { to: 'answer' }>['damage'], on: Scope = 'all'): Change => ({
  hop: 'gateway',
  set: { tampering: [{ on, to: 'answer', damage }] },
})

/** What a bearer gateway answers in the place of a picture. */
export const BEARER_GATEWAY_ANSWER_FAULTS: readonly Fault[] = [
  {
    name: 'gateway-links',
    sentence: 'The gateway stores pictures and returns links although b64_json was asked for.',
    layout,
    change: [answers('pictures as links')],
    diagnosis: 'response-schema',
    at: 'gateway',
    item: null,
    turnsRed: ['T2I-4'],
  },
  {
    name: 'gateway-rate-limited',
    sentence: 'The gateway limits pictures per minute.',
    layout,
    change: [refuses('rate limited')],
    diagnosis: 'rate-limited',
    at: 'gateway',
    item: null,
    turnsRed: [],
  },
  {
    name: 'gateway-hangs-up',
    sentence: 'The worker is killed by every picture and the connection closes.',
    layout,
    change: [answers('connection closed', 'generations')],
    diagnosis: 'upstream-error',
    at: 'gateway',
    item: null,
    turnsRed: ['T2I-1', 'VALID-1', 'VALID-4', 'PATH-2'],
  },
  {
    name: 'gateway-quotes-token',
    sentence: 'Errors quote the token for debugging.',
    layout,
    change: [answers('key quoted in errors')],
    diagnosis: 'credential-echoed',
    at: 'gateway',
    item: null,
    turnsRed: ['ROUTE-1', 'AUTH-GEN-BODY', 'SECRET-1'],
  },
  {
    name: 'gateway-validation-crashes',
    sentence: 'Missing fields end in 500.',
    layout,
    change: [answers('bad requests as 500', 'generations')],
    diagnosis: 'wrong-refusal',
    at: 'gateway',
    item: null,
    turnsRed: ['VALID-1'],
  },
  {
    name: 'gateway-chat-crashes',
    sentence: 'Chat ends in 500 whatever it is asked.',
    layout,
    change: [answers('bad requests as 500', 'chat')],
    diagnosis: 'upstream-error',
    at: 'gateway',
    item: null,
    turnsRed: ['VALID-6'],
  },
]
