import type { Rule } from '../rules.ts'

const FIX_REWRITE = 'Rewrite to {expected}, with a backend URL that does not already end in /openai.'

/** Item 2: each operation is rewritten to its own path, deployment and backend. */
export const BACKEND_PATH_RULES = {
  'rewrite-copied': {
    item: 2,
    cause: 'rewrite-copied',
    level: 'broken',
    sentence: 'edits is rewritten to the path of generations ({got}); the model answers multipart there with 400 or 404.',
    remedy: 'The policy was copied without changing rewrite-uri: rewrite to {expected}.',
  },
  'rewrite-swapped': {
    item: 2,
    cause: 'rewrite-wrong',
    level: 'broken',
    sentence: 'generations is rewritten to the path of edits ({got}).',
    remedy: FIX_REWRITE,
  },
  'rewrite-missing': {
    item: 2,
    cause: 'rewrite-wrong',
    level: 'broken',
    sentence: '{operation} is not rewritten: the backend is asked for {got}, which it does not have.',
    remedy: 'Add <rewrite-uri template="{expected}" copy-unmatched-params="false" /> to the inbound section.',
  },
  'rewrite-doubled': {
    item: 2,
    cause: 'rewrite-wrong',
    level: 'broken',
    sentence:
      '{operation} asks the backend for {got}: /openai is doubled, because the backend URL {base} ({baseAt}) ends with it too.',
    remedy: 'Take /openai from either the backend URL or the rewrite-uri.',
  },
  'rewrite-without-openai': {
    item: 2,
    cause: 'rewrite-wrong',
    level: 'broken',
    sentence: '{operation} asks the backend for {got}: /openai is in neither the backend URL ({base}, {baseAt}) nor the rewrite.',
    remedy: FIX_REWRITE,
  },
  'rewrite-mis-spelt': {
    item: 2,
    cause: 'rewrite-wrong',
    level: 'broken',
    sentence: '{operation} asks the backend for {got}, which AOAI does not have; it serves {expected}.',
    remedy: FIX_REWRITE,
  },
  'rewrite-unknown-parameter': {
    item: 2,
    cause: 'rewrite-wrong',
    level: 'broken',
    sentence: 'The rewrite of {operation} uses {names}, which the template of the operation ({template}) does not have.',
    remedy: 'Write the deployment itself or a named value ({{deployment-id}}, double braces) in its place.',
  },
  'method-other': {
    item: 2,
    cause: 'rewrite-wrong',
    level: 'broken',
    sentence: '{operation} asks the backend with {method}; AOAI takes POST only.',
    remedy: 'Take set-method out of the policy.',
  },
  'rewrite-without-slash': {
    item: 2,
    cause: 'rewrite-wrong',
    level: 'warning',
    sentence: 'The rewrite of {operation} does not start with a slash: {got}.',
    remedy: 'Start the template of rewrite-uri with /.',
  },
  'backend-url-missing': {
    item: 2,
    cause: 'rewrite-wrong',
    level: 'broken',
    sentence: '{operation} has no backend: the API has no serviceUrl, and no policy names one.',
    remedy: 'Set the backend with set-backend-service or the serviceUrl of the API.',
  },
  'backend-in-clear': {
    item: null,
    cause: 'backend-unreachable',
    level: 'warning',
    sentence: '{operation} asks the backend by http ({base}): the key goes out in clear text, and Azure OpenAI serves https.',
    remedy: 'Write https:// in the URL of the backend.',
  },
  'base-url-ineffective': {
    item: 2,
    cause: 'rewrite-wrong',
    level: 'warning',
    sentence: 'The base-url of {operation} has no effect: a broader policy set a backend-id, which base-url cannot override.',
    remedy: 'Set the backend with backend-id here too, or remove the inherited one.',
  },
  'base-url-overruled': {
    item: 2,
    cause: 'rewrite-wrong',
    level: 'broken',
    sentence:
      '{operation} asks the backend for {got}: its own base-url has no effect, because a broader policy set a backend-id ({baseAt}), which base-url cannot override.',
    remedy: 'Set the backend with backend-id here too, or remove the inherited one.',
  },
  'deployment-other': {
    item: 2,
    cause: 'deployment-mismatch',
    level: 'broken',
    sentence: '{operation} goes to the deployment {got}, not to {expected}.',
    remedy: 'Write {expected} into the rewrite-uri (or its named value), or correct TARGET_DEPLOYMENT.',
  },
  'deployments-differ': {
    item: 2,
    cause: 'deployment-mismatch',
    level: 'warning',
    sentence: 'The pair goes to two deployments: generations to {generations}, edits to {edits}.',
    remedy: 'Use one deployment for both, unless that is intended.',
  },
  'named-value-missing-in-url': {
    item: 2,
    cause: 'rewrite-wrong',
    level: 'broken',
    sentence: '<{statement}> uses {{{name}}}, but the export has no named value of that display name.',
    remedy: 'Add the named value, or correct its name.',
  },
} as const satisfies Readonly<Record<string, Rule>>
