import { type Attribution, type Confidence, type Exchange, HOPS, type Hop } from '../model.ts'
import type { Context } from './context.ts'
import { isAoaiHost, isApimHost } from './fingerprints/azure.ts'
import {
  type Author,
  authorsOf,
  canAnswer,
  couldBe,
  depthOf,
  isRelay,
  isTelling,
  lacksHeaders,
  type Mark,
  marksOf,
  tellsOfOthers,
  wouldShow,
} from './marks.ts'
import { type Reading, read } from './reading.ts'

/** All that one answer shows. */
interface Evidence {
  readonly marks: readonly Mark[]
  readonly reading: Reading
  readonly context: Context
}

/** Which hop wrote an answer, and how deep the call got. */
export function attribute(exchange: Exchange, context: Context): Attribution {
  const reading = read(exchange)
  const evidence: Evidence = { marks: marksOf(reading), reading, context }
  if (exchange.response === null) return silence(evidence, `no answer came (${exchange.failure?.kind ?? 'not recorded'})`)
  const writers = evidence.marks.filter(({ print, depth }) => print.shows === 'wrote' && depth === 0)
  const author = outermost(writers.filter(isTelling)) ?? writers[0]?.print.hop ?? null
  return author === null ? silence(evidence, 'nothing in the answer shows who wrote it') : verdict(author, writers, evidence)
}

function outermost(marks: readonly Mark[]): Author | null {
  return marks.map(({ print }) => print.hop).sort((a, b) => depthOf(a) - depthOf(b))[0] ?? null
}

function verdict(author: Author, writers: readonly Mark[], evidence: Evidence): Attribution {
  const { reading, context } = evidence
  const own = writers.filter(({ print }) => print.hop === author)
  const possible = [...rivalsOf(own), ...relaysOf(author, own, evidence)].filter((hop) => canAnswer(hop, reading, context))
  const isExcluded = author !== 'unknown' && !canAnswer(author, reading, context)
  const answeredBy = modelBehind(author, own, evidence) ?? (isExcluded ? possible[0] : undefined) ?? author
  const couldAlsoBe = possible.filter((hop) => hop !== answeredBy)
  const confidence = confidenceIn(answeredBy, own, couldAlsoBe, evidence)
  return {
    answeredBy,
    product: productOf(answeredBy, evidence),
    couldAlsoBe,
    reached: reachedBy(answeredBy, couldAlsoBe, confidence, evidence),
    confidence,
    because: reasons(answeredBy, own, evidence),
  }
}

/**
 * Azure OpenAI, when the words are a model's own and only its headers are missing: no relay thinks of such words, and a
 * policy may take the headers off one operation.
 */
function modelBehind(author: Author, own: readonly Mark[], { reading, context }: Evidence): Hop | null {
  if (author !== 'openai' && author !== 'aoai') return null
  const isWorded = own.some((mark) => isTelling(mark) && mark.print.worth === 'wording')
  return isWorded && couldBe('aoai', reading, context) && lacksHeaders('aoai', reading, context) ? 'aoai' : null
}

/** Others who write all of these signs: one sign that is nobody else's settles it. */
function rivalsOf(own: readonly Mark[]): readonly Hop[] {
  const telling = own.filter(isTelling)
  const [first, ...others] = (telling.length > 0 ? telling : own).map(({ print }) => print.also ?? [])
  return (first ?? []).filter((hop) => others.every((also) => also.includes(hop)))
}

/** Relays that may have written what looks like an origin's answer, when no header proves the origin. */
function relaysOf(author: Author, own: readonly Mark[], { reading, marks, context }: Evidence): readonly Hop[] {
  const { bare, path, host } = reading
  if (isRelay(author) || author === 'unknown' || own.some(({ print }) => print.worth === 'header')) return []
  // A message without its envelope may have come in the envelope of a relay, unless it was the origin that was asked.
  if (bare) return /\/openai\//.test(path) || isApimHost(host) ? [] : ['one-api', 'gateway']
  // new-api rebuilds an error in OpenAI's form member by member: then it looks the same as one that was passed through.
  if (!own.some(({ print }) => print.hop === 'openai' && print.worth === 'envelope')) return []
  const passed = marks.flatMap(({ print }) => (print.shows === 'passed' && print.hop === 'one-api' ? [print.hop] : []))
  return [...new Set(context.chain?.filter(isRelay) ?? passed)]
}

function confidenceIn(author: Author, own: readonly Mark[], rivals: readonly Hop[], { reading, context }: Evidence): Confidence {
  const telling = own.filter(isTelling)
  if (author === 'unknown' || telling.length === 0) return 'possible'
  const has = (worth: string): boolean => telling.some(({ print }) => print.worth === worth)
  const proven = telling.some(({ print }) => print.strength === 'proof')
  if (rivals.length > 0 || (reading.bare && !has('header') && !(proven && isRelay(author)))) return 'likely'
  if (proven) return 'certain'
  // A gateway's weaker signs are shared by too many programs, and an origin's words may come through a relay unseen.
  if (author === 'gateway') return 'likely'
  const placed = context.chain !== null || addressed(author, reading) || isRelay(author)
  const kinds = new Set(telling.map(({ print }) => print.worth)).size
  return placed && (kinds > 1 || (context.chain !== null && has('envelope'))) ? 'certain' : 'likely'
}

