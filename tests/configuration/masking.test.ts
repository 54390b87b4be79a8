/** What an export holds in plain text may be a secret: reports compare it, and never repeat it. */
import { describe, expect, test } from 'vitest'
import { pairDiff } from '../../src/configuration/pair.ts'
import { interpretExport } from '../../src/configuration/read-export.ts'
import { APIOPS, APIOPS_CLI, changed, check, EXPECTATION, LAYOUTS, replace } from './exports.ts'

const { edits, generations } = APIOPS.operations
const inEdits = (statement: string) => changed(APIOPS.texts, replace(edits, '<base />', `<base />\n${statement}`))
const diffOf = (texts: ReadonlyMap<string, string>) => pairDiff(interpretExport('export', texts), EXPECTATION)
/** The lines that only edits has, without their places. */
const added = (statement: string) =>
  diffOf(inEdits(statement))
    .split('\n')
    .filter((line) => line.startsWith('+ '))
    .map((line) =>
      line
        .slice(2)
        .replace(/ {3}\(.*\)$/, '')
        .trim(),
    )
    .join('')

describe('a literal that may be a secret is not shown', () => {
  test.each([
    [
      'of a query parameter',
      '<set-query-parameter name="code" exists-action="override"><value>QueryCode9876543210</value></set-query-parameter>',
    ],
    ['of any header', '<set-header name="X-Gate" exists-action="override"><value>OpenSesame</value></set-header>'],
    ['of a header, beside a named value', '<set-header name="X-Gate"><value>{{user}}:OpenSesame9876543210</value></set-header>'],
    [
      'in the query of a URL',
      '<send-request mode="new"><set-url>https://x.example/?sig=SigSecret9876543210</set-url></send-request>',
    ],
    ['in the user of a URL', '<set-backend-service base-url="https://joe:OpenSesame@x.example/openai" />'],
    ['in the path of a URL', '<send-request><set-url>https://hooks.example/T0/B1/XyZ9876543210abcdef</set-url></send-request>'],
    ['in the fragment of a URL', '<send-request><set-url>https://x.example/a#OpenSesame9876543210</set-url></send-request>'],
    ['of a variable', '<set-variable name="k" value="VarSecret9876543210" />'],
    ['of a variable that starts like a path', '<set-variable name="k" value="/9j4AAQSkZJRg9876543210+x==" />'],
    ['of a body', '<set-body>{"client_secret":"OpenSesame9876543210"}</set-body>'],
    ['of a basic authentication', '<authentication-basic username="svc9876543210" password="OpenSesame" />'],
    ['of a certificate', '<authentication-certificate body="MIIJ9876543210OpenSesame" password="OpenSesame" />'],
    ['of an attribute that says so', '<quantum-route client-secret="OpenSesame" key="OpenSesame" />'],
    ['of an attribute that nobody knows', '<quantum-route beam="OpenSesame9876543210==" />'],
    ['of an element that says so', '<quantum-route><client-secret>OpenSesame</client-secret></quantum-route>'],
    ['of a connection string', '<quantum-route to="Endpoint=sb://x;SharedAccessKey=OpenSesame9876543210" />'],
    ['of a message', '<trace source="x"><message>the key is OpenSesame</message></trace>'],
    ['of metadata', '<trace source="x"><metadata name="m" value="OpenSesame" /></trace>'],
    ['of a header that callers must send', '<check-header name="X-Gate"><value>OpenSesame</value></check-header>'],
    ['of a replacement', '<find-and-replace from="OpenSesame" to="OpenSesame" />'],
    ['in the query of a rewrite', '<rewrite-uri template="/images/edits?code=OpenSesame9876543210" />'],
    ['in an expression', '<set-variable name="k" value="@("OpenSesame9876543210")" />'],
    ['in an expression, verbatim', '<set-variable name="k" value="@(@"OpenSesame9876543210")" />'],
    ['in an expression, interpolated', '<set-variable name="k" value="@($"OpenSesame9876543210{f("OpenSesame9876543210")}")" />'],
    ['after an expression', '<set-header name="Authorization"><value>@(1)OpenSesame</value></set-header>'],
    ['of a credential in an expression, even a short one', '<set-header name="api-key"><value>@("Sesame")</value></set-header>'],
    [
      'in a condition',
      '<choose><when condition="@(context.Request.Headers.GetValueOrDefault("X-Gate", "") == "OpenSesame9876543210")" /></choose>',
    ],
    [
      'in a URL of an expression',
      '<send-request><set-url>@("https://x.example/?sig=OpenSesame9876543210")</set-url></send-request>',
    ],
  ])('%s', (_, statement) => {
    const shown = added(statement)
    expect(shown).toContain('***')
    expect(shown).not.toMatch(/Sesame|9876543210/)
  })
})

