import pLimit from 'p-limit'
import { BURST } from '../cases/burst.ts'
import type { PlannedCase } from '../cases.ts'
import type { Exchange } from '../model.ts'
import { retryAfterMs } from '../retry-after.ts'

interface Bursting {
  readonly send: (planned: PlannedCase) => Promise<Exchange>
  /** Called once, when a rate limit was hit that says when to come again; `refused` is how many requests it hit. */
  readonly pause: (ms: number, refused: number) => Promise<void>
}

/** Milliseconds. Who asks to wait longer is not asked again: the burst shall not hold up the run. */
const LONGEST_PAUSE = 60_000

/**
 * Sends the burst, at most `BURST.connections` requests at a time, and none after the first that brings an image. What a
 * rate limit refused is sent once more when the pause is over that it asked for; what was lost on a connection that the
 * server had closed is sent once more too, and both exchanges are told. Nothing is sent a third time.
 */
export async function sendBurst(cases: readonly PlannedCase[], { send, pause }: Bursting): Promise<readonly Exchange[]> {
  const sent = await sendTogether(cases, send)
  if (sent.some(isDrawn)) return sent
  const waits = new Map(sent.flatMap((one) => (waitOf(one) === null ? [] : [[one.case, waitOf(one) ?? 0] as const])))
  if (waits.size > 0) await pause(Math.max(...waits.values()), waits.size)
  const stale = new Set(sent.filter(({ failure }) => failure?.kind === 'stale').map((one) => one.case))
  const again = cases.filter(({ id }) => waits.has(id) || stale.has(id))
  return [...sent, ...(await sendTogether(again, send))]
}

/** How long a request that was refused for its rate shall wait, ms; null when it was not refused so, or not to be sent again. */
function waitOf({ response }: Exchange): number | null {
  const wait = response?.status === 429 ? retryAfterMs(response.headers, new Date()) : null
  return wait === null || wait > LONGEST_PAUSE ? null : wait
}

async function sendTogether(cases: readonly PlannedCase[], send: Bursting['send']): Promise<readonly Exchange[]> {
  const limited = pLimit(BURST.connections)
  let drawn = false
  const exchanges = cases.map((planned) =>
    limited(async () => {
      if (drawn) return []
      const exchange = await send(planned)
      drawn ||= isDrawn(exchange)
      return [exchange]
    }),
  )
  return (await Promise.all(exchanges)).flat()
}

const isDrawn = ({ billing }: Exchange): boolean => billing !== 'free'
