import { describe, expect, test } from 'vitest'
import { BadConfiguration, readSettings, variables } from '../../src/target/variables.ts'

const refusal = (environment: Record<string, string>): BadConfiguration | null => {
  try {
    readSettings(environment)
    return null
  } catch (error) {
    if (error instanceof BadConfiguration) return error
    throw error
  }
}
const faultsOf = (environment: Record<string, string>): readonly string[] =>
  (refusal(environment)?.faults ?? []).map(({ variable }) => variable)
const wordsOf = (environment: Record<string, string>): string => refusal(environment)?.message ?? ''

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
    ['TARGET_API_KEY', '"sk-1"'],
    ['APIM_KEY', "'sk-1'"],
    ['TARGET_AUTH', 'basic'],
    ['TARGET_AUTH', 'header:two words'],
    ['TARGET_HEADERS', '{"x":1}'],
    ['TARGET_HEADERS', '["x"]'],
    ['TARGET_HEADERS', '{"x":"a\\nb"}'],
    ['TARGET_HEADERS', '{"Content-Length":"3"}'],
    ['TARGET_HEADERS', '{"Expect":"100-continue"}'],
    ['TARGET_HEADERS', '{"upgrade":"h2c"}'],
    ['TARGET_HEADERS', '{"Keep-Alive":"timeout=5"}'],
    ['MAX_PAID_IMAGES', '-1'],
    ['MAX_CONCURRENCY', '1.5'],
    ['REQUEST_TIMEOUT_MS', '5'],
    ['REQUIRE_TARGET', 'yes'],
  ])('refuses %s=%j', (name, value) => {
    expect(faultsOf({ [name]: value })).toEqual([name])
  })

  test.each(Object.keys(variables))('refuses a %s that Azure Pipelines left as a macro, and names the variable', (name) => {
    expect(wordsOf({ [name]: `$(${name})` })).toContain(
      `${name}: holds $(${name}) unreplaced: the pipeline has no variable of that name`,
    )
  })

  test.each([
    ['TARGET_URL', 'https://$(Gateway.Host)/v1', '$(Gateway.Host)'],
    ['TARGET_HEADERS', '{"x-key":"hunter22 $(portkey-key)"}', '$(portkey-key)'],
  ])('refuses %s=%s for the macro in it, and shows no more than that', (name, value, macro) => {
    expect(wordsOf({ [name]: value })).toContain(`${name}: holds ${macro} unreplaced`)
    expect(wordsOf({ [name]: value })).not.toContain('hunter22')
  })

  test.each(['sk-$()', 'sk-$x(y)', 'sk-(a)$'])('takes %s for a key', (key) => {
    expect(readSettings({ TARGET_API_KEY: key }).TARGET_API_KEY).toBe(key)
  })

  test('never repeats a password that stands in a URL', () => {
    expect(wordsOf({ TARGET_URL: 'ftp://user:hunter22@gateway' })).toMatch(/^TARGET_URL: (?!.*hunter22)/s)
  })

  test('never repeats a key that was put into the place of the URL', () => {
    expect(wordsOf({ TARGET_URL: 'sk-hunter22' })).toContain('TARGET_URL: is no http(s) URL (11 characters without a ://)')
    expect(wordsOf({ TARGET_URL: 'sk-hunter22' })).not.toContain('hunter22')
  })

  test('gives an example with every fault, and the example is right', () => {
    for (const [name, { example }] of Object.entries(variables))
      expect(faultsOf({ [name]: example.replace('...', '1') }), name).toEqual([])
  })
})
