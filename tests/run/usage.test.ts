import { expect, test } from 'vitest'
import { usage } from '../../src/cli/usage.ts'
import { variables } from '../../src/target/variables.ts'
import { runSuite } from '../proof/run-suite.ts'

test.each(['test', 'gate', 'rehearse'] as const)(
  'the help of %s names its command, every argument and every variable',
  (command) => {
    const text = usage(command)
    expect(text).toMatch(command === 'test' ? /^Usage: npm test / : new RegExp(`^Usage: npm run ${command} `))
    for (const name of ['-t', '--list', '--shard', '--help', ...Object.keys(variables)])
      expect(text).toContain(`\n  ${name}`.replace('--help', '-h, --help'))
    expect(text).not.toContain('`')
  },
)

test('help is given whatever the configuration is', { timeout: 60_000 }, async () => {
  const { status, output } = await runSuite({ TIER: 'fast' }, ['--help'], 'gate')
  expect({ status, output }).toEqual({ status: 0, output: usage('gate') })
})
