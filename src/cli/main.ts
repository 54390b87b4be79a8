import pLimit from 'p-limit'
import { whyNotApplicable } from '../judging/applies.ts'
import type { Rehearsal, Run } from '../model.ts'
import { createProgress } from '../report/progress.ts'
import { exitStatus } from '../report/verdict.ts'
import { clearReports } from '../report/write.ts'
import { baselineOf, configurationOf, knownFailuresOf, reportFolderOf, type Targets, targetsOf } from '../run/jobs.ts'
import { type Filter, mustSelect, type Paying, plan } from '../run/plan.ts'
import { type Ended, runJob } from '../run/run.ts'
import { environment } from '../target/environment.ts'
import type { Target } from '../target/target.ts'
import { ARGUMENTS, BadConfiguration, readSettings, type Settings } from '../target/variables.ts'
import { type Arguments, readArguments } from './arguments.ts'
import { type Io, refused, reported } from './ending.ts'
import { listing, planLine } from './list.ts'
import { proxyLine } from './proxy-line.ts'
import { usage } from './usage.ts'

/** A gate needs a target and pays last, or never; a rehearsal runs an export in the embedded chain. */
type Command = 'test' | 'gate' | 'rehearse'

/** What `npm test`, `npm run gate` and `npm run rehearse` have in common. */
export async function main(argv: readonly string[], command: Command, io: Io): Promise<0 | 1 | 2> {
  let settings: Settings | null = null
  let targets: Started | null = null
  try {
    const asked = readArguments(argv)
    if (asked.help) {
      io.out.write(usage(command))
      return 0
    }
    if (command === 'gate' && asked.shard !== null) throw NO_PART_OF_A_GATE
    settings = readSettings(variablesFor(command, environment('.env', io.env)))
    mustSelect({ ...asked, tier: settings.TIER })
    targets = command === 'rehearse' ? await staged(settings) : { ...(await targetsOf(settings)), rehearsal: null }
    if (asked.list) {
      for (const target of targets.targets)
        io.out.write(listing(target, { ...asked, tier: settings.TIER }, asked.shard, payingOf(command, settings)))
      return 0
    }
    const runs = await runAll(targets, asked, settings, command, io)
    return worst(runs.map(exitStatus))
  } catch (error) {
    return await refused(error, settings, io)
  } finally {
    await targets?.close()
  }
}

/** Each part would decide by its own probes, and pay where another part has seen one fail. */
const NO_PART_OF_A_GATE = new BadConfiguration([
  {
    variable: ARGUMENTS,
    fault: 'A gate cannot be dealt out with --shard: it pays only when everything free holds, and a part sees its own share only',
    example: 'npm run gate (whole), or npm test -- --shard 1/3',
  },
])

interface Started extends Targets {
  readonly rehearsal: Rehearsal | null
}

/** Loaded late: only a rehearsal needs what reads exports. */
async function staged(settings: Settings): Promise<Started> {
  const { rehearsed } = await import('../run/rehearsal.ts')
  return rehearsed(settings)
}

/** What points at a gateway, opens it or limits what it may cost: a rehearsal has no use for any of it. */
const ACCESS = [
  'TARGET_URL',
  'TARGET_API_KEY',
  'TARGET_HEADERS',
  'APIM_URL',
  'APIM_KEY',
  'AOAI_URL',
  'AOAI_KEY',
  'REQUIRE_TARGET',
  'MAX_PAID_IMAGES',
]

function variablesFor(command: Command, env: ReturnType<typeof environment>): ReturnType<typeof environment> {
  if (command === 'gate') return { ...env, REQUIRE_TARGET: '1' }
  return command === 'test' ? env : Object.fromEntries(Object.entries(env).filter(([name]) => !ACCESS.includes(name)))
}

const payingOf = (command: Command, { GATE_PAID }: Settings): Paying =>
  command !== 'gate' ? 'at once' : GATE_PAID ? 'after the probes' : 'never'

