import type { FailOn, Run, Tier } from '../model.ts'

/** The report of a run that could not begin: unjudged, with the reason. Nothing was sent. */
export function unjudgedRun(reason: string, { tier, failOn }: { tier: Tier; failOn: FailOn }, now: Date): Run {
  return {
    verdict: 'unjudged',
    reason,
    target: { url: '', profile: '', chain: [], embedded: false, model: '', deployment: null },
    tier,
    failOn,
    startedAt: now.toISOString(),
    durationMs: 0,
    paidImages: 0,
    possiblyPaid: 0,
    requestsSent: 0,
    requirements: [],
    checklist: [],
    diagnoses: [],
    exchanges: [],
    knownFailures: [],
    configuration: null,
    rehearsal: null,
    shard: null,
    changes: null,
  }
}
