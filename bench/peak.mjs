import { appendFileSync } from 'node:fs'

/** Notes the largest resident size that this process had, KiB, when it ends. */
const file = process.env.BENCH_PEAKS
if (file !== undefined) process.once('exit', () => appendFileSync(file, `${process.resourceUsage().maxRSS}\n`))
