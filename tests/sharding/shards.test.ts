import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { BaseSequencer, createVitest } from 'vitest/node'
import { startChain } from '../../reference/chain.ts'
import type { Fault } from '../../reference/faults/fault.ts'
import { FAULTS } from '../../reference/faults/faults.ts'
import type { Run } from '../../src/model.ts'
import { blobsAmong } from '../../src/report/blob-name.ts'
import { requirements } from '../../src/requirements.ts'
import { root } from '../../src/root.ts'
import { type Plan, plan } from '../../src/run/plan.ts'
import { dealt } from '../../src/run/shards.ts'
import { tapWire } from '../gate/wire.ts'
import { type Ended, runAlone, runNode, runSuite } from '../proof/run-suite.ts'
import { targetWith } from '../run/targets.ts'

const folder = mkdtempSync(join(tmpdir(), 'shards-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const all = { tier: 'acceptance', name: null, files: [] } as const
const parts = (count: number) => Array.from({ length: count }, (_, index) => ({ index: index + 1, count }))

const paidIn = (plans: readonly Plan[]): readonly string[] =>
  plans.flatMap(({ cases }) => cases.filter(({ images }) => images > 0).map(({ id }) => id))

describe('a run that is dealt out', () => {
  test.each([1, 2, 3, 5, 8])('to %i shards judges every requirement, and draws every image once', (count) => {
    const plans = parts(count).map((shard) => plan(targetWith('oneapi-apim-aoai'), all, shard))
    const judged = plans.flatMap((part) => part.requirements.map(({ id }) => id))
    expect(new Set(judged)).toEqual(new Set(requirements.filter(({ tier }) => tier !== 'full').map(({ id }) => id)))
    expect(paidIn(plans).toSorted()).toEqual(['edit-one', 'edit-several', 'generate'])
  })

  test.each([2, 3, 5])('of the full tier to %i shards draws every image once too', (count) => {
    const full = { ...all, tier: 'full' } as const
    const whole = paidIn([plan(targetWith('oneapi-apim-aoai'), full)])
    const dealtOut = paidIn(parts(count).map((shard) => plan(targetWith('oneapi-apim-aoai'), full, shard)))
    expect(dealtOut.toSorted()).toEqual(whole.toSorted())
  })

  test.each([2, 3, 5])('to %i shards leaves none of them without work', (count) => {
    for (const shard of parts(count)) expect(plan(targetWith('ai-builder-space'), all, shard).cases).not.toEqual([])
  })

  test('to more shards than there are parts is refused', () => {
    const asked = (): unknown => plan(targetWith('oneapi-apim-aoai'), { ...all, files: ['parity'] }, { index: 1, count: 2 })
    expect(asked).toThrow('--shard: 2 shards are more than the 1 part that can be dealt out')
  })

  test.each([1, 2, 3, 4])('is dealt as shard %i of 4 by vitest itself', async (index) => {
    const vitest = await createVitest('test', {
      root,
      project: ['conformance'],
      watch: false,
      shard: `${index}/4`,
      reporters: [],
    })
    const suites = await vitest.globTestSpecifications()
    const theirs = await new BaseSequencer(vitest).shard(suites)
    await vitest.close()
    const names = readdirSync(join(root, 'suites')).filter((name) => name.endsWith('.suite.ts'))
    expect(suites).toHaveLength(names.length)
    expect(dealt(names, { index, count: 4 }).toSorted()).toEqual(
      theirs.map(({ moduleId }) => moduleId.slice(join(root, 'suites/').length)).toSorted(),
    )
  })
})

describe('the reports of all shards', () => {
  test('merge into one: three images over all, one verdict, and none when a shard is lost', { timeout: 120_000 }, async () => {
    const { merged, pictures, shards, folders, key } = await shardedRun('healthy', 3)
    expect(pictures).toBe(3)
    expect(shards.map((run) => run?.verdict)).toEqual(['conformant', 'conformant', 'conformant'])
    expect(merged.status, merged.output).toBe(0)
    expect(merged.run).toMatchObject({ verdict: 'conformant', paidImages: 3, shard: null, diagnoses: [] })
    expect(merged.run?.requirements.map(({ id }) => id)).toEqual(requirements.map(({ id }) => id))
    expect(merged.run?.requirements.filter(({ id, status }) => status === 'not-run' && !isFull(id))).toEqual([])
    expect(merged.run?.requestsSent).toBe(shards.reduce((sum, run) => sum + (run?.requestsSent ?? 0), 0))
    expect(cited(merged.run).filter((id) => !merged.run?.exchanges.some((exchange) => exchange.id === id))).toEqual([])
    expect(picturesOf(merged.run).filter((file) => file === null || !existsSync(join(merged.folder, file)))).toEqual([])
    expect(blobsIn(folders).filter((blob) => readFileSync(blob, 'utf8').includes(key))).toEqual([])
    const lost = await runSuite({}, folders.slice(0, 2), 'merge')
    expect(lost.status).toBe(2)
    expect(lost.run).toMatchObject({ verdict: 'unjudged', reason: expect.stringContaining('shard 3/3 is missing') })
    expect(merged.output.trimEnd().split('\n').at(-1)).toMatch(/^verdict: conformant: /)
  })

  test('merge into one diagnosis of one fault, and no shard counts twice', { timeout: 120_000 }, async () => {
    const stale = join(folder, 'fault-1', 'blob-1-9.json')
    mkdirSync(dirname(stale))
    writeFileSync(stale, 'of the same run, dealt out to more machines')
    const { merged, folders } = await shardedRun('fault', 2, faultOf('edits-operation-missing'))
    expect(existsSync(stale)).toBe(false)
    expect(merged.status, merged.output).toBe(1)
    expect(merged.run?.diagnoses.map(({ cause, hop }) => `${cause} at ${hop}`)).toEqual(['operation-missing at apim'])
    const failed = merged.run?.requirements.filter(({ status }) => status === 'failed').map(({ id }) => id)
    expect(failed).toEqual(['EDIT-1', 'MULTI-1', 'VALID-2', 'VALID-3', 'PAIR-1'])
    expect(merged.run?.diagnoses[0]?.affects.toSorted()).toEqual(failed?.toSorted())
    const twice = await runSuite({}, [folders[0] ?? '', folders[0] ?? ''], 'merge')
    expect(twice.status).toBe(2)
    expect(twice.output).toContain('which both hold blob-1-2.json: each part counts once')

    const other = await runSuite({ TARGET_PROFILE: 'apim-aoai' }, folders, 'merge')
    expect(other.status).toBe(2)
    expect(other.output).toContain('under the profile oneapi-apim-aoai, and TARGET_PROFILE is apim-aoai')

    const over = await mergedByVitest(folders, (blobs) => blobs)
    expect(over.status, over.output).toBe(2)
    expect(over.output).toContain('set REPORT_DIR to another folder')

    const { status, output, run } = await mergedByVitest(folders)
    expect(status, output).toBe(1)
    expect(withoutPlaces(run)).toEqual(withoutPlaces(merged.run))
    expect(output.trimEnd().split('\n').at(-1)).toMatch(/^verdict: nonconformant: .*operation-missing at apim/)
  })

  test('end as the verdict says, where vitest alone would count a SHOULD as a failure', { timeout: 120_000 }, async () => {
    const { merged, folders } = await shardedRun('should', 2, faultOf('region-stripped'))
    const { status, run } = await mergedByVitest(folders)
    for (const end of [merged, { status, run }]) {
      expect(end.run?.requirements.filter(({ status: is }) => is === 'failed').map(({ id }) => id)).toEqual(['PASS-4', 'PASS-5'])
      expect(end.run?.verdict).toBe('conformant')
      expect(end.status).toBe(0)
    }
  })
})

const faultOf = (name: string): Fault | undefined => FAULTS.find((fault) => fault.name === name)

const blobsIn = (folders: readonly string[]): readonly string[] =>
  folders.flatMap((from) => blobsAmong(readdirSync(from)).map((name) => join(from, name)))

/** Puts the blobs of all parts into one folder and merges them with vitest's own command, in a process of its own. */
async function mergedByVitest(
  folders: readonly string[],
  reportsBeside = (blobs: string): string => `${blobs}-merged`,
): Promise<Ended> {
  const blobs = mkdtempSync(join(folder, 'blobs-'))
  for (const blob of blobsIn(folders)) cpSync(blob, join(blobs, basename(blob)))
  const into = reportsBeside(blobs)
  return await runNode([join(root, 'node_modules/vitest/vitest.mjs'), `--merge-reports=${blobs}`], { REPORT_DIR: into }, into)
}

const picturesOf = (run: Run | null): readonly (string | null)[] =>
  run?.exchanges.flatMap(({ response }) =>
    (response?.pictures ?? []).flatMap((picture) => (picture.kind === 'decoded' ? [picture.file] : [])),
  ) ?? []

/** Pictures lie beside the report of a part, so that blobs alone cannot bring them along. */
const withoutPlaces = (run: Run | null): unknown =>
  JSON.parse(JSON.stringify(run, (key, value) => (key === 'file' ? null : value)))

const isFull = (id: string): boolean => requirements.find((row) => row.id === id)?.tier === 'full'

const cited = (run: Run | null): readonly string[] =>
  run?.requirements.flatMap(({ exchanges, problems }) => [...exchanges, ...problems.map(({ exchange }) => exchange)]) ?? []

/** Runs every shard in a process of its own, as so many machines would, against one chain. */
async function shardedRun(name: string, count: number, fault?: Fault) {
  const chain = await startChain(fault === undefined ? {} : { fault })
  const wire = await tapWire(chain.url)
  const access = { TARGET_URL: wire.url, TARGET_API_KEY: chain.key, TARGET_PROFILE: 'oneapi-apim-aoai' }
  const folders = parts(count).map(({ index }) => join(folder, `${name}-${index}`))
  try {
    const shards = await Promise.all(
      folders.map(
        async (into, index) => (await runAlone({ ...access, REPORT_DIR: into }, ['--shard', `${index + 1}/${count}`])).run,
      ),
    )
    const pictures = wire.passed.reduce((sum, passed) => sum + passed.pictures, 0)
    const into = join(folder, `${name}-merged`)
    const merged = { ...(await runAlone({ REPORT_DIR: into }, folders, 'merge')), folder: into }
    return { shards, pictures, merged, folders, key: chain.key }
  } finally {
    await wire.close()
    await chain.close()
  }
}
