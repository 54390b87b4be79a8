import { YAMLParseError } from 'yaml'
import type { ApimExport } from '../export.ts'
import { logsBodies, named, type ReadJson } from './files.ts'
import { flagAt, recordAt, textAt } from './json.ts'
import type { Report } from './not-run.ts'
import { isPolicyOf, normalised, type Operation, operationsOf } from './specification.ts'

/** How callers say which version they want; `none` for an API without versions. */
export type Versioning =
  | { readonly kind: 'none' }
  | { readonly kind: 'segment'; readonly version: string }
  | { readonly kind: 'header' | 'query'; readonly name: string; readonly version: string }

export interface Api {
  /** Folder name: the resource name, with `;rev=N` for a revision that is not the current one. */
  readonly name: string
  /** Name without revision, which products and subscriptions use. */
  readonly root: string
  readonly displayName: string
  readonly revision: string
  readonly isCurrent: boolean
  /** URL suffix without slashes at its ends; may be empty. */
  readonly path: string
  readonly versioning: Versioning
  /** Backend base URL unless a policy sets another; empty when the API has none. */
  readonly serviceUrl: string
  readonly subscriptionRequired: boolean
  readonly key: KeyNames
  readonly operations: readonly Operation[]
  readonly logsResponseBodies: boolean
}

/** Where an API reads the subscription key. */
export interface KeyNames {
  readonly header: string
  readonly query: string
  /**
   * Also as `Authorization: Bearer <key>`. Fact: the Azure-Samples/AI-Gateway templates set
   * `subscriptionKeyParameterNames.bearer: 'enabled'`, which no published schema has. Assumption: it means this.
   */
  readonly bearer: boolean
}

export function loadApis(files: ApimExport, readJson: ReadJson, report: Report): Api[] {
  return named(files, /^apis\/([^/]+)\/apiInformation\.json$/).flatMap(([name, file]) => {
    const information = readJson(file)
    if (information === undefined) return []
    const properties = recordAt(information, 'properties')
    const [root = name, revision] = name.split(';rev=')
    const api: Api = {
      name,
      root,
      displayName: textAt(properties, 'displayName') ?? name,
      revision: revision ?? textAt(properties, 'apiRevision') ?? '1',
      isCurrent: isCurrent(root, revision, properties, files),
      path: (textAt(properties, 'path') ?? '').replace(/^\/+|\/+$/g, ''),
      versioning: versioningOf(properties, files, readJson),
      serviceUrl: textAt(properties, 'serviceUrl') ?? '',
      subscriptionRequired: flagAt(properties, 'subscriptionRequired', true),
      key: keyNamesOf(properties),
      operations: loadOperations(
        name,
        textAt(properties, 'type') ?? textAt(properties, 'apiType') ?? 'http',
        files,
        readJson,
        report,
      ),
      logsResponseBodies: logsBodies(
        files,
        readJson,
        new RegExp(`^apis/(${escaped(name)})/diagnostics/[^/]+/diagnosticInformation\\.json$`),
      ),
    }
    return [api]
  })
}

