import type { ReadConfiguration, Run } from '../model.ts'
import { shorten } from './text.ts'

type Told = Pick<Run, 'verdict' | 'reason'>

/**
 * A verdict with what the export leaves open: that the gateway works says nothing of an export that could not be read. Where a
 * document of the pair cannot be read at all, nothing is conformant: it is what the next deployment would publish.
 */
export function withUnread({ verdict, reason }: Told, configuration: ReadConfiguration | null): Told {
  const open = configuration?.items.filter(({ status }) => status === 'not-observable') ?? []
  const [first] = open
  if (configuration === null || first === undefined) return { verdict, reason }
  const items = `${open.length === 1 ? 'item' : 'items'} ${open.map(({ item }) => item).join(', ')}`
  const because = first.evidence[0] === undefined ? '' : ` (${shorten(first.evidence[0].replace(/[.]+$/, ''), 200)})`
  const told = `${items} cannot be told from the export${because}`
  return verdict === 'conformant' && configuration.unreadable.length > 0
    ? { verdict: 'unjudged', reason: `${told}; what was sent holds: ${reason}` }
    : { verdict, reason: `${reason}; ${told}` }
}
