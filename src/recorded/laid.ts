import { CAUSES, type CauseName, type Confidence, HOPS, type Hop, type Json } from '../model.ts'
import { isList, isObject, textOr } from './json.ts'
import type { Cleaner } from './secrets.ts'

/** The cause that an earlier report names for a call: it has seen the other calls of its run, and the export beside them. */
export interface Laid {
  readonly cause: CauseName
  readonly hop: Hop | 'unknown'
  readonly confidence: Confidence
  readonly alternatives: readonly string[]
}

/** What a report says of its calls, by their IDs. */
export interface Reported {
  readonly laid: ReadonlyMap<string, Laid>
  /** Calls with which a failed requirement has a problem. */
  readonly disputed: ReadonlySet<string>
}

/** Null for what is no whole report. */
export function reportedIn(report: Json, clean: Cleaner['text']): Reported | null {
  if (!isObject(report) || !isList(report.diagnoses) || !isList(report.requirements)) return null
  const problems = report.requirements.filter(isObject).map((requirement) => ({
    id: textOr(requirement.id, ''),
    isFailed: requirement.status === 'failed',
    exchanges: list(requirement.problems).flatMap((problem) => (isObject(problem) ? [textOr(problem.exchange, '')] : [])),
  }))
  const diagnoses = report.diagnoses.filter(isObject).flatMap((diagnosis) => {
    const cause = CAUSES.find((name) => name === diagnosis.cause)
    if (cause === undefined) return []
    const hop: Laid['hop'] = HOPS.find((name) => name === diagnosis.hop) ?? 'unknown'
    const confidence = CONFIDENCES.find((name) => name === diagnosis.confidence) ?? 'possible'
    const affects = texts(diagnosis.affects)
    return {
      shown: texts(diagnosis.exchanges),
      following: problems.filter(({ id }) => affects.includes(id)).flatMap(({ exchanges }) => exchanges),
      laid: { cause, hop, confidence, alternatives: texts(diagnosis.alternatives).map(clean) },
    }
  })
  const laid = [
    ...diagnoses.flatMap(({ shown, laid }) => shown.map((id) => [id, laid] as const)),
    ...diagnoses.flatMap(({ following, laid }) => following.map((id) => [id, laid] as const)),
  ]
  return {
    // What shows a cause counts before what only follows from another, and the first of two before the second.
    laid: new Map(laid.toReversed()),
    disputed: new Set(problems.filter(({ isFailed }) => isFailed).flatMap(({ exchanges }) => exchanges)),
  }
}

const CONFIDENCES: readonly Confidence[] = ['certain', 'likely', 'possible']
const list = (value: Json | undefined): readonly Json[] => (isList(value) ? value : [])
const texts = (value: Json | undefined): readonly string[] => list(value).filter((one) => typeof one === 'string')
