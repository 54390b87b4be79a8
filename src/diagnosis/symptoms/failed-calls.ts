import type { FAILURES } from '../../model.ts'
import { mayHaveLostItsRefusal } from '../environment.ts'
import { type Alternative, atAuthor, type Clue, type Symptom } from '../symptom.ts'

const failed =
  (...kinds: readonly (typeof FAILURES)[number][]) =>
  ({ exchange }: Clue): boolean =>
    exchange.failure !== null && kinds.includes(exchange.failure.kind)
const streamed = ({ reading }: Clue): boolean => reading.content === 'stream'

export const DROPPED: Alternative = {
  cause: 'edge-blocked',
  because: 'a firewall or an edge drops the connections that it does not let in',
}

/** Calls to which no whole answer came. */
export const FAILED_CALLS: readonly Symptom[] = [
  {
    cause: 'target-unreachable',
    sentence: 'the name of the target cannot be resolved',
    when: failed('dns'),
    confidence: 'certain',
  },
  {
    cause: 'target-unreachable',
    sentence: 'nothing accepts the connection',
    when: failed('refused'),
    confidence: 'certain',
  },
  {
    cause: 'target-unreachable',
    sentence: 'the TLS handshake failed',
    when: failed('tls'),
    confidence: 'certain',
  },
  {
    cause: 'target-unreachable',
    sentence: 'the connection could not be established within the time limit',
    when: (clue) => failed('timeout')(clue) && clue.exchange.failure?.phase === 'connect',
    confidence: 'likely',
  },
  {
    cause: 'target-unreachable',
    sentence: 'the connection was accepted and closed before a request could be sent',
    when: (clue) => failed('reset')(clue) && clue.exchange.failure?.phase === 'connect',
    confidence: 'likely',
    or: [DROPPED],
  },
  {
    cause: 'stream-broken',
    sentence: 'the stream ended before its last event',
    when: (clue) => failed('cut-off', 'reset', 'timeout')(clue) && streamed(clue),
    confidence: 'likely',
    or: [{ cause: 'backend-timeout', because: 'a hop may have cut the stream off at its own time limit' }],
  },
  {
    cause: 'backend-timeout',
    sentence: 'the connection was accepted and no answer came within REQUEST_TIMEOUT_MS, the time limit of this suite',
    when: failed('timeout'),
    confidence: 'likely',
    or: [{ cause: 'backend-unreachable', because: 'a hop that waits for an unreachable backend looks the same' }],
  },
  {
    cause: 'response-schema',
    sentence: 'the answer is larger than any picture would make it',
    when: failed('too-large'),
    confidence: 'possible',
    or: [{ cause: 'wrong-base-url', because: 'a download or an endless page would look the same' }],
  },
  {
    cause: 'response-not-json',
    sentence: 'the answer is no valid HTTP',
    when: failed('protocol'),
    confidence: 'possible',
    or: [{ cause: 'wrong-base-url', because: 'something else than an HTTP server may listen there' }],
  },
  {
    // Not upstream-error: nothing that an inner hop does is in question, and the operation may be sound.
    cause: 'wrong-refusal',
    sentence:
      'the connection was closed while a request was still being sent whose credential is not valid: its refusal may be lost',
    when: ({ exchange }) => mayHaveLostItsRefusal(exchange),
    confidence: 'possible',
    hop: atAuthor,
    or: [{ cause: 'body-too-large', because: 'some hops drop the connection when the body is too large for them' }],
  },
  {
    cause: 'upstream-error',
    sentence: 'the connection was cut before the answer was whole',
    when: failed('reset', 'cut-off'),
    confidence: 'possible',
    or: [
      { cause: 'backend-timeout', because: 'a hop may have cut it off at its own time limit' },
      { cause: 'body-too-large', because: 'some hops drop the connection when the body is too large for them' },
    ],
  },
]
