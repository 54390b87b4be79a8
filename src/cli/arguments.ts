import { parseArgs } from 'node:util'
import type { Shard } from '../model.ts'
import { ARGUMENTS, BadConfiguration, isVariable, variables } from '../target/variables.ts'

/** What stands behind `npm test --`. */
export interface Arguments {
  readonly name: RegExp | null
  readonly files: readonly string[]
  /** Print what would be judged and sent, and send nothing. */
  readonly list: boolean
  /** Print what can be asked for, and do nothing. */
  readonly help: boolean
  /** `--shard 2/3`: the second of three parts; null for all of it. */
  readonly shard: Shard | null
}

/** @throws BadConfiguration for an option that does not exist or a pattern that is none */
export function readArguments(argv: readonly string[]): Arguments {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        testNamePattern: { type: 'string', short: 't', multiple: true },
        list: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        shard: { type: 'string' },
      },
    })
    return {
      name: patternOf(values.testNamePattern ?? []),
      files: positionals,
      list: values.list ?? false,
      help: values.help ?? false,
      shard: values.shard === undefined ? null : shardOf(values.shard),
    }
  } catch (error) {
    throw new BadConfiguration([
      {
        variable: ARGUMENTS,
        fault: `${wordsOf(error)}${hint(argv)}`,
        example: 'npm test -- -t EDIT-1 suites/parity',
      },
    ])
  }
}

/** Node adds how a file whose name begins with a dash is given: nobody means that here. */
const wordsOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/\. To specify a positional argument.*$/s, '')

/** Who writes `--tier=probe` means the variable. */
function hint(argv: readonly string[]): string {
  const meant = argv.map((word) => /^--([\w-]+)/.exec(word)?.[1]?.replaceAll('-', '_').toUpperCase() ?? '').find(isVariable)
  return meant === undefined ? '; --help lists what there is' : `; ${meant} is a variable: ${meant}=${variables[meant].example}`
}

function patternOf([pattern, ...others]: readonly string[]): RegExp | null {
  if (others.length > 0)
    throw new Error(`-t stands there ${others.length + 1} times; one pattern can say it: -t "${[pattern, ...others].join('|')}"`)
  if (pattern === '') throw new Error('-t is empty, which would be everything; leave it out for that')
  return pattern === undefined ? null : new RegExp(pattern)
}

function shardOf(text: string): Shard {
  const [, index = 0, count = 0] = /^(\d+)\/(\d+)$/.exec(text)?.map(Number) ?? []
  if (index < 1 || index > count) throw new Error(`--shard ${text} is no part of a whole, such as 1/3`)
  return { index, count }
}
