/** Item 4: what the two operations give AOAI, and what each inherits. */
import { describe, expect, test } from 'vitest'
import { APIOPS, APIOPS_CLI, broken, changed, check, lineOf, remove, replace, statuses, warnings, write } from './exports.ts'

const { generations, edits } = APIOPS_CLI.operations
const KEY_STATEMENT = /\s*<set-header name="api-key"[\s\S]*<\/set-header>/
const withoutKey = replace(APIOPS_CLI.shared, KEY_STATEMENT, '')
const keyInHeader = (action: string) =>
  `<set-header name="api-key" exists-action="${action}"><value>{{azure-openai-key}}</value></set-header>`

describe('the credential that AOAI gets', () => {
  test('is APIM’s own key when it travels in api-key and nothing overrides it', () => {
    const report = check(changed(APIOPS_CLI.texts, withoutKey))
    const file = 'apis/image-gateway/apiInformation.json'
    expect(broken(report)).toEqual([
      expect.objectContaining({ id: 'credential-callers-key', cause: 'backend-credential-rejected', item: 4, file }),
    ])
  })

  test.each(['skip', 'append'])('is APIM’s own key too when the override is %s', (action) => {
    const report = check(changed(APIOPS_CLI.texts, replace(APIOPS_CLI.shared, 'override', action)))
    expect(broken(report).map((finding) => finding.id)).toEqual(['credential-callers-key'])
  })

  test('cannot be told when no policy gives one and callers might', () => {
    const header = replace(
      'apis/image-gateway/apiInformation.json',
      '"header": "api-key"',
      '"header": "Ocp-Apim-Subscription-Key"',
    )
    const report = check(changed(APIOPS_CLI.texts, withoutKey, header))
    expect(statuses(report)[3]).toBe('not-observable')
    expect(broken(report)).toEqual([])
    expect(report.unread.map((doubt) => doubt.sentence)).toContainEqual(
      expect.stringContaining('No policy that was read gives AOAI a credential'),
    )
  })

  test('may come from the backend resource', () => {
    const credentials =
      '"url": "https://contoso.openai.azure.com",\n    "credentials": { "header": { "api-key": ["{{azure-openai-key}}"] } }'
    const backend = replace(
      'backends/azure-openai/backendInformation.json',
      '"url": "https://contoso.openai.azure.com"',
      credentials,
    )
    const report = check(changed(APIOPS_CLI.texts, withoutKey, backend))
    expect(report.findings).toEqual([])
    expect(report.items[3]?.evidence[0]).toMatch(
      /^backends\/azure-openai\/backendInformation.json:\d+ Both operations give AOAI api-key/,
    )
  })

  test('may be set by each operation for itself', () => {
    const own = [generations, edits].map((file) => replace(file, '<base />', `<base />\n    ${keyInHeader('override')}`))
    expect(check(changed(APIOPS_CLI.texts, withoutKey, ...own)).findings).toEqual([])
  })

  test('is lost in edits when only generations sets it', () => {
    const texts = changed(
      APIOPS_CLI.texts,
      withoutKey,
      replace(generations, '<base />', `<base />\n    ${keyInHeader('override')}`),
    )
    const [first] = broken(check(texts))
    expect(first).toMatchObject({
      id: 'credential-lost',
      cause: 'backend-credential-rejected',
      file: edits,
      line: lineOf(texts, edits, '<inbound>'),
    })
    expect(first?.sentence).toContain(`${generations}:${lineOf(texts, generations, 'api-key')}`)
  })

  test('differs when one uses the key and the other the managed identity', () => {
    const identity = '<authentication-managed-identity resource="https://cognitiveservices.azure.com" />'
    const texts = changed(
      APIOPS_CLI.texts,
      withoutKey,
      replace(generations, '<base />', `<base />\n    ${keyInHeader('override')}`),
      replace(edits, '<base />', `<base />\n    ${identity}`),
    )
    const [first] = broken(check(texts))
    expect(first).toMatchObject({
      id: 'credential-differs',
      cause: 'auth-inconsistent',
      file: edits,
      line: lineOf(texts, edits, 'managed-identity'),
    })
    expect(first?.sentence).toContain('api-key {{azure-openai-key}}')
    expect(first?.sentence).toContain('authentication-managed-identity')
  })

  test('depends on a condition that cannot be decided: then it cannot be told', () => {
    const conditional = `<choose><when condition="@(context.Request.Headers.ContainsKey("X-Team"))">${keyInHeader('override')}</when></choose>`
    const report = check(changed(APIOPS_CLI.texts, replace(APIOPS_CLI.shared, KEY_STATEMENT, conditional)))
    expect(statuses(report)[3]).toBe('not-observable')
    expect(broken(report)).toEqual([])
  })

  test.each([
    'context.Operation.Id.Contains("generations")',
    'context.Request.Headers.GetValueOrDefault("Content-Type", "").StartsWith("application/json")',
    'context.Request.OriginalUrl.Path.EndsWith("/generations") && context.Operation.Method == "POST"',
  ])('is lost where a condition gives it to generations only: %s', (condition) => {
    const conditional = `<choose><when condition="@(${condition})">${keyInHeader('override')}</when></choose>`
    const report = check(changed(APIOPS_CLI.texts, replace(APIOPS_CLI.shared, KEY_STATEMENT, conditional)))
    expect(statuses(report)[3]).toBe('broken')
    expect(broken(report).map(({ id }) => id)).toEqual(['credential-lost'])
  })

  test('cannot be told where a condition asks for the operation in words that are not read, even if both get one', () => {
    const conditional = `<choose><when condition="@(context.Operation.Name == "Edit")"><set-header name="x-a" exists-action="override"><value>1</value></set-header></when></choose>${keyInHeader('override')}`
    const report = check(changed(APIOPS_CLI.texts, replace(APIOPS_CLI.shared, KEY_STATEMENT, conditional)))
    expect(statuses(report)[3]).toBe('not-observable')
    expect(report.items[3]?.evidence.join('\n')).toContain('asks which operation is called')
  })

  test('is not called differing where a condition on the operation that is not read gives one to each', () => {
    const other = '<set-header name="api-key" exists-action="override"><value>other</value></set-header>'
    const guessed = `<choose><when condition="@(context.Operation.Name == "Edit")">${other}</when><otherwise>${keyInHeader('override')}</otherwise></choose>`
    const report = check(changed(APIOPS_CLI.texts, replace(APIOPS_CLI.shared, KEY_STATEMENT, guessed)))
    expect(report.findings).toEqual([])
    expect(statuses(report)[3]).toBe('not-observable')
  })

  test('is never shown when it stands in the policy itself', () => {
    const secret = 'a1b2c3d4e5f60718293a4b5c6d7e8f90'
    const texts = changed(
      APIOPS_CLI.texts,
      replace(APIOPS_CLI.shared, '{{azure-openai-key}}', secret),
      replace(
        edits,
        '<base />',
        `<base />\n    <set-header name="api-key" exists-action="override"><value>@("${secret}x")</value></set-header>`,
      ),
    )
    const report = check(texts)
    expect(broken(report).map((finding) => finding.id)).toEqual(['credential-differs'])
    expect(JSON.stringify(report)).not.toContain(secret)
  })
})

