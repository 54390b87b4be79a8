import type { Api, ApiOperation, Gap, Version } from './export.ts'
import { type Found, find, type Index, parsed, policyIn, properties, type Read, together } from './find.ts'
import type { Located } from './located.ts'
import { operationsOf, resourceName } from './specification.ts'

export function readApis(index: Index): Read<Api> {
  const places = ['api', 'specification', 'apiPolicy', 'operation', 'operationPolicy'] as const
  const names = new Set(places.flatMap((where) => find(index, where).flatMap((found) => found.names[0] ?? [])))
  return together([...names].map((name) => readApi(name, [...names], index)))
}

function readApi(name: string, all: readonly string[], index: Index): Read<Api> {
  const information = find(index, 'api').find((found) => found.names[0] === name)
  if (!information) {
    const sentence = 'The API has no apiInformation.json, so its public path is not known.'
    return { things: [], gaps: [{ about: 'api', api: name, at: { file: `apis/${name}`, line: 1 }, sentence }] }
  }
  const info = properties(information, 'api', name)
  const [p] = info.things
  if (!p) return { things: [], gaps: info.gaps }

  const specification = readSpecification(name, index)
  const [declaration] = specification.things
  const operations = readOperations(name, declaration, index)
  const { segment, version } = versionOf(p, name, index)
  const policy = find(index, 'apiPolicy').find((found) => found.names[0] === name)
  const api: Api = {
    name,
    at: { file: information.file, line: p.get('path')?.line ?? p.line },
    path: [p.get('path')?.text ?? '', ...segment].join('/').replace(/^\/+|\/+$/g, ''),
    version,
    serviceUrl: p.get('serviceUrl')?.text ?? null,
    protocols: protocolsIn(p.get('protocols')),
    subscriptionRequired: p.get('subscriptionRequired')?.flag ?? true,
    keyHeader: p.get('subscriptionKeyParameterNames', 'header')?.text ?? 'Ocp-Apim-Subscription-Key',
    current: isCurrent(name, p, all),
    operations: operations.things,
    orphans: orphansOf(name, operations.things, index),
    declaredAt: declaration
      ? { file: declaration.file, line: declaration.root?.get('paths')?.line ?? 1 }
      : { file: information.file, line: 1 },
    policy: policy ? policyIn(policy) : null,
  }
  return { things: [api], gaps: [...specification.gaps, ...operations.gaps, ...versionGap(api)] }
}

const protocolsIn = (list: Located | null | undefined): readonly string[] | null =>
  list?.kind === 'list' && list.items.length > 0 ? list.items.flatMap(({ text }) => text ?? []) : null

/** `apis/x` is the revision that callers reach; `apis/x;rev=2` is another one, reached at `/path;rev=2` only. */
function isCurrent(name: string, info: Located, all: readonly string[]): boolean {
  const said = info.get('isCurrent')?.flag
  const [root = name, revision] = name.split(';')
  return revision === undefined ? said !== false : said === true && !all.includes(root)
}

/** Its public path is not known: what seems to be missing may be there. */
function versionGap({ name, at, version }: Api): Gap[] {
  if (version.kind !== 'unknown') return []
  const sentence = `The API has version ${version.version}, but its version set is not in the export, so the public path is not known.`
  return [{ about: 'api', api: name, at, sentence }]
}

/** The part of the public path that a version adds, and what callers must name when it adds none. */
function versionOf(info: Located, api: string, index: Index): { readonly segment: readonly string[]; readonly version: Version } {
  const version = info.get('apiVersion')?.text
  const none = { segment: [], version: { kind: 'none' } } as const
  if (!version) return none
  const id = info.get('apiVersionSetId')?.text?.split('/').at(-1)
  const found = find(index, 'versionSet').find(({ names }) => names[0] === id)
  const [set] = found ? properties(found, 'api', api).things : []
  const named = (key: string) => set?.get(key)?.text ?? 'api-version'
  switch (set?.get('versioningScheme')?.text?.toLowerCase()) {
    case 'segment':
      return { ...none, segment: [version] }
    case 'header':
      return { segment: [], version: { kind: 'header', name: named('versionHeaderName'), version } }
    case 'query':
      return { segment: [], version: { kind: 'query parameter', name: named('versionQueryName'), version } }
    default:
      return { segment: [], version: { kind: 'unknown', version } }
  }
}

interface Specification {
  readonly file: string
  readonly root: Located | null
}

function readSpecification(api: string, index: Index): Read<Specification> {
  const found = find(index, 'specification').find((file) => file.names[0] === api)
  if (!found) return { things: [], gaps: [] }
  const read = parsed(found, 'api', api)
  return { things: [{ file: found.file, root: read.things[0] ?? null }], gaps: read.gaps }
}

/** Operations are declared in the specification; earlier apiops-cli exports also have a file for each. */
function readOperations(api: string, specification: Specification | undefined, index: Index): Read<ApiOperation> {
  const declared = (specification?.root ? operationsOf(specification.root) : []).map(({ line, written, ...operation }) => ({
    ...operation,
    ids: [...new Set([written, operation.name])],
    at: { file: specification?.file ?? '', line },
  }))
  const files = find(index, 'operation').filter((found) => found.names[0] === api)
  if (specification === undefined && files.length === 0) return { things: [], gaps: [undeclared(api)] }
  const single = together(files.map((found) => readOperation(found, api)))
  // A publisher puts the files of the operations after it has imported the specification.
  const others = declared.filter((operation) => !single.things.some((other) => other.name === operation.name))
  const policies = find(index, 'operationPolicy').filter((found) => found.names[0] === api)
  const things = [...single.things, ...others].map((operation) => {
    const policy = policies.find((found) => resourceName(found.names[1] ?? '') === operation.name)
    const ids = policy?.names[1] === undefined ? operation.ids : [policy.names[1]]
    return { ...operation, ids, policy: policy ? policyIn(policy) : null }
  })
  return { things, gaps: single.gaps }
}

/** An extractor writes one or the other: without both, what the API serves was not exported. */
function undeclared(api: string): Gap {
  const sentence = 'The API has neither a specification nor an operationInformation.json, so its operations are not known.'
  return { about: 'api', api, at: { file: `apis/${api}/apiInformation.json`, line: 1 }, sentence }
}

function readOperation(found: Found, api: string): Read<Omit<ApiOperation, 'policy'>> {
  const info = properties(found, 'api', api)
  const things = info.things.map((p) => ({
    name: resourceName(found.names[1] ?? ''),
    ids: [found.names[1] ?? ''],
    method: (p.get('method')?.text ?? '').toUpperCase(),
    urlTemplate: p.get('urlTemplate')?.text ?? '',
    at: { file: found.file, line: p.get('urlTemplate')?.line ?? p.line },
  }))
  return { things, gaps: info.gaps }
}

function orphansOf(api: string, operations: readonly ApiOperation[], index: Index): Api['orphans'] {
  return find(index, 'operationPolicy')
    .filter((found) => found.names[0] === api)
    .map((found) => ({ name: found.names[1] ?? '', at: { file: found.file, line: 1 } }))
    .filter(({ name }) => !operations.some((operation) => operation.name === resourceName(name)))
}
