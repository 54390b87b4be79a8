import type { Profile } from '../model.ts'
import type { Requirement } from '../requirements.ts'
import { matches } from './matches.ts'

/** Why a requirement does not apply to a target with these cases; null when it does. */
export function whyNotApplicable({ on, unless }: Requirement, profile: Profile, cases: readonly string[]): string | null {
  const without = on.filter((pattern) => !cases.some((id) => matches(pattern, id)))
  return unless?.(profile) ?? (without.length === 0 ? null : `the profile ${profile.name} has no case ${without.join(', ')}`)
}
