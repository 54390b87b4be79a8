import type { Rule } from '../rules.ts'

/** What multipart bodies and streamed answers do not survive; no item of the checklist. */
export const BODY_RULES = {
  'validate-content': {
    item: null,
    cause: 'request-rejected',
    level: 'warning',
    sentence: 'validate-content knows JSON, XML and SOAP only and limits the size: it may refuse the multipart bodies of edits.',
    remedy: 'Take validate-content off edits, or let other content types pass.',
  },
  'body-logging': {
    item: null,
    cause: 'stream-buffered',
    level: 'warning',
    sentence: 'Bodies are logged ({sides}): APIM then buffers, which holds back streamed events and slows large uploads.',
    remedy: 'Set the body bytes to 0 for this API.',
  },
  'retry-without-buffer': {
    item: null,
    cause: 'multipart-damaged',
    level: 'warning',
    sentence: 'A retry forwards without buffer-request-body="true", so the second attempt has no body.',
    remedy: 'Set buffer-request-body="true" on the forward-request inside the retry.',
  },
  'json-body-read': {
    item: null,
    cause: 'upstream-error',
    level: 'warning',
    sentence: 'An expression reads the body of edits as JSON; edits are multipart, so it fails and APIM answers 500.',
    remedy: 'Read the body only when the content type is application/json, or not at all in edits.',
  },
  'body-consumed': {
    item: null,
    cause: 'multipart-damaged',
    level: 'warning',
    sentence: 'An expression reads the body of edits without preserveContent: true, so the backend gets an empty one.',
    remedy: 'Pass preserveContent: true to Body.As.',
  },
} as const satisfies Readonly<Record<string, Rule>>
