import { interruptible } from './interrupt.ts'
import { mergeReports } from './merging.ts'

process.exit(await mergeReports(process.argv.slice(2), { out: process.stdout, env: process.env, signal: interruptible() }))
