import type { PlannedCase } from '../cases.ts'
import { groupedBy } from '../grouped.ts'
import type { Exchange, Operation } from '../model.ts'
import { BudgetExceeded } from '../replay/budget.ts'

export interface Sent {
  readonly exchanges: readonly Exchange[]
  /** Why a case was not sent, by case. */
  readonly withheld: Readonly<Record<string, string>>
  /** Of these, the cases that were due, and nobody chose to leave out: a gate stopped before them, or what came in their place did. */
  readonly stopped: readonly string[]
}

interface Sending {
  readonly send: (planned: PlannedCase) => Promise<Exchange>
  /** Asked once the free requests are answered: what stops images from being paid for. Null pays, all of an operation at once. */
  readonly mayPay: MayPay | null
  /** Sends what comes in a burst, and what of it is sent once more. */
  readonly burst: (cases: readonly PlannedCase[]) => Promise<readonly Exchange[]>
}

export type MayPay = (free: Sent) => Stop | null | Promise<Stop | null>

/** Why no image is paid for: somebody chose that, or something is wrong. */
export interface Stop {
  readonly kind: 'chosen' | 'forced'
  readonly reason: string
}

/**
 * Sends the plan. First one free probe of each operation, then the other free requests of the operations whose first was really
 * free and answered, then what ought to be refused: in each operation one after the other, and none after one that brought an
 * image. Only then the images, so that what was drawn unasked takes the place of planned ones; then the variants of the operations
 * whose image was drawn, and at last the burst.
 */
export async function sendAll(cases: readonly PlannedCase[], { send, mayPay, burst }: Sending): Promise<Sent> {
  const withheld: Record<string, string> = {}
  const turn = (wanted: PlannedCase['turn']): readonly PlannedCase[] => cases.filter((planned) => planned.turn === wanted)
  /** The cases without a reason to be held back. */
  const allowed = (some: readonly PlannedCase[], why: (planned: PlannedCase) => string | null): readonly PlannedCase[] =>
    some.filter((planned) => {
      const reason = why(planned)
      if (reason !== null) withheld[planned.id] = reason
      return reason === null
    })
  /** What would pay for more than was planned is held back: something before it brought an image that nobody asked for. */
  const sendPlanned = async (planned: PlannedCase): Promise<readonly Exchange[]> => {
    try {
      return [await send(planned)]
    } catch (error) {
      if (!(error instanceof BudgetExceeded)) throw error
      withheld[planned.id] = 'a request that ought to be refused was drawn and paid for in its place'
      return []
    }
  }
  const sendTogether = async (some: readonly PlannedCase[]): Promise<readonly Exchange[]> =>
    (await Promise.all(some.map(sendPlanned))).flat()
  /** One after the other in each operation, until one brings an image that nobody planned. */
  const sendCarefully = async (some: readonly PlannedCase[]): Promise<readonly Exchange[]> => {
    const queues = [...groupedBy(some, ({ operation }) => operation).values()].map(async (queue) => {
      const exchanges: Exchange[] = []
      for (const planned of queue) {
        const reason = exchanges.map((sent, index) => whyNoOther(sent, queue[index])).find((why) => why !== null) ?? null
        if (reason === null) exchanges.push(...(await sendPlanned(planned)))
        else withheld[planned.id] = reason
      }
      return exchanges
    })
    return (await Promise.all(queues)).flat()
  }

  const first = await Promise.all(turn('first').map(send))
  const due = allowed(turn('free'), ({ operation }) => whyNotMore(operation, first))
  const rest = await sendCarefully(due)
  const bad = await sendCarefully(
    allowed(turn('bad'), ({ operation }) => whyNotMore(operation, first) ?? whyNoneOf(operation, rest)),
  )
  const free = [...first, ...rest, ...bad]

  const orders = [...turn('paid'), ...turn('variant')]
  const cutShort = due.filter(({ id }) => id in withheld).map(({ id }) => id)
  const seen = { exchanges: free, withheld: { ...withheld }, stopped: cutShort }
  const stop = mayPay === null || orders.length === 0 ? null : await mayPay(seen)
  // A gate has at most one image of each operation under way: what it breaks off costs no more than that.
  const sendImages = mayPay === null ? sendTogether : sendCarefully
  const paid = await sendImages(allowed(turn('paid'), () => stop?.reason ?? null))
  const variants = await sendImages(allowed(turn('variant'), ({ operation }) => stop?.reason ?? whyNotVary(operation, paid)))
  const together = await burst(
    allowed(turn('burst'), ({ operation }) => whyNotMore(operation, first) ?? whyNoneOf(operation, [...rest, ...bad])),
  )
  const before = stop?.kind === 'forced' ? orders : []
  const stopped = [...cutShort, ...before.map(({ id }) => id)]
  return { exchanges: [...free, ...paid, ...variants, ...together], withheld, stopped }
}

/** Why nothing like a request is sent after it: it ought to be refused, and was drawn, or was waited for in vain. */
function whyNoOther(sent: Exchange, planned: PlannedCase | undefined): string | null {
  if (planned === undefined || planned.images > 0) return null
  const { id, billing, failure } = sent
  if (billing !== 'free') return wasDrawn(sent)
  return failure?.kind === 'timeout' ? `${id} ought to be refused and was not answered in time: others would take as long` : null
}

/** Why nothing free of an operation is sent any more: one such request was drawn. */
function whyNoneOf(operation: Operation, free: readonly Exchange[]): string | null {
  const drawn = free.find((exchange) => exchange.operation === operation && exchange.billing !== 'free')
  return drawn === undefined ? null : wasDrawn(drawn)
}

const wasDrawn = ({ id }: Exchange): string => `${id} ought to be refused and was drawn: no second such request is sent`

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

/** Why no variant of an operation is paid for: its plain image was not drawn. */
function whyNotVary(operation: Operation, paid: readonly Exchange[]): string | null {
  const plain = paid.find((exchange) => exchange.operation === operation)
  return plain === undefined || plain.billing === 'paid' ? null : `${plain.id} brought no image, so no variant of it is paid for`
}
