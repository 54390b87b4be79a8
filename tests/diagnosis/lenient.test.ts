import { describe, expect, it } from 'vitest'
import { findEmbedded, parseLenient } from '../../src/diagnosis/lenient.ts'

describe('JSON as people paste it', () => {
  it.each([
    ['as it is', '{"a": [1, "x"]}', { a: [1, 'x'] }, false],
    [
      'printed by Python',
      "{'error': {'code': None, 'message': \"it's\", 'ok': True}}",
      { error: { code: null, message: "it's", ok: true } },
      false,
    ],
    ['printed by Node', "{ type: undefined, code: '404', message: 'no' }", { code: '404', message: 'no' }, false],
    [
      'cut off in a text',
      '{"error":{"code":"404","message":"Resource not f',
      { error: { code: '404', message: 'Resource not f' } },
      true,
    ],
    ['cut off in a name', '{"created":1,"err', { created: 1, err: null }, true],
    ['cut off behind a comma', '{"error":{"message":"x",', { error: { message: 'x' } }, true],
    ['cut off behind a colon', '{"error":{"message":', { error: { message: null } }, true],
    [
      'cut off in a list',
      '{"data":[{"url":{"cost":0.02,"result":"https://',
      { data: [{ url: { cost: 0.02, result: 'https://' } }] },
      true,
    ],
  ])('%s', (_how, text, value, cut) => {
    expect(parseLenient(text)).toEqual({ value, cut })
  })

  it.each(['', 'Resource not found', '<html>', '404 {"a":1}'])('%j is no JSON', (text) => {
    expect(parseLenient(text)).toBeNull()
  })
})

describe('JSON inside a sentence', () => {
  it.each([
    [
      'AzureException - {"error":{"code":"404","message": "a } b"}}. Received Model Group=x',
      { error: { code: '404', message: 'a } b' } },
    ],
    ["Error code: 404 - {'detail': 'Not Found'}\nmore", { detail: 'Not Found' }],
    ['(Reason: {"error":{"code":"Forbidden"', { error: { code: 'Forbidden' } }],
  ])('%s', (text, value) => {
    expect(findEmbedded(text)?.value).toEqual(value)
  })

  it('is not looked for in braces that hold no name', () => {
    expect(findEmbedded('Model {modelName} is enabled only for api versions 2024-12-01-preview and later')).toBeNull()
  })
})
