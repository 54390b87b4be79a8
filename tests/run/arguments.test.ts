import { describe, expect, test } from 'vitest'
import { readArguments } from '../../src/cli/arguments.ts'

describe('npm test --', () => {
  test.each([
    [[], { name: null, files: [], list: false, help: false, shard: null }],
    [['-t', 'EDIT-1'], { name: /EDIT-1/, files: [], list: false, help: false, shard: null }],
    [['--testNamePattern', '^parity .*-1$'], { name: /^parity .*-1$/, files: [], list: false, help: false, shard: null }],
    [['--testNamePattern=EDIT'], { name: /EDIT/, files: [], list: false, help: false, shard: null }],
    [['suites/parity', 'edit'], { name: null, files: ['suites/parity', 'edit'], list: false, help: false, shard: null }],
    [['--list'], { name: null, files: [], list: true, help: false, shard: null }],
    [['--shard', '1/3'], { name: null, files: [], list: false, help: false, shard: { index: 1, count: 3 } }],
    [['--shard=3/3'], { name: null, files: [], list: false, help: false, shard: { index: 3, count: 3 } }],
    [['--shard', '2/3'], { name: null, files: [], list: false, help: false, shard: { index: 2, count: 3 } }],
    [['--help'], { name: null, files: [], list: false, help: true, shard: null }],
    [['-h'], { name: null, files: [], list: false, help: true, shard: null }],
    [['parity', '--list', '-t', 'PAIR'], { name: /PAIR/, files: ['parity'], list: true, help: false, shard: null }],
  ])('%j is understood', (argv, meaning) => {
    expect(readArguments(argv)).toEqual(meaning)
  })

  test.each([
    ['an option that does not exist', ['--filter', 'EDIT-1'], "'--filter'"],
    ['a short option that does not exist', ['-x'], "Unknown option '-x'; --help lists what there is"],
    ['a variable for an option', ['--tier=probe'], "Unknown option '--tier'; TIER is a variable: TIER=probe"],
    ['a variable for an option', ['--max-paid-images', '0'], 'MAX_PAID_IMAGES is a variable: MAX_PAID_IMAGES=3'],
    ['an option without its value', ['-t'], '-t, --testNamePattern <value>'],
    ['a value for an option that takes none', ['--list=all'], '--list'],
    ['a shard in words', ['--shard', 'half'], '--shard half'],
    ['a shard of no whole', ['--shard', '1'], '--shard 1 is no part of a whole, such as 1/3'],
    ['a shard before the first', ['--shard', '0/3'], '--shard 0/3'],
    ['a shard after the last', ['--shard', '4/3'], '--shard 4/3'],
    ['a shard that is none', ['--shard', '1'], '--shard 1'],
    ['a pattern that is none', ['-t', 'EDIT-('], 'EDIT-('],
    ['an empty pattern, as of a variable that is not set', ['-t', ''], '-t is empty, which would be everything'],
    ['two patterns', ['-t', 'EDIT-1', '-t', 'T2I-1'], 'one pattern can say it: -t "EDIT-1|T2I-1"'],
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
