import type { Scope } from '../operation.ts'
import type { Tampering } from '../tampering/tampering.ts'
import type { Change, Fault } from './fault.ts'

const layout = 'oneapi-apim-aoai'

const answers = (damage: Extract<Tampering, { to: 'answer' }>['damage'], on: Scope = 'all'): Change => ({
  hop: 'one-api',
  set: { tampering: [{ on, to: 'answer', damage }] },
})

/** Successes that one-api spoils on their way to the client. */
export const ANSWER_FAULTS: readonly Fault[] = [
  {
    name: 'answer-empty',
    sentence: 'The fork maps the answer to a type of its own and returns an empty object.',
    layout,
    change: [answers('success emptied')],
    diagnosis: 'response-schema',
    at: 'unknown',
    item: null,
    turnsRed: ['T2I-2', 'EDIT-2', 'MULTI-2'],
  },
  {
    name: 'answer-edits-without-pictures',
    sentence: 'The list of pictures of edits comes back empty, with 200.',
    layout,
    change: [answers('pictures removed', 'edits')],
    diagnosis: 'response-schema',
    at: 'unknown',
    item: null,
    turnsRed: ['EDIT-2', 'MULTI-2'],
  },
  {
    name: 'answer-error-in-success',
    sentence: 'The fork reports its own failure in the body of a 200.',
    layout,
    change: [answers('success replaced by error')],
    diagnosis: 'error-status-200',
    at: 'unknown',
    item: null,
    turnsRed: ['T2I-2', 'EDIT-2', 'MULTI-2'],
  },
  {
    name: 'answer-base64-cut',
    sentence: 'A log limit cuts the base64 of pictures short.',
    layout,
    change: [answers('base64 cut short')],
    diagnosis: 'image-undecodable',
    at: 'unknown',
    item: null,
    turnsRed: ['T2I-4', 'EDIT-4', 'MULTI-4'],
  },
  {
    name: 'answer-without-usage',
    sentence: 'The fork drops usage from its answers.',
    layout,
    change: [answers('usage removed')],
    diagnosis: 'response-schema',
    at: 'unknown',
    item: null,
    turnsRed: ['T2I-7', 'EDIT-7', 'MULTI-7'],
  },
  {
    name: 'answer-web-page',
    sentence: 'A success comes back as the page of the web interface.',
    layout,
    change: [answers('success as web page')],
    diagnosis: 'response-not-json',
    at: 'unknown',
    item: null,
    turnsRed: ['T2I-2', 'EDIT-2', 'MULTI-2', 'PASS-1', 'PASS-2', 'PASS-3'],
  },
  {
    name: 'answer-cut-off',
    sentence: 'The connection breaks in the middle of every picture.',
    layout,
    change: [answers('answer cut off')],
    diagnosis: 'upstream-error',
    at: 'aoai',
    item: null,
    turnsRed: ['T2I-1', 'EDIT-1', 'MULTI-1'],
  },
]
