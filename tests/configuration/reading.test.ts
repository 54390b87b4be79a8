/** Reading from disk: what is no export is refused with a sentence to act on, and nothing is changed. */
import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { checkConfiguration } from '../../src/configuration/check.ts'
import { ExportError, readExport } from '../../src/configuration/read-files.ts'
import { APIOPS, APIOPS_CLI, EXPECTATION, FIXTURES, statuses } from './exports.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'apim-export-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Names, contents, sizes and times of everything in a folder. */
function fingerprint(root: string): string {
  const hash = createHash('sha256')
  for (const entry of readdirSync(root, { recursive: true, encoding: 'utf8' }).sort()) {
    const { mtimeMs, size } = statSync(join(root, entry))
    hash.update(`${entry} ${mtimeMs} ${size}\n`)
    if (statSync(join(root, entry)).isFile()) hash.update(readFileSync(join(root, entry)))
  }
  return hash.digest('hex')
}

describe('a path that is no export', () => {
  async function refusal(path: string): Promise<string> {
    const error: unknown = await readExport(path).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(ExportError)
    return error instanceof ExportError ? error.message : ''
  }

  test('is refused when it does not exist', async () => {
    const message = await refusal(join(folder, 'nowhere'))
    expect(message).toContain(`names ${join(folder, 'nowhere')}, which cannot be opened`)
    expect(message).not.toContain('APIM_EXPORT')
  })

  test('is refused when it is a file', async () => {
    writeFileSync(join(folder, 'policy.xml'), '<policies />')
    expect(await refusal(join(folder, 'policy.xml'))).toContain('which is a file and no folder of an export')
  })

  test('is refused when it is an empty folder, and says what was looked for', async () => {
    const message = await refusal(folder)
    expect(message).toContain('neither apis/*/apiInformation.json nor products/*/productInformation.json was found')
    expect(message).toContain('Bicep, Terraform and ARM templates cannot be read')
  })

  test('is refused when it holds something else', async () => {
    writeFileSync(join(folder, 'main.bicep'), 'resource api')
    expect(await refusal(folder)).toContain('holds no APIM export')
  })

  test('is refused with the folder that was probably meant', async () => {
    cpSync(APIOPS.folder, join(folder, 'apimartifacts'), { recursive: true })
    expect(await refusal(folder)).toContain(
      `the folder apimartifacts in it looks like one: set APIM_EXPORT=${join(folder, 'apimartifacts')}`,
    )
  })

  test('is refused when it is empty, and never taken for the working directory', async () => {
    expect(await refusal(' ')).toBe('is empty')
  })
})

describe('reading', () => {
  test.each(['exports/healthy-apiops', 'exports/healthy-cli', 'exports/odd'])('changes nothing on disk (%s)', async (name) => {
    cpSync(join(FIXTURES, name), folder, { recursive: true })
    const before = fingerprint(folder)
    const report = checkConfiguration(await readExport(folder), EXPECTATION)
    expect(report.items).toHaveLength(5)
    expect(fingerprint(folder)).toBe(before)
  })

  test('does not depend on capitals, line endings or byte order marks', async () => {
    cpSync(APIOPS.folder, folder, { recursive: true })
    const policy = join(folder, APIOPS.operations.edits)
    const text = readFileSync(policy, 'utf8')
    rmSync(policy)
    writeFileSync(policy.replace('policy.xml', 'Policy.xml'), `\uFEFF${text.replaceAll('\n', '\r\n')}`)
    const report = checkConfiguration(await readExport(folder), EXPECTATION)
    expect(report.findings).toEqual([])
    expect(report.items[1]?.evidence).toContainEqual(expect.stringContaining('images-edits/Policy.xml:4 '))
  })

  test('of a specification in JSON gives lines as well', async () => {
    cpSync(APIOPS.folder, folder, { recursive: true })
    rmSync(join(folder, 'apis/openai-images/specification.yaml'))
    const operation = (id: string) => ({ post: { operationId: id, responses: {} } })
    const paths = { '/images/generations': operation('Images_Generations'), '/images/edits': operation('Images_Edits') }
    writeFileSync(join(folder, 'apis/openai-images/specification.json'), JSON.stringify({ openapi: '3.0.1', paths }, null, 2))
    const report = checkConfiguration(await readExport(folder), EXPECTATION)
    expect(report.items[0]?.evidence).toContain(
      'apis/openai-images/specification.json:11 POST /v1/images/edits is the edits operation.',
    )
  })

  test('leaves out what cannot be opened, and says so', async () => {
    cpSync(APIOPS_CLI.folder, folder, { recursive: true })
    rmSync(join(folder, APIOPS_CLI.operations.edits))
    symlinkSync(join(folder, 'nowhere'), join(folder, APIOPS_CLI.operations.edits))
    const report = checkConfiguration(await readExport(folder), EXPECTATION)
    expect(report.unread).toContainEqual(
      expect.objectContaining({ items: [2, 3, 4], at: { file: APIOPS_CLI.operations.edits, line: 1 } }),
    )
    expect(statuses(report)).toEqual(['holds', 'not-observable', 'not-observable', 'not-observable', 'holds'])
  })

  test('notes workspaces, which are not judged', async () => {
    cpSync(APIOPS.folder, folder, { recursive: true })
    mkdirSync(join(folder, 'workspaces/team/apis/other'), { recursive: true })
    writeFileSync(join(folder, 'workspaces/team/apis/other/apiInformation.json'), '{}')
    const report = checkConfiguration(await readExport(folder), EXPECTATION)
    expect(report.unread.map((gap) => gap.sentence)).toEqual([
      'The workspace team is not read; only what lies outside workspaces is judged.',
    ])
    expect(statuses(report)).toEqual(['holds', 'holds', 'holds', 'holds', 'holds'])
  })
})
