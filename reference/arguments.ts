import { parseArgs } from 'node:util'
import type { ChainOptions } from './chain.ts'
import type { Fault } from './faults/fault.ts'
import { FAULTS } from './faults/faults.ts'
import { LAYOUTS } from './layout.ts'
import { DIALECT_NAMES, DIALECTS } from './one-api/dialects.ts'

export const USAGE = `Starts the embedded reference chain on loopback, healthy or with one fault.

  npm run reference -- [--fault NAME] [--layout NAME] [--dialect NAME] [--port N] [--latency MS] [--key KEY]
  npm run reference -- --list

  --fault     one of the faults that --list prints
  --layout    ${LAYOUTS.join(', ')}
  --dialect   the gateway in front of the whole chain: ${DIALECT_NAMES.join(', ')}
  --port      port of the outermost hop (default: one that is free)
  --latency   milliseconds from a request to its pictures (default: 0)
  --key       the key that clients use (default: a random one)
  --list      print layouts, dialects and faults, and end
`

/** The command line asks for something that there is not. The message is for the person who typed it. */
export class WrongArguments extends Error {}

export type Command =
  | { readonly kind: 'print'; readonly text: string }
  | { readonly kind: 'start'; readonly options: ChainOptions; readonly fault: Fault | null }

/** Reads the words after the command. Throws `WrongArguments`. */
export function readArguments(words: readonly string[]): Command {
  const values = parsed(words)
  if (values.help) return { kind: 'print', text: USAGE }
  if (values.list) return { kind: 'print', text: catalogue() }
  const fault = values.fault === undefined ? null : faultNamed(values.fault)
  const options: ChainOptions = {
    port: numberOf('port', values.port, 65_535),
    latencyMs: numberOf('latency', values.latency, 3_600_000),
    ...(fault === null ? {} : { fault }),
    ...(values.layout === undefined ? {} : { layout: oneOf('layout', values.layout, LAYOUTS) }),
    ...(values.dialect === undefined ? {} : { dialect: oneOf('dialect', values.dialect, DIALECT_NAMES) }),
    ...(values.key === undefined ? {} : { key: values.key }),
  }
  return { kind: 'start', options, fault }
}

function parsed(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      options: {
        fault: { type: 'string' },
        layout: { type: 'string' },
        dialect: { type: 'string' },
        port: { type: 'string', default: '0' },
        latency: { type: 'string', default: '0' },
        key: { type: 'string' },
        list: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values
  } catch (error) {
    throw new WrongArguments(error instanceof Error ? error.message : String(error))
  }
}

function faultNamed(name: string): Fault {
  const found = FAULTS.find((fault) => fault.name === name)
  if (found !== undefined) return found
  const similar = FAULTS.filter((fault) => fault.name.includes(name) || name.includes(fault.name)).map((fault) => fault.name)
  const hint = similar.length === 0 ? '' : ` Did you mean ${similar.slice(0, 5).join(', ')}?`
  throw new WrongArguments(`There is no fault ${name}.${hint} --list prints all of them.`)
}

function oneOf<Name extends string>(option: string, value: string, names: readonly Name[]): Name {
  const found = names.find((name) => name === value)
  if (found === undefined) throw new WrongArguments(`There is no ${option} ${value}: choose one of ${names.join(', ')}.`)
  return found
}

function numberOf(option: string, value: string, most: number): number {
  const number = Number(value)
  if (/^\d+$/.test(value) && number <= most) return number
  throw new WrongArguments(`--${option} ${value} is no whole number from 0 to ${most}.`)
}

function catalogue(): string {
  const width = Math.max(...FAULTS.map(({ name }) => name.length))
  const lines = (rows: readonly (readonly [string, string])[]): string[] =>
    rows.map(([name, sentence]) => `  ${name.padEnd(width)}  ${sentence}`)
  return [
    'Layouts',
    ...LAYOUTS.map((layout) => `  ${layout}`),
    'Dialects',
    ...lines(DIALECT_NAMES.map((name) => [name, DIALECTS[name].sentence])),
    'Faults',
    ...lines(FAULTS.map(({ name, sentence }) => [name, sentence])),
    '',
  ].join('\n')
}
