import { parseArgs } from 'node:util'
import { type Chain, startChain } from './chain.ts'
import type { Fault } from './faults/fault.ts'
import { FAULTS } from './faults/faults.ts'
import { LAYOUTS } from './layout.ts'
import { DIALECT_NAMES, DIALECTS } from './one-api/dialects.ts'

const USAGE = `Starts the embedded reference chain on loopback, healthy or with one fault.

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
class WrongArguments extends Error {}

try {
  await main()
} catch (error) {
  if (!(error instanceof WrongArguments) && !isRefusedByParseArgs(error)) throw error
  process.stderr.write(`${error.message}\n\n${USAGE}`)
  process.exitCode = 2
}

async function main(): Promise<void> {
  const { values } = parseArgs({
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
  })
  if (values.help) return void process.stdout.write(USAGE)
  if (values.list) return void process.stdout.write(catalogue())
  const fault = values.fault === undefined ? undefined : faultNamed(values.fault)
  const layout = values.layout === undefined ? undefined : oneOf('layout', values.layout, LAYOUTS)
  const dialect = values.dialect === undefined ? undefined : oneOf('dialect', values.dialect, DIALECT_NAMES)
  const chain = await startChain({
    port: numberOf('port', values.port, 65_535),
    latencyMs: numberOf('latency', values.latency, 3_600_000),
    ...(fault === undefined ? {} : { fault }),
    ...(layout === undefined ? {} : { layout }),
    ...(dialect === undefined ? {} : { dialect }),
    ...(values.key === undefined ? {} : { key: values.key }),
  })
  process.stdout.write(introduction(chain, fault))
  closeOnSignal(chain)
}

function closeOnSignal(chain: Chain): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void chain.close())
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

function isRefusedByParseArgs(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
}

function introduction(chain: Chain, fault: Fault | undefined): string {
  const state = fault === undefined ? 'healthy' : `with the fault ${fault.name}: ${fault.sentence}`
  const inner = [
    ...(chain.apimUrl === null || chain.layout === 'apim-aoai' ? [] : [`APIM_URL=${chain.apimUrl}`, `APIM_KEY=${chain.apimKey}`]),
    ...(chain.aoaiUrl === null || chain.layout.startsWith('aoai')
      ? []
      : [`AOAI_URL=${chain.aoaiUrl}`, `AOAI_KEY=${chain.aoaiKey}`]),
  ]
  return [
    `The reference chain ${chain.layout} is up, ${state}`,
    '',
    `TARGET_URL=${chain.url}`,
    `TARGET_API_KEY=${chain.key}`,
    `TARGET_PROFILE=${chain.layout}`,
    ...inner,
    '',
    'Ctrl-C stops it.',
    '',
  ].join('\n')
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
