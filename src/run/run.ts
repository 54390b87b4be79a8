import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { LimitFunction } from 'p-limit'
import type { PlannedCase } from '../cases.ts'
import type { ConfigurationReport } from '../configuration/check.ts'
import type { Doubt } from '../configuration/effective.ts'
import { place } from '../configuration/export.ts'
import { type Explained, environmentOf } from '../diagnosis/environment.ts'
import { followUps } from '../diagnosis/follow-ups.ts'
import { readAll } from '../diagnosis/read-all.ts'
import { groupedBy } from '../grouped.ts'
import type { LeaveBlob } from '../judging/blob.ts'
import type { Exported } from '../judging/input.ts'
import { type Judged, judge } from '../judging/judge.ts'
import { settle } from '../judging/settle.ts'
import type { Exchange, FailOn, Judgement, ReadConfiguration, Rehearsal, Run, Shard } from '../model.ts'
import { createReplayer, DEFAULT_LIMITS, type Replayer } from '../replay/replayer.ts'
import type { Baseline } from '../report/history.ts'
import type { KnownFailureEntry } from '../report/known-failures.ts'
import type { Progress } from '../report/progress.ts'
import { IN_ANOTHER_SHARD, whyNotConformant } from '../report/unread.ts'
import { requirements, suiteFile } from '../requirements.ts'
import type { Target } from '../target/target.ts'
import { sendBurst } from './burst.ts'
import { conclude } from './conclude.ts'
import { failedProbes, whyNotPay } from './gatekeeper.ts'
import { innerCases } from './inner-hops.ts'
import { budgetOf, type Filter, freePart, type Paying, type Plan, plan, reason } from './plan.ts'
import { type MayPay, type Sent, sendAll } from './send.ts'
import { shardName } from './shards.ts'
import { withUnreadable } from './unseen.ts'

/** Everything that a run needs, read and checked before it starts. */
export interface Job {
  readonly target: Target
  readonly filter: Filter
  /** Which part of the run this is; null for all of it. */
  readonly shard: Shard | null
  readonly maxPaidImages: number | undefined
  readonly concurrency: number
  /** Time limit of one request, ms. */
  readonly requestMs: number
  /** `at once`: images are drawn beside the probes; `after the probes`: only when those show both operations whole; `never`. */
  readonly paying: Paying
  readonly failOn: FailOn
  readonly knownFailures: readonly KnownFailureEntry[]
  /** The export of APIM_EXPORT, judged; null without one. */
  readonly configuration: ConfigurationReport | null
  /** How far the embedded chain stands in for the export; null when none is rehearsed. */
  readonly rehearsal: Rehearsal | null
  readonly baseline: Baseline | null
  readonly reportFolder: string
  readonly progress: Progress
  /** Takes turns with other runs of this process. */
  readonly judging: LimitFunction
  /** Interrupts what is under way; the run still ends with its reports. */
  readonly signal: AbortSignal
}

export interface Ended {
  readonly run: Run
  /** Of one part of a run that is dealt out. */
  readonly leaveBlob: LeaveBlob | null
}

/**
 * Replays the plan against the target, judges it, narrows down what failed, and says what is wrong.
 * @throws BadConfiguration when the plan costs more than MAX_PAID_IMAGES allows; nothing was sent
 * @throws SuiteFault when the suite itself is broken
 */
export async function runJob(job: Job): Promise<Ended> {
  const startedAt = new Date()
  const planned = plan(job.target, job.filter, job.shard, job.paying)
  const whole = job.shard === null ? undefined : shardName(job.shard)
  const replayer = replayerFor(job, budgetOf(planned, job.maxPaidImages))
  try {
    const sent = await sendAll(planned.cases, sendingOf(job, planned, replayer))
    const readings = readAll(sent.exchanges, job.target, whole)
    const { judgements, leaveBlob } = await job.judging(() => judged(job, planned, sent, readings))
    const narrowing = await narrowDown(job, planned, replayer, judgements, readings)
    const run = conclude({
      ...job,
      rehearsal: job.rehearsal === null ? null : withUnreadable(job.rehearsal, job.configuration?.unread ?? []),
      tier: job.filter.tier,
      judgements,
      readings: readAll([...sent.exchanges, ...narrowing], job.target, whole),
      requestsSent: replayer.requestsSent,
      startedAt,
      durationMs: Date.now() - startedAt.getTime(),
      configuration: readOf(job),
    })
    return { run, leaveBlob }
  } finally {
    replayer.close()
  }
}

function readOf({ configuration }: Job): ReadConfiguration | null {
  if (configuration === null) return null
  const { folder, items, findings, unread, pair } = configuration
  const told = ({ at, sentence }: Doubt): string => `${place(at)}: ${sentence}`
  const unreadable = unread.filter((doubt) => doubt.unreadable && doubt.items.length > 0)
  return { folder, items, findings, unread: unread.map(told), unreadable: unreadable.map(told), pair }
}

/** What is run is judged by how it behaves: where reading it says otherwise, no verdict stands on either alone. */
function exportedOf(job: Job): Exported {
  if (job.rehearsal !== null) return { kind: 'none', because: 'the rehearsal runs the export' }
  const configuration = readOf(job)
  if (configuration === null) return { kind: 'none', because: 'APIM_EXPORT gives no export of API Management to read' }
  return { kind: 'read', configuration }
}

