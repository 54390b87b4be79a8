/** What keeps a stream from arriving as it is drawn, read in the policies. */
import { describe, expect, test } from 'vitest'
import { APIOPS, changed, check, lineOf, replace, write } from './exports.ts'

const outbound = (text: string) =>
  check(changed(APIOPS.texts, replace(APIOPS.shared, '<outbound>', `<outbound>${text}`))).findings
const told = (text: string): readonly string[] => outbound(text).map(({ id, level }) => `${id} ${level}`)
const READ = '@(context.Response.Body.As<string>(preserveContent: true))'
const when = (condition: string, inside: string): string => `<choose><when condition="@(${condition})">${inside}</when></choose>`
const VARIABLE = `<set-variable name="answer" value="${READ}" />`
const IS_JSON = 'context.Response.Headers.GetValueOrDefault("Content-Type", "").Contains("json")'

describe('a stream is held back to its end', () => {
  test.each([
    [`<log-to-eventhub logger-id="answers">${READ}</log-to-eventhub>`, '<log-to-eventhub> reads'],
    [`<trace source="answers"><message>${READ}</message></trace>`, '<trace> reads'],
    [VARIABLE, '<set-variable> reads'],
    [`<set-header name="X-Size" exists-action="override"><value>${READ}</value></set-header>`, '<set-header> reads'],
    [`<emit-metric name="m"><dimension name="d" value="${READ}" /></emit-metric>`, '<emit-metric> reads'],
    [`<send-one-way-request mode="new"><set-body>${READ}</set-body></send-one-way-request>`, '<send-one-way-request> reads'],
    [`<return-response><set-body>${READ}</set-body></return-response>`, '<return-response> reads'],
    [`<limit-concurrency key="k" max-count="3">${VARIABLE}</limit-concurrency>`, '<set-variable> reads'],
    ['<trace source="s"><message>@($"size {context.Response.Body.As<string>(true).Length}")</message></trace>', '<trace> reads'],
    ['<set-variable name="a" value="@{ var body = context.Response?.Body?.As<JObject>( true ); return body; }" />', 'reads'],
    ['<set-variable name="a" value="@(context.Response\n  .Body.As<string>(true))" />', 'reads'],
    // To write the type of an answer down is not to ask for it.
    [
      '<log-to-eventhub logger-id="a">@(context.Response.Headers["Content-Type"] + context.Response.Body.As<string>(true))</log-to-eventhub>',
      '<log-to-eventhub> reads',
    ],
    [when('context.Response.Body.As<JObject>(preserveContent: true)["error"] != null', '<trace source="s" />'), '<choose> reads'],
  ])('by %s', (text, words) => {
    expect(outbound(text)).toEqual([
      expect.objectContaining({
        id: 'answer-read',
        level: 'breaks-streams',
        cause: 'stream-buffered',
        item: null,
        file: APIOPS.shared,
        sentence: expect.stringContaining(words),
      }),
    ])
  })

  test.each([
    '<set-body>@(context.Response.Body.As<JObject>().ToString())</set-body>',
    '<set-body template="liquid">{{body.created}}</set-body>',
    '<validate-content unspecified-content-type-action="ignore" />',
    '<find-and-replace from="contoso" to="fabrikam" />',
    '<redirect-content-urls />',
    '<json-to-xml apply="always" />',
  ])('by what works on the whole of it: %s', (text) => {
    expect(told(text)).toEqual(['answer-rewritten breaks-streams'])
  })

  test('by who reads it and does not keep it, after which callers may get nothing', () => {
    expect(told('<log-to-eventhub logger-id="a">@(context.Response.Body.As<string>())</log-to-eventhub>')).toEqual([
      'answer-consumed breaks-streams',
    ])
  })

  test('in both operations that inherit it, which is told once, behind what is broken and before what is warned of', () => {
    const texts = changed(
      APIOPS.texts,
      replace(APIOPS.shared, '<outbound>', `<outbound>${VARIABLE}`),
      replace('policy.xml', 'timeout="240"', 'timeout="2"'),
      replace('diagnostics/applicationinsights/diagnosticInformation.json', '"bytes": 0', '"bytes": 8192'),
    )
    expect(check(texts).findings.map(({ id, level }) => `${id} ${level}`)).toEqual([
      'timeout-hopeless broken',
      'answer-read breaks-streams',
      'body-logging warning',
    ])
  })
})

