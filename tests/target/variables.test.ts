import { describe, expect, test } from 'vitest'
import { BadConfiguration, readSettings, variables } from '../../src/target/variables.ts'

const faultsOf = (environment: Record<string, string>): readonly string[] => {
  try {
    readSettings(environment)
    return []
  } catch (error) {
    if (error instanceof BadConfiguration) return error.faults.map(({ variable }) => variable)
    throw error
  }
}

describe('the environment', () => {
  test('has a default for every variable', () => {
    const settings = readSettings({})
    expect(settings).toMatchObject({
      TIER: 'acceptance',
      MAX_CONCURRENCY: 8,
      REQUEST_TIMEOUT_MS: 300_000,
      REQUIRE_TARGET: false,
      REPORT_DIR: 'reports',
    })
    expect(settings.TARGET_URL).toBeUndefined()
  })

  test('takes an empty value for one that is not set', () => {
    expect(readSettings({ TARGET_URL: ' ', TIER: '' })).toMatchObject({ TARGET_URL: undefined, TIER: 'acceptance' })
  })

  test('names every variable at fault at once', () => {
    expect(faultsOf({ TIER: 'fast', MAX_CONCURRENCY: '0', TARGET_URL: 'gateway' })).toEqual([
      'TARGET_URL',
      'TIER',
      'MAX_CONCURRENCY',
    ])
  })

  test.each([
    ['TARGET_URL', 'ftp://gateway'],
    ['TARGET_URL', 'https://user:pass@gateway'],
    ['TARGET_URL', 'https://gateway/v1?key=1'],
    ['TARGET_API_KEY', 'Bearer sk-1'],
    ['TARGET_API_KEY', 'sk-\n1'],
    ['TARGET_AUTH', 'basic'],
    ['TARGET_AUTH', 'header:two words'],
    ['TARGET_HEADERS', '{"x":1}'],
    ['TARGET_HEADERS', '["x"]'],
    ['TARGET_HEADERS', '{"x":"a\\nb"}'],
    ['TARGET_HEADERS', '{"Content-Length":"3"}'],
    ['MAX_PAID_IMAGES', '-1'],
    ['MAX_CONCURRENCY', '1.5'],
    ['REQUEST_TIMEOUT_MS', '5'],
    ['REQUIRE_TARGET', 'yes'],
  ])('refuses %s=%j', (name, value) => {
    expect(faultsOf({ [name]: value })).toEqual([name])
  })

  test('never repeats a password that stands in a URL', () => {
    expect(() => readSettings({ TARGET_URL: 'ftp://user:hunter22@gateway' })).toThrow(expect.not.stringContaining('hunter22'))
  })

  test('gives an example with every fault, and the example is right', () => {
    for (const [name, { example }] of Object.entries(variables))
      expect(faultsOf({ [name]: example.replace('...', '1') }), name).toEqual([])
  })
})
