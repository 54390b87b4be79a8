import { createHash } from 'node:crypto'
import type { Explained } from '../diagnosis/environment.ts'
import { readAll } from '../diagnosis/read-all.ts'
import { groupedBy } from '../grouped.ts'
import type { AttributedExchange, Configuration, FailOn, Judgement, RequirementStatus, Run, Shard } from '../model.ts'
import type { Baseline } from '../report/history.ts'
import type { KnownFailureEntry } from '../report/known-failures.ts'
import { requirements } from '../requirements.ts'
import type { Target } from '../target/target.ts'
import { ARGUMENTS, BadConfiguration } from '../target/variables.ts'
import { conclude } from './conclude.ts'
import { shardName } from './shards.ts'

/** The report of one shard and where it was found. */
export interface Part {
  readonly folder: string
  readonly run: Run
}

type Parts = readonly [Part, ...Part[]]

interface Together {
  readonly target: Target
  /** Null: those that the shards were run with. */
  readonly knownFailures: readonly KnownFailureEntry[] | null
  /** Null: that of the shards. */
  readonly failOn: FailOn | null
  readonly baseline: Baseline | null
}

/**
 * One run from the reports of its shards, with one verdict and one diagnosis. Nothing is sent.
 * @throws BadConfiguration when the reports are not shards of one run
 */
export function merge(parts: Parts, { target, knownFailures, failOn, baseline }: Together): Run {
  requireShards(parts)
  const { tier, configuration, rehearsal } = parts[0].run
  const runs = parts.map(({ run }) => run)
  const together = runs.reduce(added, { exchanges: [], judgements: [], shards: new Map() })
  const began = Math.min(...runs.map(({ startedAt }) => Date.parse(startedAt)))
  const ended = Math.max(...runs.map(({ startedAt, durationMs }) => Date.parse(startedAt) + durationMs))
  const known = runs.flatMap((run) => run.knownFailures.map(({ id, reason }) => ({ id, reason, line: 0 })))
  const whole = conclude({
    target,
    tier,
    failOn: failOn ?? parts[0].run.failOn,
    judgements: inOrder(together.judgements),
    readings: readingsOf(together, target),
    requestsSent: runs.reduce((sum, { requestsSent }) => sum + requestsSent, 0),
    startedAt: new Date(began),
    durationMs: ended - began,
    knownFailures: knownFailures ?? known.filter(({ id }, index) => known.findIndex((other) => other.id === id) === index),
    configuration,
    rehearsal,
    shard: null,
    baseline,
  })
  return withMissing(whole, missing(runs.map(({ shard }) => shard)))
}

/** What a shard must have in common with the first one. */
const SHARED: readonly { readonly what: string; readonly of: (run: Run) => string }[] = [
  { what: 'profile', of: ({ target }) => target.profile },
  // Every shard starts an embedded chain of its own, on a port of its own.
  { what: 'target', of: ({ target }) => (target.embedded ? 'the embedded chain' : target.url) },
  { what: 'TARGET_MODEL', of: ({ target }) => target.model },
  { what: 'TARGET_DEPLOYMENT', of: ({ target }) => target.deployment ?? 'none' },
  { what: 'export', of: ({ configuration }) => (configuration === null ? 'none' : contentOf(configuration)) },
  { what: 'tier', of: ({ tier }) => tier },
  { what: 'FAIL_ON', of: ({ failOn }) => failOn },
  { what: 'number of shards', of: ({ shard }) => String(shard?.count) },
]

/** What an export says, wherever a machine has it. */
function contentOf({ items, findings, unread, pair }: Configuration): string {
  const hash = createHash('sha256').update(JSON.stringify([items, findings, unread, pair]))
  return `with the content ${hash.digest('hex').slice(0, 8)}`
}

function requireShards(parts: Parts): void {
  const [first] = parts
  for (const { folder, run } of parts)
    if (run.shard === null) throw bad(`name ${folder}, which is no report of a shard: ${run.reason}`)
  for (const [index, { folder, run }] of parts.entries()) {
    const twin = parts.slice(0, index).find((other) => other.run.shard?.index === run.shard?.index)
    if (twin !== undefined) throw bad(`name ${twin.folder} and ${folder}, which are both shard ${run.shard?.index}`)
    const differs = SHARED.find(({ of }) => of(run) !== of(first.run))
    if (differs !== undefined)
      throw bad(
        `name ${first.folder} and ${folder}, which are no shards of one run: ${differs.what} ${differs.of(first.run)} and ${differs.of(run)}`,
      )
  }
}

export const bad = (fault: string): BadConfiguration =>
  new BadConfiguration([{ variable: ARGUMENTS, fault, example: 'npm run merge -- reports-1 reports-2 reports-3' }])

