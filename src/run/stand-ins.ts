import { editsSupport } from '../configuration/api-versions.ts'
import { BUILT_IN_KEY } from '../configuration/check-key.ts'
import type { Api, ApimExport, Subscription } from '../configuration/export.ts'
import type { Expectation, Pair } from '../configuration/locate.ts'
import { tail } from '../configuration/paths.ts'
import type { NotRun } from '../model.ts'
import { objectAt, parseJson, textOr } from '../recorded/json.ts'

/** The files of an export: path relative to its folder → text. */
export type Files = ReadonlyMap<string, string>

/** What a rehearsal puts in the place of something that the export does not hold. */
export interface StandIn {
  readonly files: Files
  readonly assumptions: readonly string[]
  readonly notRun: readonly NotRun[]
}

interface Place {
  /** Where a named value stands in the policies and backends. */
  readonly pattern: (value: string) => RegExp
  readonly items: readonly number[]
  readonly standIn: (deployment: string) => string
}

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
    const place = PLACES.find(({ pattern }) => documents.some((text) => pattern(written).test(text)))
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

/** The keys that an export gives to the model: the values of its named values, and what its policies and backends write as api-key. */
export function keysOf(files: Files): readonly string[] {
  const named = [...files].flatMap(([file, text]) => {
    const isNamedValue = /^named ?values\/[^/]+\/namedValueInformation\.json$/i.test(file)
    return isNamedValue ? [textOr(objectAt(parseJson(text), 'properties').value, '')] : []
  })
  const written = [...files.values()].flatMap((text) =>
    [...text.matchAll(AS_KEY)].map(([, header, entity]) => header ?? entity ?? ''),
  )
  return [...new Set([...named, ...written])].filter((key) => key !== '' && !/^@|\{\{/.test(key))
}

/** In a policy: `<set-header name="api-key"><value>...`; in a backend entity: `"api-key": ["..."]`. */
const AS_KEY = /name="api-key"[^>]*>\s*<value>\s*([^<\s][^<]*?)\s*<|"api-key"\s*:\s*\[\s*"([^"]+)"/gi

export interface Caller extends StandIn {
  /** Whose key opens API Management in the rehearsal. */
  readonly subscription: string
}

/** The subscription of the callers: one that opens generations, else any; a stand-in of the API's product when none was exported. */
export function callerOf(exported: ApimExport, api: Api | null, files: Files): Caller {
  const own = (exported.subscriptions ?? []).filter(({ name }) => name !== BUILT_IN_KEY)
  const opening = own.filter((subscription) => api !== null && opens(subscription, api, exported))
  const [subscription = own[0]] = opening
  if (subscription !== undefined) {
    const others = opening.filter(({ name }) => name !== subscription.name).map(({ name }) => name)
    const rest = others.length === 0 ? '' : ` Not rehearsed with: ${others.join(', ')}.`
    return {
      subscription: subscription.name,
      files,
      notRun: [],
      assumptions: [`Callers have the key of the subscription ${subscription.name}.${rest}`],
    }
  }
  const product = exported.products.find(({ apis }) => apis.some(({ name }) => name === api?.name))
  if (product === undefined) return builtInKey(files, api)
  const scope = JSON.stringify({ properties: { displayName: STAND_IN, scope: `/products/${product.name}`, state: 'active' } })
  return {
    subscription: STAND_IN,
    files: new Map([...files, [`subscriptions/${STAND_IN}/subscriptionInformation.json`, scope]]),
    notRun: [],
    assumptions: [`The export has no subscription: callers have a key of the product ${product.name}.`],
  }
}

const STAND_IN = 'rehearsal'

function builtInKey(files: Files, api: Api | null): Caller {
  const needless = api !== null && !api.subscriptionRequired
  const gap: NotRun = {
    file: api?.at.file ?? 'apis',
    line: api?.at.line ?? 1,
    element: 'subscription',
    reason: 'The export has no subscription, and no product with the API.',
    instead: 'The built-in all-access key is used, which opens everything.',
    items: [5],
  }
  return { subscription: BUILT_IN_KEY, files, notRun: needless ? [] : [gap], assumptions: [] }
}

function opens({ scope, state }: Subscription, api: Api, { products }: ApimExport): boolean {
  if (state.toLowerCase() !== 'active') return false
  if (scope.kind === 'all-apis') return true
  if (scope.kind === 'api') return scope.name.split(';')[0] === api.name
  return (
    scope.kind === 'product' &&
    products.some(({ name, apis }) => name === scope.name && apis.some((link) => link.name === api.name))
  )
}

/** The header in which an API reads the subscription key; null when `Authorization: Bearer` will do. */
export function keyHeaderOf({ name, keyHeader }: Api, files: Files): string | null {
  const names = objectAt(
    objectAt(parseJson(files.get(`apis/${name}/apiInformation.json`) ?? ''), 'properties'),
    'subscriptionKeyParameterNames',
  )
  return names.bearer === 'enabled' || names.bearer === true ? null : keyHeader
}

/** No export says which deployments there are: every word of it that could be the name of one is taken for one. */
export function deploymentsOf(files: Files, expected: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries([...wordsOf(files, /[A-Za-z0-9][\w.-]{0,63}/g), ...expected].map((name) => [name, MODEL]))
}

/** The model behind every deployment of a rehearsal. */
const MODEL = 'gpt-image-1.5'

/** The api-versions that the export writes, those that Azure has not specified edits for apart. */
export function apiVersionsOf(files: Files): { readonly all: readonly string[]; readonly withEdits: readonly string[] } {
  const all = wordsOf(files, /\b20\d\d-\d\d-\d\d(?:-preview)?/g)
  return { all, withEdits: all.filter((version) => editsSupport(version) !== 'not-specified') }
}

const wordsOf = (files: Files, word: RegExp): readonly string[] => [
  ...new Set(
    [...files].filter(([file]) => /\.xml$|namedValueInformation\.json$/.test(file)).flatMap(([, text]) => text.match(word) ?? []),
  ),
]

/**
 * Where callers find the pair. What stands before their paths (`/openai` of `/openai/v1/images/edits`) is in their base URL;
 * an API that is published without the `/v1` of their paths is taken to be called there by the hop before.
 */
export function publishedAt({ prefix, asExpected, alsoAt, ...pair }: Pair, paths: Expectation['paths'], files: Files): StandIn {
  const others = alsoAt.map((other) => `The pair that the export has below /${other} is not rehearsed.`)
  if (asExpected) {
    const base = prefix === '' ? [] : [`Callers have /${prefix} in their base URL.`]
    return { files, assumptions: [...base, ...others], notRun: [] }
  }
  const lead = paths.edits.slice(0, -tail(paths.edits).length)
  const apis = [pair.generations, pair.edits].flatMap((one) => (one.kind === 'found' ? [one.served.api.name] : []))
  const moved = new Map(files)
  for (const file of apis.map((name) => `apis/${name}/apiInformation.json`)) {
    const properties = objectAt(parseJson(moved.get(file) ?? ''), 'properties')
    const path = textOr(properties.path, '').replace(/^\/+|\/+$/g, '')
    if (path === prefix)
      moved.set(file, JSON.stringify({ properties: { ...properties, path: `${path}${lead}`.replace(/^\//, '') } }))
  }
  if (!apis.some((name) => moved.get(`apis/${name}/apiInformation.json`) !== files.get(`apis/${name}/apiInformation.json`)))
    return { files, assumptions: others, notRun: [] }
  const told = `The pair is published without the ${lead} of its callers' paths, below /${prefix}: the hop before is taken to call it there.`
  return { files: moved, assumptions: [told, ...others], notRun: [] }
}
