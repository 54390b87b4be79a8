import type { Judgement, Level } from '../model.ts'
import type { Requirement } from '../requirements.ts'

/**
 * The judgements of the whole table, in its order: what the suites said, `blocked` where the requirement that another one
 * needs has failed, and `not-run` for what this run did not select.
 */
export function settle(
  table: readonly Requirement[],
  judged: readonly Judgement[],
  whyNotRun: (row: Requirement) => string,
): readonly Judgement[] {
  const byId = new Map(judged.map((judgement) => [judgement.id, judgement]))
  /** The failed requirement at the root of the chain of needs, if there is one. */
  const blocker = (id: string | undefined): string | null => {
    if (id === undefined) return null
    const needed = table.find((row) => row.id === id)
    return blocker(needed?.needs) ?? (byId.get(id)?.status === 'failed' ? id : null)
  }
  return table.map((row): Judgement => {
    const judgement = byId.get(row.id) ?? notRun(row, whyNotRun(row))
    const blockedBy = judgement.status === 'passed' || judgement.status === 'failed' ? blocker(row.needs) : null
    return blockedBy === null
      ? judgement
      : { ...judgement, status: 'blocked', blockedBy, problems: [], message: `${blockedBy} failed` }
  })
}

const notRun = (row: Requirement, message: string): Judgement => ({
  id: row.id,
  area: row.area,
  level: levelOf(row),
  title: row.sentence,
  status: 'not-run',
  message,
  problems: [],
  blockedBy: null,
  exchanges: [],
})

/** The word that the sentence begins with. */
export function levelOf({ sentence }: Requirement): Level {
  return sentence.startsWith('MUST') ? 'MUST' : sentence.startsWith('SHOULD') ? 'SHOULD' : 'MAY'
}
