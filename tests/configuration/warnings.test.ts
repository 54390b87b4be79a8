/** What works today and will not survive a large picture, a stream or a second attempt. */
import { describe, expect, test } from 'vitest'
import { APIOPS, broken, type Change, changed, check, lineOf, replace, statuses, warnings, write } from './exports.ts'

const { edits, generations } = APIOPS.operations
const inBoth =
  (from: string, to: string): Change =>
  (texts) =>
    changed(texts, replace(edits, from, to), replace(generations, from, to))
const statement = (text: string) => inBoth('<base />', `<base />\n    ${text}`)
const backend = (text: string) => inBoth('<backend>\n    <base />', `<backend>\n    ${text}`)

const HAZARDS: readonly (readonly [string, Change, string, string])[] = [
  [
    'validate-content',
    statement('<validate-content unspecified-content-type-action="prevent" max-size="102400" size-exceeded-action="prevent" />'),
    'validate-content',
    '<validate-content',
  ],
  [
    'a JSON body read by a block, which may look at the content type first',
    statement(
      '<set-variable name="model" value="@{ return context.Request.Body.As<JObject>(preserveContent: true)["model"].ToString(); }" />',
    ),
    'json-body-read',
    'JObject',
  ],
  [
    'a JSON body read by an expression that asks for something else first',
    statement(
      '<set-variable name="model" value="@(context.Request.Method == "POST" ? context.Request.Body.As<JObject>(true)["model"] : null)" />',
    ),
    'json-body-read',
    'JObject',
  ],
  [
    'a JSON body read in a condition',
    statement(
      '<choose><when condition="@((string)context.Request.Body.As<JToken>(true)["stream"] == "true")"><trace source="s" /></when></choose>',
    ),
    'json-body-read',
    'JToken',
  ],
  [
    'a body that is written as text',
    statement('<set-body>@(context.Request.Body.As<string>(preserveContent: true))</set-body>'),
    'body-as-text',
    'As<string>',
  ],
  [
    'a body read that keeps nothing',
    statement('<set-variable name="body" value="@(context.Request.Body.As<string>())" />'),
    'body-consumed',
    'As<string>',
  ],
  [
    'a limit on the length of bodies',
    statement(
      '<choose><when condition="@(int.Parse(context.Request.Headers.GetValueOrDefault("Content-Length", "0")) > 100000)"><return-response><set-status code="413" /></return-response></when></choose>',
    ),
    'length-refused',
    'Content-Length',
  ],
  [
    'a body read that keeps nothing, under a condition that cannot be decided',
    statement(
      '<choose><when condition="@(context.Request.Headers.ContainsKey("X-Audit"))"><set-variable name="body" value="@(context.Request.Body.As<string>())" /></when></choose>',
    ),
    'body-consumed',
    'As<string>',
  ],
  [
    'answers written over',
    inBoth(
      '<outbound>\n    <base />',
      '<outbound>\n    <base />\n    <return-response><set-status code="200" /></return-response>',
    ),
    'answer-replaced',
    'return-response',
  ],
  [
    'a content type that is written',
    statement('<set-header name="Content-Type" exists-action="override"><value>multipart/form-data</value></set-header>'),
    'content-type-written',
    'Content-Type',
  ],
  [
    'errors that are answered as something else',
    inBoth(
      '<on-error>\n    <base />',
      '<on-error>\n    <base />\n    <return-response><set-status code="403" /></return-response>',
    ),
    'errors-answered',
    'return-response',
  ],
]

const NO_HAZARDS: readonly (readonly [string, Change])[] = [
  [
    'a content that is only looked at',
    statement('<validate-content unspecified-content-type-action="detect" max-size="102400" size-exceeded-action="detect" />'),
  ],
  [
    'a content type for callers who send none',
    statement('<set-header name="Content-Type" exists-action="skip"><value>application/json</value></set-header>'),
  ],
  [
    'some errors answered',
    inBoth(
      '<on-error>\n    <base />',
      '<on-error>\n    <base />\n    <choose><when condition="@(context.LastError.Source == "rate-limit")"><return-response><set-status code="429" /></return-response></when></choose>',
    ),
  ],
  [
    'a statement of a branch for bodies that edits do not send',
    statement(
      '<choose><when condition="@(context.Request.Headers.GetValueOrDefault("Content-Type", "").StartsWith("application/json"))"><set-variable name="model" value="@(context.Request.Body.As<JObject>(true)["model"].ToString())" /></when></choose>',
    ),
  ],
  [
    'a body read that keeps the content',
    statement('<set-variable name="body" value="@(context.Request.Body.As<string>(preserveContent: true))" />'),
  ],
]

