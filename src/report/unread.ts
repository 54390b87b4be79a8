import type { ReadConfiguration } from '../model.ts'
import { shorten } from './text.ts'

/**
 * The reason of a verdict, followed by what the export leaves open: that the gateway works says nothing of an export that could not
 * be read.
 */
export function withUnread(reason: string, configuration: ReadConfiguration | null): string {
  const open = configuration?.items.filter(({ status }) => status === 'not-observable') ?? []
  const [first] = open
  if (first === undefined) return reason
  const items = `${open.length === 1 ? 'item' : 'items'} ${open.map(({ item }) => item).join(', ')}`
  const because = first.evidence[0] === undefined ? '' : ` (${shorten(first.evidence[0].replace(/[.]+$/, ''), 200)})`
  return `${reason}; ${items} cannot be told from the export${because}`
}
