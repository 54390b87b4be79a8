import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { MISTAKES } from '../../reference/apim/mistakes.ts'
import { type Chain, type ChainOptions, startChain } from '../../reference/chain.ts'
import { FAULTS } from '../../reference/faults/faults.ts'
import { root } from '../../src/root.ts'
import { writeExport } from '../proof/exported.ts'
import { type Ended, runAlone, runProgram, runSuite } from '../proof/run-suite.ts'
import { mostAtOnce, tapWire, type Wire } from './wire.ts'

const TIMEOUT_MS = 60_000
const open: (Chain | Wire)[] = []
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close()
})

/** A chain with a witness in front of it, and what a gate is given to find it. */
async function target(options: ChainOptions = {}) {
  const chain = await startChain(options)
  const wire = await tapWire(chain.url)
  open.push(chain, wire)
  const profile = options.layout ?? options.fault?.layout ?? 'oneapi-apim-aoai'
  return { wire, env: { TARGET_URL: wire.url, TARGET_API_KEY: chain.key, TARGET_PROFILE: profile } }
}

const gate = (env: Readonly<Record<string, string>>): Promise<Ended> => runSuite(env, [], 'gate')
const orders = ({ passed }: Wire) => passed.filter(({ order }) => order)
const pictures = ({ passed }: Wire): number => passed.reduce((sum, one) => sum + one.pictures, 0)
const lastLine = ({ output }: Ended): string => output.trimEnd().split('\n').at(-1) ?? ''

