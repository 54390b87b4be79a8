import type { BearerGatewayOptions } from '../bearer-gateway/gateway.ts'
import type { Change, Fault } from './fault.ts'

const layout = 'ai-builder-space'

const set = (change: Partial<BearerGatewayOptions>): Change => ({ hop: 'gateway', set: change })

/** Routes and tokens of a bearer gateway of the FastAPI kind. */
export const BEARER_GATEWAY_FAULTS: readonly Fault[] = [
  {
    name: 'gateway-images-open',
    sentence: 'The router of images was included without the dependency that checks tokens.',
    layout,
    change: [set({ unguarded: ['images'] })],
    diagnosis: 'auth-not-enforced',
    at: 'gateway',
    item: null,
    turnsRed: ['AUTH-GEN-NONE', 'AUTH-GEN-EMPTY', 'AUTH-GEN-WRONG', 'AUTH-GEN-SCHEME', 'PAIR-3'],
  },
  {
    name: 'gateway-chat-open',
    sentence: 'The router of chat was included without the dependency that checks tokens.',
    layout,
    change: [set({ unguarded: ['chat'] })],
    diagnosis: 'auth-not-enforced',
    at: 'gateway',
    item: null,
    turnsRed: ['AUTH-CHAT-NONE', 'AUTH-CHAT-EMPTY', 'AUTH-CHAT-WRONG', 'AUTH-CHAT-SCHEME', 'PAIR-3'],
  },
  {
    name: 'gateway-chat-locked',
    sentence: 'Chat checks tokens against another list than images.',
    layout,
    change: [set({ lockedOut: ['chat'] })],
    diagnosis: 'auth-inconsistent',
    at: 'gateway',
    item: 4,
    turnsRed: ['VALID-6', 'AUTH-CHAT-RIGHT', 'PAIR-3'],
  },
  {
    name: 'gateway-images-locked',
    sentence: 'Images check tokens against another list than chat.',
    layout,
    change: [set({ lockedOut: ['images'] })],
    diagnosis: 'auth-inconsistent',
    at: 'gateway',
    item: 4,
    turnsRed: ['T2I-1', 'VALID-1', 'AUTH-GEN-RIGHT', 'PAIR-3'],
  },
  {
    name: 'gateway-chat-route-missing',
    sentence: 'The router of chat is not included.',
    layout,
    change: [set({ routes: ['generations'] })],
    diagnosis: 'gateway-route-missing',
    at: 'gateway',
    item: null,
    turnsRed: ['VALID-6', 'AUTH-CHAT-NONE', 'AUTH-CHAT-EMPTY', 'AUTH-CHAT-WRONG', 'AUTH-CHAT-SCHEME', 'PAIR-3'],
  },
  {
    name: 'gateway-prefix-left-out',
    sentence: 'The URL was given without /backend, and the portal answers.',
    layout,
    change: [{ hop: 'client', path: '/v1' }],
    diagnosis: 'wrong-base-url',
    at: 'client',
    item: null,
    turnsRed: [
      'T2I-2',
      'VALID-1',
      'VALID-4',
      'VALID-6',
      'AUTH-GEN-NONE',
      'AUTH-GEN-EMPTY',
      'AUTH-GEN-WRONG',
      'AUTH-GEN-SCHEME',
      'AUTH-CHAT-NONE',
      'AUTH-CHAT-EMPTY',
      'AUTH-CHAT-WRONG',
      'AUTH-CHAT-SCHEME',
      'PATH-1',
      'PATH-2',
    ],
  },
]
