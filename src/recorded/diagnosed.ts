import { attribute } from '../diagnosis/attribute.ts'
import { adviceOn } from '../diagnosis/causes.ts'
import { type Context, headersSeen, UNKNOWN_CHAIN } from '../diagnosis/context.ts'
import { explain } from '../diagnosis/explain.ts'
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

/** Explains every entry of a recording, in its order. */
export function diagnosed(recorded: Recorded): readonly Diagnosed[] {
  const context = contextOf(recorded)
  return recorded.items.map((item, index) =>
    item.kind === 'exchange'
      ? ofExchange(item.exchange, index, context, whySound(item.exchange, recorded))
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

function ofExchange(exchange: Exchange, index: number, context: Context, sound: string | null): Diagnosed {
  const { request, response, operation } = exchange
  const attribution = attribute(exchange, context)
  const explanation = sound === null ? explain(exchange, attribution, context) : null
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
    because: [...(sound === null ? (explanation?.because ?? []) : [sound]), ...attribution.because],
    remedy: advice?.remedy ?? null,
    alternatives: alternativesOf(explanation, advice?.settle ?? null),
    requestIds: requestIds(exchange),
    unreadable: null,
  }
}

function alternativesOf(explanation: ReturnType<typeof explain>, settle: string | null): readonly string[] {
  if (explanation === null) return []
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