interface Merged {
  readonly exchanges: readonly AttributedExchange[]
  readonly judgements: readonly Judgement[]
  /** The shard of each exchange, by its ID. */
  readonly shards: ReadonlyMap<string, string>
}

/** Nobody answered a machine that is kept out, whatever the others got: what it sent is read by itself. */
function readingsOf({ exchanges, shards }: Merged, target: Target): readonly Explained[] {
  const silent = [...groupedBy(exchanges, ({ id }) => shards.get(id))]
    .filter(([, own]) => own.every(({ response }) => response === null))
    .flatMap(([shard, own]) => readAll(own, target, shard))
  const apart = new Map(silent.map((reading) => [reading.exchange.id, reading]))
  return readAll(exchanges, target).map((reading) => apart.get(reading.exchange.id) ?? reading)
}

/**
 * Adds a shard. A free request that several shards sent and that got the same answer each time is kept once; where the
 * answers differ all are kept, which is what is wrong with such a target.
 */
function added(before: Merged, run: Run): Merged {
  const suffix = `@${run.shard?.index}`
  const twins = new Map(
    run.exchanges.flatMap((exchange) => {
      const twin = before.exchanges.find(
        (other) => other.case === exchange.case && other.sentTo === exchange.sentTo && alike(other, exchange),
      )
      return twin === undefined ? [] : [[exchange.id, twin.id] as const]
    }),
  )
  const taken = new Set(before.exchanges.map(({ id }) => id))
  const renamed = (id: string): string => twins.get(id) ?? (taken.has(id) ? `${id}${suffix}` : id)
  const own = run.exchanges
    .filter(({ id }) => !twins.has(id))
    .map((exchange) => moved({ ...exchange, id: renamed(exchange.id) }, run.shard))
  const name = run.shard === null ? 'no shard' : shardName(run.shard)
  return {
    exchanges: [...before.exchanges, ...own],
    shards: new Map([...before.shards, ...own.map(({ id }) => [id, name] as const)]),
    judgements: [
      ...before.judgements,
      ...run.requirements.map((judgement) => ({
        ...judgement,
        exchanges: judgement.exchanges.map(renamed),
        problems: judgement.problems.map((problem) => ({ ...problem, exchange: renamed(problem.exchange) })),
      })),
    ],
  }
}

const alike = (one: AttributedExchange, other: AttributedExchange): boolean =>
  one.billing === 'free' &&
  other.billing === 'free' &&
  one.response?.status === other.response?.status &&
  one.failure?.kind === other.failure?.kind &&
  one.attribution.answeredBy === other.attribution.answeredBy

/** Pictures of a shard lie in a folder of its own. */
const moved = (exchange: AttributedExchange, shard: Shard | null): AttributedExchange =>
  placed(exchange, (file) => file.replace(/^pictures\//, `pictures/${shard?.index}/`))

/** The run with each picture at its place among the reports; null for one that is not there. */
export const withPictures = (run: Run, place: Place): Run => ({
  ...run,
  exchanges: run.exchanges.map((exchange) => placed(exchange, place)),
})

type Place = (file: string) => string | null

function placed(exchange: AttributedExchange, place: Place): AttributedExchange {
  const { response } = exchange
  if (response === null) return exchange
  const pictures = response.pictures.map((picture) =>
    picture.kind === 'decoded' && picture.file !== null ? { ...picture, file: place(picture.file) } : picture,
  )
  return { ...exchange, response: { ...response, pictures } }
}

/** Where several shards judged a requirement, what counts most is kept. */
const WEIGHT: readonly RequirementStatus[] = ['failed', 'blocked', 'unjudged', 'passed', 'not-applicable', 'not-run']

const inOrder = (judgements: readonly Judgement[]): readonly Judgement[] =>
  requirements.flatMap(({ id }) => {
    const own = judgements.filter((judgement) => judgement.id === id)
    return own.toSorted((one, other) => WEIGHT.indexOf(one.status) - WEIGHT.indexOf(other.status)).slice(0, 1)
  })

function missing(shards: readonly (Shard | null)[]): readonly string[] {
  const count = shards[0]?.count ?? 0
  const numbers = Array.from({ length: count }, (_, index) => index + 1)
  return numbers.filter((number) => !shards.some((shard) => shard?.index === number)).map((number) => `${number}/${count}`)
}

/** What was not looked at may be broken. */
function withMissing(run: Run, lost: readonly string[]): Run {
  if (lost.length === 0 || run.verdict === 'nonconformant') return run
  return {
    ...run,
    verdict: 'unjudged',
    reason: `the report of shard ${lost.join(', ')} is missing; of the others: ${run.reason}`,
  }
}
