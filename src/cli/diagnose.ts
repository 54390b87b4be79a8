import { runDiagnose } from '../recorded/command.ts'

process.exitCode = await runDiagnose(process.argv.slice(2), {
  columns: process.stdout.columns ?? 100,
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
})