describe('what edits inherits', () => {
  test('without <base/> in inbound is reported once, where the section starts', () => {
    const texts = changed(APIOPS.texts, replace(APIOPS.operations.edits, '<inbound>\n    <base />', '<inbound>'))
    const report = check(texts)
    const line = lineOf(texts, APIOPS.operations.edits, '<inbound>')
    expect(report.findings.map(({ id, file, line: at }) => ({ id, file, line: at }))).toEqual([
      { id: 'credential-lost', file: APIOPS.operations.edits, line },
    ])
    expect(report.findings[0]?.sentence).toContain('no <base/>')
  })

  test('without <base/> in outbound is a warning that names what is lost', () => {
    const texts = changed(APIOPS.texts, replace(APIOPS.operations.edits, '<outbound>\n    <base />', '<outbound>'))
    const report = check(texts)
    expect(report.findings).toEqual([
      expect.objectContaining({
        id: 'base-missing',
        level: 'warning',
        line: lineOf(texts, APIOPS.operations.edits, '<outbound>'),
      }),
    ])
    expect(report.findings[0]?.sentence).toContain('it loses <set-header>')
    expect(statuses(report)[3]).toBe('holds')
  })

  test('is not missed where edits forwards by itself: with <base/> the call would be forwarded twice', () => {
    const own = '<backend>\n    <forward-request timeout="240" buffer-response="false" />'
    const texts = changed(APIOPS.texts, replace(APIOPS.operations.edits, '<backend>\n    <base />', own))
    expect(check(texts).findings).toEqual([])
  })

  test('in both operations alike is still a warning for each', () => {
    const texts = changed(
      APIOPS.texts,
      ...Object.values(APIOPS.operations).map((file) => replace(file, '<on-error>\n    <base />', '<on-error>')),
    )
    expect(warnings(check(texts))).toEqual(['base-missing', 'base-missing'])
  })

  test('cannot be told when the backend section is left out altogether', () => {
    const report = check(changed(APIOPS.texts, replace(APIOPS.operations.edits, /<backend>[\s\S]*<\/backend>/, '')))
    expect(statuses(report)[3]).toBe('not-observable')
    expect(broken(report)).toEqual([])
  })

  test('is APIM’s default forward-request when the export has no global policy', () => {
    const report = check(changed(APIOPS.texts, remove('policy.xml')))
    expect(report.findings).toEqual([])
    expect(statuses(report)[3]).toBe('holds')
  })

  test('passes through the policy of the product, which may cut it off', () => {
    const policy = '<policies>\n<inbound><base /></inbound>\n<backend>\n</backend>\n</policies>'
    const report = check(changed(APIOPS.texts, write('products/images/policy.xml', policy)))
    const place = { id: 'forward-lost', file: 'products/images/policy.xml', line: 3 }
    expect(broken(report)).toEqual([expect.objectContaining(place), expect.objectContaining(place)])
  })

  test('cannot be told when a product cuts it off and callers may also come without a product', () => {
    const policy = '<policies>\n<inbound><base /></inbound>\n<backend>\n</backend>\n</policies>'
    const report = check(
      changed(
        APIOPS.texts,
        write('products/images/policy.xml', policy),
        replace(APIOPS.subscription, '/products/images', '/apis'),
      ),
    )
    expect(warnings(report)).toContain('forward-lost')
    expect(statuses(report)[3]).toBe('not-observable')
  })
})

