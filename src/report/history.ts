import type { Changes, Run } from '../model.ts'
import { violations } from '../schemas.ts'
import { BadConfiguration } from '../target/variables.ts'
import { isSameTarget } from './changes.ts'

/** What is read of an earlier `conformance.json`: the part of the contract that a comparison needs. */
export interface Baseline {
  readonly startedAt: string
  readonly tier: string
  readonly target: { readonly url: string; readonly profile: string }
  readonly requirements: readonly { readonly id: string; readonly status: string; readonly exchanges: readonly string[] }[]
  readonly diagnoses: readonly { readonly hop: string; readonly affects: readonly string[] }[]
  readonly exchanges: readonly {
    readonly id: string
    readonly case: string
    readonly response: { readonly status: number | null } | null
    readonly durationMs: number
    readonly attribution: { readonly answeredBy: string }
  }[]
}

/**
 * Reads the text of an earlier report; `path` is for the messages.
 * @throws BadConfiguration naming BASELINE and what is wrong with the file
 */
export function readBaseline(text: string, path: string): Baseline {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw badBaseline(`${path} is not JSON; it must be a whole conformance.json of an earlier run`)
  }
  const version = typeof value === 'object' && value !== null && 'schemaVersion' in value ? value.schemaVersion : undefined
  if (version === undefined) throw badBaseline(`${path} has no "schemaVersion", so it is no conformance.json`)
  if (version !== '1.0')
    throw badBaseline(`${path} has schemaVersion ${JSON.stringify(version)}, and this version compares with "1.0" only`)
  const wrong = violations('report', value)
  if (!isBaseline(value, wrong)) throw badBaseline(`${path} is damaged: ${wrong.join('; ')}`)
  return value
}

export const badBaseline = (fault: string): BadConfiguration =>
  new BadConfiguration([{ variable: 'BASELINE', fault, example: 'last-night/conformance.json' }])

/** The schema demands more than the type: tests/report reads a whole run back. */
function isBaseline(_value: unknown, wrong: readonly string[]): _value is Baseline {
  return wrong.length === 0
}

/** What is different from an earlier run. A requirement that was not judged now is never called fixed. */
export function compare(before: Baseline, now: Run): Changes {
  const then = new Map(before.requirements.map(({ id, status }) => [id, status]))
  const today = new Map<string, string>(now.requirements.map(({ id, status }) => [id, status]))
  const failing = [...today].filter(([, status]) => status === 'failed').map(([id]) => id)
  const failedThen = [...then].filter(([, status]) => status === 'failed').map(([id]) => id)
  return {
    comparedWith: { startedAt: before.startedAt, url: before.target.url, profile: before.target.profile, tier: before.tier },
    newlyBroken: failing.filter((id) => then.get(id) === 'passed'),
    newlySeen: failing.filter((id) => then.get(id) !== 'passed' && then.get(id) !== 'failed'),
    fixed: failedThen.filter((id) => today.get(id) === 'passed'),
    movedHop: failing.filter((id) => then.get(id) === 'failed').flatMap((id) => moved(id, before, now)),
    notReached: failedThen.filter((id) => today.get(id) !== 'passed' && today.get(id) !== 'failed'),
    noLongerJudged: [...today].filter(([id, status]) => status === 'unjudged' && then.get(id) === 'passed').map(([id]) => id),
    slower: slower(before, now),
  }
}

/** Where a failure shows: the hop to fix, else the hop that answered. A hop that could not be told has not moved. */
function moved(id: string, before: Baseline, now: Baseline): Changes['movedHop'] {
  for (const hopOf of [faultyHop, answeringHop]) {
    const from = hopOf(id, before)
    const to = hopOf(id, now)
    if (from !== null && to !== null && from !== to) return [{ id, from, to }]
  }
  return []
}

function faultyHop(id: string, { diagnoses }: Baseline): string | null {
  return known(diagnoses.find(({ affects }) => affects.includes(id))?.hop)
}

function answeringHop(id: string, { requirements, exchanges }: Baseline): string | null {
  const cited = requirements.find((requirement) => requirement.id === id)?.exchanges.at(0)
  return known(exchanges.find((exchange) => exchange.id === cited)?.attribution.answeredBy)
}

const known = (hop: string | undefined): string | null => (hop === undefined || hop === 'unknown' ? null : hop)

/**
 * Noise: one call is one sample, and images of the same size take 10 to 60 s on a day like any other. So a case is slower only
 * when it takes both twice as long and a noticeable time longer: 1 s for a refusal, 15 s for an image. Answers with different
 * statuses are different things and are not compared, nor are runs against different targets.
 */
const noise = { factor: 2, ms: 1000, imageMs: 15_000 } as const

function slower(before: Baseline, now: Run): Changes['slower'] {
  if (!isSameTarget(before.target.url, now.target)) return []
  return [...new Set(now.exchanges.map((exchange) => exchange.case))].flatMap((name) => {
    const calls = now.exchanges.filter((exchange) => exchange.case === name && answered(exchange))
    const earlier = before.exchanges.filter((exchange) => exchange.case === name && answered(exchange))
    const nowMs = median(calls)
    const beforeMs = median(earlier)
    if (nowMs === null || beforeMs === null || calls[0]?.response?.status !== earlier[0]?.response?.status) return []
    const least = calls.some(({ billing }) => billing !== 'free') ? noise.imageMs : noise.ms
    return nowMs >= beforeMs * noise.factor && nowMs - beforeMs >= least ? [{ case: name, beforeMs, nowMs }] : []
  })
}

const answered = ({ response }: Baseline['exchanges'][number]): boolean => response !== null && response.status !== null

function median(calls: readonly { readonly durationMs: number }[]): number | null {
  const sorted = calls.map(({ durationMs }) => durationMs).sort((one, other) => one - other)
  return sorted[Math.floor(sorted.length / 2)] ?? null
}