describe('npm run gate', { timeout: TIMEOUT_MS }, () => {
  test('pays for three images after everything free was answered, one of each operation at a time', async () => {
    const { wire, env } = await target({ latencyMs: 200 })
    const ended = await runAlone(env, [], 'gate')
    expect(ended.status, ended.output).toBe(0)
    expect(ended.run).toMatchObject({ verdict: 'conformant', paidImages: 3, possiblyPaid: 0 })
    expect(lastLine(ended)).toMatch(/^verdict: conformant: \d+ requirements judged, all hold/)
    expect([orders(wire).length, pictures(wire)]).toEqual([3, 3])
    const free = wire.passed.filter(({ order }) => !order)
    expect(Math.max(...free.map(({ ended: at }) => at ?? Infinity))).toBeLessThan(
      Math.min(...orders(wire).map(({ began }) => began)),
    )
    for (const operation of ['generations', 'edits'])
      expect(mostAtOnce(orders(wire).filter(({ path }) => path.includes(operation)))).toBe(1)
  })

  test.each([
    ['', {}],
    [' and MAX_PAID_IMAGES=0', { MAX_PAID_IMAGES: '0' }],
  ])('never pays with GATE_PAID=0%s, and says of what hangs on images why it was not run', async (_, limit) => {
    const { wire, env } = await target()
    const ended = await gate({ ...env, GATE_PAID: '0', ...limit })
    expect(ended.status, ended.output).toBe(0)
    expect(orders(wire)).toEqual([])
    const edit = ended.run?.requirements.find(({ id }) => id === 'EDIT-1')
    expect(edit).toMatchObject({ status: 'not-run', message: expect.stringContaining('GATE_PAID=0') })
  })

  test('pays for nothing when the export that it is given is broken, though the gateway works', async () => {
    const { wire, env } = await target()
    const folder = mkdtempSync(join(tmpdir(), 'export-'))
    const edits = MISTAKES.find(({ name }) => name === 'edits-timeout-short')?.edits ?? []
    const ended = await gate({ ...env, APIM_EXPORT: await writeExport(edits, folder) })
    rmSync(folder, { recursive: true })
    expect(ended.status, ended.output).toBe(1)
    expect(orders(wire)).toEqual([])
    expect(lastLine(ended)).toMatch('verdict: nonconformant: backend-timeout at apim')
    const edit = ended.run?.requirements.find(({ id }) => id === 'EDIT-1')
    expect(edit?.message).toContain('CONFIG-6 fails before any image is drawn, so nothing is paid for')
  })

  test('pays for nothing when a policy of the export that it is given cannot be read, and names the policy', async () => {
    const { wire, env } = await target()
    const folder = mkdtempSync(join(tmpdir(), 'export-'))
    const ended = await gate({
      ...env,
      APIM_EXPORT: await writeExport(
        [{ file: 'apis/images/operations/images-edits/policy.xml', find: '</inbound>', replace: '' }],
        folder,
      ),
    })
    rmSync(folder, { recursive: true })
    expect(ended.status, ended.output).toBe(2)
    expect(orders(wire)).toEqual([])
    expect(lastLine(ended)).toMatch(
      /^verdict: unjudged: .*items 2, 3, 4 cannot be told from the export \(.*images-edits\/policy\.xml:/,
    )
    const edit = ended.run?.requirements.find(({ id }) => id === 'EDIT-1')
    expect(edit?.message).toMatch(/cannot be told from the export \(.*\), so nothing is paid for$/)
  })

  test('counts and reports an image that a free probe brings after all, and sends no second such probe', async () => {
    // A gateway that knows no sizes, under a profile that takes a size nobody draws for its free refusal.
    const { wire, env } = await target({ layout: 'ai-builder-space' })
    const ended = await gate({ ...env, TARGET_PROFILE: 'openai' })
    expect(ended.status, ended.output).toBe(1)
    expect(pictures(wire)).toBe(1)
    expect(ended.run?.paidImages).toBe(1)
    expect(wire.passed.filter(({ path }) => path.endsWith('/images/generations'))).toHaveLength(2)
    const again = ended.run?.requirements.find(({ id }) => id === 'ROUTE-3')
    expect(again?.message).toContain('probe-generations was to be refused for free and brought an image: no second such request')
    expect(ended.output).toContain('Images paid: 1')
  })

  test('and a plain run pay for no more than three images, also where a gateway draws whatever it is asked for', async () => {
    const { wire, env } = await target({ layout: 'ai-builder-space' })
    const ended = await runSuite({ ...env, TARGET_PROFILE: 'openai', MAX_PAID_IMAGES: '3' })
    expect(ended.status, ended.output).toBe(1)
    expect(pictures(wire)).toBeLessThanOrEqual(3)
    expect(ended.run?.paidImages).toBe(pictures(wire))
  })

  test('that cannot write its reports pays for nothing', async () => {
    const { wire, env } = await target()
    const ended = await runSuite({ ...env, REPORT_DIR: '/proc/nope' })
    expect(ended.status).toBe(2)
    expect(wire.passed).toEqual([])
    expect(lastLine(ended)).toContain(
      'verdict: unjudged: The configuration cannot be used; nothing was sent. REPORT_DIR: cannot write',
    )
  })

  test('interrupted while an image is drawn writes its reports and ends', async () => {
    const { wire, env } = await target({ latencyMs: TIMEOUT_MS })
    const ended = await runAlone(env, [], 'gate', (child) => void wire.firstOrder.then(() => child.kill('SIGINT')))
    expect(ended.status, ended.output).toBe(2)
    expect(ended.run).toMatchObject({ verdict: 'unjudged', paidImages: 0 })
    expect(ended.run?.possiblyPaid).toBe(orders(wire).length)
    expect(ended.run?.requirements.find(({ id }) => id === 'ROUTE-2')?.status).toBe('passed')
    expect(ended.run?.requirements.find(({ id }) => id === 'EDIT-1')).toMatchObject({
      status: 'unjudged',
      message: expect.stringContaining('interrupted'),
    })
    expect(lastLine(ended)).toMatch(
      /^verdict: unjudged: interrupted before everything was answered; \d+ MUSTs could not be judged/,
    )
  })

  test.each([
    ['.github/workflows/gate.yml', 'run'],
    ['azure-pipelines/gate.yml', 'script'],
  ])('cancelled in %s, where the shell of the step alone is told, writes its reports', async (file, key) => {
    const step = new RegExp(`${key}: (.*src/cli/gate\\.ts)`).exec(readFileSync(join(root, file), 'utf8'))?.[1] ?? ''
    const folder = mkdtempSync(join(tmpdir(), 'cancelled-'))
    writeFileSync(join(folder, 'step.sh'), step)
    const { wire, env } = await target({ latencyMs: TIMEOUT_MS })
    const shell = ['bash', '--noprofile', '--norc', '-eo', 'pipefail', join(folder, 'step.sh')] as const
    const ended = await runProgram(shell, { ...env, REPORT_DIR: folder }, folder, (child) => {
      void wire.firstOrder.then(() => child.kill('SIGINT'))
    })
    rmSync(folder, { recursive: true })
    expect(ended.status, ended.output).toBe(2)
    expect(ended.run).toMatchObject({ verdict: 'unjudged', reason: expect.stringMatching(/^interrupted before everything/) })
  })

  test('whose npm is ended writes its reports: npm passes the signal to a shell, which tells nobody', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'orphaned-'))
    const { wire, env } = await target({ latencyMs: TIMEOUT_MS })
    const ended = await runProgram(['npm', 'run', 'gate'], { ...env, REPORT_DIR: folder }, folder, (child) => {
      void wire.firstOrder.then(() => child.kill('SIGTERM'))
    })
    rmSync(folder, { recursive: true })
    expect(ended.run, ended.output).toMatchObject({
      verdict: 'unjudged',
      reason: expect.stringMatching(/^interrupted before everything/),
    })
  })

  test('whose terminal is lost writes its reports and ends, though the loss is told twice and nobody reads its output', async () => {
    const { wire, env } = await target({ latencyMs: TIMEOUT_MS })
    const ended = await runAlone(env, [], 'gate', (child) => {
      void wire.firstOrder.then(() => {
        child.stdout?.destroy()
        child.stderr?.destroy()
        child.kill('SIGHUP')
        child.kill('SIGHUP')
      })
    })
    expect(ended.status).toBe(2)
    expect(ended.run).toMatchObject({
      verdict: 'unjudged',
      reason: expect.stringMatching(/^interrupted before everything was answered; /),
    })
    expect(ended.run?.requirements.find(({ id }) => id === 'ROUTE-2')?.status).toBe('passed')
  })

  test('filtered to one paid requirement still sends its free probe first, and pays for that one image', async () => {
    const { env } = await target()
    const ended = await runSuite(env, ['-t', 'EDIT-1'], 'gate')
    expect(ended.status, ended.output).toBe(0)
    expect(ended.run?.exchanges.map(({ id }) => id)).toEqual(['probe-edits', 'edit-one'])
    expect(ended.run?.paidImages).toBe(1)
  })

  test('filtered to one paid requirement pays for nothing when its free probe fails', async () => {
    const fault = FAULTS.find(({ name }) => name === 'edits-operation-missing')
    if (fault === undefined) throw new Error('there is no fault edits-operation-missing')
    const { env } = await target({ fault })
    const ended = await runSuite(env, ['-t', 'EDIT-1'], 'gate')
    expect(ended.status).not.toBe(0)
    expect(ended.run?.exchanges.map(({ id }) => id)).toEqual(['probe-edits'])
    expect(ended.run?.paidImages).toBe(0)
  })

  test('filtered to what holds and to an image that it does not pay for is no green', async () => {
    const fault = FAULTS.find(({ name }) => name === 'refusal-400-as-500')
    if (fault === undefined) throw new Error('there is no fault refusal-400-as-500')
    const { env } = await target({ fault })
    const ended = await runSuite(env, ['-t', 'EDIT-1|SECRET-1'], 'gate')
    expect(ended.status, ended.output).toBe(2)
    expect(ended.run?.requirements.find(({ id }) => id === 'EDIT-1')).toMatchObject({
      status: 'unjudged',
      message: expect.stringMatching(/the free probe probe-(generations|edits) failed/),
    })
  })

  test.each([300, 600, 900])(
    'interrupted %i ms after the last answer writes its reports, and is never green without them',
    async (ms) => {
      const { wire, env } = await target()
      const folder = mkdtempSync(join(tmpdir(), 'interrupted-'))
      const ended = await runAlone({ ...env, REPORT_DIR: folder }, [], 'gate', (child) => {
        void wire.firstOrder.then(() => sleep(ms)).then(() => child.kill('SIGINT'))
      })
      rmSync(folder, { recursive: true })
      expect(ended.run, ended.output).not.toBeNull()
      expect(ended.status).toBe(ended.run?.verdict === 'conformant' ? 0 : 2)
    },
  )

  test('that knows the probes to fail pays and judges the images all the same', async () => {
    const fault = FAULTS.find(({ name }) => name === 'refusal-400-as-500')
    if (fault === undefined) throw new Error('there is no fault refusal-400-as-500')
    const { wire, env } = await target({ fault })
    const first = await gate(env)
    const failing = first.run?.requirements.filter(({ status }) => status === 'failed').map(({ id }) => id) ?? []
    expect([first.status, orders(wire).length, failing.includes('VALID-2')]).toEqual([1, 0, true])
    const folder = mkdtempSync(join(tmpdir(), 'known-'))
    const file = join(folder, 'known-failures.txt')
    writeFileSync(file, failing.map((id) => `${id}  ticket 7\n`).join(''))
    const ended = await gate({ ...env, KNOWN_FAILURES: file })
    rmSync(folder, { recursive: true })
    expect(ended.status, ended.output).toBe(0)
    expect(orders(wire)).toHaveLength(3)
    for (const id of ['T2I-1', 'EDIT-1', 'MULTI-1'])
      expect(ended.run?.requirements.find((one) => one.id === id)?.status).toBe('passed')
  })

  test('without a target judges nothing', async () => {
    const ended = await runAlone({}, [], 'gate')
    expect(ended.status).toBe(2)
    expect(ended.output).toContain('TARGET_URL: is missing')
    expect(ended.run).toMatchObject({ verdict: 'unjudged', requestsSent: 0 })
    expect(lastLine(ended)).toMatch(/^verdict: unjudged: .*TARGET_URL/)
  })

  test('dealt out to several machines is refused before anything is sent', async () => {
    const { wire, env } = await target()
    const ended = await runSuite(env, ['--shard', '1/2'], 'gate')
    expect(ended.status).toBe(2)
    expect(lastLine(ended)).toMatch(/^verdict: unjudged: .*A gate cannot be dealt out with --shard/)
    expect(wire.passed).toEqual([])
  })
})

/** Milliseconds that are promised on an idle machine of two cores; a loaded one gets more. */
const PROMISED = 3000

test('TIER=probe needs seconds and no image against the embedded chain', { timeout: TIMEOUT_MS }, async () => {
  const ended = await runAlone({ TIER: 'probe' })
  console.log(`TIER=probe: ${Math.round(ended.tookMs)} ms from command to verdict (promised on an idle machine: ${PROMISED} ms)`)
  expect(ended.status, ended.output).toBe(0)
  expect(ended.run?.paidImages).toBe(0)
  expect(ended.tookMs).toBeLessThan(5 * PROMISED)
})
