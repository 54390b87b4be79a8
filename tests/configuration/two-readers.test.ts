/** An export is read twice, to be judged and to be run, by programs that share nothing: what they find must be the same. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { loadService } from '../../reference/apim/configuration/service.ts'
import { readExport as readToRun } from '../../reference/apim/index.ts'
import { parsePolicyXml } from '../../reference/apim/policy/xml.ts'
import { publicPath, segments } from '../../src/configuration/paths.ts'
import { readExport as readToJudge } from '../../src/configuration/read-files.ts'
import { FIXTURES } from './exports.ts'

interface Seen {
  /** Method and public path of what callers reach without naming a revision. */
  readonly operations: readonly string[]
  readonly fragments: Readonly<Record<string, readonly string[]>>
}

async function judged(folder: string): Promise<Seen> {
  const { apis, fragments } = await readToJudge(folder)
  return {
    operations: apis
      .filter(({ current }) => current)
      .flatMap((api) => api.operations.map((operation) => `${operation.method} ${publicPath(api, operation)}`))
      .sort(),
    fragments: Object.fromEntries(
      fragments.map(({ name, policy }) => [name, policy.kind === 'read' ? policy.root.children.map((child) => child.name) : []]),
    ),
  }
}

async function run(folder: string): Promise<Seen> {
  const { apis, fragments } = loadService(await readToRun(folder))
  return {
    operations: apis
      .filter(({ isCurrent }) => isCurrent)
      .flatMap(({ path, versioning, operations }) => {
        const version = versioning.kind === 'segment' ? versioning.version : ''
        return operations.map(({ method, urlTemplate }) => {
          const parts = [path, version, urlTemplate.split('?')[0] ?? ''].flatMap(segments)
          return `${method} /${parts.join('/')}`
        })
      })
      .sort(),
    fragments: Object.fromEntries(
      [...fragments].map(([name, { xml }]) => [name, parsePolicyXml(xml).children.map((child) => child.name)]),
    ),
  }
}

async function same(folder: string): Promise<Seen> {
  const seen = await judged(folder)
  expect(await run(folder)).toEqual(seen)
  return seen
}

test.each(['apim/healthy', 'apim/healthy-cli', 'exports/healthy-apiops', 'exports/healthy-cli', 'exports/odd'])(
  '%s is the same to both',
  async (name) => {
    expect((await same(join(FIXTURES, name))).operations).not.toEqual([])
  },
)

const PAIR = ['POST /v1/chat/completions', 'POST /v1/images/edits', 'POST /v1/images/generations']
const SPECIFICATION = 'apis/images/specification.yaml'
const FRAGMENT = 'policy fragments/remove-client-credentials'

