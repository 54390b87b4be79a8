import type { Scope } from '../operation.ts'
import type { Tampering } from '../tampering/tampering.ts'
import type { Change, Fault } from './fault.ts'

const layout = 'oneapi-apim-aoai'

const answers = (damage: Extract<Tampering, { to: 'answer' }>['damage'], on: Scope = 'all'): Change => ({
  hop: 'one-api',
  set: { tampering: [{ on, to: 'answer', damage }] },
})

/** Headers that get lost in one-api. */
export const HEADER_FAULTS: readonly Fault[] = [
  {
    name: 'request-number-lost',
    sentence: 'Somebody removed the request number of one-api from its answers.',
    layout,
    change: [answers('request number removed')],
    diagnosis: 'identity-headers-missing',
    at: 'one-api',
    item: 6,
    turnsRed: ['REQNUM-1'],
  },
  {
    name: 'request-number-repeated',
    sentence: 'A cache of headers gives every answer the request number of the first one.',
    layout,
    change: [answers('request number repeated')],
    diagnosis: 'identity-headers-missing',
    at: 'one-api',
    item: 6,
    turnsRed: ['REQNUM-2'],
  },
]
