import type { NotRun } from '../model.ts'
import { objectAt, parseJson, textOr } from '../recorded/json.ts'
import type { Files, StandIn } from './stand-ins.ts'

interface Place {
  /** Where a named value stands in the policies and backends. */
  readonly pattern: (value: string) => RegExp
  readonly items: readonly number[]
  readonly standIn: (deployment: string) => string
  /** Only for a value that stands nowhere else: there it could be looked at. */
  readonly nowhereElse?: true
}

/** What stands in for a value that a policy wants to see in a header. */
export const HEADER_VALUE = 'header-of-the-rehearsal'

/** Named values that are no credentials: each place says what kind of value belongs there. */
const PLACES: readonly Place[] = [
  {
    pattern: (value) => new RegExp(`(?:base-url="|"url"\\s*:\\s*"|"serviceUrl"\\s*:\\s*")${value}`),
    items: [2],
    standIn: () => 'https://stand-in.openai.azure.com',
  },
  {
    pattern: (value) => new RegExp(`https?://${value}["/]`),
    items: [2],
    standIn: () => 'stand-in.openai.azure.com',
  },
  { pattern: (value) => new RegExp(`/deployments/${value}`), items: [2], standIn: (deployment) => deployment },
  {
    pattern: (value) => new RegExp(`api-version=${value}|name="api-version"[^>]*>\\s*<value>\\s*${value}`),
    items: [3],
    standIn: () => '2025-04-01-preview',
  },
  {
    pattern: (value) =>
      new RegExp(
        `<check-header\\b[^>]*>(?:\\s*<value>[^<]*</value>)*?\\s*<value>\\s*${value}|Headers\\.GetValueOrDefault\\([^)]*\\)\\s*!=\\s*"${value}"`,
      ),
    // The hop before sends it just so (asked-of-callers.ts).
    items: [],
    standIn: () => HEADER_VALUE,
  },
  {
    pattern: (value) => new RegExp(`\\.(?:com|net)/${value}/oauth2/(?:v2\\.0/)?token\\b|\\bclient_id=${value}`),
    // The stand-in for the token service looks at neither.
    items: [],
    standIn: () => '00000000-0000-0000-0000-000000000000',
    nowhereElse: true,
  },
]

/**
 * Gives every named value without a value one of its kind. One that is used as a key is taken for the key of Azure OpenAI; what
 * another is for cannot be told, and so nothing that hangs on it.
 */
export function withNamedValues(files: Files, deployment: string): StandIn {
  const documents = [...files].filter(([file]) => /\.(xml|json)$/.test(file)).map(([, text]) => text)
  const filled = new Map(files)
  const assumptions: string[] = []
  const notRun: NotRun[] = []
  for (const { file, name, properties } of valueless(files)) {
    const written = `\\{\\{\\s*${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*\\}\\}`
    if (!documents.some((text) => new RegExp(written).test(text))) continue
    const place = PLACES.find((one) => standsThere(one, written, documents))
    if (place === undefined && !isForKey(name, written, documents)) {
      notRun.push({
        file,
        line: 1,
        element: 'named value',
        reason: `{{${name}}} has no value in the export, and nothing tells what kind of value it is.`,
        instead: 'The key of the embedded Azure OpenAI stands in for it.',
        items: [2, 3, 4, 6],
      })
      continue
    }
    if (place === undefined) {
      assumptions.push(`{{${name}}} has no value in the export: the key of the embedded Azure OpenAI stands in for it.`)
      continue
    }
    const value = place.standIn(deployment)
    filled.set(file, JSON.stringify({ properties: { ...properties, value } }))
    if (place.items.length === 0) {
      assumptions.push(`{{${name}}} has no value in the export: ${value} stands in for it.`)
      continue
    }
    notRun.push({
      file,
      line: 1,
      element: 'named value',
      reason: `{{${name}}} has no value in the export.`,
      instead: `${value} stands in for it.`,
      items: place.items,
    })
  }
  return { files: filled, assumptions, notRun }
}

function standsThere({ pattern, nowhereElse }: Place, written: string, documents: readonly string[]): boolean {
  const times = (found: RegExp) => documents.reduce((sum, text) => sum + [...text.matchAll(new RegExp(found, 'g'))].length, 0)
  const there = times(pattern(written))
  return there > 0 && (nowhereElse === undefined || there === times(new RegExp(written)))
}

/** By where it stands, or by its name: policies hand keys on in variables as well. */
const isForKey = (name: string, written: string, documents: readonly string[]): boolean =>
  /key|secret|token|passw|credential/i.test(name) ||
  documents.some((text) =>
    new RegExp(
      `name="(?:api-key|authorization)"[^>]*>\\s*<value>[^<]*${written}|"(?:api-key|parameter)"\\s*:[^}]*${written}`,
      'i',
    ).test(text),
  )

function valueless(files: Files) {
  return [...files].flatMap(([file, text]) => {
    const folder = /^named ?values\/([^/]+)\/namedValueInformation\.json$/i.exec(file)?.[1]
    const properties = objectAt(parseJson(text), 'properties')
    if (folder === undefined || (typeof properties.value === 'string' && properties.value !== '')) return []
    return [{ file, name: textOr(properties.displayName, folder), properties }]
  })
}
