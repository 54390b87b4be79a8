import type { Rule } from '../rules.ts'

const WRITE_VERSION =
  'Write api-version with <set-query-parameter name="api-version" exists-action="override"> after the rewrite-uri, or in its template.'

/** Item 3: api-version is written, and stays written. */
export const API_VERSION_RULES = {
  'api-version-missing': {
    item: 3,
    cause: 'api-version-missing',
    level: 'broken',
    sentence: 'Nothing writes api-version for {operation}: calls without one reach AOAI without one, which it answers with 404.',
    remedy: WRITE_VERSION,
  },
  'api-version-before-rewrite': {
    item: 3,
    cause: 'api-version-missing',
    level: 'broken',
    sentence:
      'api-version is written here and thrown away by the rewrite-uri that follows ({rewrite}), so {operation} goes without one.',
    remedy: WRITE_VERSION,
  },
  'api-version-callers': {
    item: 3,
    cause: 'api-version-unsupported',
    level: 'broken',
    sentence: 'A caller’s own api-version replaces the configured one in {operation} (exists-action="skip").',
    remedy: WRITE_VERSION,
  },
  'api-version-twice': {
    item: 3,
    cause: 'api-version-unsupported',
    level: 'broken',
    sentence:
      'A caller’s own api-version stands beside the configured one in {operation} (exists-action="append"): AOAI gets two.',
    remedy: WRITE_VERSION,
  },
  'api-version-action': {
    item: 3,
    cause: 'api-version-unsupported',
    level: 'warning',
    sentence: 'exists-action="{action}" is harmless in {operation} only as long as the rewrite drops the caller’s parameters.',
    remedy: 'Use exists-action="override".',
  },
  'api-version-suspect': {
    item: 3,
    cause: 'api-version-unsupported',
    level: 'warning',
    sentence: 'api-version {version} of edits is suspect: Azure has published no specification of it that has images/edits.',
    remedy: 'Use 2025-04-01-preview or later for edits; prove it with a call.',
  },
  'api-version-on-v1': {
    item: 3,
    cause: 'api-version-unsupported',
    level: 'warning',
    sentence:
      '{operation} uses the v1 path with the dated api-version {version}, which v1 may refuse (400 API version not supported).',
    remedy: 'Rewrite to /openai/deployments/..., or leave api-version out on the v1 path.',
  },
  'api-version-passed-to-v1': {
    item: 3,
    cause: 'api-version-unsupported',
    level: 'warning',
    sentence:
      'A caller’s own api-version reaches the v1 path of {operation}, which may refuse a dated one (400 API version not supported).',
    remedy:
      'Take it off: <set-query-parameter name="api-version" exists-action="delete" />, or copy-unmatched-params="false" on a rewrite-uri.',
  },
  'query-copied': {
    item: 3,
    cause: 'request-rejected',
    level: 'warning',
    sentence: 'Query parameters that a caller adds to {operation} reach AOAI.',
    remedy: 'Set copy-unmatched-params="false" on the rewrite-uri.',
  },
  'named-value-missing-in-api-version': {
    item: 3,
    cause: 'api-version-missing',
    level: 'broken',
    sentence: 'api-version is {{{name}}}, but the export has no named value of that display name.',
    remedy: 'Add the named value, or correct its name.',
  },
} as const satisfies Readonly<Record<string, Rule>>
