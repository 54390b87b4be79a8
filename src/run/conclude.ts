import { sideBySide } from '../configuration/side-by-side.ts'
import { checklist } from '../diagnosis/checklist.ts'
import { diagnose } from '../diagnosis/diagnose.ts'
import type { Explained } from '../diagnosis/environment.ts'
import { withExport } from '../diagnosis/read-in-export.ts'
import { besideExport } from '../diagnosis/right-in-export.ts'
import type {
  ChecklistItem,
  Configuration,
  Contradiction,
  FailOn,
  Judgement,
  ReadConfiguration,
  Rehearsal,
  Run,
  Shard,
  SideBySide,
  Tier,
} from '../model.ts'
import { type Baseline, compare } from '../report/history.ts'
import { applyKnownFailures, type KnownFailureEntry } from '../report/known-failures.ts'
import { withUnread } from '../report/unread.ts'
import { reasonAmong, verdict } from '../report/verdict.ts'
import type { Target } from '../target/target.ts'
import { inTheExport } from './in-the-export.ts'
import { isInTier } from './plan.ts'
import { withoutUnseen } from './unseen.ts'

/** All that was sent, answered and judged, of one run or of its shards together. */
export interface Seen {
  readonly target: Target
  readonly tier: Tier
  readonly failOn: FailOn
  readonly judgements: readonly Judgement[]
  readonly readings: readonly Explained[]
  readonly requestsSent: number
  readonly startedAt: Date
  readonly durationMs: number
  readonly knownFailures: readonly KnownFailureEntry[]
  /** The export of APIM_EXPORT, judged; null without one. */
  readonly configuration: ReadConfiguration | null
  /** How far the embedded chain stands in for the export; null when none is rehearsed. */
  readonly rehearsal: Rehearsal | null
  readonly shard: Shard | null
  readonly baseline: Baseline | null
}

/** One verdict, one checklist and the causes, from everything that was seen. Pure. */
export function conclude(seen: Seen): Run {
  const { target, judgements, readings, rehearsal, failOn } = seen
  const evidence = { target, judgements, readings, configuration: seen.configuration?.findings ?? [] }
  const told = diagnose(evidence)
  const shown = rehearsal === null ? told : inTheExport(told, seen.configuration ?? { items: [], findings: [] })
  const read = rehearsal === null ? seen.configuration : null
  const beside = shown.map((diagnosis) => besideExport(diagnosis, read))
  const diagnoses = withExport(
    beside.map(({ diagnosis }) => diagnosis),
    evidence,
    failOn,
  )
  const knownFailures = applyKnownFailures(judgements, seen.knownFailures)
  const allowance = { knownFailures, failOn }
  // What a larger tier would judge is nothing that this run left out.
  const due = judgements.filter(({ id }) => isInTier(id, seen.tier))
  const apparent = { ...verdict(due, diagnoses, allowance), checklist: checklist(evidence, shown), diagnoses }
  const found =
    rehearsal === null
      ? apparent
      : withoutUnseen(apparent, rehearsal, { judgements: due, configuration: evidence.configuration, allowance })
  const exchanges = readings.map(({ exchange }) => exchange)
  const run: Run = {
    ...found,
    // What a rehearsal leaves open stands in its reason already.
    ...withUnread({ verdict: found.verdict, reason: reasonAmong(exchanges, found.reason) }, read, judgements),
    target: {
      url: target.url,
      profile: target.profile.name,
      chain: target.profile.chain,
      embedded: target.embedded,
      model: target.model,
      deployment: target.deployment,
    },
    tier: seen.tier,
    failOn,
    startedAt: seen.startedAt.toISOString(),
    durationMs: seen.durationMs,
    paidImages: exchanges.filter(({ billing }) => billing === 'paid').length,
    possiblyPaid: exchanges.filter(({ billing }) => billing === 'possibly-paid').length,
    requestsSent: seen.requestsSent,
    requirements: judgements,
    exchanges,
    knownFailures,
    configuration:
      seen.configuration === null
        ? null
        : withBehaviour(
            seen.configuration,
            apparent.checklist,
            beside.flatMap(({ contradicted }) => contradicted),
            rehearsal !== null,
          ),
    rehearsal,
    shard: seen.shard,
    changes: null,
  }
  return seen.baseline === null ? run : { ...run, changes: compare(seen.baseline, run) }
}

function withBehaviour(
  read: ReadConfiguration,
  behaviour: readonly ChecklistItem[],
  contradicted: readonly Contradiction[],
  rehearsed: boolean,
): Configuration {
  const items = sideBySide(read, behaviour, contradicted)
  return { ...read, sideBySide: rehearsed ? items.map(asRehearsed) : items }
}

/** Nothing is published yet: reading and running the same export came to different ends. */
function asRehearsed(item: SideBySide): SideBySide {
  if (item.agrees) return item
  const [read, run] = item.configuration === 'broken' ? ['wrong', 'works'] : ['right', 'does not work']
  const sentence = `Read, the export has it ${read}; run in the embedded chain it ${run}. Look at it before you publish.`
  return { ...item, sentence }
}
