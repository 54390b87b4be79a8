import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../../src/root.ts'
import { configurationOf } from '../../src/run/jobs.ts'
import { readSettings } from '../../src/target/variables.ts'
import { targetWith } from './targets.ts'

const settings = readSettings({ APIM_EXPORT: join(root, 'fixtures/exports/healthy-apiops') })

test('an export is judged for a target with an API Management', async () => {
  const read = await configurationOf(settings, targetWith('oneapi-apim-aoai'))
  expect(read?.items.map(({ status }) => status)).toEqual(Array(5).fill('holds'))
})

test.each(['openai', 'ai-builder-space', 'generic'])('an export is refused where the profile has none: %s', async (profile) => {
  await expect(configurationOf(settings, targetWith(profile))).rejects.toThrow(
    `the profile ${profile} has no API Management that it could be of`,
  )
})

test('an export is refused for an embedded gateway without one that somebody did choose', async () => {
  const chosen = { ...settings, TARGET_PROFILE: 'generic' }
  await expect(configurationOf(chosen, { ...targetWith('generic'), embedded: true })).rejects.toThrow('APIM_EXPORT: is set, and')
})

test('an export is passed over for the embedded gateway without one, as nobody chose that target', async () => {
  expect(await configurationOf(settings, { ...targetWith('ai-builder-space'), embedded: true })).toBeNull()
  expect(await configurationOf(readSettings({}), targetWith('openai'))).toBeNull()
})
