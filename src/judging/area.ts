import { AssertionError } from 'node:assert'
import { describe, inject, type TestContext, test } from 'vitest'
import { NotObservable } from '../checks/check.ts'
import type { AttributedExchange, Judgement, Problem, ReadConfiguration } from '../model.ts'
import { partOf } from '../requirements/exported.ts'
import { type Area, type Requirement, requirements } from '../requirements.ts'
import { whyNotApplicable } from './applies.ts'
import { attachEvidence } from './evidence.ts'
import type { JudgingInput } from './input.ts'
import { matches } from './matches.ts'
import { levelOf } from './settle.ts'
import './matchers.ts'

type Judge = (...exchanges: readonly AttributedExchange[]) => void

interface Sentences {
  /** Says how a requirement of the table is judged, from the exchanges of its cases in the order of the row. */
  readonly requirement: (id: string, judge: Judge) => void
  /** The same for what is judged from the part of an export that the row looks at, and from no exchange. */
  readonly requirementOfExport: (id: string, judge: (part: ReadConfiguration) => void) => void
  readonly target: JudgingInput['target']
}

/**
 * One area of the checklist: a vitest suite whose tests judge what was sent and answered before.
 * @throws TypeError for an ID that the table does not have in this area, or that is judged from something else
 */
export function area(name: Area, define: (sentences: Sentences) => void): void {
  const input = inject('judging')
  const rowOf = (id: string): Requirement => {
    const row = requirements.find((candidate) => candidate.id === id && candidate.area === name)
    if (row === undefined) throw new TypeError(`the table of requirements has no ${id} in the area ${name}`)
    return row
  }
  const requirement = (id: string, judge: Judge): void => {
    const row = rowOf(id)
    if (input.selected.includes(id)) test(`${id} ${row.sentence}`, (context) => judged(row, judge, input, context))
  }
  const requirementOfExport: Sentences['requirementOfExport'] = (id, judge) => {
    const { inExport } = rowOf(id)
    if (inExport === undefined) throw new TypeError(`the row of ${id} looks at no export`)
    requirement(id, () => judge(partOf(configurationOf(input), inExport)))
  }
  describe(name, () => define({ requirement, requirementOfExport, target: input.target }))
}

/** @throws NotObservable when there is no export to judge */
function configurationOf({ exported }: JudgingInput): ReadConfiguration {
  if (exported.kind === 'none') throw new NotObservable(exported.because)
  return exported.configuration
}

async function judged(row: Requirement, judge: Judge, input: JudgingInput, context: TestContext): Promise<void> {
  const wanted = row.on.map((pattern) => input.cases.filter((id) => matches(pattern, id)))
  const exchanges = wanted.flat().flatMap((id) => input.exchanges.filter((exchange) => exchange.case === id))
  const settle = (status: Judgement['status'], message: string, problems: readonly Problem[] = []): void => {
    context.task.meta.judgement = {
      id: row.id,
      area: row.area,
      level: levelOf(row),
      title: row.sentence,
      status,
      message,
      problems,
      blockedBy: null,
      exchanges: exchanges.map((exchange) => exchange.id),
    }
  }
  const setAside = reasonToSetAside(row, wanted, exchanges, input)
  const skip = ({ status, message }: SetAside): never => {
    settle(status, message)
    return context.skip(message)
  }
  if (setAside !== null && !setAside.mayFail) return skip(setAside)
  try {
    judge(...exchanges)
  } catch (error) {
    if (error instanceof NotObservable) {
      if (setAside !== null) return skip(setAside)
      settle('not-applicable', `not observable: ${error.message}`)
      return context.skip(error.message)
    }
    settle('failed', error instanceof Error ? error.message : String(error), problemsOf(error))
    await attachEvidence('failed', exchanges, input.reportFolder)
    throw error
  }
  if (setAside !== null) return skip(setAside)
  settle('passed', '')
  await attachEvidence('passed', exchanges, input.reportFolder)
}

interface SetAside {
  readonly status: 'not-applicable' | 'not-run' | 'unjudged'
  readonly message: string
  /** What is missing was held back because of what came: that may be what fails. */
  readonly mayFail: boolean
}

/** Why a requirement cannot be judged in this run, or cannot pass; null when it can. */
function reasonToSetAside(
  row: Requirement,
  wanted: readonly (readonly string[])[],
  exchanges: readonly AttributedExchange[],
  input: JudgingInput,
): SetAside | null {
  const inapplicable = whyNotApplicable(row, input.target.profile, input.cases)
  if (inapplicable !== null) return { status: 'not-applicable', message: inapplicable, mayFail: false }
  const missing = wanted.flat().filter((id) => !exchanges.some((exchange) => exchange.case === id))
  if (missing[0] !== undefined && (exchanges.length === 0 || row.on.length > 1))
    return {
      // What was due and not come to is open: what was free may be all that a filter left out.
      status: input.stopped.includes(missing[0]) ? 'unjudged' : 'not-run',
      message: `${missing[0]} was not sent: ${input.withheld[missing[0]] ?? 'not in this run'}`,
      mayFail: input.stopped.includes(missing[0]) && exchanges.length > 1,
    }
  const isAnAnswer = (reason: string): boolean => row.limited === 'is an answer' && reason.startsWith('rate-limited')
  const environment = exchanges
    .map(({ id }) => input.environment[id])
    .find((reason) => reason !== undefined && !isAnAnswer(reason))
  return environment === undefined ? null : { status: 'unjudged', message: environment, mayFail: false }
}

/** The problems of a failed matcher (vitest hands the received value on as `actual`). */
function problemsOf(error: unknown): readonly Problem[] {
  const actual = error instanceof Error && 'actual' in error && !(error instanceof AssertionError) ? error.actual : []
  return Array.isArray(actual)
    ? actual.filter((item): item is Problem => typeof item === 'object' && item !== null && 'cause' in item)
    : []
}