describe('a stream may be held back, and is warned of', () => {
  test.each([
    ['under a condition', when('context.Response.StatusCode == 200', VARIABLE)],
    [
      'by a condition inside the expression',
      '<set-variable name="a" value="@(context.Product == null ? "" : context.Response.Body.As<string>(true))" />',
    ],
    [
      'in a branch',
      `<set-variable name="a" value="@{ if (context.Product != null) { return context.Response.Body.As<string>(true); } return null; }" />`,
    ],
    ['under a condition, rewritten', when('context.Response.StatusCode == 200', '<find-and-replace from="a" to="b" />')],
  ])('%s', (_where, text) => {
    expect(told(text)).toEqual(['answer-read-at-times warning'])
  })

  test('where only calls with the keys of one product meet it', () => {
    const sections = '<inbound><base /></inbound><backend><base /></backend>'
    const policy = 'products/audited/policy.xml'
    const texts = changed(
      APIOPS.texts,
      write('products/audited/productInformation.json', APIOPS.texts.get(APIOPS.product) ?? ''),
      write('products/audited/apis/openai-images/productApiInformation.json', '{}'),
      write(policy, `<policies>${sections}<outbound><base />${VARIABLE}</outbound></policies>`),
    )
    expect(check(texts).findings.map(({ id, file }) => `${id} ${file}`)).toEqual([`answer-read-at-times ${policy}`])
  })
})

describe('a stream passes', () => {
  test.each([
    ['who looks at the status', '<trace source="s"><message>@(context.Response.StatusCode.ToString())</message></trace>'],
    ['who reads another answer', '<set-variable name="t" value="@(((IResponse)context.Variables["r"]).Body.As<string>())" />'],
    ['who only asks whether there is a body', '<set-variable name="t" value="@(context.Response.Body != null)" />'],
    ['a comment', '<set-variable name="t" value="@{ // context.Response.Body.As<string>() was too slow\n return 1; }" />'],
    ['a string', '<set-variable name="t" value="@("context.Response.Body.As<string>() is not called")" />'],
    ['who leaves streams out', when(IS_JSON, VARIABLE)],
    [
      'who leaves streams out in the condition that reads',
      when(`${IS_JSON} && context.Response.Body.As<JObject>(true)["error"] != null`, '<trace source="s" />'),
    ],
    [
      'who leaves streams out in the expression',
      `<set-variable name="t" value="@(${IS_JSON} ? context.Response.Body.As<string>(true) : null)" />`,
    ],
    [
      'who does nothing to streams and something to the rest',
      `<choose><when condition="@(context.Response.Headers.GetValueOrDefault("Content-Type") == "text/event-stream")" /><otherwise>${VARIABLE}</otherwise></choose>`,
    ],
    ['a conversion of what is JSON', '<json-to-xml apply="content-type-json" />'],
    ['what only counts tokens', '<azure-openai-emit-token-metric><dimension name="API ID" /></azure-openai-emit-token-metric>'],
  ])('%s', (_who, text) => {
    expect(told(text)).toEqual([])
  })

  test('a policy of requests, and one of errors', () => {
    const texts = changed(
      APIOPS.texts,
      replace(APIOPS.shared, '<outbound>', `<on-error>${VARIABLE}<base /></on-error><outbound>`),
    )
    expect(check(texts).findings.filter(({ cause }) => cause === 'stream-buffered')).toEqual([])
  })
})

describe('body logging', () => {
  const file = 'diagnostics/applicationinsights/diagnosticInformation.json'
  test('for all APIs is warned of, with the sides that it buffers', () => {
    const texts = changed(APIOPS.texts, replace(file, '"bytes": 0', '"bytes": 8192'))
    expect(check(texts).findings).toEqual([
      expect.objectContaining({
        id: 'body-logging',
        cause: 'stream-buffered',
        item: null,
        file,
        line: lineOf(texts, file, '8192'),
      }),
    ])
    expect(check(texts).findings[0]?.sentence).toContain('frontend request: 8192 bytes')
  })

  test('of another API is no concern', () => {
    const body = '{"properties":{"backend":{"response":{"body":{"bytes":8192}}}}}'
    expect(
      check(
        changed(
          APIOPS.texts,
          write('apis/pets/apiInformation.json', '{"properties":{"path":"pets"}}'),
          write('apis/pets/diagnostics/azuremonitor/diagnosticInformation.json', body),
        ),
      ).findings,
    ).toEqual([])
  })
})
