import { parse } from 'yaml'
import { isRecord, listAt, type Properties, recordAt, textAt } from './json.ts'

/** An operation as API Management knows it. */
export interface Operation {
  /** Resource name: the folder of its policy. */
  readonly name: string
  readonly displayName: string
  readonly method: string
  /** Path with `{parameters}`; required query parameters follow a `?`. */
  readonly urlTemplate: string
}

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']

/**
 * The operations that importing an OpenAPI document creates.
 * @throws Error when the text is neither YAML nor JSON.
 */
export function operationsOf(text: string): Operation[] {
  const document: unknown = parse(text)
  return Object.entries(recordAt(document, 'paths')).flatMap(([path, item]) =>
    METHODS.filter((method) => isRecord(item) && isRecord(item[method])).map((method) =>
      operationOf(document, path, method, isRecord(item) ? item : {}),
    ),
  )
}

function operationOf(document: unknown, path: string, method: string, item: Properties): Operation {
  const operation = recordAt(item, method)
  const id = textAt(operation, 'operationId')
  const query = [...listAt(item, 'parameters'), ...listAt(operation, 'parameters')]
    .map((parameter) => resolved(document, parameter))
    .filter((parameter) => parameter.in === 'query' && parameter.required === true)
    .flatMap((parameter) => textAt(parameter, 'name') ?? [])
  return {
    name: normalised(id === null || id === '' ? `${method}-${path}` : id),
    displayName: textAt(operation, 'summary') ?? id ?? `${method} ${path}`,
    method: method.toUpperCase(),
    urlTemplate: path + (query.length > 0 && !path.includes('?') ? `?${query.map((name) => `${name}={${name}}`).join('&')}` : ''),
  }
}

/** Follows a `$ref` inside the document. */
function resolved(document: unknown, value: unknown): Properties {
  const reference = textAt(value, '$ref')
  if (reference === null) return isRecord(value) ? value : {}
  const target = reference
    .replace(/^#\//, '')
    .split('/')
    .reduce<unknown>((at, key) => (isRecord(at) ? at[key] : undefined), document)
  return isRecord(target) ? target : {}
}

/** The resource name that an import makes of an operationId (Microsoft Learn, "API import restrictions", normalization rules). */
export function normalised(operationId: string): string {
  return operationId
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 76)
}

/** Is this the policy folder of the operation? Folders made by hand or by Terraform may have names that an import would normalise. */
export function isPolicyOf(operation: Operation, folder: string): boolean {
  return operation.name === folder || operation.name === normalised(folder)
}
