import { describe, expect, test } from 'vitest'
import { readArguments } from '../../src/cli/arguments.ts'

describe('npm test --', () => {
  test.each([
    [[], { name: null, files: [], list: false }],
    [['-t', 'EDIT-1'], { name: /EDIT-1/, files: [], list: false }],
    [['--testNamePattern', '^parity .*-1$'], { name: /^parity .*-1$/, files: [], list: false }],
    [['--testNamePattern=EDIT'], { name: /EDIT/, files: [], list: false }],
    [['suites/parity', 'edit'], { name: null, files: ['suites/parity', 'edit'], list: false }],
    [['--list'], { name: null, files: [], list: true }],
    [['parity', '--list', '-t', 'PAIR'], { name: /PAIR/, files: ['parity'], list: true }],
  ])('%j is understood', (argv, meaning) => {
    expect(readArguments(argv)).toEqual(meaning)
  })

  test.each([
    ['an option that does not exist', ['--filter', 'EDIT-1'], "'--filter'"],
    ['a short option that does not exist', ['-x'], "'-x'"],
    ['an option without its value', ['-t'], '-t, --testNamePattern <value>'],
    ['a value for an option that takes none', ['--list=all'], '--list'],
    ['a pattern that is none', ['-t', 'EDIT-('], 'EDIT-('],
  ])('with %s is refused by name, with an example', (_what, argv, named) => {
    expect(() => readArguments(argv)).toThrow(
      expect.objectContaining({
        name: 'BadConfiguration',
        faults: [
          {
            variable: 'arguments',
            fault: expect.stringContaining(named),
            example: 'npm test -- -t EDIT-1 suites/parity',
          },
        ],
      }),
    )
  })
})
