import type { Attribution, Exchange } from '../model.ts'
import type { Context } from './context.ts'
import { type Author, authorsOf, byWorth, marksOf, tellsOfOthers } from './marks.ts'
import { read } from './reading.ts'

/**
 * Where the words of an answer come from. Who answered and where the fault is are two questions: a relay that quotes
 * its upstream answered, and the upstream refused.
 */
export function originOf(exchange: Exchange, { answeredBy }: Attribution, context: Context): Author {
  const reading = read(exchange)
  const [quoted] = marksOf(reading)
    .filter((mark) => tellsOfOthers(mark, answeredBy))
    .toSorted((a, b) => toldFirst(b) - toldFirst(a) || b.depth - a.depth || byWorth(a, b))
  return quoted === undefined ? answeredBy : (authorsOf(quoted.print, reading, context)[0] ?? quoted.print.hop)
}

/** What the relay says of its upstream is worth more than what its upstream's words look like. */
const toldFirst = ({ print }: { readonly print: { readonly shows: string } }): number => Number(print.shows === 'quoted')
