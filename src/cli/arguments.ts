import { parseArgs } from 'node:util'
import { BadConfiguration } from '../target/variables.ts'

/** What stands behind `npm test --`. */
export interface Arguments {
  readonly name: RegExp | null
  readonly files: readonly string[]
  /** Print what would be judged and sent, and send nothing. */
  readonly list: boolean
}

/** @throws BadConfiguration for an option that does not exist or a pattern that is none */
export function readArguments(argv: readonly string[]): Arguments {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { testNamePattern: { type: 'string', short: 't' }, list: { type: 'boolean' } },
    })
    return {
      name: values.testNamePattern === undefined ? null : new RegExp(values.testNamePattern),
      files: positionals,
      list: values.list ?? false,
    }
  } catch (error) {
    throw new BadConfiguration([
      {
        variable: 'arguments',
        fault: error instanceof Error ? error.message : String(error),
        example: 'npm test -- -t EDIT-1 suites/parity',
      },
    ])
  }
}
