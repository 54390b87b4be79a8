import { completedEvent } from '../model/stream.ts'
import type { Answer, Case, Exchange, Failure } from '../model.ts'

/** The case was not sent: it would have paid for one image more than allowed. */
export class BudgetExceeded extends Error {
  override readonly name = 'BudgetExceeded'
  constructor(id: string, allowed: number) {
    super(
      `${id} was not sent: MAX_PAID_IMAGES allows ${allowed}, and as many have been paid for or are under way. ` +
        'Raise MAX_PAID_IMAGES, or choose a tier or a filter that pays for fewer.',
    )
  }
}

/** How many images the run may still pay for. An image under way counts as paid until it turns out free. */
export class Budget {
  readonly #allowed: number
  #spent = 0

  constructor(allowed: number) {
    this.#allowed = allowed
  }

  /** @throws BudgetExceeded */
  reserve(id: string, images: number): void {
    if (this.#spent + images > this.#allowed) throw new BudgetExceeded(id, this.#allowed)
    this.#spent += images
  }

  /** The reserved images were not drawn. */
  release(images: number): void {
    this.#spent -= images
  }

  /** Images came that nobody had asked for. */
  spendUnplanned(images: number): void {
    this.#spent += images
  }
}

/** How many pictures an answer holds; a stream ends in one, whatever came before it. */
export const imagesIn = ({ response }: Pick<Exchange, 'response'>): number =>
  response === null ? 0 : response.events.length > 0 ? Math.min(1, response.pictures.length) : response.pictures.length

/**
 * What an exchange cost. A finished picture that came was paid for, whatever the case said. A request for an image may have been
 * paid for when it had left as a whole and then no answer came, when the answer is a success without a picture, and
 * when a hop gave up waiting or broke: API Management's own time-out answers 500 while the backend draws on and bills.
 * 501 is the exception, since nothing was tried. A redirect or a refusal (3xx, 4xx) draws nothing. A request that ought to be
 * refused may have been paid for when it was accepted, with a picture in a form of somebody's own or to be fetched later.
 */
export function billingOf(
  { images, operation, method }: Pick<Case, 'images' | 'operation' | 'method'>,
  answer: Answer | null,
  failure: Failure | null,
): Exchange['billing'] {
  if (answer !== null && answer.pictures.length > 0) return isUnfinished(answer) ? 'possibly-paid' : 'paid'
  if (images === 0) {
    const mayDraw = method === 'POST' && (operation === 'generations' || operation === 'edits')
    return mayDraw && answer !== null && isAccepted(answer) ? 'possibly-paid' : 'free'
  }
  const status = answer?.status ?? null
  if (status === null) return failure?.phase === 'headers' || failure?.phase === 'body' ? 'possibly-paid' : 'free'
  const mayHaveDrawn = status < 300 || status === 408 || (status >= 500 && status !== 501)
  return mayHaveDrawn ? 'possibly-paid' : 'free'
}

/** Bytes that a picture has at least, and no short answer of a mock or of a policy. */
const SMALLEST_PICTURE = 4096
/** How answers name work that is under way, or a picture that is to be fetched. */
const ORDERED =
  /"(?:status|state)"\s*:\s*"(?:queued|pending|processing|running|in_progress|succeeded|completed)"|"https?:\/\/[^"]+"/i

/** A success that may stand for a picture; a web page stands for none. */
function isAccepted({ status, headers, text, bytes }: Answer): boolean {
  if (status === null || status < 200 || status >= 300) return false
  const type = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? ''
  if (status === 202 || /^image\//i.test(String(type))) return true
  const said = text ?? ''
  return /^\s*[[{"]/.test(said) && !/"error"\s*:/.test(said) && ((bytes ?? 0) >= SMALLEST_PICTURE || ORDERED.test(said))
}

/** A stream that broke off behind partial images: whether the picture was drawn to its end cannot be seen. */
const isUnfinished = (answer: Answer): boolean => answer.events.length > 0 && completedEvent(answer) === null
