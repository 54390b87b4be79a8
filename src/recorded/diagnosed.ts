import { attribute } from '../diagnosis/attribute.ts'
import { adviceOn } from '../diagnosis/causes.ts'
import { type Context, headersSeen, UNKNOWN_CHAIN } from '../diagnosis/context.ts'
import { type Explanation, explain } from '../diagnosis/explain.ts'
import { requestIds } from '../diagnosis/request-ids.ts'
import type { CauseName, Confidence, Exchange, Hop } from '../model.ts'
import type { Item, Recorded } from './read-recorded.ts'

/** What one recorded call shows, as `npm run diagnose` prints it. */
export interface Diagnosed {
  /** Position in the file, from 0. */
  readonly index: number
  readonly id: string
  /** `POST https://.../v1/images/edits` */
  readonly request: string
  readonly status: number | null
  /** Which hop wrote the answer. */
  readonly answeredBy: Hop | 'unknown'
  readonly product: string | null
  readonly couldAlsoBe: readonly Hop[]
  readonly reached: readonly Hop[]
  /** Null for a sound call, and for one that shows nothing. */
  readonly cause: CauseName | null
  /** Where to fix it. */
  readonly hop: Hop | 'unknown' | null
  /** The lower one of how sure the hop is and how sure the cause is. */
  readonly confidence: Confidence
  readonly confidences: { readonly answeredBy: Confidence; readonly cause: Confidence | null }
  readonly because: readonly string[]
  readonly remedy: string | null
  readonly alternatives: readonly string[]
  readonly requestIds: Readonly<Record<string, string>>
  /** Why the entry could not be read; null when it could. */
  readonly unreadable: string | null
}

/** Is nothing known of how the call went? */
export const isUntold = ({ unreadable, because }: Diagnosed): boolean => unreadable === null && because[0] === UNANSWERED

/** Explains every entry of a recording, in its order. */
export function diagnosed(recorded: Recorded): readonly Diagnosed[] {
  const context = contextOf(recorded)
  return recorded.items.map((item, index) =>
    item.kind === 'exchange'
      ? ofExchange(item.exchange, index, context, told(item.exchange, context, recorded))
      : ofUnreadable(item, index),
  )
}

/** Only an earlier report has one target; other files may hold calls of anybody to anywhere. */
function contextOf({ chain, items }: Recorded): Context {
  if (chain === null) return UNKNOWN_CHAIN
  const exchanges = items.flatMap((item) => (item.kind === 'exchange' ? [item.exchange] : []))
  return { chain, identity: 'unknown', headersSeen: headersSeen(exchanges) }
}

const EXPECTED = 'every requirement of the report that cites this call was kept'
const REFUSED = 'it was sent without a valid credential, or in another header, on purpose, and refused'

/** What a call shows, or why it shows nothing. */
type Told =
  | { readonly kind: 'sound'; readonly because: readonly string[] }
  | { readonly kind: 'faulty'; readonly explanation: Explanation; readonly settled: readonly string[] | null }

/** An earlier report has seen the other calls of its run, and is not contradicted. */
function told(exchange: Exchange, context: Context, recorded: Recorded): Told {
  const sound = (because: readonly string[]): Told => ({ kind: 'sound', because })
  const laid = recorded.reported?.laid.get(exchange.id)
  const own = explain(exchange, attribute(exchange, context), context)
  if (isUnanswered(exchange)) return sound([UNANSWERED])
  if (laid !== undefined) {
    const because = [LAID, ...(own?.cause === laid.cause ? own.because : [])]
    return { kind: 'faulty', explanation: { ...laid, because, alternatives: [] }, settled: laid.alternatives }
  }
  const reason = whySound(exchange, recorded)
  if (reason !== null) return sound([reason])
  if (recorded.reported !== null && !recorded.reported.disputed.has(exchange.id)) return sound([UNDISPUTED])
  return own === null ? sound([]) : { kind: 'faulty', explanation: own, settled: null }
}

