import type { OneApiOptions } from '../one-api/one-api.ts'
import type { Operation } from '../operation.ts'
import type { Change, Fault } from './fault.ts'

const layout = 'oneapi-apim-aoai'

const set = (change: Partial<OneApiOptions>): Change => ({ hop: 'one-api', set: change })
const instance = (routes: readonly Operation[], notImplemented: readonly Operation[] = []) => ({ routes, notImplemented })
const ALL = ['generations', 'edits', 'chat'] as const

/** Routes, channels and tokens of one-api that are not as they should be. */
export const ONE_API_FAULTS: readonly Fault[] = [
  {
    name: 'one-api-stock',
    sentence: 'The fork was replaced by stock one-api, which has no channel for edits in a form.',
    layout,
    change: [set({ dialect: 'one-api' })],
    diagnosis: 'gateway-no-channel',
    at: 'one-api',
    item: null,
    turnsRed: ['EDIT-1', 'MULTI-1', 'VALID-2', 'VALID-3', 'PAIR-1'],
  },
  {
    name: 'one-api-edits-not-implemented',
    sentence: 'The fork is older than its edits and answers 501.',
    layout,
    change: [set({ instances: [instance(ALL, ['edits'])] })],
    diagnosis: 'gateway-not-implemented',
    at: 'one-api',
    item: null,
    turnsRed: ['EDIT-1', 'MULTI-1', 'VALID-2', 'VALID-3', 'PAIR-1'],
  },
  {
    name: 'one-api-edits-route-missing',
    sentence: 'The fork has no route for edits.',
    layout,
    change: [set({ instances: [instance(['generations', 'chat'])] })],
    diagnosis: 'gateway-route-missing',
    at: 'one-api',
    item: null,
    turnsRed: [
      'EDIT-1',
      'MULTI-1',
      'VALID-2',
      'VALID-3',
      'AUTH-EDIT-NONE',
      'AUTH-EDIT-EMPTY',
      'AUTH-EDIT-WRONG',
      'AUTH-EDIT-SCHEME',
      'PAIR-1',
      'PAIR-2',
    ],
  },
  {
    name: 'one-api-instances-differ',
    sentence: 'Two instances run behind one name, and only one of them was updated: every second edit finds no route.',
    layout,
    change: [set({ instances: [instance(ALL), instance(['generations', 'chat'])] })],
    diagnosis: 'gateway-route-missing',
    at: 'one-api',
    item: null,
    turnsRed: ['EDIT-1', 'MULTI-1', 'VALID-2', 'VALID-3', 'ROUTE-4'],
    wavers: true,
  },
  {
    name: 'one-api-instances-differ-on-generations',
    sentence: 'Two instances run behind one name, and one of them lost its generations route: every second call finds none.',
    layout,
    change: [set({ instances: [instance(ALL), instance(['edits', 'chat'])] })],
    diagnosis: 'gateway-route-missing',
    at: 'one-api',
    item: null,
    turnsRed: ['T2I-1', 'VALID-1', 'ROUTE-3'],
    wavers: true,
  },
  {
    name: 'one-api-token-expired',
    sentence: "The caller's token ran out.",
    layout,
    change: [set({ account: 'token expired' })],
    diagnosis: 'client-credential-rejected',
    at: 'client',
    item: null,
    turnsRed: ['T2I-1', 'EDIT-1', 'MULTI-1', 'VALID-1', 'VALID-2', 'VALID-3', 'AUTH-GEN-RIGHT', 'AUTH-EDIT-RIGHT'],
  },
  {
    name: 'one-api-quota-used-up',
    sentence: "The caller's account has no quota left.",
    layout,
    change: [set({ account: 'quota used up' })],
    diagnosis: 'quota-exhausted',
    at: 'one-api',
    item: null,
    turnsRed: [],
  },
  {
    name: 'one-api-edits-open',
    sentence: 'The new route of edits was registered outside the group that checks tokens.',
    layout,
    change: [set({ unguarded: ['edits'] })],
    diagnosis: 'auth-not-enforced',
    at: 'one-api',
    item: null,
    turnsRed: ['AUTH-EDIT-NONE', 'AUTH-EDIT-EMPTY', 'AUTH-EDIT-WRONG', 'AUTH-EDIT-SCHEME', 'PAIR-2'],
  },
]
