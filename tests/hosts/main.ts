import { createInterface } from 'node:readline'
import { main } from '../../src/cli/main.ts'
import { mergeFolders } from '../../src/cli/merging.ts'
import { type Asked, closingLine } from './asked.ts'

/** Runs commands one after another, as `src/cli/*.ts` run one each: a line of JSON in, what the command says and a closing line out. */
for await (const line of createInterface({ input: process.stdin })) {
  const { command, args, env }: Asked = JSON.parse(line)
  const { signal } = new AbortController()
  const io = { out: process.stdout, env, signal }
  const status = await (command === 'merge' ? mergeFolders(args, io) : main(args, command, io))
  process.stdout.write(closingLine(status))
}
process.exit(0)