/** `apis/x` is the revision that callers reach; `apis/x;rev=2` is another one, reached at `/path;rev=2` only. */
function isCurrent(root: string, revision: string | undefined, properties: unknown, files: ApimExport): boolean {
  if (revision === undefined) return flagAt(properties, 'isCurrent', true)
  const ofRoot = new RegExp(`^apis/${escaped(root)}/(?:apiInformation|specification|policy|operations/)`)
  const hasRoot = [...files.keys()].some((file) => ofRoot.test(file))
  return !hasRoot && flagAt(properties, 'isCurrent', false)
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

function keyNamesOf(properties: unknown): KeyNames {
  const names = recordAt(properties, 'subscriptionKeyParameterNames')
  const bearer = names.bearer
  return {
    header: textAt(names, 'header') ?? 'Ocp-Apim-Subscription-Key',
    query: textAt(names, 'query') ?? 'subscription-key',
    bearer: bearer === true || bearer === 'enabled',
  }
}

function versioningOf(properties: unknown, files: ApimExport, readJson: ReadJson): Versioning {
  const version = textAt(properties, 'apiVersion')
  const setId = textAt(properties, 'apiVersionSetId')?.split('/').at(-1)
  if (version === null || version === '' || setId === undefined) return { kind: 'none' }
  const file = named(files, /^version ?sets\/([^/]+)\/(?:apiV|v)ersionSetInformation\.json$/i).find(
    ([name]) => name === setId,
  )?.[1]
  const set = recordAt(file === undefined ? undefined : readJson(file), 'properties')
  switch (textAt(set, 'versioningScheme')) {
    case 'Header':
      return { kind: 'header', name: textAt(set, 'versionHeaderName') ?? 'api-version', version }
    case 'Query':
      return { kind: 'query', name: textAt(set, 'versionQueryName') ?? 'api-version', version }
    default:
      return { kind: 'segment', version }
  }
}

/** From the specification; what an apiops-cli `operationInformation.json` says goes before it. */
function loadOperations(api: string, type: string, files: ApimExport, readJson: ReadJson, report: Report): Operation[] {
  const listed = named(files, new RegExp(`^apis/${escaped(api)}/operations/([^/]+)/operationInformation\\.json$`)).map(
    ([name, file]) => {
      const properties = recordAt(readJson(file), 'properties')
      return {
        name,
        displayName: textAt(properties, 'displayName') ?? name,
        method: (textAt(properties, 'method') ?? 'GET').toUpperCase(),
        urlTemplate: textAt(properties, 'urlTemplate') ?? '/',
      }
    },
  )
  const specified = specifiedOperations(api, type, listed.length > 0, files, report)
  const known = new Set(listed.map(({ name }) => normalised(name)))
  const folders = named(files, new RegExp(`^apis/${escaped(api)}/operations/([^/]+)/policy\\.xml$`)).map(([folder]) => folder)
  const operations = [
    ...listed,
    // A name that was not made by an import shows in the folder of its policy.
    ...specified
      .filter(({ name }) => !known.has(name))
      .map((operation) => ({ ...operation, name: folders.find((folder) => isPolicyOf(operation, folder)) ?? operation.name })),
  ]
  reportOrphans(api, operations, files, report)
  return operations
}

function specifiedOperations(api: string, type: string, othersKnown: boolean, files: ApimExport, report: Report): Operation[] {
  const file = ['yaml', 'yml', 'json'].map((ending) => `apis/${api}/specification.${ending}`).find((path) => files.has(path))
  const instead = 'Its operations are not there: every call to them is answered 404.'
  if (file === undefined) {
    if (othersKnown || type === 'mcp' || type === 'a2a') return []
    const reason = `A ${type} API without an OpenAPI specification: its operations are not in the export.`
    report({ file: `apis/${api}/apiInformation.json`, line: 1, element: 'api', reason, instead, matters: true })
    return []
  }
  try {
    return operationsOf(files.get(file) ?? '')
  } catch (error) {
    // A parser's own words quote the file.
    const fault = error instanceof YAMLParseError ? error.code : error instanceof Error ? error.message : String(error)
    const line = error instanceof YAMLParseError ? (error.linePos?.[0].line ?? 1) : 1
    const reason = `The specification cannot be read: ${fault}`
    report({ file, line, element: 'specification', reason, instead, matters: true })
    return []
  }
}

/** A policy whose operation is gone is what stays behind when an import deletes the operation. */
function reportOrphans(api: string, operations: readonly Operation[], files: ApimExport, report: Report): void {
  for (const [name, file] of named(files, new RegExp(`^apis/${escaped(api)}/operations/([^/]+)/policy\\.xml$`))) {
    if (operations.some((operation) => isPolicyOf(operation, name))) continue
    const reason = `The API has no operation named ${name}, so this policy applies to nothing.`
    report({ file, line: 1, element: 'operation', reason, instead: 'It is not used.', matters: false })
  }
}
