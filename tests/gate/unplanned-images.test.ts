/** Targets that draw what they ought to refuse, and count what they draw: no run costs more than its plan says. */
import { createServer, type Server } from 'node:http'
import { buffer } from 'node:stream/consumers'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BURST } from '../../src/cases/burst.ts'
import { imagesPaid } from '../../src/report/costs.ts'
import { plan } from '../../src/run/plan.ts'
import { runSuite } from '../proof/run-suite.ts'
import { targetWith } from '../run/targets.ts'

const KEY = 'sk-0123456789abcdef0123456789abcdef'

/** The request of this number on its operation. */
interface Asked {
  readonly number: number
  readonly isSound: boolean
  readonly hasKey: boolean
  readonly isOfBurst: boolean
}

/** What one kind of target does with it. */
type Drawing = (request: Asked) => 'draws' | 'refuses' | 'orders'

const KINDS: Readonly<Record<string, Drawing>> = {
  'refuses the first request and draws the rest': ({ number }) => (number === 1 ? 'refuses' : 'draws'),
  'refuses by turns': ({ number }) => (number % 2 === 1 ? 'refuses' : 'draws'),
  'draws for whoever has no key': ({ hasKey, isSound }) => (hasKey && !isSound ? 'refuses' : 'draws'),
  'orders a picture whatever is asked': () => 'orders',
}

interface Target {
  readonly url: string
  /** Pictures that were drawn or ordered. */
  readonly drawn: () => number
}

const servers: Server[] = []
let picture = ''
beforeAll(async () => {
  const drawn = sharp({ create: { width: 64, height: 64, channels: 3, background: 'red' } }).png()
  picture = (await drawn.toBuffer()).toString('base64')
})
afterAll(() => {
  for (const server of servers) server.close()
})

async function targetOf(kind: Drawing): Promise<Target> {
  const times = new Map<string, number>()
  let drawn = 0
  const server = createServer(async (request, response) => {
    const body = (await buffer(request)).toString('latin1')
    const path = request.url ?? ''
    const answer = (status: number, value: object) =>
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(value))
    if (request.method !== 'POST' || !/\/v1\/images\/(?:generations|edits)$/.test(path))
      return answer(404, { error: { message: 'no such path', type: 'invalid_request_error', param: null, code: null } })
    const number = (times.get(path) ?? 0) + 1
    times.set(path, number)
    const hasKey = request.headers.authorization === `Bearer ${KEY}`
    const isOfBurst = /\b1x1\d\d\b/.test(body)
    const made = kind({ number, hasKey, isSound: !body.includes('1x1'), isOfBurst })
    if (made === 'refuses') {
      const message = "Invalid value: '1x1'. Supported values are: '1024x1024', '1024x1536', '1536x1024', and 'auto'."
      return answer(400, { error: { message, type: 'invalid_request_error', param: 'size', code: 'invalid_value' } })
    }
    drawn += 1
    return made === 'orders' ? answer(202, { id: 'job-1' }) : answer(200, { created: 1, data: [{ b64_json: picture }] })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  servers.push(server)
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { url: `http://127.0.0.1:${address.port}/v1`, drawn: () => drawn }
}

describe.concurrent.each(Object.entries(KINDS))('a target that %s', { timeout: 60_000 }, (_name, kind) => {
  // One image of each operation cannot be helped: nobody knows before it.
  test.each([
    ['test', 'probe', 2],
    ['gate', 'probe', 2],
    ['test', 'acceptance', 3],
    // And then nothing is paid for.
    ['gate', 'acceptance', 2],
  ] as const)('%s, %s: draws at most %i, and all of them are told', async (command, tier, most) => {
    const target = await targetOf(kind)
    const env = { TARGET_URL: target.url, TARGET_API_KEY: KEY, TARGET_PROFILE: 'openai', TIER: tier }
    const { run, status, output } = await runSuite(env, [], command)
    expect(status, output).toBe(1)
    expect(target.drawn(), output).toBeLessThanOrEqual(most)
    expect((run?.paidImages ?? 0) + (run?.possiblyPaid ?? 0)).toBe(target.drawn())
  })
})

describe.concurrent('the full tier, which pays for its plan,', { timeout: 120_000 }, () => {
  const planned = plan(targetWith('openai'), { tier: 'full', name: null, files: [] }).images

  test.each([
    ['draws all but the first request', ({ number }: Asked) => (number === 1 ? 'refuses' : 'draws'), planned],
    ['draws what it should refuse', ({ number, isSound }: Asked) => (number === 1 && !isSound ? 'refuses' : 'draws'), planned],
    // Nothing before the burst shows it, and these are under way together.
    [
      'draws what comes in a burst',
      ({ isSound, isOfBurst }: Asked) => (isSound || isOfBurst ? 'draws' : 'refuses'),
      planned + BURST.connections,
    ],
  ] as const)('draws no more where a target %s', async (_what, kind, most) => {
    const target = await targetOf(kind)
    const env = { TARGET_URL: target.url, TARGET_API_KEY: KEY, TARGET_PROFILE: 'openai', TIER: 'full' }
    const { run, status, output } = await runSuite(env)
    expect(status, output).toBe(1)
    expect(target.drawn(), output).toBeLessThanOrEqual(most)
    expect(run === null ? 0 : imagesPaid(run) + run.possiblyPaid).toBe(target.drawn())
  })
})