function addressed(author: Author, { host }: Reading): boolean {
  if (author === 'aoai') return isAoaiHost(host)
  if (author === 'apim') return isApimHost(host)
  return author === 'openai' && host === 'api.openai.com'
}

function productOf(author: Author, { marks }: Evidence): string | null {
  return marks.find(({ print }) => print.hop === author && print.product !== undefined)?.print.product ?? null
}

/** The hops that the call went through whoever of the possible authors wrote the answer. */
function reachedBy(
  author: Author,
  rivals: readonly Hop[],
  confidence: Confidence,
  { marks, reading, context }: Evidence,
): readonly Hop[] {
  const isShown = (mark: Mark): boolean =>
    mark.print.worth === 'header' || mark.print.shows === 'passed' || (isRelay(author) && tellsOfOthers(mark, author))
  const shown = marks
    .filter((mark) => isTelling(mark) && isShown(mark))
    .map(({ print }) => authorsOf(print, reading, context))
    .flatMap((authors) => (authors.length === 1 ? authors : []))
  // A relay that quotes an origin has reached it; another origin that writes the same leaves open which one was reached.
  const mayBeRelay = author === 'unknown' && rivals.some(isRelay)
  const others = isRelay(author) ? rivals : mayBeRelay ? [] : rivals.filter((hop) => !isRelay(hop))
  const sure = author !== 'unknown' && others.length === 0 && confidence !== 'possible' ? [author] : []
  const reached = new Set<Author>([...shown, ...sure])
  const chain = reading.status === null ? [] : (context.chain ?? [])
  const nearest = chain.findIndex((hop) => [author, ...others].includes(hop))
  const deepest = Math.max(nearest, ...chain.map((hop, at) => (reached.has(hop) ? at : -1)))
  return HOPS.filter((hop) => reached.has(hop) || chain.slice(0, deepest + 1).includes(hop))
}

function reasons(author: Author, own: readonly Mark[], evidence: Evidence): readonly string[] {
  const { marks, context } = evidence
  const wrote = own.map(({ print }) => `${print.worth}: ${print.sign}`)
  const quotes = marks.filter((mark) => tellsOfOthers(mark, author)).map(({ print }) => `quoted: ${print.sign}`)
  const isStranger = author !== 'unknown' && author !== 'edge' && context.chain?.includes(author) === false
  const stranger = isStranger
    ? [`chain: the profile's chain (${context.chain?.join(', ')}) has no ${author}: another program answered`]
    : []
  return [...new Set([...wrote, ...passed(evidence, author), ...quotes, ...stranger, ...absence(evidence)])]
}

function passed({ marks }: Evidence, author: Author): readonly string[] {
  return marks.filter(({ print }) => print.shows === 'passed' && print.hop !== author).map(({ print }) => `header: ${print.sign}`)
}

/** What the absence of Azure OpenAI's headers on a refusal says. */
function absence({ reading, context }: Evidence): readonly string[] {
  const { headers, status } = reading
  if (context.chain?.includes('aoai') !== true || status === null || status < 400 || headers.has('apim-request-id')) return []
  return [
    wouldShow(context)
      ? "header: other refusals of this run showed Azure OpenAI's headers and this one does not, so another hop wrote it or one took them off"
      : "header: that Azure OpenAI's headers are missing proves nothing, because no refusal of this chain was seen to carry them",
  ]
}

/** Nobody left a mark. The chain and the address still say who can have answered, and a chain of one hop leaves no choice. */
function silence(evidence: Evidence, why: string): Attribution {
  const { reading, context } = evidence
  const candidates = (context.chain ?? byAddress(evidence)).filter((hop) => canAnswer(hop, reading, context))
  const only = (reading.status !== null && candidates.length === 1 ? candidates[0] : undefined) ?? null
  const answeredBy = only ?? 'unknown'
  return {
    answeredBy,
    product: productOf(answeredBy, evidence),
    couldAlsoBe: only === null && reading.status !== null ? candidates : [],
    reached: reachedBy(answeredBy, candidates, 'possible', evidence),
    confidence: only === null ? 'possible' : 'likely',
    because: [
      only === null ? why : `address: only ${only} can have answered`,
      ...passed(evidence, answeredBy),
      ...absence(evidence),
    ],
  }
}

function byAddress({ reading: { host, path }, marks }: Evidence): readonly Hop[] {
  if (isApimHost(host) || /\/openai\//.test(path)) return ['apim', 'aoai']
  return marks.some(({ print }) => print.hop === 'one-api') ? ['one-api', 'apim', 'aoai'] : []
}
