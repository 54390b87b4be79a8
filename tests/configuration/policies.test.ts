/** Policy documents are C# inside XML: they are read with their lines, and what cannot be read says why. */
import { describe, expect, test } from 'vitest'
import { type Asked, decide } from '../../src/configuration/conditions.ts'
import type { Policy, Statement } from '../../src/configuration/export.ts'
import { parsePolicy } from '../../src/configuration/policy-xml.ts'
import { resolveValue, UNKNOWN } from '../../src/configuration/values.ts'

function inbound(statements: string): Statement[] {
  const policy = parsePolicy(`<policies><inbound>${statements}</inbound></policies>`, 'policy.xml')
  return policy.kind === 'read' ? [...(policy.root.children[0]?.children ?? [])] : []
}

function reasonOf(policy: Policy): string {
  return policy.kind === 'unreadable' ? `${policy.at.line}: ${policy.reason}` : 'it was read'
}

describe('an expression', () => {
  test('may hold quotes, generics and && in an attribute', () => {
    const expression =
      '@(context.Request.Headers.GetValueOrDefault("a","") != "b" && context.Request.Body.As<JObject>(preserveContent: true)["n"] != null)'
    expect(inbound(`<when condition="${expression}" />`)[0]?.attributes.condition).toBe(expression)
  })

  test('is the same when its characters are escaped', () => {
    const [escaped] = inbound('<when condition="@(a.GetValueOrDefault(&quot;x&quot;) != null &amp;&amp; b &lt; 3)" />')
    expect(escaped?.attributes.condition).toBe('@(a.GetValueOrDefault("x") != null && b < 3)')
  })

  test('ends where its own bracket closes, whatever its strings, characters and comments hold', () => {
    const block = `@{ // }
      var a = "}"; var b = '}'; var c = @"}""}"; var d = $"{names["}"]} {{ }}"; /* } */
      return a < b ? "<base/>" : c;
    }`
    const [body, next] = inbound(`<set-body>${block}</set-body><next-one />`)
    expect(body?.text).toBe(block)
    expect(body?.children).toEqual([])
    expect(next?.name).toBe('next-one')
  })

  test('that never ends is named with its line', () => {
    const policy = parsePolicy('<policies>\n<inbound>\n<set-body>@{ return 1; </set-body>\n</inbound></policies>', 'policy.xml')
    expect(reasonOf(policy)).toBe('3: a C# expression is opened here and never closed')
  })
})

describe('a policy document', () => {
  test('gives every statement its line', () => {
    const policy = parsePolicy(
      '<!-- a\ncomment -->\n<policies>\n  <inbound>\n    <base />\n    <set-header name="x">\n      <value>1</value>',
      'p.xml',
    )
    expect(reasonOf(policy)).toContain('not well-formed')
    const sound = parsePolicy(
      '<!-- a\ncomment with @( in it -->\n<policies>\n  <inbound>\n    <set-header\n name="x">\n      <value>1</value></set-header></inbound></policies>',
      'p.xml',
    )
    const header = sound.kind === 'read' ? sound.root.children[0]?.children[0] : undefined
    expect(header).toMatchObject({ name: 'set-header', at: { file: 'p.xml', line: 5 }, attributes: { name: 'x' } })
    expect(header?.children[0]).toMatchObject({ name: 'value', text: '1', at: { line: 7 } })
  })

  test.each([
    ['', '1: it is not well-formed XML'],
    ['hello', '1: it is not well-formed XML'],
    ['<policies>\n<inbound>\n</policies>', '3: it is not well-formed XML'],
    ['<policies />\n<policies />', '2: it has a second root element'],
    ['<policies><inbound />\n<inbound /></policies>', '2: it has a second <inbound>, as a merge may leave it'],
    ['<html>\n</html>', '1: its root is <html>'],
    ['<policies>\n<inbond />\n</policies>', '2: <inbond> is no section'],
    ['<!DOCTYPE p [<!ENTITY a "b">]>\n<policies />', '1: it has a DOCTYPE'],
  ])('that cannot be read says why: %j', (text, reason) => {
    expect(reasonOf(parsePolicy(text, 'policy.xml'))).toContain(reason)
  })
})

