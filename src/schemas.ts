import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { root } from './root.ts'

/** Every schema of the folder `schemas/` by its file name. */
export type SchemaName =
  | 'profile'
  | 'report'
  | 'images-response'
  | 'stream-partial-image'
  | 'stream-completed'
  | `error-${'openai' | 'aoai' | 'apim' | 'fastapi'}`

// That the schemas are schemas is tested (tests/checks/schemas.test.ts): to prove it at every start takes longer than to
// judge a whole run by them.
const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true, useDefaults: true, validateSchema: false })
addFormats.default(ajv)
const compiled = new Map<SchemaName, ValidateFunction>()

/** What keeps a value from being valid, one sentence each, at most five; empty when it is valid. */
export function violations(name: SchemaName, value: unknown): readonly string[] {
  const validate = compiled.get(name) ?? compile(name)
  if (validate(value)) return []
  return (validate.errors ?? []).slice(0, 5).map(sentence)
}

function compile(name: SchemaName): ValidateFunction {
  const schema: unknown = JSON.parse(readFileSync(join(root, 'schemas', `${name}.json`), 'utf8'))
  if (typeof schema !== 'object' || schema === null) throw new TypeError(`schemas/${name}.json is no schema`)
  const validate = ajv.compile(schema)
  compiled.set(name, validate)
  return validate
}

function sentence({ instancePath, message, params }: ErrorObject): string {
  const where = instancePath === '' ? 'the body' : instancePath.slice(1).replaceAll('/', '.')
  const detail =
    'additionalProperty' in params
      ? ` ("${params.additionalProperty}")`
      : 'allowedValues' in params
        ? ` (${params.allowedValues})`
        : ''
  return `${where} ${message ?? 'is not as the schema says'}${detail}`
}
