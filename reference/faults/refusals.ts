import type { Tampering } from '../tampering/tampering.ts'
import type { Change, Fault } from './fault.ts'

const layout = 'oneapi-apim-aoai'

const answers = (damage: Extract<Tampering, { to: 'answer' }>['damage']): Change => ({
  hop: 'one-api',
  set: { tampering: [{ on: 'all', to: 'answer', damage }] },
})

/** Refusals that do not come as the contract has them. */
export const REFUSAL_FAULTS: readonly Fault[] = [
  {
    name: 'refusal-as-200',
    sentence: 'Errors keep their body and get status 200.',
    layout,
    change: [answers('errors as 200')],
    diagnosis: 'error-status-200',
    at: 'one-api',
    item: null,
    turnsRed: [
      'VALID-1',
      'VALID-2',
      'VALID-3',
      'AUTH-GEN-NONE',
      'AUTH-GEN-EMPTY',
      'AUTH-GEN-WRONG',
      'AUTH-GEN-SCHEME',
      'AUTH-EDIT-NONE',
      'AUTH-EDIT-EMPTY',
      'AUTH-EDIT-WRONG',
      'AUTH-EDIT-SCHEME',
      'PATH-1',
      'PATH-2',
      'PATH-3',
    ],
  },
  {
    name: 'refusal-400-as-500',
    sentence: 'Bad requests come back as 500.',
    layout,
    change: [answers('bad requests as 500')],
    diagnosis: 'wrong-refusal',
    at: 'aoai',
    item: null,
    turnsRed: ['VALID-1', 'VALID-2', 'VALID-3'],
  },
  {
    name: 'refusal-401-as-403',
    sentence: 'A missing or wrong token is refused with 403.',
    layout,
    change: [answers('unauthorized as 403')],
    diagnosis: 'wrong-refusal',
    at: 'one-api',
    item: null,
    turnsRed: [
      'AUTH-GEN-NONE',
      'AUTH-GEN-EMPTY',
      'AUTH-GEN-WRONG',
      'AUTH-GEN-SCHEME',
      'AUTH-EDIT-NONE',
      'AUTH-EDIT-EMPTY',
      'AUTH-EDIT-WRONG',
      'AUTH-EDIT-SCHEME',
    ],
  },
  {
    name: 'refusal-in-own-envelope',
    sentence: 'Errors come in an envelope of the fork: {success, code, msg}.',
    layout,
    change: [answers('errors in own envelope')],
    diagnosis: 'wrong-refusal',
    at: 'unknown',
    item: null,
    turnsRed: ['VALID-4', 'VALID-5', 'REQNUM-1'],
  },
  {
    name: 'refusal-without-body',
    sentence: 'Errors have no body.',
    layout,
    change: [answers('errors without body')],
    diagnosis: 'wrong-refusal',
    at: 'aoai',
    item: null,
    turnsRed: ['VALID-4', 'VALID-5', 'ROUTE-1', 'ROUTE-2', 'ROUTE-5'],
  },
  {
    name: 'refusal-quotes-key',
    sentence: "Errors quote the caller's token for debugging.",
    layout,
    change: [answers('key quoted in errors')],
    diagnosis: 'credential-echoed',
    at: 'one-api',
    item: null,
    turnsRed: ['REQNUM-1', 'SECRET-1'],
  },
]
