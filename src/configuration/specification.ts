import type { Located } from './located.ts'

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']

/** An operation as an OpenAPI document declares it. */
export interface DeclaredOperation {
  /** The resource name that APIM gives it. */
  readonly name: string
  /** The operationId as it is written; the name where there is none. */
  readonly written: string
  readonly method: string
  readonly urlTemplate: string
  readonly line: number
}

/** The operations of an OpenAPI 2 or 3 document, as APIM imports and exports them. */
export function operationsOf(specification: Located): DeclaredOperation[] {
  const paths = [specification.get('paths'), specification.get('x-ms-paths')].flatMap((found) => found?.entries ?? [])
  return paths.flatMap(({ key: path, value: item }) =>
    item.entries
      .filter(({ key }) => METHODS.includes(key.toLowerCase()))
      .map(({ key: method, value: operation }) => ({
        ...namesOf(operation.get('operationId')?.text ?? null, `${method}-${path}`),
        method: method.toUpperCase(),
        urlTemplate: path + demandedQuery([item, operation], specification),
        line: operation.line,
      })),
  )
}

function namesOf(id: string | null, otherwise: string): Pick<DeclaredOperation, 'name' | 'written'> {
  const name = resourceName(id ?? otherwise)
  return { name, written: id ?? name }
}

/**
 * The name of the operation resource (and of its folder) that an import makes of an operationId: lower case, anything
 * but letters and digits to one dash, dashes trimmed, 76 characters (azure-docs, api-management-api-import-restrictions).
 */
export function resourceName(operationId: string): string {
  return operationId
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 76)
}

/** An import turns required query parameters into parameters of the operation's template (same source). */
function demandedQuery(holders: readonly Located[], specification: Located): string {
  const names = holders
    .flatMap((holder) => holder.get('parameters')?.items ?? [])
    .map((parameter) => dereference(parameter, specification))
    .filter((parameter) => parameter?.get('in')?.text === 'query' && parameter.get('required')?.flag === true)
    .flatMap((parameter) => parameter?.get('name')?.text ?? [])
  return names.length === 0 ? '' : `?${names.map((name) => `${name}={${name}}`).join('&')}`
}

function dereference(parameter: Located, specification: Located): Located | null {
  const reference = parameter.get('$ref')?.text
  if (!reference) return parameter
  return reference.startsWith('#/') ? specification.get(...reference.slice(2).split('/')) : null
}
