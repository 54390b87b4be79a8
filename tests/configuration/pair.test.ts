/** The pair as a diff that a person can read. */
import { expect, test } from 'vitest'
import { pairDiff } from '../../src/configuration/pair.ts'
import { interpretExport } from '../../src/configuration/read-export.ts'
import { APIOPS, APIOPS_CLI, changed, EXPECTATION, remove, replace, type Texts } from './exports.ts'

const diff = (texts: Texts) => pairDiff(interpretExport('export', texts), EXPECTATION).split('\n')
const { edits, generations } = APIOPS_CLI.operations

test('a healthy pair differs in its own path only', () => {
  expect(diff(APIOPS_CLI.texts)).toEqual([
    `--- generations  images-generations of image-gateway (${generations})`,
    `+++ edits        images-edits of image-gateway (${edits})`,
    '@@ inbound @@',
    '  <set-backend-service backend-id="azure-openai" />',
    '  <set-header name="api-key" exists-action="override">',
    '    <value>{{azure-openai-key}}</value>',
    '  </set-header>',
    `~ <rewrite-uri template="/openai/deployments/{{image-deployment}}/images/edits" copy-unmatched-params="false" />   (${edits}:4)`,
    '  <set-query-parameter name="api-version" exists-action="override">',
    '    <value>{{image-api-version}}</value>',
    '  </set-query-parameter>',
    '@@ backend @@',
    '  <forward-request timeout="240" buffer-response="false" />',
  ])
})

test('a statement that says something else is shown as it is in both, with file and line', () => {
  const lines = diff(changed(APIOPS_CLI.texts, replace(edits, '{{image-api-version}}', '2024-02-01')))
  expect(lines.filter((line) => /^[-+] /.test(line))).toEqual([
    `- <set-query-parameter name="api-version" exists-action="override">   (${generations}:5)`,
    '-   <value>{{image-api-version}}</value>',
    '- </set-query-parameter>',
    `+ <set-query-parameter name="api-version" exists-action="override">   (${edits}:5)`,
    '+   <value>2024-02-01</value>',
    '+ </set-query-parameter>',
  ])
})

test('a missing <base/> is shown by what it loses, and named', () => {
  const lines = diff(changed(APIOPS_CLI.texts, replace(edits, '<backend>\n    <base />', '<backend>')))
  expect(lines).toContain('- <forward-request timeout="240" buffer-response="false" />   (policy.xml:4)')
  expect(lines).toContain(`! edits has no <base/> in <backend> (${edits}:9)`)
})

test('a copied rewrite is no difference at all, which is what is wrong with it', () => {
  const lines = diff(changed(APIOPS_CLI.texts, replace(edits, 'images/edits', 'images/generations')))
  expect(lines.filter((line) => /^[-+~] /.test(line))).toEqual([])
})

test('secrets that stand in a policy are not shown', () => {
  const statement =
    '<base />\n<set-header name="X-Functions-Key" exists-action="override"><value>sEcReT-of-the-function</value></set-header>\n<authentication-basic username="u" password="p4ssw0rd-of-the-backend" />\n<validate-jwt header-name="Authorization"><issuer-signing-keys><key>c2lnbmluZy1rZXk</key></issuer-signing-keys></validate-jwt>'
  const text = diff(changed(APIOPS.texts, replace(APIOPS.operations.edits, '<base />', statement))).join('\n')
  expect(text).toContain('<value>***</value>')
  expect(text).not.toMatch(/sEcReT|p4ssw0rd|c2lnbmluZy/)
})

test('a policy that cannot be read is named, so that nobody takes its statements for missing', () => {
  const lines = diff(changed(APIOPS_CLI.texts, replace(edits, '</inbound>', '')))
  expect(lines.at(-1)).toMatch(new RegExp(`^\\? ${edits}:\\d+ The policy cannot be read: it is not well-formed XML`))
})

test('without the edits operation there is no pair, and it says so', () => {
  expect(diff(changed(APIOPS_CLI.texts, remove('apis/image-gateway/operations/images_edits/')))).toEqual([
    'There is no pair to compare: the edits operation is missing.',
  ])
})
