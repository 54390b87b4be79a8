import type { Rule } from '../rules.ts'

const INHERIT = 'Put <base/> into every section of the operation policy, as the sibling has it.'

/** Item 4: the pair authenticates alike, is kept as a pair and reaches the backend. */
export const AUTHENTICATION_RULES = {
  'credential-lost': {
    item: 4,
    cause: 'backend-credential-rejected',
    level: 'broken',
    sentence: '{operation} gives AOAI no credential of its own, where {sibling} gives {credential} ({siblingAt}){because}.',
    remedy: 'Give {operation} the same credential as {sibling}: inherit it with <base/>, or repeat the statement.',
  },
  'credential-callers-key': {
    item: 4,
    cause: 'backend-credential-rejected',
    level: 'broken',
    sentence:
      'The subscription key travels in {header} and nothing overrides it, so AOAI gets the key of APIM and refuses it (401).',
    remedy: 'Override {header} with AOAI’s own credential, or rename the subscription key header of the API.',
  },
  'credential-passes-key': {
    item: 4,
    cause: 'backend-credential-rejected',
    level: 'broken',
    sentence: '{operation} gives AOAI the caller’s subscription key as {header}, which AOAI refuses (401).',
    remedy: 'Give AOAI its own credential: a named value with its key, or the managed identity.',
  },
  'identity-audience': {
    item: 4,
    cause: 'backend-credential-rejected',
    level: 'warning',
    sentence: 'The managed identity asks for a token for {resource}; AOAI takes tokens for https://cognitiveservices.azure.com.',
    remedy: 'Set resource="https://cognitiveservices.azure.com".',
  },
  'credential-differs': {
    item: 4,
    cause: 'auth-inconsistent',
    level: 'broken',
    sentence: 'The pair authenticates in two ways: generations gives AOAI {generations} ({generationsAt}), edits {edits}.',
    remedy: 'Use one credential for both operations; best in the policy of the API, inherited with <base/>.',
  },
  'caller-authentication-differs': {
    item: 4,
    cause: 'auth-inconsistent',
    level: 'broken',
    sentence: '<{statement}> {how}, so the same caller is treated differently by the two operations.',
    remedy: 'Have the same statement in both, best in the policy of the API.',
  },
  'key-header-differs': {
    item: 4,
    cause: 'auth-inconsistent',
    level: 'broken',
    sentence: 'The subscription key is read from {generations} for generations and from {edits} for edits.',
    remedy: 'Use the same subscription key header for both APIs.',
  },
  'named-value-missing': {
    item: 4,
    cause: 'backend-credential-rejected',
    level: 'broken',
    sentence: '<{statement}> uses {{{name}}}, but the export has no named value of that display name.',
    remedy: 'Add the named value, or correct its name.',
  },
  'forward-lost': {
    item: 4,
    cause: 'short-circuited',
    level: 'broken',
    sentence: '{operation} never reaches the backend: no forward-request is left in its backend section.',
    remedy: 'Put <base/> (or <forward-request />) into the <backend> section.',
  },
  'answered-early': {
    item: 4,
    cause: 'short-circuited',
    level: 'broken',
    sentence: '{operation} never reaches the backend: <{statement}> answers every call itself.',
    remedy: 'Remove the statement, or make it conditional.',
  },
  'redirected-early': {
    item: 4,
    cause: 'redirected',
    level: 'broken',
    sentence: '{operation} never reaches the backend: <{statement}> redirects every call ({status}).',
    remedy: 'Send the call on with set-backend-service instead: clients do not follow redirects of a POST.',
  },
  'base-missing': {
    item: 4,
    cause: 'auth-inconsistent',
    level: 'warning',
    sentence: 'The policy of {operation} has no <base/> in {sections}: {lost}.',
    remedy: INHERIT,
  },
  'backend-differs': {
    item: 4,
    cause: 'auth-inconsistent',
    level: 'warning',
    sentence: 'The pair is sent to two backends: generations to {generations}, edits to {edits}.',
    remedy: 'Send both to one backend, or make sure that deployment and credential exist at both.',
  },
  'pair-differs': {
    item: 4,
    cause: 'auth-inconsistent',
    level: 'warning',
    sentence: '<{statement}> {how}; the two are to be kept as a pair.',
    remedy: 'Have the same statement in both, best in the policy of the API.',
  },
} as const satisfies Readonly<Record<string, Rule>>
