import type { NotRun, Rehearsal } from '../model.ts'
import { oneLine } from './text.ts'

interface Row {
  readonly label: 'not run' | 'assumed'
  readonly sentence: string
}

/** What could not be run, and what was taken for granted. */
export const rehearsalRows = ({ notRun, assumptions }: Rehearsal): readonly Row[] => [
  ...notRun.map((one): Row => ({ label: 'not run', sentence: oneLine(inWords(one)) })),
  ...assumptions.map((assumption): Row => ({ label: 'assumed', sentence: oneLine(assumption) })),
]

/** `policy.xml:12 <ip-filter> (item 4 is not seen): The interpreter does not know this statement. The call goes on ...` */
const inWords = ({ file, line, element, reason, instead, items }: NotRun): string =>
  `${file}:${line} <${element}> (${items.length === 1 ? 'item' : 'items'} ${items.join(', ')} not seen): ${reason} ${instead}`
