import type { Rule } from '../rules.ts'

const ADD_OPERATION =
  'Add the operation POST {path} to the API, with the policy of its sibling and its own rewrite-uri. ' +
  'An OpenAPI re-import deletes operations that were added by hand, so add it to the document too.'

/** Item 1: the operations exist. */
export const OPERATION_RULES = {
  'operation-missing': {
    item: 1,
    cause: 'operation-missing',
    level: 'broken',
    sentence: 'No operation answers POST {path}, so APIM answers 404 itself.',
    remedy: ADD_OPERATION,
  },
  'operation-without-https': {
    item: 1,
    cause: 'operation-missing',
    level: 'warning',
    sentence: 'The API {api} is served by {protocols} only, so callers who use https may find nothing there.',
    remedy: 'Add https to the protocols of the API (Settings → URL scheme).',
  },
  'operation-other-method': {
    item: 1,
    cause: 'operation-missing',
    level: 'broken',
    sentence: '{path} is declared for {method} only; callers send POST, which APIM answers with 404.',
    remedy: 'Declare the operation for POST.',
  },
  'operation-other-revision': {
    item: 1,
    cause: 'operation-missing',
    level: 'broken',
    sentence: 'POST {path} exists in {api} only, a revision that is not current, so callers get 404.',
    remedy: 'Make that revision current, or add the operation to the current one.',
  },
  'operation-other-version': {
    item: 1,
    cause: 'operation-missing',
    level: 'warning',
    sentence: 'POST {path} is answered only by {api}, {version}; a call that does not name it gets 404.',
    remedy: 'Add the operation to the API that callers reach, or have the hop before name the version.',
  },
  'operation-other-prefix': {
    item: 1,
    cause: 'operation-missing',
    level: 'broken',
    sentence: '{operation} is published at {have} (API {api}), not at {path}, where callers look for it.',
    remedy: 'Give it the same public path as its sibling: move the operation into the same API, or change the path of its API.',
  },
  'operation-mis-spelt': {
    item: 1,
    cause: 'operation-missing',
    level: 'broken',
    sentence: 'The operation is declared as {have}; callers send POST {path}, which APIM answers with 404.',
    remedy: 'Correct the URL template of the operation.',
  },
  'operation-policy-only': {
    item: 1,
    cause: 'operation-missing',
    level: 'broken',
    sentence:
      'There is a policy for an operation {name}, but the API declares no such operation, so nothing answers POST {path}.',
    remedy: ADD_OPERATION,
  },
  'operation-demands-query': {
    item: 1,
    cause: 'operation-missing',
    level: 'warning',
    sentence:
      'The template of {operation} demands the query parameter {names}; a call without it may not match the operation (404).',
    remedy:
      'Make the parameter optional in the OpenAPI document (an import turns required ones into parameters of the template).',
  },
} as const satisfies Readonly<Record<string, Rule>>
