import type { ParallelUse } from '../edge/parallel.ts'
import type { Sharing } from '../one-api/sharing.ts'
import type { Change, Fault } from './fault.ts'

const layout = 'oneapi-apim-aoai'

const edge = (parallel: ParallelUse): Change => ({ hop: 'edge', set: { parallel } })
const shares = (sharing: Sharing): Change => ({ hop: 'one-api', set: { sharing } })

/** What goes wrong only while several calls are under way. */
export const PARALLEL_FAULTS: readonly Fault[] = [
  {
    name: 'edge-calls-made-once',
    sentence: 'A cache in front makes calls that overlap once, and its key is the path: the body is not in it.',
    layout,
    change: [edge({ kind: 'made once' })],
    diagnosis: 'answers-mixed-up',
    at: 'unknown',
    item: null,
    tier: 'full',
    turnsRed: ['PARALLEL-1', 'PARALLEL-3'],
  },
  {
    name: 'one-api-answers-shared',
    sentence: 'The fork keeps the answer of its upstream in a variable of the process, where the next one overtakes it.',
    layout,
    change: [shares('answers')],
    diagnosis: 'answers-mixed-up',
    at: 'unknown',
    item: null,
    tier: 'full',
    turnsRed: ['PARALLEL-1'],
  },
  {
    name: 'one-api-numbers-shared',
    sentence: 'The fork draws a new request number only when no call is under way.',
    layout,
    change: [shares('numbers')],
    diagnosis: 'identity-headers-missing',
    at: 'one-api',
    item: 6,
    tier: 'full',
    turnsRed: ['PARALLEL-3'],
  },
  {
    name: 'edge-overloaded',
    sentence: 'nginx has two workers to send to, and answers 503 to every call beyond that.',
    layout,
    change: [edge({ kind: 'overloaded', most: 2, answers: 'nginx 503' })],
    diagnosis: 'upstream-error',
    at: 'edge',
    item: null,
    tier: 'full',
    turnsRed: ['PARALLEL-2', 'PARALLEL-4'],
  },
  {
    name: 'edge-closes-connections',
    sentence: 'A proxy in front closes the connections of callers while more than two calls are under way.',
    layout,
    change: [edge({ kind: 'overloaded', most: 2, answers: 'nothing' })],
    diagnosis: 'upstream-error',
    at: 'unknown',
    item: null,
    tier: 'full',
    turnsRed: ['PARALLEL-2'],
  },
  {
    name: 'edge-limit-without-retry-after',
    sentence: 'The rate limit of nginx answers 429 and does not say when to come again.',
    layout,
    change: [edge({ kind: 'limited', most: 20, forMs: 60_000, says: 'nothing' })],
    diagnosis: 'rate-limited',
    at: 'edge',
    item: null,
    tier: 'full',
    turnsRed: ['PARALLEL-5'],
  },
]
