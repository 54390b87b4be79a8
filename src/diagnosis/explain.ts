import type { Attribution, CauseName, Confidence, Exchange, Hop } from '../model.ts'
import { ECHOED } from '../replay/echo.ts'
import { causes } from './causes.ts'
import type { Context } from './context.ts'
import { originOf } from './origin.ts'
import { read } from './reading.ts'
import type { Alternative, Clue, Symptom } from './symptom.ts'
import { FAILED_CALLS } from './symptoms/failed-calls.ts'
import { REFUSALS } from './symptoms/refusals.ts'
import { SUCCESSES } from './symptoms/successes.ts'

/** What one exchange shows when it is looked at alone. */
export interface Explanation {
  readonly cause: CauseName
  /** Where to fix it. */
  readonly hop: Hop | 'unknown'
  readonly confidence: Confidence
  /** What was seen. */
  readonly because: readonly string[]
  /** Other causes that the same evidence allows, likeliest first. */
  readonly alternatives: readonly Alternative[]
}

/** The cause that an exchange shows; null when it is sound, or shows nothing that could be explained. */
export function explain(exchange: Exchange, attribution: Attribution, context: Context): Explanation | null {
  const reading = read(exchange)
  const clue: Clue = { exchange, reading, attribution, origin: originOf(exchange, attribution, context), context }
  const symptom = tableFor(clue).find(({ when }) => when(clue))
  return symptom === undefined ? null : explanationOf(symptom, clue)
}

function tableFor({ exchange, reading }: Clue): readonly Symptom[] {
  if (exchange.failure !== null && exchange.failure.kind !== 'interrupted') return FAILED_CALLS
  const { status, layers, content } = reading
  // A recording without a status: what the body says decides.
  const isRefusal = status === null ? layers.length > 0 || content === 'page' : status >= 300
  if (isRefusal) return REFUSALS
  // What the success of an interrupted call lacks was still on its way.
  return exchange.failure === null ? SUCCESSES : []
}

function explanationOf(symptom: Symptom, clue: Clue): Explanation {
  const { cause, sentence, or = [] } = symptom
  return {
    cause,
    hop: symptom.hop?.(clue) ?? causes[cause].hop ?? clue.attribution.answeredBy,
    confidence: confidenceOf(symptom, clue),
    because: [sentence, ...howItFailed(clue), ...quotation(clue), ...destination(clue), ...repeatedKey(clue)],
    alternatives: or,
  }
}

const LEVELS: readonly Confidence[] = ['possible', 'likely', 'certain']

/** Nobody is sure what an answer means without being sure who gave it. */
function confidenceOf({ confidence }: Symptom, { attribution }: Clue): Confidence {
  const highest = attribution.confidence === 'certain' ? 'certain' : 'likely'
  return LEVELS[Math.min(LEVELS.indexOf(confidence), LEVELS.indexOf(highest))] ?? 'possible'
}

/** Characters of the answer that are enough to recognise it. */
const LONGEST_QUOTE = 200

function quotation({ reading }: Clue): readonly string[] {
  const { status, layers, content } = reading
  const said = (layers.at(-1)?.message || layers[0]?.message || '').replace(/\s+/g, ' ').trim()
  if (said === '') return status === null ? [] : [content === 'page' ? `status ${status} with a web page` : `status ${status}`]
  const words = said.length > LONGEST_QUOTE ? `${said.slice(0, LONGEST_QUOTE)}…` : said
  return [`${status === null ? 'the answer' : `status ${status}`} says: "${words}"`]
}

/** Where a redirect leads. What stands behind its path may be a token. */
function destination({ reading }: Clue): readonly string[] {
  const { status, headers } = reading
  const [place = ''] = (headers.get('location') ?? '').split(/[?#;]/)
  const isRedirect = status !== null && status >= 300 && status < 400
  return isRedirect && place !== '' ? [`Location: ${place.replace(/\/\/[^/]*@/, '//').slice(0, LONGEST_QUOTE)}`] : []
}

/** The network's own words where no answer came. */
function howItFailed({ exchange: { failure, response } }: Clue): readonly string[] {
  return failure === null || response !== null || failure.message === '' ? [] : [failure.message]
}

function repeatedKey({ reading }: Clue): readonly string[] {
  return reading.words.includes(ECHOED) ? ['the answer repeats the credential'] : []
}
