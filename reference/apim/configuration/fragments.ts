import type { ApimExport } from '../export.ts'
import { named, type ReadJson } from './files.ts'
import { recordAt, textAt } from './json.ts'

/** A policy fragment. */
export interface Fragment {
  readonly file: string
  readonly xml: string
  /** Of the JSON property that holds the whole text, when it is no file of its own. */
  readonly line: number | null
}

/** Beside a file of its own, the XML of a fragment may stand in the JSON that describes it, as in earlier exports of apiops-cli. */
export function loadFragments(files: ApimExport, readJson: ReadJson): Map<string, Fragment> {
  const own = named(files, /^policy ?fragments\/([^/]+)\/policy\.xml$/i).map(([name, file]): [string, Fragment] => [
    name,
    { file, xml: files.get(file) ?? '', line: null },
  ])
  const written = new Set(own.map(([name]) => name))
  const embedded = named(files, /^policy ?fragments\/([^/]+)\/policyFragmentInformation\.json$/i)
    .filter(([name]) => !written.has(name))
    .flatMap(([name, file]): [string, Fragment][] => {
      const xml = textAt(recordAt(readJson(file), 'properties'), 'value')
      return xml === null || xml === '' ? [] : [[name, { file, xml, line: lineOfValue(files.get(file) ?? '') }]]
    })
  return new Map([...own, ...embedded])
}

function lineOfValue(json: string): number {
  return json.slice(0, Math.max(0, json.search(/"value"\s*:/))).split('\n').length
}
