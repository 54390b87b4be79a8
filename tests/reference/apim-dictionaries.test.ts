/** Policies look up models, deployments and hosts in dictionaries. */
import { describe, expect, test } from 'vitest'
import type { Call } from '../../reference/apim/call.ts'
import { compileExpression } from '../../reference/apim/expression/compile.ts'
import { EvaluationError } from '../../reference/apim/expression/evaluation.ts'
import { Unrunnable } from '../../reference/apim/expression/tokens.ts'
import { Fields } from '../../reference/apim/fields.ts'

const CALL: Call = {
  id: 'id',
  original: { method: 'POST', host: 'gw.example', path: '/v1/images/edits', query: new Fields(), ip: '127.0.0.1' },
  match: null,
  subscription: null,
  key: null,
  product: null,
  request: { method: 'POST', path: '/images/edits', query: new Fields(), headers: new Fields(), body: { kind: 'none' } },
  destination: { url: 'https://model.example', entityFrom: null, headers: [], query: [] },
  response: null,
  backendBody: null,
  variables: new Map(),
  lastError: null,
  gone: new AbortController().signal,
}
const evaluate = (source: string) => compileExpression(source)(CALL)
/** What comes of the commands, after `map` was made. */
const withMap = (made: string, then: string) => `@{ var map = new Dictionary<string, string>${made}; ${then} }`
const PAIRS = ' { { "a", "one" }, { "b", "two" } }'

describe('a dictionary', () => {
  test.each([
    ['of pairs', PAIRS, 'return map["b"];', 'two'],
    ['of pairs after brackets', `()${PAIRS}`, 'return map["a"];', 'one'],
    ['written by key', ' { ["a"] = "one", ["a"] = "again" }', 'return map["a"];', 'again'],
    ['with a comma at its end', ' { { "a", "one" }, }', 'return map["a"];', 'one'],
    [
      'that is filled later',
      '()',
      'map["a"] = "one"; map["a"] = "again"; map.Add("b", "two"); return map["a"] + map["b"];',
      'againtwo',
    ],
    ['that is asked for a key', PAIRS, 'return map.ContainsKey("a") && !map.ContainsKey("A") && !map.ContainsKey("c");', true],
    ['that is counted', PAIRS, 'return map.Count;', 2],
    ['without regard to case', `(StringComparer.OrdinalIgnoreCase)${PAIRS}`, 'return map["B"];', 'two'],
    ['with a key that is worked out', PAIRS, 'var key = "a"; return map.ContainsKey(key) ? map[key] : "none";', 'one'],
    ['with nothing under a key', ' { { "a", null } }', 'return map["a"] ?? "nothing";', 'nothing'],
    ['with a key such as __proto__', '()', 'return map.ContainsKey("__proto__") || map.ContainsKey("toString");', false],
  ])('%s gives what it holds', (_what, made, then, value) => {
    expect(evaluate(withMap(made, then))).toBe(value)
  })

  test('may be declared with its type, and written with that of the framework', () => {
    const made = 'new System.Collections.Generic.Dictionary<String, string> { { "a", "one" } }'
    expect(evaluate(`@{ Dictionary<string, string> map = ${made}; return map["a"]; }`)).toBe('one')
    expect(evaluate('@(new Dictionary<string, string> { { "a", "one" } }["a"])')).toBe('one')
  })

  test.each([
    ['has not the key', PAIRS, 'return map["c"];'],
    ['has the key in other letters', PAIRS, 'return map["A"];'],
    ['has a key twice', ' { { "a", "one" }, { "a", "two" } }', 'return map["a"];'],
    ['has the key already', PAIRS, 'map.Add("a", "again"); return "";'],
    ['is asked for null', PAIRS, 'string key = null; return map.ContainsKey(key);'],
  ])('that %s throws when it runs, as C# does', (_what, made, then) => {
    const run = compileExpression(withMap(made, then))
    expect(() => run(CALL)).toThrow(EvaluationError)
  })

  test.each([
    ['@(new Dictionary<string, int> { { "a", 1 } }["a"])', 'Dictionary<string,int>'],
    ['@(new List<string> { "a" })', 'List<string>'],
    [withMap(' { { "a", 1 } }', 'return "";'), 'not of int'],
    [withMap(' { "a", "b" }', 'return "";'), 'of pairs'],
    [withMap('(7)', 'return "";'), 'only empty'],
    [withMap('()', 'map["a"] = 1; return "";'), 'not of int'],
    [withMap(PAIRS, 'string found; return map.TryGetValue("a", out found) ? found : "";'), 'it '],
    [withMap(PAIRS, 'return map.Keys;'), 'dictionary.Keys'],
    [withMap(PAIRS, 'return map;'), 'value of dictionary'],
    ['@("a".Equals("A", StringComparer.OrdinalIgnoreCase))', 'comparer'],
  ])('%s is refused before any call, naming what is not understood', (source, reason) => {
    expect(() => compileExpression(source)).toThrow(Unrunnable)
    expect(() => compileExpression(source)).toThrow(reason)
  })
})
