import { existsSync, readFileSync } from 'node:fs'
import { parse } from 'dotenv'
import { distance } from 'fastest-levenshtein'
import { textOfFile } from '../text-file.ts'
import { BadConfiguration, type Fault, isVariable, variables } from './variables.ts'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * The variables of `.env` under those of the process; one that is empty there counts as not set, as pipelines leave those
 * that they know no value for. The file is only read: nothing is put into the process' own environment, where child
 * processes would inherit the key.
 * @throws BadConfiguration for a name that looks like ours and is not, and for a line that sets nothing: both would be ignored
 *   silently, and a mistyped TIER pays
 */
export function environment(file: string, processEnvironment: NodeJS.ProcessEnv): Environment {
  const text = existsSync(file) ? readEnv(file) : ''
  const fromFile = parse(text)
  const set = Object.fromEntries(Object.entries(processEnvironment).filter(([, value]) => (value ?? '').trim() !== ''))
  const faults = [...unknownIn(file, fromFile), ...unreadIn(file, text, fromFile), ...missed(set)]
  if (faults.length > 0) throw new BadConfiguration(faults)
  return { ...fromFile, ...set }
}

function readEnv(file: string): string {
  try {
    return textOfFile(readFileSync(file))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new BadConfiguration([
      { variable: file, fault: `cannot be read (${reason})`, example: 'cp .env.example .env, and fill it in' },
    ])
  }
}

const unknownIn = (file: string, fromFile: Environment): readonly Fault[] =>
  Object.keys(fromFile)
    .filter((name) => !isVariable(name))
    .map((name) => mistyped(name, nearest(name), `no such variable (in ${file})`))

/** How dotenv takes a line: the name, and what stands behind it. */
const SETTING = /^\s*(?:export\s+)?([\w.-]+)\s*(?:=|:\s)\s*(.*)$/

/** The same lines, empty where they only continue a value in quotes. */
function outsideOfQuotes(lines: readonly string[]): readonly string[] {
  let open: string | null = null
  return lines.map((line) => {
    if (open !== null) {
      if (line.includes(open)) open = null
      return ''
    }
    const [quote, ...value] = SETTING.exec(line)?.[2] ?? ''
    if (quote !== undefined && /['"`]/.test(quote) && !value.includes(quote)) open = quote
    return line
  })
}

/** Lines that name a variable and set nothing, or another value than stands there, without a word from dotenv. */
function unreadIn(file: string, text: string, fromFile: Environment): readonly Fault[] {
  const lines = outsideOfQuotes(text.split('\n'))
  const set = lines.map((line) => SETTING.exec(line) ?? [])
  return lines.flatMap((line, index): readonly Fault[] => {
    const [, own, value = ''] = set[index] ?? []
    const told = (name: string | undefined, fault: string): readonly Fault[] =>
      name !== undefined && isVariable(name)
        ? [{ variable: name, fault: `line ${index + 1} of ${file} ${fault}`, example: variables[name].example }]
        : []
    if (own === undefined || !(own in fromFile)) {
      const named =
        line
          .replace(/(^|\s)#.*$/, '')
          .toUpperCase()
          .match(/\w+/g) ?? []
      return told(
        named.find((name) => isVariable(name) && !(name in fromFile)),
        'names it and does not set it; a line is NAME=value',
      )
    }
    const first = set.findIndex(([, name]) => name === own)
    if (first < index) return told(own, `sets it a second time, after line ${first + 1}; take one of them out`)
    return /^[^'"`\s#][^\s#]*#/.test(value)
      ? told(own, 'has a # in its value, behind which all is a comment; put it in quotes')
      : []
  })
}

/** Without these a run pays, calls nobody, or hides what is wrong. The process has names of others, and may miss no more than these. */
const MISSED_AT_A_COST = [
  'TIER',
  'MAX_PAID_IMAGES',
  'GATE_PAID',
  'TARGET_URL',
  'REQUIRE_TARGET',
  'APIM_EXPORT',
  'FAIL_ON',
  'KNOWN_FAILURES',
  'BASELINE',
] as const

/** Names of the process that miss one of these by a letter or two, by their order or their case, where the right one is not set. */
function missed(set: Environment): readonly Fault[] {
  return Object.keys(set)
    .filter((name) => !isVariable(name))
    .flatMap((name): readonly Fault[] => {
      const isMeant = (meant: string): boolean => isNear(name.toUpperCase(), meant) || ALSO_SAID[name] === meant
      const ours = MISSED_AT_A_COST.find((meant) => set[meant] === undefined && isMeant(meant))
      return ours === undefined ? [] : [mistyped(name, ours, 'no such variable')]
    })
}

/** What one writes who has the name from memory. */
const ALSO_SAID: Readonly<Record<string, string>> = {
  TARGET_TIER: 'TIER',
  GATE_PAY: 'GATE_PAID',
  MAX_PAID: 'MAX_PAID_IMAGES',
  MAX_IMAGES: 'MAX_PAID_IMAGES',
  TARGET_BASE_URL: 'TARGET_URL',
}

const isNear = (name: string, ours: string): boolean =>
  distance(name, ours) <= (ours.length < 12 ? 1 : 2) || lettersOf(name) === lettersOf(ours)

const lettersOf = (name: string): string => [...name].sort().join('')

const mistyped = (name: string, meant: keyof typeof variables, fault: string): Fault => ({
  variable: name,
  fault: `${fault}; did you mean ${meant}?`,
  example: `${meant}=${variables[meant].example}`,
})

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
