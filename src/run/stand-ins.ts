import { editsSupport } from '../configuration/api-versions.ts'
import { BUILT_IN_KEY } from '../configuration/check-key.ts'
import type { Api, ApimExport, Scope, Subscription } from '../configuration/export.ts'
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

/**
 * The subscription of the callers: one that opens both operations, best by a product, whose policy then runs as well; else one
 * that opens one of them, else any. A stand-in of the API's product when none was exported.
 */
export function callerOf(exported: ApimExport, apis: readonly Api[], files: Files): Caller {
  const own = (exported.subscriptions ?? []).filter(({ name }) => name !== BUILT_IN_KEY)
  const opened = (subscription: Subscription) => apis.filter((api) => opens(subscription, api, exported)).length
  const rank = (one: Subscription): number =>
    (apis.length - opened(one)) * NARROWEST_FIRST.length + NARROWEST_FIRST.indexOf(one.scope.kind)
  const opening = own.filter((one) => opened(one) > 0).toSorted((one, other) => rank(one) - rank(other))
  const [subscription = own[0]] = opening
  if (subscription !== undefined) {
    const others = opening.filter(({ name }) => name !== subscription.name).map(({ name }) => name)
    const rest = others.length === 0 ? '' : ` Not rehearsed with: ${others.join(', ')}.`
    return {
      subscription: subscription.name,
      files,
      notRun: openedByOthers(subscription, opening, apis, exported),
      assumptions: [`Callers have the key of the subscription ${subscription.name}.${rest}`],
    }
  }
  const [api = null] = apis
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

/** What a key opens by its scope: the narrower, the likelier it is the callers' own. */
const NARROWEST_FIRST: readonly Scope['kind'][] = ['product', 'api', 'all-apis', 'unclear']

/** Two keys that open one operation each may both be in use, each for its own. */
function openedByOthers(
  chosen: Subscription,
  opening: readonly Subscription[],
  apis: readonly Api[],
  exported: ApimExport,
): NotRun[] {
  return apis
    .filter((api) => !opens(chosen, api, exported))
    .flatMap((api) =>
      opening
        .filter((one) => opens(one, api, exported))
        .slice(0, 1)
        .map((other) => ({ api, other })),
    )
    .map(({ api, other }) => ({
      ...other.at,
      element: 'subscription',
      reason: `No key opens both operations: ${chosen.name} does not open the API ${api.name}, and ${other.name} does. Callers may have both.`,
      instead: `Every call has the key of ${chosen.name}.`,
      items: [5],
    }))
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
  const others = alsoAt.map((other) => `The pair that the export has ${other} is not rehearsed.`)
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
