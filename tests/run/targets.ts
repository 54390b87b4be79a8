import { casesOf, type PlannedCase } from '../../src/cases.ts'
import { accessOf, type Target, targetOf } from '../../src/target/target.ts'
import { readSettings } from '../../src/target/variables.ts'

/** A target under one of the profiles that come with the suite. */
export function targetWith(profile: string, variables: Readonly<Record<string, string>> = {}): Target {
  const settings = readSettings({ TARGET_URL: 'https://gateway.test', TARGET_API_KEY: 'sk-canary-0123456789', ...variables })
  const access = accessOf(settings)
  if (access === null) throw new Error('TARGET_URL is set, so there is a target')
  return targetOf(access, settings, profile)
}

export function caseOf(target: Target, id: string): PlannedCase {
  const found = casesOf(target).find((planned) => planned.id === id)
  if (found === undefined) throw new Error(`no case ${id}`)
  return found
}
