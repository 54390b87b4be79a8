import type { CauseName, ConfigurationFinding } from '../model.ts'
import { API_VERSION_RULES } from './rules/api-version.ts'
import { AUTHENTICATION_RULES } from './rules/authentication.ts'
import { BACKEND_PATH_RULES } from './rules/backend-path.ts'
import { HAZARD_RULES } from './rules/hazard.ts'
import { KEY_RULES } from './rules/key.ts'
import { OPERATION_RULES } from './rules/operation.ts'
import { STREAM_RULES } from './rules/stream.ts'

/**
 * `broken`: the operation cannot work as configured. `breaks-streams`: it cannot for who asks for a stream, and works for
 * everyone else. `warning`: it may, and here is what to keep an eye on.
 */
export type FindingLevel = ConfigurationFinding['level']
export type ConfigurationItem = 1 | 2 | 3 | 4 | 5

export interface Rule {
  /** Item of the checklist; null for what belongs to none. */
  readonly item: ConfigurationItem | null
  readonly cause: CauseName
  readonly level: FindingLevel
  /** What is wrong and what that does; `{words}` are filled in. */
  readonly sentence: string
  readonly remedy: string
}

/** What the configuration check looks for: one row each, in the order of the checklist. */
export const RULES = {
  ...OPERATION_RULES,
  ...BACKEND_PATH_RULES,
  ...API_VERSION_RULES,
  ...AUTHENTICATION_RULES,
  ...KEY_RULES,
  ...HAZARD_RULES,
  ...STREAM_RULES,
} as const satisfies Readonly<Record<string, Rule>>

export type RuleId = keyof typeof RULES
