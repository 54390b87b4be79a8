import type { Rule } from '../rules.ts'

const LEAVE_OUT_STREAMS =
  'Put it into a <choose> that leaves out answers whose Content-Type is text/event-stream, or take it off the images.'

/**
 * What keeps a stream from arriving as it is drawn; no item of the checklist. Sources: azure-docs, how-to-server-sent-events
 * ("Avoid other policies that buffer responses"), azure-docs#115539 (a policy that logs the body), Microsoft Learn, policy
 * expressions (As<T> and preserveContent).
 */
export const STREAM_RULES = {
  'answer-read': {
    item: null,
    cause: 'stream-buffered',
    level: 'breaks-streams',
    sentence: '<{statement}> reads the body of every answer, so that a stream is held back until it is whole.',
    remedy: LEAVE_OUT_STREAMS,
  },
  'answer-consumed': {
    item: null,
    // What callers meet first: an answer without a body.
    cause: 'response-not-json',
    level: 'breaks-streams',
    sentence:
      '<{statement}> reads the body of every answer without preserveContent: true: a stream is held back, and unless a set-body writes the answer anew, callers get an empty one.',
    remedy: `Pass preserveContent: true to Body.As. ${LEAVE_OUT_STREAMS}`,
  },
  'answer-rewritten': {
    item: null,
    cause: 'stream-buffered',
    level: 'breaks-streams',
    sentence: '<{statement}> works on the whole body of every answer, so that a stream is held back until it is whole.',
    remedy: LEAVE_OUT_STREAMS,
  },
  'answer-read-at-times': {
    item: null,
    cause: 'stream-buffered',
    level: 'warning',
    sentence: '<{statement}> works on the body of some answers: a stream among them is held back until it is whole.',
    remedy: LEAVE_OUT_STREAMS,
  },
  'body-logging': {
    item: null,
    cause: 'stream-buffered',
    level: 'warning',
    sentence: 'Bodies are logged ({sides}): APIM may buffer for that, which holds back streamed events and slows large uploads.',
    remedy: 'Set the body bytes to 0 for this API.',
  },
} as const satisfies Readonly<Record<string, Rule>>
