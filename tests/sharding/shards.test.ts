import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { BaseSequencer, createVitest } from 'vitest/node'
import { startChain } from '../../reference/chain.ts'
import type { Fault } from '../../reference/faults/fault.ts'
import { FAULTS } from '../../reference/faults/faults.ts'
import type { Run } from '../../src/model.ts'
import { requirements } from '../../src/requirements.ts'
import { root } from '../../src/root.ts'
import { type Plan, plan } from '../../src/run/plan.ts'
import { dealt } from '../../src/run/shards.ts'
import { tapWire } from '../gate/wire.ts'
import { runSuite } from '../proof/run-suite.ts'
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
    const { merged, pictures, shards, folders } = await shardedRun('healthy', 3)
    expect(pictures).toBe(3)
    expect(shards.map((run) => run?.verdict)).toEqual(['conformant', 'conformant', 'conformant'])
    expect(merged.status, merged.output).toBe(0)
    expect(merged.run).toMatchObject({ verdict: 'conformant', paidImages: 3, shard: null, diagnoses: [] })
    expect(merged.run?.requirements.map(({ id }) => id)).toEqual(requirements.map(({ id }) => id))
    expect(merged.run?.requirements.filter(({ id, status }) => status === 'not-run' && !isFull(id))).toEqual([])
    expect(merged.run?.requestsSent).toBe(shards.reduce((sum, run) => sum + (run?.requestsSent ?? 0), 0))
    expect(cited(merged.run).filter((id) => !merged.run?.exchanges.some((exchange) => exchange.id === id))).toEqual([])
    expect(await mergedByVitest(folders)).toEqual(
      new Set(merged.run?.requirements.filter(({ id }) => !isFull(id)).map(({ id }) => id)),
    )
    const lost = await runSuite({}, folders.slice(0, 2), 'merge')
    expect(lost.status).toBe(2)
    expect(lost.run).toMatchObject({ verdict: 'unjudged', reason: expect.stringContaining('shard 3/3 is missing') })
    expect(merged.output.trimEnd().split('\n').at(-1)).toMatch(/^verdict: conformant: /)
  })

  test('merge into one diagnosis of one fault, and no shard counts twice', { timeout: 120_000 }, async () => {
    const fault = FAULTS.find(({ name }) => name === 'edits-operation-missing')
    const { merged, folders } = await shardedRun('fault', 2, fault)
    expect(merged.status, merged.output).toBe(1)
    expect(merged.run?.diagnoses.map(({ cause, hop }) => `${cause} at ${hop}`)).toEqual(['operation-missing at apim'])
    const failed = merged.run?.requirements.filter(({ status }) => status === 'failed').map(({ id }) => id)
    expect(failed).toEqual(['EDIT-1', 'MULTI-1', 'VALID-2', 'VALID-3', 'PAIR-1'])
    expect(merged.run?.diagnoses[0]?.affects.toSorted()).toEqual(failed?.toSorted())
    const twice = await runSuite({}, [folders[0] ?? '', folders[0] ?? ''], 'merge')
    expect(twice.status).toBe(2)
    expect(twice.output).toContain('which are both shard 1')
  })
})

/** The requirements that vitest's own `--merge-reports` finds in the blobs of all parts. */
async function mergedByVitest(folders: readonly string[]): Promise<ReadonlySet<string>> {
  const blobs = join(folder, 'blobs')
  for (const [index, from] of folders.entries()) {
    const name = `blob-${index + 1}-${folders.length}.json`
    cpSync(join(from, name), join(blobs, name))
  }
  const found = new Set<string>()
  const collect = { onTestCaseResult: ({ name }: { name: string }) => void found.add(name.split(' ')[0] ?? '') }
  const vitest = await createVitest('test', { root, project: ['conformance'], watch: false, reporters: [collect] })
  await vitest.mergeReports(blobs)
  await vitest.close()
  return found
}

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
        async (into, index) => (await runSuite({ ...access, REPORT_DIR: into }, ['--shard', `${index + 1}/${count}`])).run,
      ),
    )
    const pictures = wire.passed.reduce((sum, passed) => sum + passed.pictures, 0)
    const merged = await runSuite({ REPORT_DIR: join(folder, `${name}-merged`) }, folders, 'merge')
    return { shards, pictures, merged, folders }
  } finally {
    await wire.close()
    await chain.close()
  }
}
