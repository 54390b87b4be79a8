/** The folders of an export that hold things of a kind. */
const KINDS = [
  'apis',
  'backends',
  'diagnostics',
  'named values',
  'namedValues',
  'operations',
  'policy fragments',
  'policyFragments',
  'products',
  'subscriptions',
  'version sets',
  'versionSets',
  'workspaces',
]
const FILES = [
  'apiInformation.json',
  'apiVersionSetInformation.json',
  'apis.json',
  'backendInformation.json',
  'diagnosticInformation.json',
  'namedValueInformation.json',
  'operationInformation.json',
  'policy.xml',
  'policyFragmentInformation.json',
  'productApiInformation.json',
  'productInformation.json',
  'specification.json',
  'specification.yaml',
  'specification.yml',
  'subscriptionInformation.json',
  'versionSetInformation.json',
]
const NAMES: ReadonlyMap<string, string> = new Map([...KINDS, ...FILES].map((name) => [name.toLowerCase(), name]))

/** The path with the names of the export's places as extractors write them; Windows changes capitals. Names of things stay. */
export function placeOf(path: string): string {
  return path
    .split('/')
    .map((part, depth) => (depth % 2 === 0 ? (NAMES.get(part.toLowerCase()) ?? part) : part))
    .join('/')
}

/** Does the file say anything of what the gateway does? */
export function isPartOfExport(place: string): boolean {
  const parts = place.split('/')
  return FILES.includes(parts.at(-1) ?? '') && parts.slice(0, -1).every((part, depth) => depth % 2 === 1 || KINDS.includes(part))
}
