import { describe, expect, test } from 'vitest'
import type { Call, Value } from '../../reference/apim/call.ts'
import { compileExpression } from '../../reference/apim/expression/compile.ts'
import { EvaluationError } from '../../reference/apim/expression/evaluation.ts'
import { Unrunnable } from '../../reference/apim/expression/tokens.ts'
import { Fields } from '../../reference/apim/fields.ts'

const CALL: Call = {
  id: 'id',
  original: {
    method: 'POST',
    host: 'gateway.example:8443',
    path: '/v1/images/edits',
    query: Fields.fromQuery('a=1'),
    ip: '127.0.0.1',
  },
  match: null,
  subscription: { name: 'team', displayName: 'Team', scope: { kind: 'all' }, state: 'active', keys: [] },
  key: 'k1',
  product: null,
  request: {
    method: 'POST',
    path: '/images/edits',
    query: Fields.fromQuery('a=1&b=2&b=3'),
    headers: new Fields([
      ['X-Team', 'blue'],
      ['X-Many', 'a'],
      ['X-Many', 'b'],
    ]),
    body: { kind: 'none' },
  },
  destination: { url: 'https://model.example/openai', entityFrom: null, headers: [], query: [] },
  response: null,
  backendBody: null,
  variables: new Map<string, Value>([
    ['team', 'red'],
    ['count', 3],
    ['on', true],
  ]),
  lastError: null,
  gone: new AbortController().signal,
}

const evaluate = (source: string) => compileExpression(source)(CALL)

