import type { AttributedExchange, Diagnosis, Hop, Judgement, Operation, Run } from '../model.ts'
import { duration, words } from './text.ts'

type Mark = 'passed' | 'broken' | 'suspected' | 'unknown' | 'not-reached'

/** How far the calls of one operation got. */
export interface Way {
  readonly operation: Operation
  readonly stations: readonly { readonly hop: Hop; readonly mark: Mark; readonly reached: boolean }[]
  /** `404 from apim`, `200`, `timeout after 300 s`. */
  readonly outcome: string
}

const signs: Readonly<Record<Mark, string>> = {
  passed: ' ✓',
  broken: ' ✗',
  suspected: ' ✗?',
  unknown: ' ?',
  'not-reached': '',
}

/** `client ─ one-api ✓ ─ apim ✗ · aoai`: a line where the call went on, a dot where it did not. */
export function drawn({ stations }: Way): string {
  return stations
    .map(({ hop, mark, reached }, index) => {
      if (index === 0) return mark === 'passed' ? hop : hop + signs[mark]
      return `${reached ? ' ─ ' : ' · '}${hop}${signs[mark]}`
    })
    .join('')
}

/** One way per operation, told by the call that says most: one that failed for the first diagnosis, else any that failed, else the deepest. */
export function ways(run: Run): readonly Way[] {
  return (['generations', 'edits', 'chat'] as const).flatMap((operation) => {
    const calls = run.exchanges.filter((exchange) => exchange.operation === operation && tellsTheWay(exchange))
    const told = calls.map((exchange) => ({ exchange, fault: faultOf(exchange, run) }))
    const worst = told.toSorted((one, other) => rank(other, run) - rank(one, run))[0]
    return worst === undefined ? [] : [wayOf(worst.exchange, worst.fault, run)]
  })
}

/** Only a call with the right key, sent through the whole chain, can be expected to get through it. */
const tellsTheWay = ({ credential, sentTo }: AttributedExchange): boolean =>
  sentTo === 'target' && (credential === 'right' || credential === 'right-as' || credential === 'unknown')

/** Why a call is not sound: the diagnosis that explains it, or `unexplained`; null for a sound one. */
type Fault = Diagnosis | 'unexplained' | null

function faultOf({ id, failure }: AttributedExchange, { requirements, diagnoses }: Run): Fault {
  const shown = diagnoses.find((diagnosis) => diagnosis.exchanges.includes(id))
  if (shown !== undefined) return shown
  const failed = requirements.filter((judgement) => blames(judgement, id))
  if (failed.length === 0 && failure === null) return null
  return diagnoses.find(({ affects }) => failed.some((judgement) => affects.includes(judgement.id))) ?? 'unexplained'
}

/** A requirement that compares calls cites sound ones too; only its problems tell which is to blame. */
function blames({ status, problems, exchanges }: Judgement, id: string): boolean {
  const only = exchanges.length === 1 && exchanges[0] === id
  return status === 'failed' && (problems.length === 0 ? only : problems.some(({ exchange }) => exchange === id))
}

function rank({ exchange, fault }: { exchange: AttributedExchange; fault: Fault }, { diagnoses }: Run): number {
  if (fault !== null) return fault === diagnoses[0] ? 1000 : 500
  const answered = (exchange.response?.status ?? 500) < 300 ? 100 : 0
  return answered + exchange.attribution.reached.length
}

function wayOf(exchange: AttributedExchange, fault: Fault, run: Run): Way {
  const { answeredBy, reached } = exchange.attribution
  const seen = answeredBy === 'unknown' ? reached : [...reached, answeredBy]
  const line = lineOf(run.target.chain, seen)
  const deepest = Math.max(0, ...seen.map((hop) => line.indexOf(hop)))
  const hop = fault === null ? null : fault === 'unexplained' || fault.hop === 'unknown' ? answeredBy : fault.hop
  const sure = fault !== null && fault !== 'unexplained' && fault.confidence === 'certain'
  const beyond: Mark = mayHaveGoneOn(exchange) ? 'unknown' : 'not-reached'
  return {
    operation: exchange.operation,
    stations: line.map((station, index) => {
      const reached = index <= deepest
      const blamed: Mark = sure ? 'broken' : 'suspected'
      return { hop: station, reached, mark: station === hop ? blamed : reached ? 'passed' : beyond }
    }),
    outcome: `${outcomeOf(exchange, hop)}${fault === null && wasMeantToBeRefused(exchange, run) ? ', as expected' : ''}`,
  }
}

/** Behind the hop that refused a call nothing happened; behind an answer that succeeded, or that nobody signed, something may have. */
const mayHaveGoneOn = ({ attribution, response, failure }: AttributedExchange): boolean =>
  failure?.phase !== 'connect' && (attribution.answeredBy === 'unknown' || (response?.status ?? 500) < 300)

/** A free probe is refused by the model, and a requirement that looked at it held. */
const wasMeantToBeRefused = ({ id, response }: AttributedExchange, { requirements }: Run): boolean =>
  (response?.status ?? 0) >= 400 && requirements.some(({ status, exchanges }) => status === 'passed' && exchanges.includes(id))

/** The chain of the profile; a hop that showed itself and is not in it (an edge) stands where the caller meets it. */
function lineOf(chain: readonly Hop[], seen: readonly Hop[]): readonly Hop[] {
  const strangers = seen.filter((hop, index) => hop !== 'client' && !chain.includes(hop) && seen.indexOf(hop) === index)
  return ['client', ...strangers, ...chain]
}

function outcomeOf(
  { response, failure, attribution, durationMs }: AttributedExchange,
  faultyHop: Hop | 'unknown' | null,
): string {
  const { answeredBy, couldAlsoBe } = attribution
  if (failure !== null) return `${words(failure.kind)} after ${duration(durationMs)}`
  const status = response?.status ?? 'an answer without a status'
  if (answeredBy === 'unknown') return `${status} from an unknown hop`
  const who = couldAlsoBe.length > 0 ? `${answeredBy} (or ${couldAlsoBe.join(', ')})` : answeredBy
  const fix = faultyHop !== null && faultyHop !== answeredBy ? `, to fix at ${faultyHop}` : ''
  return `${status} from ${who}${fix}`
}
