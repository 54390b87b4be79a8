import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { writeReports } from '../../src/report/write.ts'
import { exchange, run } from './runs.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reports-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const embedded = run({ target: { ...run().target, embedded: true } })
const names = ['conformance.json', 'junit.xml', 'request-numbers.csv', 'summary.md']

describe('writing reports', () => {
  test('makes the folder and leaves nothing but whole files in it', async () => {
    const deep = join(folder, 'a', 'b')
    const { files, internalErrors } = await writeReports(run(), { folder: deep, env: {} })
    expect(await readdir(deep)).toEqual(names)
    expect([...files].sort()).toEqual(names.map((name) => join(deep, name)))
    expect(internalErrors).toEqual([])
  })

  test('replaces the files of the run before', async () => {
    await writeReports(run({ paidImages: 1 }), { folder, env: {} })
    await writeReports(run({ paidImages: 2 }), { folder, env: {} })
    expect(JSON.parse(await readFile(join(folder, 'conformance.json'), 'utf8')).paidImages).toBe(2)
  })

  test.each(names)('%s says in its first line that it was the embedded chain', async (name) => {
    await writeReports(embedded, { folder, env: {} })
    const [first] = (await readFile(join(folder, name), 'utf8')).split('\n')
    expect(first).toContain('Embedded reference chain')
    await writeReports(run(), { folder, env: {} })
    expect(await readFile(join(folder, name), 'utf8')).not.toContain('Embedded reference chain')
  })

  test('appends the summary to what other steps of the job have said', async () => {
    const summary = join(folder, 'step.md')
    await writeFile(summary, 'before\n')
    await writeReports(run(), { folder, env: { GITHUB_STEP_SUMMARY: summary } })
    const text = await readFile(summary, 'utf8')
    expect(text).toMatch(/^before\n/)
    expect(text).toContain(await readFile(join(folder, 'summary.md'), 'utf8'))
  })

  test('does not fail the run over a job summary that cannot be written', async () => {
    const { internalErrors } = await writeReports(run(), { folder, env: { GITHUB_STEP_SUMMARY: join(folder, 'no', 'such') } })
    expect(internalErrors).toEqual([expect.stringContaining('GITHUB_STEP_SUMMARY')])
  })

  test('writes a report that breaks its own schema, and says so', async () => {
    const broken = run({ exchanges: [exchange({ response: null, failure: null })] })
    const { internalErrors } = await writeReports(broken, { folder, env: {} })
    expect(internalErrors[0]).toContain('conformance.json is not as schemas/report.json says')
    expect(await readdir(folder)).toEqual(names)
  })

  test('names REPORT_DIR when the folder cannot be written', async () => {
    const file = join(folder, 'taken')
    await writeFile(file, '')
    await expect(writeReports(run(), { folder: join(file, 'reports'), env: {} })).rejects.toThrow(
      /^REPORT_DIR: cannot write reports to .*ENOTDIR/,
    )
  })

  test('leaves no draft behind when a file cannot take its place', async () => {
    const { mkdir } = await import('node:fs/promises')
    await mkdir(join(folder, 'junit.xml', 'in-the-way'), { recursive: true })
    await expect(writeReports(run(), { folder, env: {} })).rejects.toThrow(/^REPORT_DIR: /)
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })
})
