import { place } from '../configuration/export.ts'
import type { Judgement, ReadConfiguration, Run } from '../model.ts'
import { brokenBy } from '../requirements/exported.ts'
import { shorten } from './text.ts'

type Told = Pick<Run, 'verdict' | 'reason'>

/**
 * A verdict with what the export leaves open: that the gateway works says nothing of an export that could not be read. Where a
 * document of the pair cannot be read at all, nothing is conformant: it is what the next deployment would publish.
 */
export function withUnread(told: Told, configuration: ReadConfiguration | null, judgements: readonly Judgement[]): Told {
  const { verdict, reason } = withBroken(told, configuration, judgements)
  const open = configuration?.items.filter(({ status }) => status === 'not-observable') ?? []
  const [first] = open
  if (configuration === null || first === undefined) return { verdict, reason }
  const items = `${open.length === 1 ? 'item' : 'items'} ${open.map(({ item }) => item).join(', ')}`
  const because = first.evidence[0] === undefined ? '' : ` (${shorten(first.evidence[0].replace(/[.]+$/, ''), 200)})`
  const untold = `${items} cannot be told from the export${because}`
  return verdict === 'conformant' && configuration.unreadable.length > 0
    ? { verdict: 'unjudged', reason: `${untold}; what was sent holds: ${reason}` }
    : { verdict, reason: `${reason}; ${untold}` }
}

/** An export that is broken is told of also where a filter leaves out the requirement that says so. */
function withBroken(told: Told, configuration: ReadConfiguration | null, judgements: readonly Judgement[]): Told {
  const leftOut = judgements.filter(({ status }) => status === 'not-run').map(({ id }) => id)
  const broken = configuration?.findings.find(
    (finding) => finding.level === 'broken' && brokenBy(finding).some((id) => leftOut.includes(id)),
  )
  if (broken === undefined) return told
  const said = `the export is broken (${place(broken)}: ${broken.sentence.replace(/\.$/, '')}), which the filter leaves unjudged`
  return told.verdict === 'conformant'
    ? { verdict: 'unjudged', reason: `${said}; what was sent holds: ${told.reason}` }
    : { ...told, reason: `${told.reason}; ${said}` }
}
