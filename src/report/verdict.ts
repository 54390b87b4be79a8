import { BEHIND_A_LINK } from '../checks/picture.ts'
import { causes } from '../diagnosis/causes.ts'
import type { Diagnosis, Exchange, Judgement, KnownFailure, Run } from '../model.ts'
import { type Allowance, type Failures, failures } from './failures.ts'
import { count, listed, shorten } from './text.ts'

/**
 * A failed MUST (and a SHOULD, where the run fails on these) makes the run nonconformant, whatever could not be judged beside
 * it. Without one, a MUST that could not be judged, or a run that judged nothing, is `unjudged`: silence is no proof. What a filter or the tier left out (`not-run`)
 * and what the profile does not have (`not-applicable`) does not count.
 */
export function verdict(
  judgements: readonly Judgement[],
  diagnoses: readonly Diagnosis[],
  allowance: Allowance,
): Pick<Run, 'verdict' | 'reason'> {
  const sorted = failures(judgements, allowance)
  const stale = staleWords(allowance.knownFailures)
  if (sorted.fatal.length > 0) return { verdict: 'nonconformant', reason: whyNonconformant(sorted.fatal, diagnoses) + stale }
  const judged = judgements.filter(({ status }) => status === 'passed' || status === 'failed')
  if (judged.length === 0) return { verdict: 'unjudged', reason: `no requirement was judged${because(diagnoses[0])}${stale}` }
  const open = judgements.filter((judgement) => judgement.level === 'MUST' && isOpen(judgement, sorted))
  if (open.length > 0) return { verdict: 'unjudged', reason: whyUnjudged(open, diagnoses) + stale }
  return { verdict: 'conformant', reason: whyConformant(judgements, judged, sorted) + stale }
}

/** The reason of a verdict, behind the word that the run was interrupted: what was not answered then says nothing of the target. */
export function reasonAmong(exchanges: readonly Exchange[], reason: string): string {
  const interrupted = exchanges.some(({ failure }) => failure?.kind === 'interrupted')
  return interrupted ? `interrupted before everything was answered; ${reason}` : reason
}

/** 0 conformant, 1 not conformant or a stale known failure, 2 could not be judged. */
export function exitStatus({ verdict, knownFailures }: Pick<Run, 'verdict' | 'knownFailures'>): 0 | 1 | 2 {
  if (verdict === 'nonconformant' || knownFailures.some(({ state }) => state === 'stale')) return 1
  return verdict === 'unjudged' ? 2 : 0
}

/** Not judged though it was due. What hangs on a known failure is as known as that failure. */
function isOpen({ status, blockedBy }: Judgement, { known }: Failures): boolean {
  return status === 'unjudged' || (status === 'blocked' && !known.some(({ id }) => id === blockedBy))
}

function whyNonconformant(fatal: readonly Judgement[], diagnoses: readonly Diagnosis[]): string {
  const ids = fatal.map(({ id }) => id)
  const cause = diagnoses.find(({ affects }) => affects.some((id) => ids.includes(id)))
  if (cause === undefined) return `${failed(ids)}, and the evidence names no cause`
  const explained = ids.filter((id) => cause.affects.includes(id))
  const others = ids.length - explained.length
  return `${named(cause)}: ${meaningOf(cause)}, so ${failed(explained)}${others > 0 ? `; ${others} more ${others === 1 ? 'fails' : 'fail'} for other reasons` : ''}`
}

function whyUnjudged(open: readonly Judgement[], diagnoses: readonly Diagnosis[]): string {
  const ids = open.map(({ id }) => id)
  const cause = diagnoses.find(({ affects }) => affects.some((id) => ids.includes(id))) ?? diagnoses[0]
  const why = cause === undefined ? toldOf(open) : because(cause)
  return `${count(ids.length, 'MUST', 'MUSTs')} could not be judged (${listed(ids, 5, 'in the list')})${why}`
}

function whyConformant(judgements: readonly Judgement[], judged: readonly Judgement[], sorted: Failures): string {
  const passed = judged.filter(({ status }) => status === 'passed').length
  const left = judgements.filter(({ status }) => status === 'not-run').length
  const unseen = judgements.filter(({ message }) => message.endsWith(BEHIND_A_LINK))
  const parts = [
    passed === judged.length ? `${count(passed, 'requirement')} judged, all hold` : `${passed} of ${judged.length} judged hold`,
    ...(sorted.warnings.length > 0 ? [`${count(sorted.warnings.length, 'warning')} (${idsOf(sorted.warnings)})`] : []),
    ...(sorted.known.length > 0 ? [`known to fail: ${idsOf(sorted.known)}`] : []),
    ...(left > 0 ? [`${left} not run`] : []),
    ...(unseen.length > 0 ? [`pictures were not looked at, as links are not followed (${idsOf(unseen)})`] : []),
  ]
  return parts.join('; ')
}

/** What is said of the first of them, where no cause is known. */
const toldOf = ([first]: readonly Judgement[]): string =>
  first === undefined || first.message === '' ? '' : `: ${shorten(first.message, 200)}`

const idsOf = (judgements: readonly Judgement[]): string =>
  listed(
    judgements.map(({ id }) => id),
    5,
    'in the list',
  )

const failed = (ids: readonly string[]): string =>
  `${count(ids.length, 'requirement')} ${ids.length === 1 ? 'fails' : 'fail'} (${listed(ids, 5, 'in the list')})`

/** `operation-missing at apim (likely)`. */
function named({ cause, hop, confidence }: Diagnosis): string {
  const where = hop === 'unknown' ? 'at a hop that cannot be told' : `at ${hop}`
  return `${cause} ${where} (${confidence})`
}

const meaningOf = ({ cause }: Diagnosis): string => causes[cause].meaning.replace(/\.$/, '')

const because = (cause: Diagnosis | undefined): string => (cause === undefined ? '' : `, because of ${named(cause)}`)

function staleWords(knownFailures: readonly KnownFailure[]): string {
  const ids = knownFailures.filter(({ state }) => state === 'stale').map(({ id }) => id)
  if (ids.length === 0) return ''
  return `; ${ids.join(', ')} ${ids.length === 1 ? 'passes' : 'pass'} again, which fails the run until KNOWN_FAILURES no longer names ${ids.length === 1 ? 'it' : 'them'}`
}
