import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Chain, startChain } from '../../reference/chain.ts'
import type { Fault } from '../../reference/faults/fault.ts'
import { FAULTS } from '../../reference/faults/faults.ts'
import type { Run } from '../../src/model.ts'
import { runFault } from './run-fault.ts'
import { type Ended, runAlone, runSuite } from './run-suite.ts'

let chain: Chain
beforeAll(async () => {
  chain = await startChain()
})
afterAll(() => chain.close())

const against = (env: Readonly<Record<string, string>> = {}, args: readonly string[] = []): Promise<Ended> =>
  runAlone({ TARGET_URL: chain.url, TARGET_API_KEY: chain.key, ...env }, args)
const cases = (run: Run | null): readonly string[] => run?.exchanges.map((exchange) => exchange.case) ?? []

describe('npm test against a chain in another process', { timeout: 60_000 }, () => {
  test('says in a process that has judged others what it says in one of its own', async () => {
    const broken = await startChain({ fault: faultOf('edits-operation-missing') })
    const access = { TARGET_URL: broken.url, TARGET_API_KEY: broken.key }
    const others = [access, { ...access, TARGET_API_KEY: 'sk-this-key-is-not-the-right-one' }, { TARGET_URL: 'nonsense' }]
    for (const other of others) expect((await runSuite(other)).status).not.toBe(0)
    const [again, alone] = [await runSuite(access), await runAlone(access)]
    await broken.close()
    expect(findingsOf(again)).toEqual(findingsOf(alone))
    expect(again.run?.diagnoses).toHaveLength(1)
  })

  test('judges it conformant under every spelling of its base URL', async () => {
    const root = chain.url.replace(/\/v1$/, '')
    for (const url of [root, `${root}/v1/`]) {
      const { status, run } = await runSuite({ TARGET_URL: url, TARGET_API_KEY: chain.key, TIER: 'probe' })
      expect({ url, status, verdict: run?.verdict, paid: run?.paidImages }).toEqual({
        url,
        status: 0,
        verdict: 'conformant',
        paid: 0,
      })
    }
  })

  test('sends for one requirement only what that one needs', async () => {
    const { status, run } = await against({}, ['-t', 'VALID-2'])
    expect(status).toBe(0)
    expect(cases(run)).toEqual(['probe-edits'])
    expect(run?.requirements.filter((judgement) => judgement.status === 'passed').map(({ id }) => id)).toEqual(['VALID-2'])
  })

  test('ends with 2 when nothing matches the filter', async () => {
    const { status, run } = await against({}, ['-t', 'NO-SUCH-REQUIREMENT'])
    expect({ status, sent: run?.requestsSent }).toEqual({ status: 2, sent: 0 })
  })

  test('ends with 1 for a wrong key, and pays for nothing', async () => {
    const { status, run } = await against({ TARGET_API_KEY: 'sk-this-key-is-not-the-right-one' })
    expect({ status, paid: run?.paidImages, cause: run?.diagnoses[0]?.cause }).toEqual({
      status: 1,
      paid: 0,
      cause: 'client-credential-rejected',
    })
  })

  test('refuses a plan that costs more than it may, and sends nothing', async () => {
    const { status, run, output } = await against({ MAX_PAID_IMAGES: '2' })
    expect({ status, sent: run?.requestsSent }).toEqual({ status: 2, sent: 0 })
    expect(output).toContain(
      'MAX_PAID_IMAGES: 2 is below the plan of 3 (text-to-image 1, single-image edit 1, multi-image edit 1)',
    )
  })

  test('lists what it would judge and send, and sends nothing', async () => {
    const before = chain.hops.aoai?.received.length
    const { status, output } = await against({}, ['--list'])
    expect(status).toBe(0)
    expect(output).toContain('PAID  edit-several')
    expect(chain.hops.aoai?.received.length).toBe(before)
  })

  test('leaves the key nowhere: not in the output, not in a report, not in a picture', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'secrets-'))
    const quoting = await startChain({ fault: faultOf('refusal-quotes-key') })
    const { output } = await runSuite({ TARGET_URL: quoting.url, TARGET_API_KEY: quoting.key, REPORT_DIR: folder })
    await quoting.close()
    const forms = [
      quoting.key,
      Buffer.from(quoting.key).toString('base64'),
      Buffer.from(`${quoting.key}:`).toString('base64'),
      encodeURIComponent(quoting.key),
    ]
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    expect(files.length).toBeGreaterThan(20)
    const texts = [output, ...files.map((file) => readFileSync(join(file.parentPath, file.name), 'latin1'))]
    for (const form of forms) expect(texts.filter((text) => text.includes(form))).toEqual([])
    rmSync(folder, { recursive: true, force: true })
  })

  test('ends with 2 within seconds when nothing listens there', async () => {
    const gone = await startChain()
    await gone.close()
    const { status, run, output } = await runSuite({ TARGET_URL: gone.url, TARGET_API_KEY: gone.key })
    expect({ status, verdict: run?.verdict, cause: run?.diagnoses[0]?.cause }).toEqual({
      status: 2,
      verdict: 'unjudged',
      cause: 'target-unreachable',
    })
    expect(output).toContain('nothing accepts the connection')
  })
})

test('the signature fault is named in the first block, everything red is folded under it, and only generations was paid for', {
  timeout: 60_000,
}, async () => {
  const { run, status, output } = await runFault(faultOf('edits-operation-missing'))
  expect(status).toBe(1)
  const block = output.slice(output.indexOf('NOT CONFORMANT'), output.indexOf('Checklist'))
  expect(block).toContain('operation-missing at apim (certain')
  expect(block).toContain('/images/edits')
  expect(block).toContain('client ─ one-api ✓ ─ apim ✗ · aoai')
  const failed = run?.requirements.filter((judgement) => judgement.status === 'failed').map(({ id }) => id) ?? []
  expect(run?.diagnoses).toHaveLength(1)
  expect(run?.diagnoses[0]?.affects.toSorted()).toEqual(failed.toSorted())
  expect(run?.requirements.filter(({ id }) => id.startsWith('T2I')).map((judgement) => judgement.status)).toEqual(
    Array(7).fill('passed'),
  )
  expect(run?.paidImages).toBe(1)
})

/** All of a report but its times, its random numbers and where it lies. */
const findingsOf = ({ status, run }: Ended): unknown => ({
  status,
  verdict: run?.reason,
  requirements: run?.requirements,
  diagnoses: run?.diagnoses,
  checklist: run?.checklist,
  sent: run?.exchanges.map(({ id, billing, response }) => [id, billing, response?.status]).toSorted(),
})

function faultOf(name: string): Fault {
  const found = FAULTS.find((fault) => fault.name === name)
  if (found === undefined) throw new Error(`the catalogue has no fault ${name}`)
  return found
}
