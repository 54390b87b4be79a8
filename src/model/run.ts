import type { AttributedExchange, CauseName, ChecklistItem, Diagnosis, FailOn, Hop, Judgement, Tier } from '../model.ts'

/** A finished run: what every report is written from. The file `conformance.json` is this, plus its schema version. */
export interface Run {
  readonly verdict: 'conformant' | 'nonconformant' | 'unjudged'
  /** One sentence: why the verdict is what it is. */
  readonly reason: string
  readonly target: {
    readonly url: string
    readonly profile: string
    readonly chain: readonly Hop[]
    readonly embedded: boolean
    /** What the images were asked of. */
    readonly model: string
    /** Null where any deployment will do. */
    readonly deployment: string | null
  }
  readonly tier: Tier
  readonly failOn: FailOn
  readonly startedAt: string
  readonly durationMs: number
  readonly paidImages: number
  readonly possiblyPaid: number
  readonly requestsSent: number
  readonly requirements: readonly Judgement[]
  readonly checklist: readonly ChecklistItem[]
  readonly diagnoses: readonly Diagnosis[]
  readonly exchanges: readonly AttributedExchange[]
  /** The requirements that KNOWN_FAILURES names; empty when there is no such file. */
  readonly knownFailures: readonly KnownFailure[]
  /** Null when APIM_EXPORT is not set. */
  readonly configuration: Configuration | null
  /** Null unless the export of APIM_EXPORT was rehearsed in the embedded chain. */
  readonly rehearsal: Rehearsal | null
  /** Which part of a run that was dealt out to several machines; null for a whole one. */
  readonly shard: Shard | null
  readonly changes: Changes | null
}

/** One of `count` parts of a run, counted from 1. */
export interface Shard {
  readonly index: number
  readonly count: number
}

/** How far the embedded chain can stand in for the API Management that an export was taken from. */
export interface Rehearsal {
  /** What no export shows and the rehearsal took for granted, a sentence each. */
  readonly assumptions: readonly string[]
  /** What lies on the way of the two operations and could not be run. */
  readonly notRun: readonly NotRun[]
}

/** Something in an export that the embedded chain cannot do as API Management would. */
export interface NotRun {
  /** Relative to the export folder. */
  readonly file: string
  readonly line: number
  /** Name of the policy statement, or of the part of the export. */
  readonly element: string
  readonly reason: string
  /** What was done in its place. */
  readonly instead: string
  /** Items of the checklist that it may decide, which this run can therefore not show. */
  readonly items: readonly number[]
}

/** What the export of APIM_EXPORT shows, before it is set beside what the gateway does. */
export interface ReadConfiguration {
  readonly folder: string
  /** Items 1 to 5 of the checklist, judged from the export alone; evidence begins with `file:line`. */
  readonly items: readonly ChecklistItem[]
  readonly findings: readonly ConfigurationFinding[]
  /** What could not be read or told, each a sentence with file and line. */
  readonly unread: readonly string[]
  /** Those of them that are documents on the way of the pair which cannot be read at all. */
  readonly unreadable: readonly string[]
  /** The effective policies of generations and edits as a diff. */
  readonly pair: string
}

/** What the export of APIM_EXPORT shows, beside what the gateway does. */
export interface Configuration extends ReadConfiguration {
  readonly sideBySide: readonly SideBySide[]
}

export interface ConfigurationFinding {
  readonly item: number | null
  readonly cause: CauseName
  readonly level: 'broken' | 'breaks-streams' | 'warning'
  readonly sentence: string
  /** Relative to the export folder. */
  readonly file: string
  readonly line: number
  readonly remedy: string
}

/** One item of the checklist as the export has it and as the gateway behaves. */
export interface SideBySide {
  readonly item: number
  readonly configuration: ChecklistItem['status']
  readonly behaviour: ChecklistItem['status']
  /** False is a finding of its own: what is published is not what is in the export, or something outside it is wrong. */
  readonly agrees: boolean
  readonly sentence: string
}

/** An item that the export has right and the gateway fails at, or at another one of those that may be broken. */
export interface Contradiction {
  readonly item: number
  /** What else than another published configuration it may come of; null for nothing else. */
  readonly outside: string | null
}

/** A requirement that is known to fail, and what became of it in this run. `stale`: it passes again, which fails the run. */
export interface KnownFailure {
  readonly id: string
  readonly reason: string
  readonly state: 'still-failing' | 'stale' | 'not-judged'
}

/** What is different from an earlier run. */
export interface Changes {
  /** The earlier run. */
  readonly comparedWith: { readonly startedAt: string; readonly url: string; readonly profile: string; readonly tier: string }
  /** Passed earlier and fails now. */
  readonly newlyBroken: readonly string[]
  /** Fails now and was not judged earlier, so it may be old. */
  readonly newlySeen: readonly string[]
  readonly fixed: readonly string[]
  readonly movedHop: readonly { readonly id: string; readonly from: string; readonly to: string }[]
  /** Failed earlier and not judged now, which is not the same as fixed. */
  readonly notReached: readonly string[]
  /** Passed earlier and could not be judged now, though it was due. */
  readonly noLongerJudged: readonly string[]
  /** Cases that took longer than noise explains (src/report/history.ts says what noise is). */
  readonly slower: readonly { readonly case: string; readonly beforeMs: number; readonly nowMs: number }[]
}
