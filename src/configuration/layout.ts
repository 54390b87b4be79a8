import type { ApimExport } from './export.ts'

/**
 * Where each thing lies, its name in parentheses. Azure/apiops writes `named values/`, the TypeScript apiops-cli
 * `namedValues/` (its docs/reference/artifact-format.md); a folder may mix them, and Windows changes capitals.
 */
export const PLACES = {
  policy: /^(policy\.xml)$/i,
  api: /^apis\/([^/]+)\/apiInformation\.json$/i,
  specification: /^apis\/([^/]+)\/specification\.(?:ya?ml|json)$/i,
  apiPolicy: /^apis\/([^/]+)\/policy\.xml$/i,
  operation: /^apis\/([^/]+)\/operations\/([^/]+)\/operationInformation\.json$/i,
  operationPolicy: /^apis\/([^/]+)\/operations\/([^/]+)\/policy\.xml$/i,
  apiDiagnostic: /^apis\/([^/]+)\/diagnostics\/[^/]+\/diagnosticInformation\.json$/i,
  diagnostic: /^diagnostics\/([^/]+)\/diagnosticInformation\.json$/i,
  product: /^products\/([^/]+)\/productInformation\.json$/i,
  productPolicy: /^products\/([^/]+)\/policy\.xml$/i,
  productApis: /^products\/([^/]+)\/apis\.json$/i,
  productApi: /^products\/([^/]+)\/apis\/([^/]+)\/productApiInformation\.json$/i,
  subscription: /^subscriptions\/([^/]+)\/subscriptionInformation\.json$/i,
  namedValue: /^named ?values\/([^/]+)\/namedValueInformation\.json$/i,
  backend: /^backends\/([^/]+)\/backendInformation\.json$/i,
  fragmentPolicy: /^policy ?fragments\/([^/]+)\/policy\.xml$/i,
  fragment: /^policy ?fragments\/([^/]+)\/policyFragmentInformation\.json$/i,
  versionSet: /^version ?sets\/([^/]+)\/(?:api)?versionSetInformation\.json$/i,
} as const satisfies Readonly<Record<string, RegExp>>

export type Place = keyof typeof PLACES

const MARKS: readonly { readonly mark: RegExp; readonly layout: 'apiops' | 'apiops-cli' }[] = [
  { mark: /^(named values|policy fragments|version sets)\//i, layout: 'apiops' },
  { mark: PLACES.productApi, layout: 'apiops' },
  { mark: /^(namedValues|policyFragments|versionSets)\//i, layout: 'apiops-cli' },
  { mark: PLACES.productApis, layout: 'apiops-cli' },
  { mark: PLACES.operation, layout: 'apiops-cli' },
]

export function layoutOf(files: readonly string[]): ApimExport['layout'] {
  const seen = MARKS.filter(({ mark }) => files.some((file) => mark.test(file))).map(({ layout }) => layout)
  const [first, ...rest] = new Set(seen)
  if (first === undefined) return 'unclear'
  return rest.length === 0 ? first : 'mixed'
}

export function looksLikeExport(files: readonly string[]): boolean {
  return files.some((file) => PLACES.api.test(file) || PLACES.product.test(file))
}

/** Workspaces have files of the same kinds in a folder of their own, which are noted but not read. */
export const WORKSPACE = /^workspaces\/([^/]+)\//i

export function isRelevant(file: string): boolean {
  return WORKSPACE.test(file) || Object.values(PLACES).some((pattern) => pattern.test(file))
}
