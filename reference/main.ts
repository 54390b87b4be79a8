import { readArguments, USAGE, WrongArguments } from './arguments.ts'
import { type Chain, startChain } from './chain.ts'
import type { Fault } from './faults/fault.ts'

try {
  const command = readArguments(process.argv.slice(2))
  if (command.kind === 'print') process.stdout.write(command.text)
  else {
    const chain = await startChain(command.options)
    process.stdout.write(introduction(chain, command.fault))
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void chain.close())
  }
} catch (error) {
  if (!(error instanceof WrongArguments)) throw error
  process.stderr.write(`${error.message}\n\n${USAGE}`)
  process.exitCode = 2
}

function introduction(chain: Chain, fault: Fault | null): string {
  const state = fault === null ? 'healthy' : `with the fault ${fault.name}: ${fault.sentence}`
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
