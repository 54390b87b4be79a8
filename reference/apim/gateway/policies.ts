import type { Match } from '../call.ts'
import type { Report } from '../configuration/not-run.ts'
import type { Product } from '../configuration/products.ts'
import type { Service } from '../configuration/service.ts'
import { isPolicyOf } from '../configuration/specification.ts'
import type { TokenAsked } from '../configuration/token-asked.ts'
import { ValueCache } from '../policy/cache.ts'
import { compilePolicy, DEFAULT_POLICY, type Policy } from '../policy/compile.ts'
import type { Resources } from '../policy/resources.ts'
import { variablesRead } from '../policy/variables.ts'

/** The compiled policy documents of a service, by scope. */
export interface Policies {
  readonly global: Policy
  readonly products: ReadonlyMap<string, Policy>
  readonly apis: ReadonlyMap<string, Policy>
  /** Key: `{api}/{operation}`. */
  readonly operations: ReadonlyMap<string, Policy>
}

/** What named values and tokens are filled in with. */
export interface StandIns {
  /** By name; used where the export has no value. */
  readonly secrets: ReadonlyMap<string, string>
  /** For every other named value without a value; null: such a value is missing. */
  readonly anySecret: string | null
  readonly entraToken: (resource: string) => string
  readonly countsCalls: boolean
  /** Does anything answer at the URL of a backend? */
  readonly isServed: (url: string) => boolean
}

/** Where what is found on the way is told. */
export interface Told {
  readonly report: Report
  readonly asksForToken: (asked: TokenAsked) => void
}

export function compilePolicies(service: Service, standIns: StandIns, told: Told): Policies {
  const resources: Resources = {
    fragments: service.fragments,
    backends: service.backends,
    namedValue: (name) =>
      service.namedValues.get(name) ?? standIns.secrets.get(name) ?? (service.namedValues.has(name) ? standIns.anySecret : null),
    isRead: variablesRead([...documentsOf(service), ...[...service.fragments.values()].map(({ xml }) => xml)]),
    entraToken: standIns.entraToken,
    cache: new ValueCache(),
    countsCalls: standIns.countsCalls,
    isServed: standIns.isServed,
    ...told,
  }
  const compiled = (file: string) => compilePolicy(file, service.files.get(file) ?? '', resources)
  const existing = (entries: readonly (readonly [string, string])[]) =>
    new Map(entries.filter(([, file]) => service.files.has(file)).map(([name, file]) => [name, compiled(file)]))
  return {
    global: compilePolicy('policy.xml', service.files.get('policy.xml') ?? DEFAULT_POLICY, resources),
    products: existing(service.products.map(({ name }) => [name, `products/${name}/policy.xml`])),
    apis: existing(service.apis.map(({ name }) => [name, `apis/${name}/policy.xml`])),
    operations: existing(operationFiles(service)),
  }
}

const documentsOf = ({ files }: Service): string[] =>
  [...files].flatMap(([file, xml]) => (/^(?:(?:apis|products)\/.+\/)?policy\.xml$/.test(file) ? [xml] : []))

function operationFiles(service: Service): (readonly [string, string])[] {
  const folders = [...service.files.keys()].flatMap((file) => {
    const [, api, folder] = /^apis\/([^/]+)\/operations\/([^/]+)\/policy\.xml$/.exec(file) ?? []
    return api === undefined || folder === undefined ? [] : [{ api, folder, file }]
  })
  return service.apis.flatMap((api) =>
    api.operations.flatMap((operation) => {
      const found = folders.find((folder) => folder.api === api.name && isPolicyOf(operation, folder.folder))
      return found === undefined ? [] : [[`${api.name}/${operation.name}`, found.file] as const]
    }),
  )
}

/** The documents for a call, narrowest first: operation, API, product, global. */
export function policiesFor(policies: Policies, api: string | null, match: Match | null, product: Product | null): Policy[] {
  const operation = match === null ? undefined : policies.operations.get(`${match.api.name}/${match.operation.name}`)
  const ofApi = api === null ? undefined : policies.apis.get(api)
  const ofProduct = product === null ? undefined : policies.products.get(product.name)
  return [operation, ofApi, ofProduct, policies.global].filter((policy) => policy !== undefined)
}
