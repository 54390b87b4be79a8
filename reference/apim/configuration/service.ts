import type { ApimExport } from '../export.ts'
import { type Api, loadApis } from './apis.ts'
import { logsBodies, named, type ReadJson } from './files.ts'
import { type Fragment, loadFragments } from './fragments.ts'
import { isRecord, listAt, recordAt, textAt } from './json.ts'
import type { NotRun } from './not-run.ts'
import { loadProducts, loadSubscriptions, type Product, type Subscription } from './products.ts'
import { jsonReader } from './read-json.ts'

/** A backend entity. */
export interface Backend {
  readonly url: string
  /** Headers and query parameters that the entity's credentials add. */
  readonly headers: readonly (readonly [string, string])[]
  readonly query: readonly (readonly [string, string])[]
  /** The resource that the gateway's identity gets a token for, to call this backend; null when it uses no identity. */
  readonly identity: string | null
  /** Names of the backends of a pool, in the order of their priority; empty for a single backend. */
  readonly pool: readonly string[]
}

/** Everything of an export that decides what happens to a call. */
export interface Service {
  readonly files: ApimExport
  readonly apis: readonly Api[]
  readonly products: readonly Product[]
  readonly subscriptions: readonly Subscription[]
  /** Null for one whose file cannot be read. */
  readonly backends: ReadonlyMap<string, Backend | null>
  readonly fragments: ReadonlyMap<string, Fragment>
  /** Named value → its text, by display name, which is what policies use; null when the export has no value for it. */
  readonly namedValues: ReadonlyMap<string, string | null>
  /** Logging of response bodies for every API. */
  readonly logsResponseBodies: boolean
  readonly notRun: readonly NotRun[]
}

/** Reads either layout: `named values/` and `policy fragments/` of Azure/apiops, `namedValues/` and `policyFragments/` of apiops-cli. */
export function loadService(files: ApimExport): Service {
  const notRun: NotRun[] = []
  const readJson = jsonReader(files, (problem) => notRun.push(problem))
  const workspace = [...files.keys()].find((file) => file.startsWith('workspaces/'))
  if (workspace !== undefined) {
    const reason = 'Workspaces are not loaded.'
    notRun.push({ file: workspace, line: 1, element: 'workspace', reason, instead: 'Their APIs are not there.', matters: true })
  }
  const apis = loadApis(files, readJson, (problem) => notRun.push(problem))
  return {
    files,
    apis,
    products: loadProducts(files, readJson),
    subscriptions: loadSubscriptions(files, readJson, (problem) => notRun.push(problem)),
    backends: new Map(
      named(files, /^backends\/([^/]+)\/backendInformation\.json$/).map(([name, file]) => {
        const information = readJson(file)
        return [name, information === undefined ? null : backendOf(information)]
      }),
    ),
    fragments: loadFragments(files, readJson),
    namedValues: loadNamedValues(files, readJson),
    logsResponseBodies: logsBodies(files, readJson, /^diagnostics\/([^/]+)\/diagnosticInformation\.json$/),
    notRun,
  }
}

function loadNamedValues(files: ApimExport, readJson: ReadJson): Map<string, string | null> {
  return new Map(
    named(files, /^named ?values\/([^/]+)\/namedValueInformation\.json$/i).flatMap(([name, file]): [string, string | null][] => {
      const information = readJson(file)
      const properties = recordAt(information, 'properties')
      return information === undefined ? [] : [[textAt(properties, 'displayName') ?? name, textAt(properties, 'value')]]
    }),
  )
}

function backendOf(information: unknown): Backend {
  const properties = recordAt(information, 'properties')
  const credentials = recordAt(properties, 'credentials')
  const authorization = recordAt(credentials, 'authorization')
  const scheme = textAt(authorization, 'scheme')
  const pairs = (key: string) =>
    Object.entries(recordAt(credentials, key)).map(
      ([name, values]) => [name, Array.isArray(values) ? values.join(',') : String(values)] as const,
    )
  return {
    url: textAt(properties, 'url') ?? '',
    headers: [
      ...pairs('header'),
      ...(scheme === null ? [] : [['Authorization', `${scheme} ${textAt(authorization, 'parameter') ?? ''}`] as const]),
    ],
    query: pairs('query'),
    identity: textAt(recordAt(credentials, 'managedIdentity'), 'resource'),
    pool: poolOf(properties),
  }
}

function poolOf(properties: unknown): string[] {
  const priority = (service: unknown) => (isRecord(service) && typeof service.priority === 'number' ? service.priority : 0)
  return [...listAt(recordAt(properties, 'pool'), 'services')]
    .sort((a, b) => priority(a) - priority(b))
    .flatMap((service) => textAt(service, 'id')?.split('/').at(-1) ?? [])
}