describe('the two as a pair', () => {
  test('differ in a statement that only generations has: a warning in the policy of edits', () => {
    const texts = changed(
      APIOPS.texts,
      replace(APIOPS.operations.generations, '<base />', '<base />\n    <rate-limit calls="5" renewal-period="60" />'),
    )
    const report = check(texts)
    expect(report.findings).toEqual([
      expect.objectContaining({ id: 'pair-differs', level: 'warning', item: 4, file: APIOPS.operations.edits }),
    ])
    expect(report.findings[0]?.sentence).toContain('<rate-limit> is in generations and not in edits')
    expect(statuses(report)[3]).toBe('holds')
  })

  test('differ in whether parameters are copied', () => {
    const report = check(
      changed(APIOPS.texts, replace(APIOPS.operations.edits, 'copy-unmatched-params="false"', 'copy-unmatched-params="true"')),
    )
    expect(warnings(report)).toEqual(['query-copied', 'pair-differs'])
  })

  test('go to two backends', () => {
    const own = (host: string) => `<base />\n    <set-backend-service base-url="https://${host}.openai.azure.com/openai" />`
    const texts = changed(
      APIOPS.texts,
      replace(APIOPS.operations.generations, '<base />', own('one')),
      replace(APIOPS.operations.edits, '<base />', own('two')),
    )
    const report = check(texts)
    expect(report.findings).toEqual([
      expect.objectContaining({ id: 'backend-differs', line: lineOf(texts, APIOPS.operations.edits, 'base-url') }),
    ])
  })
})
