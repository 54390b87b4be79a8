import type { Rule } from '../rules.ts'

/** What pictures, bodies, answers and doors do not survive; no item of the checklist. */
export const HAZARD_RULES = {
  'validate-content': {
    item: null,
    cause: 'request-rejected',
    level: 'warning',
    sentence: 'validate-content knows JSON, XML and SOAP only and limits the size: it may refuse the multipart bodies of edits.',
    remedy: 'Take validate-content off edits, or let other content types pass.',
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
  'content-type-written': {
    item: null,
    cause: 'multipart-damaged',
    level: 'warning',
    sentence: 'The Content-Type of edits is written anew, without the boundary of the multipart body.',
    remedy: 'Leave the Content-Type of edits alone.',
  },
  'body-replaced': {
    item: null,
    cause: 'multipart-damaged',
    level: 'warning',
    sentence: 'set-body gives edits another body than the caller sent.',
    remedy: 'Take set-body off edits, or build it from context.Request.Body.As<byte[]>(preserveContent: true).',
  },
  'body-as-text': {
    item: null,
    cause: 'multipart-damaged',
    level: 'warning',
    sentence: 'set-body writes the body of edits anew as text, which the bytes of a picture do not survive.',
    remedy: 'Take set-body off edits, or read the body with As<byte[]>(preserveContent: true).',
  },
  'timeout-hopeless': {
    item: null,
    cause: 'backend-timeout',
    level: 'broken',
    sentence:
      'forward-request waits {timeout}, and no picture is drawn in so short a time: it is paid for, and APIM answers 500.',
    remedy: 'Give it 120 s or more (240 s is the most that is sure to be honoured).',
  },
  'timeout-short': {
    item: null,
    cause: 'backend-timeout',
    level: 'warning',
    sentence: 'forward-request waits {timeout}; a picture may take a minute, after which APIM answers 500.',
    remedy: 'Give it 120 s or more (240 s is the most that is sure to be honoured).',
  },
  'identity-headers-removed': {
    item: null,
    cause: 'identity-headers-missing',
    level: 'warning',
    sentence: 'The answer of the model loses {header}, which shows callers that it was the model who answered.',
    remedy: 'Let apim-request-id, x-ms-region and x-ms-deployment-name through.',
  },
  'status-written': {
    item: null,
    cause: 'error-status-200',
    level: 'warning',
    sentence: 'set-status writes {status} over the status of the model: an error may look like a success.',
    remedy: 'Let the status of the model through.',
  },
  'key-in-answer': {
    item: null,
    cause: 'credential-echoed',
    level: 'warning',
    sentence: 'The answer repeats a key ({header}).',
    remedy: 'Remove the header.',
  },
  'errors-answered': {
    item: null,
    cause: 'wrong-refusal',
    level: 'warning',
    sentence: 'on-error answers every error alike, so that callers cannot tell a wrong key from a wrong path.',
    remedy: 'Let APIM’s own errors through, or answer each with its own status.',
  },
  'key-not-demanded': {
    item: null,
    cause: 'auth-not-enforced',
    level: 'warning',
    sentence: 'The API {api} ({operation}) demands no subscription key, and no policy of it checks who calls.',
    remedy: 'Set subscriptionRequired, or check the caller in the policy.',
  },
} as const satisfies Readonly<Record<string, Rule>>
