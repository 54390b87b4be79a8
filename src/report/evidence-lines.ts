import { groupedBy } from '../grouped.ts'
import type { Diagnosis, Run } from '../model.ts'
import { listed, oneLine, shorten } from './text.ts'

/**
 * The evidence of a diagnosis for people: what several calls show alike is said once, with the calls in front, and what only
 * repeats the meaning of the cause is left out.
 */
export function evidenceLines({ evidence }: Diagnosis, meaning: string, { exchanges }: Run): readonly string[] {
  const ids = new Set(exchanges.map(({ id }) => id))
  const readings = evidence.map((line) => {
    const [, id = '', reading = ''] = /^(\S+): (.+)$/s.exec(line) ?? []
    return ids.has(id) ? { id, reading } : { id: null, reading: line }
  })
  const repeats = (reading: string): boolean => plain(reading) === plain(meaning)
  const telling = readings.filter(({ reading }) => !repeats(reading))
  return [...groupedBy(telling, ({ reading }) => reading)].map(([reading, calls]) => {
    const names = calls.flatMap(({ id }) => (id === null ? [] : [id]))
    return shorten(oneLine(names.length === 0 ? reading : `${listed(names, 4, '')}: ${reading}`), 600)
  })
}

const plain = (sentence: string): string => sentence.replace(/\.$/, '').toLowerCase()
