/** Expressions as the policies of AI gateways have them: models, tokens, load balancing, logging. */
import { beforeEach, describe, expect, test } from 'vitest'
import { emptyReply } from '../../reference/apim/answers.ts'
import type { Call, Value } from '../../reference/apim/call.ts'
import { compileExpression } from '../../reference/apim/expression/compile.ts'
import { EvaluationError } from '../../reference/apim/expression/evaluation.ts'
import { Json } from '../../reference/apim/expression/json-token.ts'
import { Fields } from '../../reference/apim/fields.ts'

const REQUEST = {
  model: 'gpt-image-1.5',
  prompt: 'a cat',
  n: 2,
  stream: true,
  user: null,
  messages: [{ role: 'system', content: 'be brief' }, { role: 'user' }],
}
const ANSWER = {
  id: 'img_1',
  created: 7,
  usage: { total_tokens: 42, input_tokens_details: { image_tokens: 3 } },
  data: [{ url: 'u' }],
}

let call: Call
beforeEach(() => {
  const response = emptyReply(429)
  response.headers = new Fields([
    ['x-ms-region', 'East US 2'],
    ['Retry-After', '7'],
  ])
  response.body = Buffer.from(JSON.stringify(ANSWER))
  call = {
    id: '00000000-0000-4000-8000-000000000001',
    original: { method: 'POST', host: 'gw.example', path: '/v1/images/edits', query: Fields.fromQuery(''), ip: '10.0.0.1' },
    match: null,
    subscription: null,
    key: null,
    product: null,
    request: {
      method: 'POST',
      path: '/openai/deployments/gpt-image-1.5/images/edits',
      query: Fields.fromQuery('api-version=2025-04-01-preview'),
      headers: new Fields([
        ['Authorization', 'Bearer sk-1'],
        ['X-Priority', 'high'],
      ]),
      body: { kind: 'bytes', bytes: Buffer.from(JSON.stringify(REQUEST)) },
    },
    destination: { url: 'https://model.example/openai', entityFrom: null, headers: [], query: [] },
    response,
    backendBody: null,
    variables: new Map<string, Value>([
      ['token', 'ey.ab.cd'],
      ['backendIndex', 1],
      ['written', '1'],
      ['isStreaming', false],
      ['requestBody', new Json(structuredClone(REQUEST))],
      ['backends', new Json([{ name: 'one', isThrottling: false, weight: 3 }])],
    ]),
    lastError: { source: 'set-body', reason: 'r', message: 'm', section: 'inbound' },
    gone: new AbortController().signal,
  }
})

const evaluate = (source: string): Value => {
  const value = compileExpression(source)(call)
  return value instanceof Json ? value.compact() : value
}

