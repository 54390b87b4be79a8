import { place } from '../configuration/export.ts'
import type { Judgement, ReadConfiguration, Run } from '../model.ts'
import { brokenBy } from '../requirements/exported.ts'
import { shorten } from './text.ts'

/** Why a part of a run leaves a requirement out: the whole has it. */
export const IN_ANOTHER_SHARD = 'in another shard'

type Told = Pick<Run, 'verdict' | 'reason'>

/**
 * A verdict with what the export leaves open: that the gateway works says nothing of an export that could not be read, or
 * that is broken where the filter does not look.
 */
export function withUnread(told: Told, configuration: ReadConfiguration | null, judgements: readonly Judgement[]): Told {
  const said = [brokenBeside(configuration, judgements), leftOpen(configuration)].filter((one) => one !== null)
  return told.verdict === 'conformant' && whyNotConformant(configuration, judgements) !== null
    ? { verdict: 'unjudged', reason: [...said, `what was sent holds: ${told.reason}`].join('; ') }
    : { ...told, reason: [told.reason, ...said].join('; ') }
}

/**
 * Why no gateway is conformant beside this export, however it behaves: what the next deployment would publish is broken, or a
 * document of the pair cannot be read at all. Null where neither is so.
 */
export function whyNotConformant(configuration: ReadConfiguration | null, judgements: readonly Judgement[]): string | null {
  const broken = brokenBeside(configuration, judgements)
  if (broken !== null) return broken
  return configuration !== null && configuration.unreadable.length > 0 ? leftOpen(configuration) : null
}

/** What the requirements of a whole run would say of the export, where the filter leaves these out. */
function brokenBeside(configuration: ReadConfiguration | null, judgements: readonly Judgement[]): string | null {
  const leftOut = judgements
    .filter(({ status, message }) => status === 'not-run' && message !== IN_ANOTHER_SHARD)
    .map(({ id }) => id)
  const broken = configuration?.findings.find(
    (finding) => finding.level === 'broken' && brokenBy(finding).some((id) => leftOut.includes(id)),
  )
  if (broken === undefined) return null
  return `the export is broken (${place(broken)}: ${broken.sentence.replace(/\.$/, '')}), which the filter leaves unjudged`
}

function leftOpen(configuration: ReadConfiguration | null): string | null {
  const open = configuration?.items.filter(({ status }) => status === 'not-observable') ?? []
  const [first] = open
  if (first === undefined) return null
  const items = `${open.length === 1 ? 'item' : 'items'} ${open.map(({ item }) => item).join(', ')}`
  const because = first.evidence[0] === undefined ? '' : ` (${shorten(first.evidence[0].replace(/[.]+$/, ''), 200)})`
  return `${items} cannot be told from the export${because}`
}
