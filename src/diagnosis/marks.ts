import type { Hop } from '../model.ts'
import type { Context } from './context.ts'
import { type Fingerprint, isRefusal, STRENGTH, WORTH } from './fingerprint.ts'
import { isAoaiHost } from './fingerprints/azure.ts'
import { FINGERPRINTS } from './fingerprints.ts'
import type { Reading } from './reading.ts'

export type Author = Hop | 'unknown'

/** A fingerprint that was found: in the answer itself or its outermost voice (depth 0), or in what that voice quotes. */
export interface Mark {
  readonly print: Fingerprint
  readonly depth: number
}

/** Relays in front of origins: a relay's mark on an answer says that it wrote the answer, whatever it quotes. */
const OUTERMOST_FIRST: readonly Author[] = ['edge', 'one-api', 'gateway', 'unknown', 'apim', 'aoai', 'openai', 'client']
const RELAYS: readonly Author[] = ['edge', 'one-api', 'gateway']

export const isRelay = (author: Author): boolean => RELAYS.includes(author)
export const depthOf = (author: Author): number => OUTERMOST_FIRST.indexOf(author)

const found = new WeakMap<Reading, readonly Mark[]>()

/** Every mark of an answer, the worthiest first. Looked for once: who answered and whose words it quotes ask the same. */
export function marksOf(reading: Reading): readonly Mark[] {
  const known = found.get(reading)
  if (known !== undefined) return known
  const marks = FINGERPRINTS.flatMap((print) => depthsOf(print, reading).map((depth): Mark => ({ print, depth }))).sort(byWorth)
  found.set(reading, marks)
  return marks
}

const NOWHERE: readonly number[] = []

function depthsOf({ seen }: Fingerprint, reading: Reading): readonly number[] {
  if (seen.in === 'answer') return seen.when(reading) ? [0] : NOWHERE
  return reading.layers.flatMap((layer, depth) => (seen.when(layer, reading) ? [depth] : NOWHERE))
}

export const byWorth = (a: Mark, b: Mark): number =>
  a.depth - b.depth ||
  STRENGTH.indexOf(a.print.strength) - STRENGTH.indexOf(b.print.strength) ||
  WORTH.indexOf(a.print.worth) - WORTH.indexOf(b.print.worth)

/** Enough to say something alone. */
export const isTelling = ({ print }: Mark): boolean => print.strength !== 'hint'

/** A mark of a hop behind the one that answered: it was there, and its words are what is quoted. */
export const tellsOfOthers = (mark: Mark, author: Author): boolean =>
  mark.print.shows !== 'passed' && (isTelling(mark) || mark.depth > 0) && depthOf(mark.print.hop) > depthOf(author)

/** The hops that write this sign and can have answered here. */
export function authorsOf({ hop, also = [] }: Fingerprint, reading: Reading, context: Context): readonly Hop[] {
  return [hop, ...also].flatMap((author) => (author !== 'unknown' && canAnswer(author, reading, context) ? [author] : []))
}

/** Could this hop have answered a request that went to this address, in this chain? */
export function canAnswer(hop: Hop, reading: Reading, context: Context): boolean {
  return couldBe(hop, reading, context) && !lacksHeaders(hop, reading, context)
}

/** Its headers would have been seen, and are not there. A policy that takes them off one operation looks the same. */
export function lacksHeaders(hop: Hop, reading: Reading, context: Context): boolean {
  return hop === 'aoai' && wouldShow(context) && isRefusal(reading) && !reading.headers.has('apim-request-id')
}

/** The same by place alone: address and chain. */
export function couldBe(hop: Hop, reading: Reading, context: Context): boolean {
  const { host, path } = reading
  if (context.chain !== null && hop !== 'edge' && !context.chain.includes(hop)) return false
  if (isAoaiHost(host)) return hop === 'aoai'
  if (host === 'api.openai.com') return hop === 'openai' || hop === 'edge'
  if (context.chain === null && /^(?:\/[\w-]+)?\/openai\//.test(path)) return hop !== 'openai' && hop !== 'one-api'
  return true
}

/**
 * Azure OpenAI's headers would be seen on a refusal if it had written it. Only then does their absence say anything:
 * some gateways copy headers on a success and drop them on every refusal.
 */
export const wouldShow = ({ chain, identity, headersSeen }: Context): boolean =>
  chain?.includes('aoai') === true && identity === 'shown' && headersSeen.includes('aoai')