describe('an expression of an AI gateway', () => {
  test.each<[string, Value]>([
    ['@("Bearer " + (string)context.Variables["token"])', 'Bearer ey.ab.cd'],
    ['@($"Bearer {context.Variables["token"]}")', 'Bearer ey.ab.cd'],
    ['@($"{context.Variables.GetValueOrDefault<string>("team","none")}_{context.Request.Method}")', 'none_POST'],
    ['@($"{{\\"code\\":{context.Response.StatusCode}}}")', '{"code":429}'],
    ['@($@"c:\\{context.Request.Method}""")', 'c:\\POST"'],
    ['@($"{(context.Request.Method == "POST" ? "write" : $"read {1 + 1}")}")', 'write'],
    ['@(context.Subscription?.Id ?? "anonymous")', 'anonymous'],
    ['@(context.Product?.Name?.ToLower() ?? context.Subscription?.Name ?? "none")', 'none'],
    ['@(context.Request?.IpAddress ?? "NA")', '10.0.0.1'],
    ['@(context.Operation != null ? context.Operation.Id : "unmatched")', 'unmatched'],
    ['@(context.Request.Headers.GetValueOrDefault("Authorization","").Replace("Bearer ", ""))', 'sk-1'],
    ['@(context.Request.Headers.GetValueOrDefault("Authorization","").Split(\' \').Last())', 'sk-1'],
    ['@(context.Request.Headers.GetValueOrDefault("Authorization","").AsJwt())', 'refused'],
    ['@(context.Request.Headers["X-Priority"].FirstOrDefault() == "high" ? "ptu" : "paygo")', 'ptu'],
    ['@(new [] { "gpt-4o", "gpt-image-1.5" }.Contains("gpt-4o"))', true],
    ['@(!new[] { "high", "low" }.Contains(context.Request.Headers.GetValueOrDefault("X-Other") ?? String.Empty))', true],
    ['@(string.Join("|", new string[] { "a", "b" }))', 'a|b'],
    ['@(context.Response != null && (context.Response.StatusCode == 429 || context.Response.StatusCode >= 500))', true],
    ['@(Convert.ToInt32(context.Response.Headers.GetValueOrDefault("Retry-After", "-1")) * 1000)', 7000],
    ['@(int.Parse((string)context.Variables["written"]) + 1)', 2],
    ['@(context.Variables.GetValueOrDefault<int>("attempt") % 3 + 1)', 1],
    ['@(context.Variables.GetValueOrDefault("attempt", 0) + 1)', 1],
    ['@((bool)context.Variables["isStreaming"] == false)', true],
    ['@(!context.Variables.GetValueOrDefault<bool>("isBatch"))', true],
    ['@(string.Format("{0}-{1}", context.Request.Method, context.Variables["backendIndex"]))', 'POST-1'],
    ["@(context.Request.Url.Path.Split('/')[3])", 'gpt-image-1.5'],
    ["@(context.Request.OriginalUrl.Path.Trim('/').TrimEnd('s'))", 'v1/images/edit'],
    [
      '@(System.Text.RegularExpressions.Regex.Match(context.Request.Url.Path, "/deployments/([^/]+)/").Groups[1].Value)',
      'gpt-image-1.5',
    ],
    ['@(Regex.Replace(context.Request.OriginalUrl.Path, @"^/v1", "/openai"))', '/openai/images/edits'],
    ['@(Regex.IsMatch("GPT-Image", "^gpt-image", RegexOptions.IgnoreCase))', true],
    ['@(Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes("u:pä")))', 'dTpww6Q='],
    ['@(Guid.NewGuid().ToString("N").Length)', 32],
    ['@(Uri.EscapeDataString("a b/ü"))', 'a%20b%2F%C3%BC'],
    ['@(System.Net.WebUtility.UrlEncode("a b/~\'(ü)"))', 'a+b%2F%7E%27(%C3%BC)'],
  ])('%s is %j', (source, value) => {
    if (value === 'refused') expect(() => compileExpression(source)).toThrow(/^it cannot evaluate string\.AsJwt$/)
    else expect(evaluate(source)).toEqual(value)
  })

  test.each<[string, Value]>([
    ['@(context.Request.Body.As<JObject>(preserveContent: true)["model"].ToString())', 'gpt-image-1.5'],
    ['@((string)context.Request.Body?.As<JObject>(true)?["model"] ?? "none")', 'gpt-image-1.5'],
    ['@(context.Request.Body.As<JObject>(preserveContent: true)["size"]?.ToString() ?? "auto")', 'auto'],
    ['@(context.Request.Body.As<JObject>(true).Value<int>("n"))', 2],
    ['@(context.Request.Body.As<JObject>(true).Value<bool>("missing"))', false],
    ['@((bool?)context.Request.Body.As<JObject>(true)["stream"] == true)', true],
    ['@((bool?)context.Request.Body.As<JObject>(true)["missing"] ?? false)', false],
    ['@((string)(context.Variables["requestBody"] as JObject)?["model"])', 'gpt-image-1.5'],
    ['@((context.Variables["token"] as JObject) == null && (context.Variables["token"] as string) != null)', true],
    ['@((int?)context.Request.Body.As<JObject>(true)["user"] ?? 3)', 3],
    ['@((bool)context.Request.Body.As<JObject>(true)["stream"])', true],
    [
      '@(context.Request.Body.As<JObject>(true).ContainsKey("stream") && context.Request.Body.As<JObject>(true)["n"] != null)',
      true,
    ],
    ['@(context.Request.Body.As<JObject>(true)["messages"][0]["content"].ToString())', 'be brief'],
    ['@(context.Request.Body.As<JObject>(true).SelectToken("messages[1].role").Value<string>())', 'user'],
    ['@(context.Request.Body.As<JObject>(true).SelectToken("messages[7].role") == null)', true],
    ['@(((JArray)context.Request.Body.As<JObject>(true)["messages"]).Count)', 2],
    ['@(context.Request.Body.As<JObject>(true)["user"].ToString() + "!")', '!'],
    ['@((string)((JObject)context.Variables["requestBody"])["model"])', 'gpt-image-1.5'],
    ['@(context.Variables.GetValueOrDefault<JObject>("requestBody")?["n"]?.ToString() ?? "1")', '2'],
    ['@(((JObject)((JArray)context.Variables["backends"])[0]).Value<string>("name"))', 'one'],
    ['@(((JArray)context.Variables["backends"])[0]["weight"].Value<int>() > 2)', true],
    ['@(context.Request.Body.As<string>(preserveContent: true).Contains("\\"stream\\":true"))', true],
    ['@(context.Response.Body.As<JObject>(preserveContent: true)["usage"]?["total_tokens"]?.ToString() ?? "0")', '42'],
    ['@(context.Response.Body.As<JObject>(true)["usage"]["input_tokens_details"]["image_tokens"].Value<int>() + 1)', 4],
    [
      '@(JsonConvert.SerializeObject(new { error = new { code = "429", message = context.LastError.Message } }))',
      '{"error":{"code":"429","message":"m"}}',
    ],
    [
      '@(new JObject(new JProperty("status", "HTTP 405"), new JProperty("n", 1)).ToString(Newtonsoft.Json.Formatting.None))',
      '{"status":"HTTP 405","n":1}',
    ],
    ['@(new JObject { ["a"] = new JArray(1, "b"), ["c"] = null }.ToString(Formatting.None))', '{"a":[1,"b"],"c":null}'],
    ['@(new JObject() { { "a", true }, { "b", new JObject() } })', '{"a":true,"b":{}}'],
    ['@(JObject.Parse("{\\"a\\":[1]}"))', '{"a":[1]}'],
  ])('%s is %j', (source, value) => {
    expect(evaluate(source)).toEqual(value)
  })

  test.each([
    ['@(DateTime.UtcNow.ToString("o"))', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$/],
    ['@(DateTime.UtcNow.ToString("yyyy-MM-dd\'T\'HH:mm:ss.fffZ"))', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/],
    ['@(System.DateTime.UtcNow.ToString("R"))', /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} [\d:]{8} GMT$/],
    ['@(DateTime.Now.ToString())', /^\d\d\/\d\d\/\d{4} [\d:]{8}$/],
  ])('%s is the time, as text', (source, pattern) => {
    expect(evaluate(source)).toMatch(pattern)
  })

  test.each([
    ['"a"', 'first'],
    ['"b"', 'second'],
    ['"c"', 'second'],
    ['"d"', 'other'],
    ['context.Request.Method + "!"', 'other'],
  ])('goes by a switch: %s', (value, result) => {
    const source = `@{
      var found = "none";
      switch (${value}) {
        case "a": { return "first"; }
        default: found = "other"; break;
        case "b":
        case "c":
          found = "second";
          break;
      }
      return found;
    }`
    expect(evaluate(source)).toBe(result)
  })

  test('changes a body and gives it anew', () => {
    const source = `@{
      JObject body = context.Request.Body.As<JObject>(preserveContent: true);
      string wanted = body["model"]?.ToString() ?? "";
      if (body["stream"] != null) { body.Remove("stream"); }
      body["model"] = wanted + "-eu";
      body["metadata"] = new JObject(new JProperty("team", context.Subscription?.Name));
      body.Add("seed", 1);
      body["messages"][0]["content"] = "none";
      body.Remove("messages");
      return body.ToString(Newtonsoft.Json.Formatting.None);
    }`
    expect(evaluate(source)).toBe(
      '{"model":"gpt-image-1.5-eu","prompt":"a cat","n":2,"user":null,"metadata":{"team":null},"seed":1}',
    )
  })

  test('does something else where JSON was expected and did not come', () => {
    const source = `@{
      try {
        var body = context.Request.Body.As<JObject>(preserveContent: true);
        return (string)body["model"];
      } catch (Exception e) {
        return "none";
      }
    }`
    expect(evaluate(source)).toBe('gpt-image-1.5')
    call.request.body = { kind: 'bytes', bytes: Buffer.from('--boundary\r\n') }
    expect(evaluate(source)).toBe('none')
    expect(() => evaluate('@(context.Request.Body.As<JObject>(true)["model"])')).toThrow(EvaluationError)
  })

  test('leaves nothing of a body that it does not keep', () => {
    expect(evaluate('@(context.Request.Body.As<string>(preserveContent: true).Length > 0)')).toBe(true)
    expect(evaluate('@((string)context.Request.Body.As<JObject>()["model"])')).toBe('gpt-image-1.5')
    expect(evaluate('@(context.Request.Body.As<string>())')).toBe('')
    call.request.body = { kind: 'bytes', bytes: Buffer.from('{"n":2}') }
    expect(evaluate('@((int?)context.Request.Body.As<JObject>()["n"] ?? 0)')).toBe(2)
    expect(evaluate('@(context.Response.Body.As<string>(false).Length > 0)')).toBe(true)
    expect(evaluate('@(context.Response.Body.As<string>())')).toBe('')
  })

  test('tells the bodies that it may read', () => {
    const reads = (source: string) => [...compileExpression(source).reads]
    expect(reads('@(context.Request.Method == "GET" ? "" : context.Request.Body.As<string>(true))')).toEqual(['request'])
    expect(reads('@(context.Response.Body.As<string>(true) + context.Request.Method)')).toEqual(['response'])
    expect(reads('@(context.Request.Body == null)')).toEqual([])
  })

  test('prints JSON with white space, as the policies of samples return it', () => {
    expect(evaluate('@(new JObject(new JProperty("error", "no")).ToString())')).toBe('{\n  "error": "no"\n}')
  })
})
