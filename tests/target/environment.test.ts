import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { environment } from '../../src/target/environment.ts'
import { BadConfiguration } from '../../src/target/variables.ts'

const folder = mkdtempSync(join(tmpdir(), 'environment-'))
afterAll(() => rmSync(folder, { recursive: true }))
const none = join(folder, 'none')

const file = (content: string | Buffer): string => {
  const path = join(mkdtempSync(join(folder, 'env-')), '.env')
  writeFileSync(path, content)
  return path
}
const refusalOf = (path: string, set: NodeJS.ProcessEnv = {}): string => {
  try {
    environment(path, set)
    return 'not refused'
  } catch (error) {
    if (error instanceof BadConfiguration) return error.message
    throw error
  }
}

describe('.env', () => {
  const both = () => file('TARGET_URL=https://from-file\nTIER=probe\n')

  test('is overridden by the process and never put into it', () => {
    expect(environment(both(), { TIER: 'full' })).toMatchObject({ TARGET_URL: 'https://from-file', TIER: 'full' })
    expect(process.env.TARGET_URL).not.toBe('https://from-file')
  })

  test.each(['', '  '])('is not overridden by a variable of the process that is %j', (empty) => {
    expect(environment(both(), { TIER: empty })).toMatchObject({ TIER: 'probe' })
  })

  test('with a mistyped name is refused, with the name that was meant', () => {
    expect(refusalOf(file('TARGET_KEY=sk-1\n'))).toMatch(
      /^TARGET_KEY: no such variable \(in .*\); did you mean TARGET_API_KEY\?\n {4}for example {2}TARGET_API_KEY=sk-\.\.\.$/,
    )
    expect(refusalOf(file('constructor=1\n'))).toContain('constructor: no such variable')
  })

  test.each([
    'TIER probe',
    'export TIER probe',
    'set TIER=probe',
    '$env:TIER=probe',
    '- TIER=probe',
    '"TIER"=probe',
    'ENV TIER=probe',
    'declare -x TIER=probe',
    '  tier',
  ])('with a line %j, which sets nothing, is refused by its number', (line) => {
    expect(refusalOf(file(`# TIER is set below\nTARGET_API_KEY=sk-1\n${line}\n`))).toMatch(
      /^TIER: line 3 of .* names it and does not set it; a line is NAME=value\n {4}for example {2}TIER=probe$/,
    )
  })

  test('may hold comments, blank lines, exports, and values of several lines', () => {
    const text = '\n# TIER full\nexport TIER="probe" # of the night\nTARGET_HEADERS=\'{\n  "x-a": "TIER"\n}\'\nAPIM_KEY=\n'
    expect(environment(file(text), {})).toEqual({ TIER: 'probe', TARGET_HEADERS: '{\n  "x-a": "TIER"\n}', APIM_KEY: '' })
  })

  test.each(["'", '"', '`'])('may hold a value of several lines in %s, whatever they name', (quote) => {
    const lines = ['{', '  TIER: gold,', 'TIER=full', ' X-Cost-Baseline#1 }']
    expect(environment(file(`TARGET_HEADERS=${quote}${lines.join('\n')}${quote}\nTIER=probe\n`), {})).toEqual({
      TARGET_HEADERS: lines.join('\n'),
      TIER: 'probe',
    })
  })

  test('that sets a variable twice is refused with both lines', () => {
    expect(refusalOf(file('TIER=probe\n\nexport TIER=full\n'))).toMatch(
      /^TIER: line 3 of .* sets it a second time, after line 1;/,
    )
  })

  test('with a # in a value is refused, as the rest of it would be lost', () => {
    expect(refusalOf(file('TARGET_API_KEY=sk-abc#def\n'))).toMatch(
      /^TARGET_API_KEY: line 1 of .* has a # in its value, behind which all is a comment; put it in quotes\n/,
    )
    expect(refusalOf(file('TARGET_API_KEY=sk-abc#def\n'))).not.toContain('abc#def')
    const quoted = environment(file('TARGET_API_KEY="sk-abc#def"\nTIER=probe # of the night\nREPORT_DIR=BASELINE\n'), {})
    expect(quoted).toEqual({ TARGET_API_KEY: 'sk-abc#def', TIER: 'probe', REPORT_DIR: 'BASELINE' })
  })

  test('may be written by PowerShell', () => {
    expect(environment(file(Buffer.from('\uFEFFTIER=probe\r\n', 'utf16le')), {})).toEqual({ TIER: 'probe' })
  })

  test('that is a folder is refused', () => {
    mkdirSync(join(folder, '.env'))
    expect(refusalOf(join(folder, '.env'))).toMatch(
      /\.env: cannot be read \(EISDIR.*\)\n {4}for example {2}cp \.env\.example \.env/,
    )
  })
})

describe('a variable of the process', () => {
  test.each([
    ['TEIR', 'TIER'],
    ['tier', 'TIER'],
    ['TIERS', 'TIER'],
    ['MAX_PAID_IMAGE', 'MAX_PAID_IMAGES'],
    ['GATE_PIAD', 'GATE_PAID'],
    ['KNOWN_FAILURE', 'KNOWN_FAILURES'],
    ['REQUIRED_TARGET', 'REQUIRE_TARGET'],
    ['TARGETURL', 'TARGET_URL'],
    ['TARGET_URI', 'TARGET_URL'],
    ['TARGET_BASE_URL', 'TARGET_URL'],
    ['TARGET_TIER', 'TIER'],
    ['GATE_PAY', 'GATE_PAID'],
    ['MAX_IMAGES', 'MAX_PAID_IMAGES'],
  ])('%s is refused, because %s was meant', (name, meant) => {
    expect(refusalOf(none, { [name]: 'x' })).toMatch(
      new RegExp(`^${name}: no such variable; did you mean ${meant}\\?\\n {4}for example {2}${meant}=`),
    )
  })

  test('that misses what .env has is refused too', () => {
    expect(refusalOf(file('TIER=full\n'), { TEIR: 'probe' })).toContain('did you mean TIER?')
  })

  // Azure Pipelines hands every variable of a group over in capitals, beside the one that it is mapped to.
  test('may be near one that is set beside it, or be empty', () => {
    const set = { TARGETURL: 'https://gateway', TARGET_URL: 'https://gateway', TEIR: '' }
    expect(environment(none, set)).toEqual({ TARGETURL: 'https://gateway', TARGET_URL: 'https://gateway' })
  })

  test.each([
    'TERM',
    'TIME',
    'PATH',
    'API_KEY',
    'API_URL',
    'APP_URL',
    'TARGET_ENV',
    'TARGET_UID',
    'TARGET_MODE',
    'TARGET_PORT',
    'CARGO_TARGET_DIR',
    'REPORT_ID',
    'MAX_CONCURRENT',
    'APIM_PORT',
    'APIM_SERVICE_HOST',
    'AOAI_PORT',
  ])('%s is of others', (name) => {
    expect(environment(none, { [name]: 'x' })).toEqual({ [name]: 'x' })
  })
})