async function runAll(
  { targets: all, rehearsal }: Started,
  asked: Arguments,
  settings: Settings,
  command: Command,
  io: Io,
): Promise<readonly Run[]> {
  const filter: Filter = { ...asked, tier: settings.TIER }
  const targets = concerned(all, filter)
  const shared = {
    filter,
    shard: asked.shard,
    maxPaidImages: settings.MAX_PAID_IMAGES,
    concurrency: settings.MAX_CONCURRENCY,
    requestMs: settings.REQUEST_TIMEOUT_MS,
    paying: payingOf(command, settings),
    rehearsal,
    failOn: settings.FAIL_ON ?? 'MUST',
    knownFailures: knownFailuresOf(settings),
    baseline: baselineOf(settings),
    signal: io.signal,
    // vitest judges one run at a time in this process.
    judging: pLimit(1),
  } as const
  const jobs = await Promise.all(
    targets.map(async (target, index) => ({
      target,
      configuration: await configurationOf(settings, target),
      reportFolder: reportFolderOf(settings.REPORT_DIR, index, target),
    })),
  )
  for (const { reportFolder } of jobs) await clearReports(reportFolder)
  for (const target of targets) if (target.embedded) io.out.write(`${opening(target, settings, rehearsal)}\n`)
  for (const line of targets.map(({ url }) => proxyLine(url, io.env))) if (line !== null) io.out.write(`${line}\n`)
  const plans = targets.map((target) => plan(target, filter, asked.shard, shared.paying))
  // The other tiers always send the same; what the full tier costs hangs on what the profile offers.
  if (filter.tier === 'full')
    for (const [index, target] of targets.entries()) {
      const planned = plans[index]
      if (planned !== undefined) io.out.write(`${planLine(target, planned, filter)}\n`)
    }
  const progress = createProgress(
    io.out,
    plans.reduce((sum, { cases }) => sum + cases.length, 0),
  )
  const run = async ({ reportFolder, ...job }: (typeof jobs)[number]) => ({
    ...(await runJob({ ...shared, ...job, reportFolder, progress })),
    reportFolder,
  })
  const ended = await Promise.all(jobs.map(run)).finally(() => progress.close())
  // The worst last, of equal ones the first: the last line is the one that is read, and says what the exit status says.
  const badness = ({ run }: Ended): number => WORSE.indexOf(exitStatus(run))
  const inTurn = ended.toReversed().toSorted((one, other) => badness(one) - badness(other))
  for (const { run, leaveBlob, reportFolder } of inTurn) await reported(run, reportFolder, io, leaveBlob)
  return ended.map(({ run }) => run)
}

/** Of several targets those that have something of what the filter asks for: the others would be runs of nothing. All, where none has. */
function concerned(targets: readonly Target[], filter: Filter): readonly Target[] {
  const some = targets.filter((target) => {
    const { requirements, cases } = plan(target, filter)
    const ids = cases.map(({ id }) => id)
    // What looks at an export has nothing to look at where there is no API Management.
    const isOfNoHop = (row: (typeof requirements)[number]) => row.inExport !== undefined && !target.profile.chain.includes('apim')
    return requirements.some((row) => !isOfNoHop(row) && whyNotApplicable(row, target.profile, ids) === null)
  })
  return some.length === 0 ? targets : some
}

/** The first line says so whenever no real gateway is called. */
function opening({ profile, url }: Target, { APIM_EXPORT }: Settings, rehearsal: Rehearsal | null): string {
  const chain = `the embedded reference chain (${profile.chain.join(' → ')}) at ${url}`
  return rehearsal === null
    ? `No TARGET_URL is set: this replays against ${chain}, no real gateway is called.`
    : `Rehearsal: the export ${APIM_EXPORT} runs in ${chain}, no real gateway is called.`
}

/** A target that is known to be wrong weighs more than one that could not be judged. */
const WORSE = [0, 2, 1] as const
const worst = (statuses: readonly (0 | 1 | 2)[]): 0 | 1 | 2 =>
  statuses.length === 0 ? 2 : (WORSE.findLast((status) => statuses.includes(status)) ?? 2)
