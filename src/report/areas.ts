import type { Judgement, RequirementStatus, Run } from '../model.ts'
import { type Allowance, failures } from './failures.ts'

/** One line of the checklist as the person who asked for it names its parts. */
export interface AreaRow {
  readonly area: string
  readonly result: 'pass' | 'FAIL' | 'warning' | 'known to fail' | 'not judged' | 'not run' | 'not applicable'
  readonly counts: Readonly<Record<RequirementStatus, number>>
}

/** These come first, in this order; the other areas follow as they come. */
const first = ['text-to-image', 'single-image edit', 'multi-image edit', 'authentication']

export function areaRows({ requirements, ...allowance }: Pick<Run, 'requirements'> & Allowance): readonly AreaRow[] {
  const areas = [...new Set([...first, ...requirements.map(({ area }) => area)])]
  return areas.flatMap((area) => {
    const judgements = requirements.filter((judgement) => judgement.area === area)
    return judgements.length === 0 ? [] : [{ area, result: resultOf(judgements, allowance), counts: countsOf(judgements) }]
  })
}

function resultOf(judgements: readonly Judgement[], allowance: Allowance): AreaRow['result'] {
  const { fatal, warnings, known } = failures(judgements, allowance)
  const has = (...statuses: RequirementStatus[]): boolean => judgements.some(({ status }) => statuses.includes(status))
  if (fatal.length > 0) return 'FAIL'
  if (has('unjudged')) return 'not judged'
  if (known.length > 0) return 'known to fail'
  if (has('blocked')) return 'not judged'
  if (warnings.length > 0) return 'warning'
  if (has('passed')) return 'pass'
  return has('not-run') ? 'not run' : 'not applicable'
}

function countsOf(judgements: readonly Judgement[]): AreaRow['counts'] {
  const counts = { passed: 0, failed: 0, blocked: 0, 'not-applicable': 0, unjudged: 0, 'not-run': 0 }
  for (const { status } of judgements) counts[status] += 1
  return counts
}
