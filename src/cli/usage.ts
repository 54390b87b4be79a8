import { variables } from '../target/variables.ts'

const COMMANDS = {
  test: ['npm test', 'Replays the suite against TARGET_URL, or without one against the embedded reference chain.'],
  gate: [
    'npm run gate',
    'For the minutes after a change: needs TARGET_URL, sends what is free first, pays only when that holds.',
  ],
  rehearse: [
    'npm run rehearse',
    'Runs the export in APIM_EXPORT in the embedded chain, before it is published. Calls no gateway.',
  ],
} as const

const ARGUMENTS = `  -t PATTERN    only requirements whose area, ID or sentence the pattern matches: -t EDIT-1
  FILE          only those of files in suites/: suites/parity
  --list        print what would be judged and sent, and what it costs; send nothing
  --shard 1/3   one part of three, for npm run merge (not for the gate)
  -h, --help    print this and end`

/** What `--help` prints. */
export function usage(command: keyof typeof COMMANDS): string {
  const [line, meaning] = COMMANDS[command]
  const width = Math.max(...Object.keys(variables).map((name) => name.length))
  const rows = Object.entries(variables).map(([name, row]) =>
    `  ${name.padEnd(width)}  ${row.meaning}; otherwise ${row.otherwise}`.replaceAll('`', ''),
  )
  return [
    `Usage: ${line} [-- ARGUMENTS]`,
    meaning,
    '',
    ARGUMENTS,
    '',
    'Variables, of the environment or of .env:',
    ...rows,
    '',
  ].join('\n')
}