describe('edits with', () => {
  test.each(HAZARDS)('%s is warned of, with its line', (_, change, id, needle) => {
    const texts = changed(APIOPS.texts, change)
    const report = check(texts)
    expect(report.findings.find((finding) => finding.id === id)).toMatchObject({
      level: 'warning',
      item: null,
      file: edits,
      line: lineOf(texts, edits, needle),
    })
    expect(broken(report)).toEqual([])
  })

  test('a retry without a buffered body is warned of', () => {
    const report = check(
      changed(
        APIOPS.texts,
        backend('<retry condition="@(context.Response.StatusCode == 429)" count="2" interval="1"><forward-request /></retry>'),
      ),
    )
    expect(report.findings).toContainEqual(expect.objectContaining({ id: 'retry-without-buffer', file: edits }))
    expect(broken(report)).toEqual([])
  })

  test('a retry with a buffered body is not', () => {
    const report = check(
      changed(
        APIOPS.texts,
        backend(
          '<retry condition="@(context.Response.StatusCode == 429)" count="2" interval="1"><forward-request buffer-request-body="true" /></retry>',
        ),
      ),
    )
    expect(warnings(report)).not.toContain('retry-without-buffer')
  })

  test.each(NO_HAZARDS)('%s is not warned of', (_, change) => {
    expect(check(changed(APIOPS.texts, change)).findings).toEqual([])
  })

  test('a JSON body read of every call is broken: edits are multipart', () => {
    const demanded = statement(
      '<set-variable name="model" value="@(context.Request.Body.As<JObject>(preserveContent: true)["model"].ToString())" />',
    )
    const texts = changed(APIOPS.texts, demanded)
    expect(check(texts).findings).toEqual([
      expect.objectContaining({
        id: 'json-body-demanded',
        level: 'broken',
        item: null,
        cause: 'upstream-error',
        file: edits,
        line: lineOf(texts, edits, 'JObject'),
      }),
    ])
  })
})

test('a token for another audience is warned of, in both operations alike, and whether the model takes it cannot be told', () => {
  const texts = changed(
    APIOPS.texts,
    replace(APIOPS.shared, 'https://cognitiveservices.azure.com', 'https://management.azure.com'),
  )
  const report = check(texts)
  expect(report.findings).toEqual([
    expect.objectContaining({
      id: 'identity-audience',
      item: 4,
      file: APIOPS.shared,
      line: lineOf(texts, APIOPS.shared, 'management.azure'),
    }),
  ])
  expect(statuses(report)).toEqual(['holds', 'holds', 'holds', 'not-observable', 'holds'])
})

test('a request of a policy’s own may have any content type', () => {
  const request =
    '<send-request mode="new" response-variable-name="r"><set-header name="Content-Type" exists-action="override"><value>application/json</value></set-header><set-body>{}</set-body></send-request>'
  expect(check(changed(APIOPS.texts, statement(request))).findings).toEqual([])
})

test('the body of another answer may be read as JSON', () => {
  const value = '@(((IResponse)context.Variables["answer"]).Body.As<JObject>()["token"].ToString())'
  expect(check(changed(APIOPS.texts, statement(`<set-variable name="token2" value="${value}" />`))).findings).toEqual([])
})

describe('the time that API Management waits for a picture', () => {
  const waits = (operation: string, forward: string) =>
    check(changed(APIOPS.texts, replace(operation, '<backend>\n    <base />', `<backend>\n    ${forward}`))).findings.filter(
      ({ cause }) => cause === 'backend-timeout',
    )

  test.each([
    [edits, '<forward-request timeout="2" buffer-response="false" />', 'timeout-hopeless', 'broken'],
    [edits, '<forward-request timeout-ms="2999" />', 'timeout-hopeless', 'broken'],
    [generations, '<forward-request timeout="2" />', 'timeout-hopeless', 'broken'],
    [edits, '<forward-request timeout="3" />', 'timeout-short', 'warning'],
    [generations, '<forward-request timeout="59" />', 'timeout-short', 'warning'],
    // Under a condition it may be meant, such as for another model.
    [
      edits,
      '<choose><when condition="@(context.Variables.ContainsKey("quick"))"><forward-request timeout="2" /></when></choose>',
      'timeout-hopeless',
      'warning',
    ],
  ])('%s, %s: %s', (file, forward, id, level) => {
    expect(waits(file, forward)).toEqual([expect.objectContaining({ id, level, item: null, file })])
  })

  test.each([
    ['2', ['timeout-hopeless']],
    ['120', []],
  ])('may be written in a named value: %s', (value, ids) => {
    const named = write(
      'named values/wait/namedValueInformation.json',
      JSON.stringify({ properties: { displayName: 'wait', value } }),
    )
    const forward = replace(edits, '<backend>\n    <base />', '<backend>\n    <forward-request timeout="{{wait}}" />')
    const found = check(changed(APIOPS.texts, named, forward)).findings
    expect(found.filter(({ cause }) => cause === 'backend-timeout').map(({ id }) => id)).toEqual(ids)
  })

  test('is not to be excused by a limit on how many are under way', () => {
    const limited = '<limit-concurrency key="k" max-count="3"><forward-request timeout="2" /></limit-concurrency>'
    expect(waits(edits, limited)).toEqual([expect.objectContaining({ id: 'timeout-hopeless', level: 'broken' })])
  })

  test('may be short for the keys of one product only', () => {
    const policy = 'products/trial/policy.xml'
    const texts = changed(
      APIOPS.texts,
      write('products/trial/productInformation.json', APIOPS.texts.get(APIOPS.product) ?? ''),
      write('products/trial/apis/openai-images/productApiInformation.json', '{}'),
      write(policy, '<policies><inbound><base /></inbound><backend><forward-request timeout="2" /></backend></policies>'),
    )
    expect(check(texts).findings.filter(({ file }) => file === policy)).toEqual([
      expect.objectContaining({ id: 'timeout-hopeless', level: 'warning' }),
    ])
  })

  test('is told once where both operations inherit it', () => {
    const report = check(changed(APIOPS.texts, replace('policy.xml', 'timeout="240"', 'timeout="2"')))
    expect(report.findings).toEqual([expect.objectContaining({ id: 'timeout-hopeless', level: 'broken', file: 'policy.xml' })])
  })

  test.each(['timeout="60"', '', 'timeout="{{seconds}}"'])('is long enough, or cannot be told: %s', (timeout) => {
    expect(waits(edits, `<forward-request ${timeout} />`)).toEqual([])
  })
})
