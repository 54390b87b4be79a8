import { existsSync, readFileSync } from 'node:fs'
import { parse } from 'dotenv'
import { BadConfiguration, isVariable, variables } from './variables.ts'

/**
 * The variables of `.env` under those of the process. The file is only read: nothing is put into the process' own
 * environment, where child processes would inherit the key.
 * @throws BadConfiguration for a name in the file that looks like ours and is not: a mistyped variable is silently ignored otherwise
 */
export function environment(file: string, processEnvironment: NodeJS.ProcessEnv): Readonly<Record<string, string | undefined>> {
  const fromFile = existsSync(file) ? parse(readFileSync(file)) : {}
  const unknown = Object.keys(fromFile).filter((name) => !isVariable(name))
  if (unknown.length > 0)
    throw new BadConfiguration(
      unknown.map((name) => {
        const meant = nearest(name)
        return {
          variable: name,
          fault: `no such variable (in ${file}); did you mean ${meant}?`,
          example: variables[meant].example,
        }
      }),
    )
  return { ...fromFile, ...processEnvironment }
}

/** The variable whose name shares most pairs of letters with what was written. */
function nearest(name: string): keyof typeof variables {
  const pairs = (text: string): Set<string> =>
    new Set([...text.toUpperCase()].slice(1).map((letter, index) => text.toUpperCase()[index] + letter))
  const wanted = pairs(name)
  const score = (candidate: string): number =>
    [...pairs(candidate)].filter((pair) => wanted.has(pair)).length / (pairs(candidate).size + wanted.size)
  return Object.keys(variables)
    .filter(isVariable)
    .reduce((best, candidate) => (score(candidate) > score(best) ? candidate : best))
}
