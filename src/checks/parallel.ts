import { BURST } from '../cases/burst.ts'
import { groupedBy } from '../grouped.ts'
import type { AttributedExchange, Problem, Profile } from '../model.ts'
import { retryAfterMs } from '../retry-after.ts'
import { fieldOf } from './asked.ts'
import { answerInWords, NotObservable } from './check.ts'
import { haveNumbersOfTheirOwn, haveRequestNumbers } from './headers.ts'
import { answersWith, isRefusedAsBadRequest } from './status.ts'

/** Milliseconds: the start of a call is told to the millisecond, so that calls one after the other may seem to overlap by less. */
const CLOCK = 1
/** Problems of one kind that are told one by one. */
const TOLD = 4

/**
 * No answer quotes what another request asked for in the place of what its own did.
 * @throws NotObservable when no two requests were under way at once, or no answer quotes its request
 */
export function answersTheirOwn(burst: readonly AttributedExchange[], profile: Profile): readonly Problem[] {
  const calls = overlapping(answered(burst))
  const marks = marksOf(calls, profile)
  const quoting = calls.map((call) => ({ call, quoted: [...marks].filter(([, mark]) => quotes(call, mark)) }))
  if (quoting.every(({ quoted }) => quoted.length === 0))
    throw new NotObservable('no refusal quotes what its request alone asked for, so nobody can tell whose answer it is')
  return few(
    quoting.flatMap(({ call, quoted }): readonly Problem[] => {
      const [stranger] = quoted
      if (stranger === undefined || quoted.some(([asker]) => asker === call.case)) return []
      const own = marks.get(call.case) ?? 'something else'
      return [
        {
          exchange: call.id,
          cause: 'answers-mixed-up',
          expected: `${call.id}: an answer about ${own}, which it asked for`,
          actual: `an answer about ${stranger[1]}, which ${stranger[0]} asked for`,
        },
      ]
    }),
  )
}

/** What one case asked for and no other did, by case. */
function marksOf(calls: readonly AttributedExchange[], profile: Profile): ReadonlyMap<string, string> {
  const byValue = groupedBy(calls, (call) => markOf(call, profile))
  return new Map(
    [...byValue].flatMap(([mark, askers]) => {
      const cases = [...new Set(askers.map((call) => call.case))]
      return mark === null || cases.length > 1 ? [] : cases.map((name) => [name, mark] as const)
    }),
  )
}

/** The impossible value; null where the free refusal leaves a field out. */
function markOf(call: AttributedExchange, { freeRefusal }: Profile): string | null {
  const change = call.operation === 'other' ? null : freeRefusal[call.operation]?.change
  const [name] = Object.entries(change ?? {}).find(([, value]) => value !== null) ?? []
  return name === undefined ? null : fieldOf(call, name)
}

/** As a word of its own: 1x10 is no part of 1x101. */
const quotes = ({ response }: AttributedExchange, mark: string): boolean => (response?.text ?? '').split(/\W+/).includes(mark)

/**
 * The refusals of the burst are those of a bad request, in the operations whose probes, sent alone, are refused so. A few
 * connections may be found closed; more is a target that closes them under load.
 * @throws NotObservable when no operation refuses its probe so
 */
export function areRefusedAlike(sent: readonly AttributedExchange[], profile: Profile): readonly Problem[] {
  const burst = sent.filter((call) => call.case.startsWith('burst-'))
  const sound = sent.filter(
    (call) =>
      call.operation !== 'other' &&
      call.case === `probe-${call.operation}` &&
      isRefusedAsBadRequest(call, profile.freeRefusal[call.operation]).length === 0,
  )
  const calls = overlapping(counting(burst)).filter(({ operation }) => sound.some((one) => one.operation === operation))
  if (calls.length === 0) throw new NotObservable('no request of the burst is refused as a bad request when it is sent alone')
  const problems = calls.flatMap((call) =>
    call.operation === 'other' ? [] : answersWith(call, ...(profile.freeRefusal[call.operation]?.statuses ?? [])),
  )
  return [...few(problems), ...closedConnections(burst)]
}

function closedConnections(burst: readonly AttributedExchange[]): readonly Problem[] {
  const stale = burst.filter(isStale)
  const [first] = stale
  return first === undefined || stale.length <= BURST.connections
    ? []
    : [
        {
          exchange: first.id,
          cause: 'upstream-error',
          expected: `connections that stay open while ${BURST.requests} requests follow each other`,
          actual: `${stale.length} were closed without an answer`,
        },
      ]
}

/** @throws NotObservable as `haveNumbersOfTheirOwn` */
export function haveOwnNumbersTogether(burst: readonly AttributedExchange[], profile: Profile): readonly Problem[] {
  return few(haveNumbersOfTheirOwn(overlapping(answered(burst)), profile))
}

/**
 * A rate limit may stand in front of the hop that numbers, so what it refused is left out.
 * @throws NotObservable as `haveRequestNumbers`
 */
export function haveNumbersTogether(burst: readonly AttributedExchange[], profile: Profile): readonly Problem[] {
  return few(haveRequestNumbers(overlapping(answered(burst).filter((call) => !isLimited(call))), profile))
}

/**
 * Whoever refuses for the rate says when to come again.
 * @throws NotObservable when nobody did
 */
export function sayWhenToComeAgain(burst: readonly AttributedExchange[]): readonly Problem[] {
  const limited = burst.filter(isLimited)
  if (limited.length === 0) throw new NotObservable('no request of the burst was refused for its rate')
  return few(
    limited
      .filter(({ response }) => retryAfterMs(response?.headers ?? {}, new Date()) === null)
      .map((call) => ({
        exchange: call.id,
        cause: 'rate-limited',
        expected: `${call.id}: a 429 with Retry-After`,
        actual: answerInWords(call),
      })),
  )
}

const isLimited = ({ response }: AttributedExchange): boolean => response?.status === 429
const isStale = ({ failure }: AttributedExchange): boolean => failure?.kind === 'stale'
const answered = (burst: readonly AttributedExchange[]): readonly AttributedExchange[] =>
  burst.filter(({ response }) => response !== null)

/**
 * What counts: a rate limit that did its work is no fault, and a kept connection that was found closed may have carried the
 * request to nobody (RFC 9112, section 9.5). These alone are sent once more, and then that exchange counts.
 */
const counting = (burst: readonly AttributedExchange[]): readonly AttributedExchange[] =>
  burst.filter((call) => !isLimited(call) && !isStale(call))

/** @throws NotObservable when each request began after the one before had ended */
function overlapping(calls: readonly AttributedExchange[]): readonly AttributedExchange[] {
  const spans = calls
    .map(({ startedAt, durationMs }) => ({ from: Date.parse(startedAt), to: Date.parse(startedAt) + durationMs }))
    .toSorted((one, other) => one.from - other.from)
  if (spans.some(({ to }, index) => to - (spans[index + 1]?.from ?? to) > CLOCK)) return calls
  throw new NotObservable('no two requests were under way at once (MAX_CONCURRENCY=1, or too few were answered)')
}

/** The first few of many alike, and how many more there are. */
function few(problems: readonly Problem[]): readonly Problem[] {
  const rest = problems.length - TOLD
  return problems
    .slice(0, TOLD)
    .map((problem, index) =>
      index === TOLD - 1 && rest > 0 ? { ...problem, actual: `${problem.actual} (and ${rest} more like this)` } : problem,
    )
}