describe('an export', () => {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'two-readers-'))
    cpSync(join(FIXTURES, 'apim/healthy'), folder, { recursive: true })
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const at = (file: string) => join(folder, file)
  const write = (file: string, text: string | Uint8Array) => {
    mkdirSync(dirname(at(file)), { recursive: true })
    writeFileSync(at(file), text)
  }
  const api = (name: string, properties: object) => {
    write(`apis/${name}/apiInformation.json`, JSON.stringify({ properties }))
    write(`apis/${name}/specification.yaml`, 'paths: { /probe: { post: { operationId: probe } } }')
  }

  test('has what its files say', async () => {
    expect((await same(folder)).operations).toEqual(PAIR)
  })

  test.each(['utf-16le', 'utf-16be'] as const)('may be written in %s, as tools of Windows do', async (encoding) => {
    for (const file of ['apis/images/apiInformation.json', SPECIFICATION, `${FRAGMENT}/policy.xml`]) {
      const bytes = Buffer.from(`\uFEFF${readFileSync(at(file), 'utf8')}`, 'utf16le')
      write(file, encoding === 'utf-16le' ? bytes : bytes.swap16())
    }
    const { operations, fragments } = await same(folder)
    expect(operations).toEqual(PAIR)
    expect(fragments['remove-client-credentials']).not.toEqual([])
  })

  test.each(['\r', '\r\n'])('may end its lines with %j', async (end) => {
    for (const file of ['apis/images/apiInformation.json', SPECIFICATION, `${FRAGMENT}/policy.xml`]) {
      write(file, readFileSync(at(file), 'utf8').replaceAll('\n', end))
    }
    const { operations, fragments } = await same(folder)
    expect(operations).toEqual(PAIR)
    expect(fragments['remove-client-credentials']).not.toEqual([])
  })

  test('may have places with other capitals', async () => {
    renameSync(at(SPECIFICATION), at('apis/images/Specification.YAML'))
    renameSync(at('apis/images/apiInformation.json'), at('apis/images/ApiInformation.json'))
    renameSync(at('apis'), at('APIs'))
    renameSync(at('policy fragments'), at('Policy Fragments'))
    const { operations, fragments } = await same(folder)
    expect(operations).toEqual(PAIR)
    expect(Object.keys(fragments)).toEqual(['remove-client-credentials'])
  })

  test('may be put together of links to files and to folders', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'two-readers-'))
    try {
      renameSync(at('apis/images'), join(elsewhere, 'images'))
      symlinkSync(join(elsewhere, 'images'), at('apis/images'))
      renameSync(join(elsewhere, 'images/specification.yaml'), join(elsewhere, 'openapi.yaml'))
      symlinkSync('../openapi.yaml', join(elsewhere, 'images/specification.yaml'))
      expect((await same(folder)).operations).toEqual(PAIR)
    } finally {
      rmSync(elsewhere, { recursive: true })
    }
  })

  test('may have links that lead back', async () => {
    symlinkSync(folder, at('apis/images/again'))
    symlinkSync('..', at('policy fragments/up'))
    expect((await same(folder)).operations).toEqual(PAIR)
  })

  test('may have a fragment in JSON, for which a file of its own goes before', async () => {
    const xml = '<fragment><set-header name="a"><value>@(1 < 2 ? "b" : "c")</value></set-header></fragment>'
    write('policyFragments/old/policyFragmentInformation.json', JSON.stringify({ properties: { format: 'rawxml', value: xml } }))
    write('policyFragments/both/policyFragmentInformation.json', JSON.stringify({ properties: { value: xml } }))
    write('policyFragments/both/policy.xml', '<fragment><trace source="x" /></fragment>')
    write('policyFragments/empty/policyFragmentInformation.json', '{"properties":{"description":"none"}}')
    const { fragments } = await same(folder)
    expect(fragments).toMatchObject({ old: ['set-header'], both: ['trace'] })
    expect(fragments).not.toHaveProperty('empty')
  })

  test.each([
    ['a revision that says that it is current, of an API that is there', 'images;rev=2', { isCurrent: true }, false],
    ['a revision that says nothing', 'other;rev=2', {}, false],
    ['a revision that says that it is current, of an API that is not there', 'other;rev=2', { isCurrent: true }, true],
    ['an API that says nothing', 'other', {}, true],
    ['an API that says that it is not current', 'other', { isCurrent: false }, false],
  ])('with %s', async (_, name, said, isReached) => {
    api(name, { path: 'other', ...said })
    const { operations } = await same(folder)
    expect(operations.includes('POST /other/probe')).toBe(isReached)
  })

  test('with a revision that is current, and nothing but a setting of logs of its API', async () => {
    api('other;rev=2', { path: 'other', isCurrent: true })
    write('apis/other/diagnostics/azuremonitor/diagnosticInformation.json', '{"properties":{}}')
    expect((await same(folder)).operations).toContain('POST /other/probe')
  })

  test.each(['{ "properties": ', '{}', '[]'])('with an API that says %s leaves it out', async (text) => {
    api('other', { path: 'other' })
    write('apis/other/apiInformation.json', text)
    expect((await same(folder)).operations).toEqual(PAIR)
  })

  test('that has all its APIs in workspaces is refused with what to do', async () => {
    mkdirSync(at('workspaces/team'), { recursive: true })
    renameSync(at('apis'), at('workspaces/team/apis'))
    rmSync(at('products'), { recursive: true })
    const one = join(folder, 'workspaces', 'team')
    await expect(readToJudge(folder)).rejects.toThrow(`whose APIs are all in workspaces, which are not read; to have one judged`)
    await expect(readToJudge(folder)).rejects.toThrow(`set APIM_EXPORT=${one}`)
    await expect(readToRun(folder)).rejects.toThrow(`are all in workspaces, which are not loaded. To run those of one`)
    await expect(readToRun(folder)).rejects.toThrow(`name ${one}.`)
    expect((await same(one)).operations).toEqual(PAIR)
  })

  test('of which a file cannot be read is not run; what the others say is judged', async () => {
    rmSync(at(SPECIFICATION))
    symlinkSync('nowhere', at(SPECIFICATION))
    await expect(readToRun(folder)).rejects.toThrow(`${SPECIFICATION} of the export in ${folder} cannot be read: ENOENT`)
    const { gaps } = await readToJudge(folder)
    expect(gaps.map(({ at: { file } }) => file)).toContain(SPECIFICATION)
    symlinkSync('nowhere', at('README.yaml'))
    rmSync(at(SPECIFICATION))
    expect((await readToRun(folder)).has('README.yaml')).toBe(false)
  })
})