/** Nothing was recorded of an answer, and not why. */
const isUnanswered = ({ response, failure }: Exchange): boolean =>
  failure === null && (response === null || (response.status === null && response.body === null))

const UNANSWERED =
  'no answer was recorded, and not why: in a browser the preflight (OPTIONS, CORS) may have been refused or something have blocked the call; else nobody was reached'

const LAID = 'the report that it stands in lays it to this cause'
const UNDISPUTED = 'the report that it stands in lays no fault to this call'

/** Why a call shows nothing that is wrong, whatever it was answered; null where it may show something. */
function whySound({ id, credential, response, request }: Exchange, { kind, asExpected, failing }: Recorded): string | null {
  if (asExpected.has(id)) return EXPECTED
  const isTried = credential !== 'unknown' && credential !== 'right' && !failing.has(id)
  if (isTried && (response?.status === 401 || response?.status === 403)) return REFUSED
  // Browsers ask first (OPTIONS), follow redirects with GET, and look for icons: none of that is asked of an images operation.
  const isAsked = kind === 'report' || request.method === 'POST' || response === null
  return isAsked ? null : `${request.method} is no call of an operation that draws or chats`
}

const LEVELS: readonly Confidence[] = ['possible', 'likely', 'certain']
const lower = (one: Confidence, other: Confidence): Confidence => (LEVELS.indexOf(one) < LEVELS.indexOf(other) ? one : other)

function ofExchange(exchange: Exchange, index: number, context: Context, told: Told): Diagnosed {
  const { request, response, operation } = exchange
  const attribution = attribute(exchange, context)
  const explanation = told.kind === 'faulty' ? told.explanation : null
  const cause = explanation?.cause ?? null
  const subject = { operation, deployment: deploymentIn(request.url), chain: context.chain, hop: explanation?.hop ?? 'unknown' }
  const advice = cause === null ? null : adviceOn(cause, subject)
  return {
    index,
    id: exchange.id,
    request: `${request.method} ${request.url}`,
    status: response?.status ?? null,
    answeredBy: attribution.answeredBy,
    product: attribution.product,
    couldAlsoBe: attribution.couldAlsoBe,
    reached: attribution.reached,
    cause,
    hop: explanation?.hop ?? null,
    confidence: explanation === null ? attribution.confidence : lower(attribution.confidence, explanation.confidence),
    confidences: { answeredBy: attribution.confidence, cause: explanation?.confidence ?? null },
    because: [...(told.kind === 'faulty' ? told.explanation.because : told.because), ...attribution.because],
    remedy: advice?.remedy ?? null,
    alternatives: alternativesOf(told, advice?.settle ?? null),
    requestIds: requestIds(exchange),
    unreadable: null,
  }
}

function alternativesOf(told: Told, settle: string | null): readonly string[] {
  if (told.kind === 'sound') return []
  if (told.settled !== null) return told.settled
  const { explanation } = told
  const others = explanation.alternatives.map(({ cause, because }) => `${cause}: ${because}`)
  return explanation.confidence === 'certain' || settle === null ? others : [...others, `to settle it: ${settle}`]
}

/** The deployment in a path of Azure OpenAI, unless the recording masks it. */
function deploymentIn(url: string): string | null {
  const name = /\/deployments\/([\w.-]+)\//.exec(url)?.[1] ?? null
  return name === '...' ? null : name
}

function ofUnreadable({ reason }: Extract<Item, { kind: 'unreadable' }>, index: number): Diagnosed {
  return {
    index,
    id: String(index),
    request: '',
    status: null,
    answeredBy: 'unknown',
    product: null,
    couldAlsoBe: [],
    reached: [],
    cause: null,
    hop: null,
    confidence: 'possible',
    confidences: { answeredBy: 'possible', cause: null },
    because: [`entry ${index} cannot be read: ${reason}`],
    remedy: null,
    alternatives: [],
    requestIds: {},
    unreadable: reason,
  }
}
