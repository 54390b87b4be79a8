import { interruptible } from './interrupt.ts'
import { main } from './main.ts'

process.exit(await main(process.argv.slice(2), 'rehearse', { out: process.stdout, env: process.env, signal: interruptible() }))