function replayerFor({ target, ...job }: Job, maxPaidImages: number): Replayer {
  return createReplayer({
    key: target.key,
    scheme: target.scheme,
    headers: target.headers,
    secrets: target.innerHops.map(({ key }) => key),
    known: [target.model, target.deployment, target.apiVersion, target.url, ...target.innerHops.map(({ url }) => url)].filter(
      (word) => word !== null,
    ),
    limits: { ...DEFAULT_LIMITS, concurrency: job.concurrency, requestMs: job.requestMs },
    maxPaidImages,
    gallery: { folder: join(job.reportFolder, 'pictures'), reportFolder: job.reportFolder },
    signal: job.signal,
  })
}

function sendingOf(job: Job, planned: Plan, replayer: Replayer): Parameters<typeof sendAll>[1] {
  return {
    async send(one: PlannedCase): Promise<Exchange> {
      job.progress.onSend(one.id)
      const exchange = await replayer.send(one)
      job.progress.onExchange(exchange)
      return exchange
    },
    mayPay: gatekeeper(job, planned),
    burst: (cases) => burstOf(cases, job, replayer),
  }
}

async function burstOf(
  cases: readonly PlannedCase[],
  { progress, signal }: Job,
  replayer: Replayer,
): Promise<readonly Exchange[]> {
  let connections = replayer.keepConnections()
  try {
    return await sendBurst(cases, {
      async send(one) {
        progress.onSend(one.id)
        const exchange = await replayer.send(one, undefined, connections)
        progress.onExchange(exchange)
        return exchange
      },
      async pause(ms, refused) {
        // What idles for so long may be closed by the other side at any time.
        await connections.close()
        connections = replayer.keepConnections()
        progress.onPause(ms, refused)
        await sleep(ms, undefined, { signal }).catch(() => undefined)
      },
    })
  } finally {
    await connections.close()
  }
}

async function judgedForFree(job: Job, planned: Plan, sent: Sent): Promise<readonly Judgement[]> {
  const readings = readAll(sent.exchanges, job.target)
  const { judgements } = await job.judging(() => judged(job, freePart(planned), sent, readings))
  return judgements
}

/** At a gate, images are drawn when everything holds that can be judged without them. */
function gatekeeper(job: Job, planned: Plan): MayPay | null {
  if (job.paying === 'at once') return null
  if (job.paying === 'never') return () => ({ kind: 'chosen', reason: 'GATE_PAID=0: this gate never pays' })
  return async (free) => {
    // What is sent after an interruption ends as interrupted.
    if (job.signal.aborted) return null
    const probes = failedProbes(free.exchanges, job.target)
    const isDecided = probes.length > 0 && job.knownFailures.length === 0
    const judgements = isDecided ? [] : await judgedForFree(job, planned, free)
    const unread = whyNotConformant(readOf(job), judgements)
    const reason = whyNotPay({ ...job, probes, judgements, unread })
    return reason === null ? null : { kind: 'forced', reason }
  }
}

async function judged(job: Job, planned: Plan, sent: Sent, readings: readonly Explained[]): Promise<Judged> {
  const { target, filter, shard, reportFolder } = job
  const { profile, model, deployment } = target
  const selected = planned.requirements.map(({ id }) => id)
  const files = [...new Set(planned.requirements.map(({ area }) => suiteFile(area)))]
  const input = {
    target: { profile, model, deployment },
    selected,
    cases: planned.cases.map(({ id }) => id),
    exchanges: readings.map(({ exchange }) => exchange),
    withheld: sent.withheld,
    stopped: sent.stopped,
    environment: environmentOf(readings),
    exported: exportedOf(job),
    reportFolder,
  }
  const { judgements, leaveBlob } = await judge(input, files, shard)
  return { judgements: settle(requirements, judgements, (row) => reason(row, filter) ?? elsewhere(shard)), leaveBlob }
}

const elsewhere = (shard: Shard | null): string => (shard === null ? 'not judged' : IN_ANOTHER_SHARD)

/** Free requests that tell causes apart, and the failing probes again at each inner hop that may be called directly. */
async function narrowDown(
  { target }: Job,
  { cases }: Plan,
  replayer: Replayer,
  judgements: readonly Judgement[],
  readings: readonly Explained[],
): Promise<readonly Exchange[]> {
  const forFree = new Set(cases.filter(({ images }) => images === 0).map(({ id }) => id))
  const isUnplanned = (exchange: Exchange): boolean => exchange.billing !== 'free' && forFree.has(exchange.case)
  const own = followUps(target, judgements, readings).map((one) => ({ one, destination: undefined }))
  const all = [...own, ...innerCases(target, judgements, readings)]
  const queues = [...groupedBy(all, ({ one }) => one.operation)].map(async ([operation, queue]) => {
    const exchanges: Exchange[] = []
    // Where anything was drawn that ought to be refused, the next one would be paid for as well.
    let isDrawn = readings.some(({ exchange }) => exchange.operation === operation && isUnplanned(exchange))
    for (const { one, destination } of queue) {
      if (isDrawn) break
      const exchange = await replayer.send(one, destination)
      exchanges.push(exchange)
      isDrawn = exchange.billing !== 'free'
    }
    return exchanges
  })
  return (await Promise.all(queues)).flat()
}