describe('a value', () => {
  const names = {
    namedValues: [
      { displayName: 'deployment', value: 'd1', at: { file: 'f', line: 1 } },
      { displayName: 'secret', value: null, at: { file: 'f', line: 1 } },
    ],
    variables: { model: 'm1' },
  }
  test.each([
    ['/a/{{deployment}}/b', '/a/d1/b'],
    ['/a/{{secret}}/b', `/a/${UNKNOWN}/b`],
    ['@("/a/" + "b")', '/a/b'],
    ['@("/a/{{deployment}}/b")', '/a/d1/b'],
    ['@("/a/" + (string)context.Variables["model"])', '/a/m1'],
    ['@($"/a/{context.Variables["model"]}")', '/a/m1'],
    ['@("/a/" + context.Variables.GetValueOrDefault<string>("other", "x"))', `/a/${UNKNOWN}`],
    ['@(context.Request.Headers.GetValueOrDefault("a", "b") + "/c")', `${UNKNOWN}/c`],
    ['@{ return "a"; }', UNKNOWN],
    ['Bearer @(context.Variables["model"])', 'Bearer m1'],
  ])('%s is known as far as it can be told', (raw, value) => {
    expect(resolveValue(raw, names)).toBe(value)
  })
})

describe('a condition', () => {
  const asked: Asked = {
    ids: ['images-edits'],
    urlTemplate: '/images/{action}',
    contentType: `multipart/form-data; boundary=${UNKNOWN}`,
    path: '/v1/images/edits',
    paths: ['/images/edits', `${UNKNOWN}/images/edits`, '/v1/images/edits'],
    matched: { action: 'edits' },
    variables: { isEdit: 'true', isGeneration: 'false', model: 'gpt-image-1.5' },
  }
  test.each([
    ['@(context.Operation.Id == "images-edits")', true],
    ['@(context.Operation.Id == "Images_Edits")', false],
    ['@(context.Operation.Id.Equals("Images-Edits", StringComparison.OrdinalIgnoreCase))', true],
    ['@(string.Equals(context.Operation.Id, "images-edits"))', true],
    ['@(context.Operation.Id.Contains("generations"))', false],
    ['@(context.Operation.Id.ToLower().StartsWith("images") && !context.Operation.Id.EndsWith("-edits"))', false],
    ['@(context.Operation.Id == "a" || context.Operation.UrlTemplate.Contains("{action}"))', true],
    ['@(context.Request.MatchedParameters["action"] == "edits" ? true : false)', true],
    ['@(context.Request.MatchedParameters.GetValueOrDefault("action", "") != "edits")', false],
    ['@((bool)context.Variables["isEdit"])', true],
    ['@(context.Variables.GetValueOrDefault<string>("model", "") == "gpt-image-1.5")', true],
    ['@(context.Variables.GetValueOrDefault<string>("other", "") == "gpt-image-1.5")', null],
    ['@((bool)context.Variables["isGeneration"])', false],
    ['@(context.Operation.Id.ToUpper() == "IMAGES-EDITS" && context.Operation.Id.ToUpperInvariant() == "IMAGES-EDITS")', true],
    ['@("A".ToLowerInvariant() == "a" && context.Operation.Id.ToString() == "images-edits")', true],
    ['@("images" + "-edits" == context.Operation.Id)', true],
    ['@(context.Operation.Id + context.RequestId == "images-edits")', null],
    ['@(context.RequestId + "" == "images-edits")', null],
    ['@((null ?? "y") == "y" && ("x" ?? "y") == "x")', true],
    ['@((context.RequestId ?? "y") == "y")', null],
    ['@(context.Operation.Id == null)', false],
    ['@(!context.Variables.ContainsKey("x"))', null],
    ['@(context.Variables.ContainsKey("x") ? true : true)', null],
    ['@(context.Variables.ContainsKey("x") && true)', null],
    ['@(true && context.Variables.ContainsKey("x"))', null],
    ['@(context.Variables.ContainsKey("x") && false)', false],
    ['@(context.Variables.ContainsKey("x") || false)', null],
    ['@(false || context.Variables.ContainsKey("x"))', null],
    ['@(context.Variables.ContainsKey("x") || true)', true],
    ['@(string.Equals(context.Operation.Id, "IMAGES-EDITS", StringComparison.OrdinalIgnoreCase))', true],
    ['@(string.Equals(context.Operation.Id, "IMAGES-EDITS", StringComparison.Ordinal))', false],
    ['@(string.Equals(context.RequestId, "images-edits"))', null],
    ['@(context.Operation.Id.Foo() == "x" || context.Operation.Id.Foo("x") || foo("x"))', null],
    ['@(5 == 5 || -true)', null],
    ['never @(true)', null],
    ['@{return true;}', true],
    ['@{ return context.Operation.Id == "images-edits"; }', true],
    ['@{ var id = context.Operation.Id; return id == "images-edits"; }', true],
    ['@{ string id = context.Operation.Id.ToUpper(); bool is = id.EndsWith("S;"); return is || id == "IMAGES-EDITS"; }', true],
    ['@{ var id = context.Operation.Id; if (id == "x") { return true; } return false; }', false],
    ['@{ var id = context.RequestId; if (id == "x") { return true; } return false; }', null],
    ['@{ bool is = false; if (context.Operation.Id == "images-edits") is = true; return is; }', true],
    ['@{ if (context.Operation.Id == "images-edits") { { return true; } } }', true],
    ['@{ if (context.Operation.Id == "x") { return true; } }', null],
    ['@{ if context.Operation.Id == "x" { return true; } return false; }', null],
    ['@{ if (context.Operation.Id == "x" { return true; } return false; }', null],
    ['@{ foreach (var a in context.Request.Headers) { return true; } return false; }', null],
    ['@{ switch (context.Operation.Id) { case "images-edits": return true; default: return false; } }', true],
    ['@{ switch (context.Operation.Id) { case "a": break; default: return true; } return false; }', true],
    ['@{ switch (context.Operation.Id) { default: return true; case "a": return false; } }', null],
    ['@{ switch (context.Operation.Id) { return true; } }', null],
    ['@{ var a = "x;{"; /* { */ return a == "x;{"; // " }', true],
    ['@{ return true }', null],
    ['@($"{context.Operation.Id}" == "images-edits" && $"{{a}}" == "{a}")', true],
    ['@($"{context.RequestId}" == "a")', null],
    ['@($"{5:D3}" == "005")', null],
    ['@{ var id = context.RequestId; return id == "x"; }', null],
    ['@{ return other; }', null],
    ['@{ var id = context.Operation.Id; }', null],
    ['@{ }', null],
    ['@()', null],
    ['@(context.Operation.Id == "other" && context.Variables.ContainsKey("x"))', false],
    ['@(context.Operation.Name == "Edit images")', null],
    ['@(context.Operation.Id.Substring(7) == "edits")', null],
    ['@(context.Operation.Id == )', null],
    ['@(context.Operation.Id != "images-edits")', false],
    ['@(context.Request.Url.Path.EndsWith("/edits"))', true],
    ['@(!context.Request.OriginalUrl.Path.Contains("/edits"))', false],
    ['@(true)', true],
    ['@(context.Request.Url.Path.EndsWith("/images/edits"))', true],
    ['@(context.Request.Url.Path.EndsWith("/images/other"))', false],
    ['@(context.Request.Url.Path.EndsWith("/openai/images/edits"))', null],
    ['@(context.Request.Url.Path.StartsWith("/v1"))', null],
    ['@(context.Request.Url.Path.Contains("/openai/"))', null],
    ['@(context.Request.Url.Path == "/images/edits")', null],
    ['@(context.Request.OriginalUrl.Path.StartsWith("/v1/images"))', true],
    ['@(context.Operation.Id == "images-edits" && context.Variables.ContainsKey("x"))', null],
    ['@(context.Request.Headers.ContainsKey("x"))', null],
    ['@(context.Request.Headers.GetValueOrDefault("Content-Type", "").Contains("multipart"))', true],
    ['@(context.Request.Headers.GetValueOrDefault("content-type","").ToLower().StartsWith("application/json"))', false],
    ['@(context.Request.Headers.GetValueOrDefault("Content-Type") == "application/json")', null],
    ['@(context.Request.Headers.GetValueOrDefault("X-Team", "") == "a")', null],
    ['@(context.Request.Headers["Content-Type"].Contains("multipart"))', null],
  ])('%s is decided only when it asks which operation it is', (condition, decided) => {
    expect(decide(condition, asked)).toBe(decided)
  })
})
