import { interruptible } from './interrupt.ts'
import { mergeFolders } from './merging.ts'

process.exit(await mergeFolders(process.argv.slice(2), { out: process.stdout, env: process.env, signal: interruptible() }))