describe('an expression', () => {
  test.each<[string, Value]>([
    ['@("a" + "b")', 'ab'],
    ['@(1 + 2 * 3)', 7],
    ['@((1 + 2) * 3 - 7 / 2 % 5)', 6],
    ['@("a" + 1 + true)', 'a1True'],
    ['@(1 < 2 && 2 >= 2 || false)', true],
    ['@(!(1 == 2))', true],
    ['@(true ? "yes" : "no")', 'yes'],
    ['@("a\\"\\n")', 'a"\n'],
    ['@(@"c:\\a""b")', 'c:\\a"b'],
    ['@(\'x\' == "x")', true],
    ['@($"team {context.Variables["team"]}!")', 'team red!'],
  ])('%s is %j', (source, value) => {
    expect(evaluate(source)).toBe(value)
  })

  test.each<[string, Value]>([
    ['@(context.Request.Headers.GetValueOrDefault("x-team", ""))', 'blue'],
    ['@(context.Request.Headers.GetValueOrDefault("X-Many"))', 'a,b'],
    ['@(context.Request.Headers.GetValueOrDefault("X-None", "none"))', 'none'],
    ['@(context.Request.Headers["X-Many"][1])', 'b'],
    ['@(context.Request.Headers["X-Many"].First())', 'a'],
    ['@(context.Request.Headers.ContainsKey("X-None"))', false],
    ['@(context.Request.Method)', 'POST'],
    ['@(context.Request.Url.Path)', '/images/edits'],
    ['@(context.Request.OriginalUrl.Path.Contains("edits"))', true],
    ['@(context.Request.OriginalUrl.Host + context.Request.OriginalUrl.Port)', 'gateway.example8443'],
    ['@(context.Request.Url.Query.GetValueOrDefault("b", ""))', '2,3'],
    ['@(context.Request.Url.QueryString)', '?a=1&b=2&b=3'],
    ['@(context.Request.Body == null)', true],
    ['@(context.Subscription.Key)', 'k1'],
    ['@(context.Subscription?.Name ?? "nobody")', 'Team'],
    ['@(context.Product?.Name ?? "no product")', 'no product'],
    ['@(context.Product != null)', false],
    ['@((string)context.Variables["team"])', 'red'],
    ['@(context.Variables.GetValueOrDefault<string>("none", "default"))', 'default'],
    ['@((int)context.Variables["count"] > 2)', true],
    ['@((bool)context.Variables["on"])', true],
    ['@(context.Variables.ContainsKey("none"))', false],
  ])('%s reads the call: %j', (source, value) => {
    expect(evaluate(source)).toBe(value)
  })

  test.each<[string, Value]>([
    ['@("Bearer abc".StartsWith("bearer ", StringComparison.OrdinalIgnoreCase))', true],
    ['@("Bearer abc".StartsWith("bearer "))', false],
    ['@("Bearer abc".Substring(7))', 'abc'],
    ['@("abc".Substring(1, 1).ToUpper())', 'B'],
    ['@(" a ".Trim().Length)', 1],
    ['@("a,b".Split(\',\').Last())', 'b'],
    ['@("a.b".Replace(".", "-"))', 'a-b'],
    ['@("a".Equals("A", StringComparison.InvariantCultureIgnoreCase))', true],
    ['@(string.IsNullOrEmpty(""))', true],
    ['@(String.IsNullOrWhiteSpace(context.Product?.Name))', true],
    ['@((5).ToString() + true.ToString())', '5True'],
    ['@(Guid.NewGuid().ToString().Length)', 36],
  ])('%s knows strings: %j', (source, value) => {
    expect(evaluate(source)).toBe(value)
  })

  test('of several commands runs them in order', () => {
    const source = `@{
      // the key of whoever calls
      var header = context.Request.Headers.GetValueOrDefault("X-Team", "");
      string prefix = "team-";
      if (header == "red") { return "stop"; }
      else if (header.Length == 4) { prefix = prefix + "long-"; }
      return prefix + header; /* the end */
    }`
    expect(evaluate(source)).toBe('team-long-blue')
  })

  test.each([
    '@(context.Request.Body.As<dynamic>(preserveContent: true).model)',
    '@(context.Request.Body.As<JObject>(keep: true))',
    '@(context.Request.Body)',
    '@("to " + context.Request.Url)',
    '@($"{context.Request.Headers}")',
    '@($"{1:D4}")',
    '@($"{1")',
    '@((int)"3")',
    '@(context.Variables["team"] == "red")',
    '@(context.Request.Body.As<JObject>(true)["model"] == "a")',
    '@(context.Request.Headers["X-Many"] == "a")',
    '@(string.Join(",", context.Request.Headers))',
    '@(new JObject(context.Request.Headers))',
    '@(new List<string>())',
    '@(new int[] { 1 })',
    '@(context.Variables.GetValueOrDefault<Guid>("team"))',
    '@(Regex.IsMatch("a", context.Request.Method))',
    '@(Regex.IsMatch("a", "(?<name>a)"))',
    '@(Regex.IsMatch("a", "("))',
    '@(string.Format("{0:N2}", 1))',
    '@{ try { return 1; } finally { return 2; } }',
    '@{ switch (1) { return 2; } }',
    '@{ switch (1) { case 1: if (true) { break; } return 2; } return 3; }',
    '@{ throw new Exception("no"); }',
    '@{ for (int i = 0; i < 3; i++) { return i; } }',
    '@(context.User.Id)',
    '@((IResponse)context.Response)',
    '@((IResponse)JObject.Parse("{}"))',
    '@(JObject.Parse("{}") as IResponse)',
    '@(new Random().Next(1, 3))',
    '@(context.Request.Headers.Where(h => h.Key == "a").Count())',
    '@(context.Request.Nothing)',
    '@(unknown + 1)',
    '@(System.DateTime.UtcNow)',
    '@(DateTime.UtcNow.AddSeconds(5).ToString())',
    '@(DateTime.UtcNow.ToString("MMMM"))',
    '@(DateTime.UtcNow.ToString("d"))',
    '@("a".Length())',
    '@("a".Trim)',
    '@("a".Substring())',
    '@{ foreach (var x in y) { return x; } }',
    '@(1 +)',
    '@(1 2)',
    '@(a # b)',
  ])('%s is refused before any call, naming what is not understood', (source) => {
    expect(() => compileExpression(source)).toThrow(Unrunnable)
    expect(() => compileExpression(source)).toThrow(/^it /)
  })

  test.each([
    '@(context.Product.Name)',
    '@((string)context.Variables["none"])',
    '@(context.Response.StatusCode)',
    '@("abc".Substring(9))',
    '@((int)context.Variables["team"])',
    '@((bool)context.Variables["team"])',
    '@(context.Request.Headers["X-None"])',
    '@(context.Request.Headers["X-Many"][7])',
    '@((string)context.Variables["count"])',
    '@(((IResponse)context.Variables["team"]).StatusCode)',
    '@(context.Variables.GetValueOrDefault<int>("team"))',
    '@(int.Parse("1.5"))',
    '@(1 / 0)',
    '@(JObject.Parse("no JSON"))',
    '@(JObject.Parse("[1]"))',
    '@((string)JObject.Parse("{\\"a\\":{}}")["a"])',
    '@(JObject.Parse("{\\"a\\":1}")["a"]["b"])',
    '@(context.Request.Body.As<string>())',
  ])('%s throws when it runs, as C# does', (source) => {
    const run = compileExpression(source)
    expect(() => run(CALL)).toThrow(EvaluationError)
  })
})
