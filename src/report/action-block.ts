import { causes } from '../diagnosis/causes.ts'
import type { Diagnosis, Judgement, Run } from '../model.ts'
import { drawn, ways } from './chain-line.ts'
import { evidenceLines } from './evidence-lines.ts'
import { failures } from './failures.ts'
import { count, listed, oneLine, shorten, visible } from './text.ts'
import { exitStatus } from './verdict.ts'

/** The part of a report that a person acts on, without any layout: each sink sets it in its own way. */
export interface ActionBlock {
  /** In capitals; and how the run ends, by which a report is coloured: a conformant one can fail for a stale known failure. */
  readonly verdict: string
  readonly ends: 'well' | 'badly' | 'open'
  /** Whom it is about: URL, profile and tier. */
  readonly about: string
  /** Null when nothing is wrong, or nothing explains what is. */
  readonly primary: Explained | null
  readonly others: readonly Explained[]
  readonly ways: readonly { readonly operation: string; readonly line: string; readonly outcome: string }[]
  /** Known failures that pass again, as sentences. */
  readonly stale: readonly string[]
}

/** One diagnosis in words. */
export interface Explained {
  /** `operation-missing at apim (certain, checklist item 1)` */
  readonly title: string
  /** What the cause means, in one sentence. */
  readonly meaning: string
  readonly remedy: string
  readonly evidence: readonly string[]
  /** `These 6 red lines are the same fault: ...`; empty when it breaks nothing. */
  readonly affects: string
  readonly alternatives: readonly string[]
  /** Which further look would settle it. */
  readonly settle: readonly string[]
}

/** How a diagnosis begins the alternative that is none: what would settle the question. */
const SETTLE = 'to settle it: '

const verdictWords = { conformant: 'CONFORMANT', nonconformant: 'NOT CONFORMANT', unjudged: 'NOT JUDGED' } as const

const ENDS = { 0: 'well', 1: 'badly', 2: 'open' } as const

export function actionBlock(run: Run): ActionBlock {
  const [primary, ...others] = run.diagnoses.map((diagnosis) => explain(diagnosis, run))
  const ends = ENDS[exitStatus(run)]
  return {
    verdict:
      verdictWords[run.verdict] +
      (ends === 'badly' && run.verdict !== 'nonconformant' ? ', BUT A KNOWN FAILURE PASSES AGAIN' : ''),
    ends,
    about: oneLine(`${run.target.url || 'no target'} (${run.target.profile}, ${run.tier}${part(run)})`),
    primary: primary ?? null,
    others,
    ways: ways(run).map((way) => ({ operation: way.operation, line: drawn(way), outcome: oneLine(way.outcome) })),
    stale: run.knownFailures
      .filter(({ state }) => state === 'stale')
      .map(({ id }) => `${id} passes again. Remove its line from KNOWN_FAILURES, so that it is guarded from now on.`),
  }
}

const part = ({ shard }: Run): string => (shard === null ? '' : `, shard ${shard.index}/${shard.count}`)

function explain(diagnosis: Diagnosis, run: Run): Explained {
  const others = diagnosis.alternatives.map((line) => shorten(oneLine(line), 600))
  const { meaning } = causes[diagnosis.cause]
  const items = diagnosis.checklistItems.length > 0 ? `, checklist item ${diagnosis.checklistItems.join(', ')}` : ''
  const where = diagnosis.hop === 'unknown' ? 'at a hop that cannot be told' : `at ${diagnosis.hop}`
  return {
    title: `${diagnosis.cause} ${where} (${diagnosis.confidence}${items})`,
    meaning,
    remedy: visible(diagnosis.remedy),
    evidence: evidenceLines(diagnosis, meaning, run),
    affects: affected(diagnosis, run),
    alternatives: others.filter((line) => !line.startsWith(SETTLE)),
    settle: others.filter((line) => line.startsWith(SETTLE)).map((line) => line.slice(SETTLE.length)),
  }
}

/** Red lines, warnings and what could not be judged are different things to the reader. */
function affected({ affects }: Diagnosis, run: Run): string {
  const touched = run.requirements.filter(({ id }) => affects.includes(id))
  const { fatal, warnings, known } = failures(touched, run)
  const open = touched.filter(({ status }) => status !== 'failed' && status !== 'passed')
  return [
    fatal.length === 1 ? `It makes ${names(fatal)} fail.` : '',
    fatal.length > 1 ? `These ${fatal.length} red lines are the same fault: ${names(fatal)}.` : '',
    warnings.length > 0 ? `It also causes ${count(warnings.length, 'warning')}: ${names(warnings)}.` : '',
    known.length > 0 ? `Known to fail: ${names(known)}.` : '',
    open.length > 0 ? `Not judged because of it: ${names(open)}.` : '',
  ]
    .filter((sentence) => sentence !== '')
    .join(' ')
}

const names = (judgements: readonly Judgement[]): string =>
  listed(
    judgements.map(({ id }) => id),
    16,
    'in conformance.json',
  )
