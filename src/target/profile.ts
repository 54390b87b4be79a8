import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Profile } from '../model.ts'
import { root } from '../root.ts'
import { violations } from '../schemas.ts'
import { textOfFile } from '../text-file.ts'
import { BadConfiguration } from './variables.ts'

const folder = join(root, 'fixtures', 'targets')

/** Names of the profiles that come with the suite. */
export const profileNames = (): readonly string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))

/**
 * Loads a profile by name, or the user's own by path (anything with a slash or the ending `.json`).
 * @throws BadConfiguration naming TARGET_PROFILE and what is wrong with the file
 */
export function loadProfile(nameOrPath: string): Profile {
  const isPath = /[\\/]|\.json$/.test(nameOrPath)
  const file = isPath ? nameOrPath : join(folder, `${nameOrPath}.json`)
  if (!existsSync(file))
    throw fault(
      isPath
        ? `there is no file ${nameOrPath}`
        : `"${nameOrPath}" is none of ${profileNames().join(', ')}, and no path to a file`,
    )
  let value: unknown
  try {
    value = JSON.parse(textOfFile(readFileSync(file)))
  } catch (error) {
    throw fault(`${nameOrPath} cannot be read as JSON (${error instanceof Error ? error.message : error})`)
  }
  const wrong = violations('profile', value)
  if (!isProfile(value, wrong)) throw fault(`${nameOrPath} is no profile: ${wrong.join('; ')} (see schemas/profile.json)`)
  return value
}

function fault(text: string): BadConfiguration {
  return new BadConfiguration([{ variable: 'TARGET_PROFILE', fault: text, example: 'oneapi-apim-aoai' }])
}

/** The schema says the same as the type: tests/target compares the two. */
function isProfile(_value: unknown, wrong: readonly string[]): _value is Profile {
  return wrong.length === 0
}