describe('what a reader compares stays', () => {
  test.each([
    '<set-header name="Authorization" exists-action="override"><value>Bearer {{azure-openai-key}}</value></set-header>',
    '<set-header name="Accept" exists-action="skip"><value>application/json</value></set-header>',
    '<set-query-parameter name="api-version" exists-action="override"><value>2025-04-01-preview</value></set-query-parameter>',
    '<set-backend-service base-url="https://contoso.openai.azure.com/openai/v1" />',
    '<set-variable name="model" value="gpt-image-1.5" />',
    '<rate-limit-by-key calls="10" renewal-period="60" counter-key="@(context.Subscription.Id)" />',
    '<address-range from="10.0.0.1" to="10.0.0.9" />',
    '<cors allow-credentials="true" />',
    '<set-status code="429" reason="Too Many Requests" />',
    '<validate-azure-ad-token tenant-id="8a1c5b2e-0f64-4c1b-9a53-7d2e6f0b1c34" failed-validation-error-message="Not authorized." />',
    '<openid-config url="https://login.microsoftonline.com/8a1c5b2e-0f64-4c1b-9a53-7d2e6f0b1c34/v2.0/.well-known/openid-configuration" />',
    '<set-variable name="v" value="@(context.Request.Headers.GetValueOrDefault("X-Forwarded-Client", "none"))" />',
    '<set-variable name="v" value="@(context.Operation.Id == "images_generations")" />',
    '<set-variable name="v" value="@(context.Request.Url.Path.EndsWith("/images/generations"))" />',
    '<set-header name="Authorization"><value>@("Bearer " + (string)context.Variables["long-token-name"])</value></set-header>',
  ])('%s', (statement) => expect(added(statement)).toBe(statement))

  test('the path of a rewrite, whatever the deployment is called', () => {
    const template = '/deployments/gptimage15x2025swedencentral/images/edits?api-version=2025-04-01-preview&id={id}'
    const texts = changed(APIOPS.texts, replace(edits, /template="[^"]*"/, `template="${template.replace('&', '&amp;')}"`))
    expect(diffOf(texts)).toContain(`template="${template}"`)
  })

  test('the path of a rewrite that an expression puts together', () => {
    const template = '@("/openai/deployments/gptimage15x2025/" + "images/generations" + context.Variables["v"])'
    const texts = changed(APIOPS.texts, replace(edits, /template="[^"]*"/, `template="${template}"`))
    expect(diffOf(texts)).toContain(`template="${template}"`)
  })

  test('the code of an expression, without what its comments say', () => {
    const shown = added('<set-variable name="k" value="@{ /* OpenSesame */ return 1; // OpenSesame\n}" />')
    expect(shown).toBe('<set-variable name="k" value="@{ /* … */ return 1; /* … */ }" />')
  })

  test('the host and the names in the query of a URL', () => {
    const statement =
      '<send-request><set-url>https://x.example/api/token?sig=OpenSesame9876543210&amp;api-version=2024-02-01&amp;id={{id}}</set-url></send-request>'
    expect(added(statement)).toContain('https://x.example/api/token?sig=***&api-version=2024-02-01&id={{id}}')
  })
})

describe('two literals that are not shown', () => {
  const parameter = (value: string) =>
    `<base />\n<set-query-parameter name="code" exists-action="override"><value>${value}</value></set-query-parameter>`
  const pair = (left: string, right: string) =>
    diffOf(changed(APIOPS.texts, replace(generations, '<base />', parameter(left)), replace(edits, '<base />', parameter(right))))

  test('are one line when they are equal', () => {
    expect(pair('OneCode9876543210', 'OneCode9876543210')).toMatch(/^ {4}<value>\*\*\*<\/value>$/m)
  })

  test('are a line each when they differ', () => {
    const shown = pair('OneCode9876543210', 'OtherCode9876543210')
    expect(shown).toMatch(/^- {3}<value>\*\*\*<\/value>$/m)
    expect(shown).toMatch(/^\+ {3}<value>\*\*\*<\/value>$/m)
  })
})

describe('sentences do not repeat a literal that may be a secret', () => {
  const addressOf = (where: string, url: string) =>
    changed(APIOPS.texts, replace(where, '<base />', `<base />\n<set-backend-service base-url="${url}" />`))
  const cases: readonly (readonly [string, ReadonlyMap<string, string>])[] = [
    ['of a backend', addressOf(edits, 'https://joe:OpenSesame@x.example/openai?code=OpenSesame9876543210')],
    [
      'of two backends',
      changed(
        addressOf(edits, 'https://x.example/openai?code=OpenSesame9876543210'),
        replace(generations, '<base />', '<base />\n<set-backend-service base-url="https://joe:OpenSesame@x.example/openai" />'),
      ),
    ],
    ['of an audience', inEdits('<authentication-managed-identity resource="https://x.example/?sig=OpenSesame9876543210" />')],
    ['of a basic authentication', inEdits('<authentication-basic username="{{user}}" password="OpenSesame" />')],
    ['of a method', inEdits('<set-method>@("OpenSesame9876543210")</set-method>')],
    ['of a credential with an end', inEdits('<set-header name="api-key"><value>@(1)OpenSesame</value></set-header>')],
    [
      'of a status',
      changed(APIOPS.texts, replace(edits, '<outbound>', '<outbound>\n<set-status code="@("OpenSesame9876543210")" />')),
    ],
    ['of a document with a stray quote', inEdits('<authentication-basic password="Open"Sesame9876543210"" />')],
  ]
  test.each(cases)('%s', (_, texts) => {
    const { findings, items, unread, pair } = check(texts)
    const said = JSON.stringify({ findings, items, unread, pair })
    expect(findings.length + unread.length).toBeGreaterThan(0)
    expect(said).not.toMatch(/Sesame|9876543210/)
  })

  test('the backends of a pair that is split stay comparable', () => {
    const [, texts] = cases[1] ?? ['', APIOPS.texts]
    const differs = check(texts).findings.find(({ id }) => id === 'backend-differs')
    expect(differs?.sentence).toContain('generations to https://***@x.example/openai, edits to https://x.example/openai?code=***')
  })
})

test.each(LAYOUTS)('nothing of the healthy export in the layout of $name is hidden', ({ texts }) => {
  expect(diffOf(texts)).not.toContain('***')
})

test('a backend’s own path stays in the sentences about it', () => {
  const doubled = changed(
    APIOPS_CLI.texts,
    replace(
      'backends/azure-openai/backendInformation.json',
      /("url": "[^"]*)"/,
      '"url": "https://contoso.openai.azure.com/openai"',
    ),
  )
  expect(check(doubled).findings[0]?.sentence).toContain('https://contoso.openai.azure.com/openai')
})
