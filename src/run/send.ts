import type { PlannedCase } from '../cases.ts'
import { groupedBy } from '../grouped.ts'
import type { Exchange, Operation } from '../model.ts'

export interface Sent {
  readonly exchanges: readonly Exchange[]
  /** Why a case was not sent, by case. */
  readonly withheld: Readonly<Record<string, string>>
}

interface Sending {
  readonly send: (planned: PlannedCase) => Promise<Exchange>
  /** Asked once the free requests are answered: why nothing may be paid for. Null lets the images be drawn at once, beside the probes. */
  readonly mayPay: MayPay | null
}

export type MayPay = (exchanges: readonly Exchange[]) => string | null | Promise<string | null>

/**
 * Sends the plan: first one free probe of each operation (and the images, when nothing stands in their way), then the
 * other free requests of the operations whose first was really free and answered, then, at a gate, the images.
 */
export async function sendAll(cases: readonly PlannedCase[], { send, mayPay }: Sending): Promise<Sent> {
  const turn = (wanted: PlannedCase['turn']): readonly PlannedCase[] => cases.filter((planned) => planned.turn === wanted)
  const withheld: Record<string, string> = {}
  const hold = (planned: PlannedCase, reason: string): boolean => {
    withheld[planned.id] = reason
    return false
  }

  const firsts = Promise.all(turn('first').map(send))
  const images = mayPay === null ? Promise.all(turn('paid').map(send)) : null
  const first = await firsts
  const free = turn('free').filter((planned) => {
    const reason = whyNotMore(planned.operation, first)
    return reason === null || hold(planned, reason)
  })
  const rest = await Promise.all(free.map(send))
  if (images !== null) return { exchanges: [...first, ...rest, ...(await images)], withheld }

  const orders = turn('paid')
  const reason = mayPay === null || orders.length === 0 ? null : await mayPay([...first, ...rest])
  const paid = orders.filter((planned) => reason === null || hold(planned, reason))
  return { exchanges: [...first, ...rest, ...(await oneAtATime(paid, send))], withheld }
}

/** A gate has at most one image of each operation under way: what it breaks off costs no more than that. */
async function oneAtATime(paid: readonly PlannedCase[], send: Sending['send']): Promise<readonly Exchange[]> {
  const queues = [...groupedBy(paid, ({ operation }) => operation).values()].map(async (queue) => {
    const exchanges: Exchange[] = []
    for (const planned of queue) exchanges.push(await send(planned))
    return exchanges
  })
  return (await Promise.all(queues)).flat()
}

/** Why no more free requests of an operation are sent, judged by its first one. Null when they are. */
function whyNotMore(operation: Operation, first: readonly Exchange[]): string | null {
  if (operation === 'other') {
    const answered =
      first.length === 0 || first.some(({ response, failure }) => response !== null || failure?.kind === 'interrupted')
    return answered ? null : 'nothing answered the first requests'
  }
  const probe = first.find((exchange) => exchange.operation === operation)
  if (probe === undefined) return null
  if (probe.billing !== 'free')
    return `${probe.id} was to be refused for free and brought an image: no second such request is sent`
  // What is sent after an interruption ends as interrupted, and is reported so.
  return probe.failure === null || probe.failure.kind === 'interrupted'
    ? null
    : `${probe.id} got no whole answer (${probe.failure.kind}): others would fare no better`
}
