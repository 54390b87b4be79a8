import { parseArgs } from 'node:util'
import type { Shard } from '../model.ts'
import { ARGUMENTS, BadConfiguration } from '../target/variables.ts'

/** What stands behind `npm test --`. */
export interface Arguments {
  readonly name: RegExp | null
  readonly files: readonly string[]
  /** Print what would be judged and sent, and send nothing. */
  readonly list: boolean
  /** `--shard 2/3`: the second of three parts; null for all of it. */
  readonly shard: Shard | null
}

/** @throws BadConfiguration for an option that does not exist or a pattern that is none */
export function readArguments(argv: readonly string[]): Arguments {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { testNamePattern: { type: 'string', short: 't' }, list: { type: 'boolean' }, shard: { type: 'string' } },
    })
    return {
      name: values.testNamePattern === undefined ? null : new RegExp(values.testNamePattern),
      files: positionals,
      list: values.list ?? false,
      shard: values.shard === undefined ? null : shardOf(values.shard),
    }
  } catch (error) {
    throw new BadConfiguration([
      {
        variable: ARGUMENTS,
        fault: error instanceof Error ? error.message : String(error),
        example: 'npm test -- -t EDIT-1 suites/parity',
      },
    ])
  }
}

function shardOf(text: string): Shard {
  const [, index = 0, count = 0] = /^(\d+)\/(\d+)$/.exec(text)?.map(Number) ?? []
  if (index < 1 || index > count) throw new Error(`--shard ${text} is no part of a whole, such as 1/3`)
  return { index, count }
}
