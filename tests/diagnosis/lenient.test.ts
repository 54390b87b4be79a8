import { describe, expect, it } from 'vitest'
import { findEmbedded, parseLenient } from '../../src/diagnosis/lenient.ts'
import type { Json } from '../../src/model.ts'

describe('JSON as people paste it', () => {
  it.each([
    ['whole', '['.repeat(100_000) + ']'.repeat(100_000)],
    ['cut off', '{"error":'.repeat(50_000)],
  ])('that is nested without end is none, %s', (_how, text) => {
    expect(parseLenient(text)).toBeNull()
  })

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

  it.each<[string, Json]>([
    ['  {"a":1}\n', { a: 1 }],
    ['[{"a":1}]', [{ a: 1 }]],
    ['{"message":"Unknown model: undefined, sorry"}', { message: 'Unknown model: undefined, sorry' }],
    ['{"a":1,}', { a: 1 }],
    ['{"a":[1, ],}', { a: [1] }],
    ["{'a': 'it\\'s', 'b': False}", { a: "it's", b: false }],
    ["{'a': 'say \"no\"'}", { a: 'say "no"' }],
    ["{'a': 'say \\\"no\\\"'}", { a: 'say "no"' }],
    ["{'a': 'caf\\xe9'}", { a: 'café' }],
    ["{'a': 'None', \"b\": 'True: x', 'c': None}", { a: 'None', b: 'True: x', c: null }],
    ['{ $a_1 : 1, b: 2 }', { $a_1: 1, b: 2 }],
    ['{ a: undefined, b: 1 }', { b: 1 }],
    ['{ b: 1, _$a1 : undefined }', { b: 1 }],
  ])('%j was %j', (text, value) => {
    expect(parseLenient(text)).toEqual({ value, cut: false })
  })

  it.each<[string, Json]>([
    ['{"a":"x\\', { a: 'x' }],
    ['{"a":"\\"{[","b":"y', { a: '"{[', b: 'y' }],
    ['{"a":"x\\\\","b":"y', { a: 'x\\', b: 'y' }],
    ['{"a":1,  ', { a: 1 }],
    ['{"a":tr', {}],
    ['{"a":1,"retry":tru', { a: 1 }],
    ['{"a":1, "b" : -1.', { a: 1 }],
    ['{"a":1,"b"', { a: 1 }],
    ['{"a":{"b":1},"c":[2,{"d":"x', { a: { b: 1 }, c: [2, { d: 'x' }] }],
    ['{"a":[1],"b":[2', { a: [1], b: [2] }],
    ["{'a': {'b': 'x', 'c': None", { a: { b: 'x', c: null } }],
  ])('%j was cut off and began as %j', (text, value) => {
    expect(parseLenient(text)).toEqual({ value, cut: true })
  })

  it.each(['', 'Resource not found', '<html>', '404 {"a":1}', 'x {"a":1}', '{]', '{no json}'])('%j is no JSON', (text) => {
    expect(parseLenient(text)).toBeNull()
  })
})

describe('JSON inside a sentence', () => {
  it.each([
    ['{"detail": "Not Found"}', { detail: 'Not Found' }],
    ['Error code: 404 - {', null],
    [
      'AzureException - {"error":{"code":"404","message": "a } b"}}. Received Model Group=x',
      { error: { code: '404', message: 'a } b' } },
    ],
    ["Error code: 404 - {'detail': 'Not Found'}\nmore", { detail: 'Not Found' }],
    ['(Reason: {"error":{"code":"Forbidden"', { error: { code: 'Forbidden' } }],
    ['a list [ "x", ["y"] ] and more]', ['x', ['y']]],
    ['got { "a": {"b": 1} } and {"c": 2}', { a: { b: 1 } }],
    ['got {"a": "x \\" } y", "b": 1}} end', { a: 'x " } y', b: 1 }],
    ["got {'a': 'x } y', 'b': \"it's }\"}} end", { a: 'x } y', b: "it's }" }],
    ["got {'a':'don\\'t }','b':['}',{'c':'}'}]} end}", { a: "don't }", b: ['}', { c: '}' }] }],
    ['got {"a": [1, 2], b: don\'t } end', null],
  ])('%s', (text, value) => {
    expect(findEmbedded(text)?.value ?? null).toEqual(value)
  })

  it('is not looked for in braces that hold no name', () => {
    expect(findEmbedded('Model {modelName} is enabled only for api versions 2024-12-01-preview and later')).toBeNull()
  })
})
