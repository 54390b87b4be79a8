import type { ApimExport } from '../export.ts'
import { isRecord, listAt, recordAt, textAt } from './json.ts'

/** A JSON file of the export; a broken one is reported and read as if it were not there. */
export type ReadJson = (file: string) => unknown

/** The files that match, with the name that the pattern's first group finds. */
export function named(files: ApimExport, pattern: RegExp): [name: string, file: string][] {
  return [...files.keys()].flatMap((file) => {
    const name = pattern.exec(file)?.[1]
    return name === undefined ? [] : [[name, file] as [string, string]]
  })
}

/** Does a diagnostic setting log bytes of response bodies? That makes the gateway hold back server-sent events. */
export function logsBodies(files: ApimExport, readJson: ReadJson, pattern: RegExp): boolean {
  return named(files, pattern).some(([, file]) => {
    const properties = recordAt(readJson(file), 'properties')
    return ['frontend', 'backend'].some((side) => {
      const bytes = recordAt(recordAt(recordAt(properties, side), 'response'), 'body').bytes
      return typeof bytes === 'number' && bytes > 0
    })
  })
}

/** Names in an association file of apiops-cli (`apis.json`). */
export function namesIn(list: unknown): string[] {
  return listAt({ list }, 'list').flatMap((item) =>
    isRecord(item) ? (textAt(item, 'name') ?? []) : typeof item === 'string' ? item : [],
  )
}
