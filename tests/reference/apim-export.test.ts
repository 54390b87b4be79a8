import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { editExport, readExport } from '../../reference/apim/index.ts'
import { HEALTHY } from './apim-backend.ts'

describe('reading an export', () => {
  let folder = ''

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'apim-export-'))
    await mkdir(join(folder, 'deep', 'artifacts', 'apis', 'images'), { recursive: true })
    await writeFile(join(folder, 'deep', 'artifacts', 'apis', 'images', 'apiInformation.json'), '{}')
    await writeFile(join(folder, 'deep', 'artifacts', 'picture.png'), 'not text')
  })
  afterAll(() => rm(folder, { recursive: true }))

  test('gives texts by their relative path', async () => {
    expect([...(await readExport('fixtures/apim/healthy')).keys()]).toContain('named values/aoai-key/namedValueInformation.json')
  })

  test('leaves what is no configuration alone', async () => {
    expect([...(await readExport(join(folder, 'deep', 'artifacts'))).keys()]).toEqual(['apis/images/apiInformation.json'])
  })

  test('of a folder that is not there says so, and what an export looks like', async () => {
    await expect(readExport(join(folder, 'nowhere'))).rejects.toThrow(/no folder .*nowhere.*apis\/<api>\/apiInformation\.json/)
  })

  test('of a file says so', async () => {
    await expect(readExport('package.json')).rejects.toThrow(/package\.json is a file/)
  })

  test('of a folder without APIs says what is missing', async () => {
    await expect(readExport('fixtures/apim/healthy/apis')).rejects.toThrow(/holds no apis\/<api>\/apiInformation\.json/)
  })

  test('of a folder above the export asks whether the one below was meant', async () => {
    await expect(readExport(folder)).rejects.toThrow(`Did you mean ${join(folder, 'deep', 'artifacts')}?`)
  })
})

describe('an edit', () => {
  const file = 'policy.xml'

  test('changes the copy and leaves the original alone', () => {
    const edited = editExport(HEALTHY, [{ file, find: 'timeout="240"', replace: 'timeout="1"' }])
    expect(edited.get(file)).toContain('timeout="1"')
    expect(HEALTHY.get(file)).toContain('timeout="240"')
  })

  test('adds and removes files', () => {
    const edited = editExport(HEALTHY, [
      { file: 'new.xml', add: 'x' },
      { file, remove: true },
    ])
    expect([edited.get('new.xml'), edited.has(file)]).toEqual(['x', false])
  })

  test.each([
    ['finds nothing', { file, find: 'not there', replace: 'x' }, /0 times/],
    ['finds several places', { file, find: '/>', replace: 'x' }, /times/],
    ['changes nothing', { file, find: 'timeout="240"', replace: 'timeout="240"' }, /must be there once and change/],
    ['is for a file that is not there', { file: 'none.xml', find: 'x', replace: 'y' }, /no none\.xml/],
    ['removes a file that is not there', { file: 'none.xml', remove: true as const }, /no none\.xml/],
    ['adds a file that is there', { file, add: 'x' }, /already has policy\.xml/],
  ])('that %s is an error, never a silent nothing', (_, edit, message) => {
    expect(() => editExport(HEALTHY, [edit])).toThrow(message)
  })
})
