import { readdirSync, readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { expect, test } from 'vitest'

const folder = new URL('../../schemas/', import.meta.url)

test.each(readdirSync(folder))('schemas/%s is a JSON Schema of 2020-12 in strict mode', (file) => {
  const schema: unknown = JSON.parse(readFileSync(new URL(file, folder), 'utf8'))
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true })
  addFormats.default(ajv)
  if (typeof schema !== 'object' || schema === null) throw new TypeError(`schemas/${file} is no object`)
  expect(ajv.validateSchema(schema), ajv.errorsText()).toBe(true)
  expect(() => ajv.compile(schema)).not.toThrow()
})
