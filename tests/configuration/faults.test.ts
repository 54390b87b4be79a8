/** What a real team gets wrong, in both layouts: each is found with cause, item, file and line, and nothing else is called broken. */
import { describe, expect, test } from 'vitest'
import type { CauseName } from '../../src/model.ts'
import { broken, type Change, changed, check, LAYOUTS, type Layout, lineOf, remove, replace, statuses, write } from './exports.ts'

interface Fault {
  readonly fault: string
  readonly change: (layout: Layout) => Change[]
  readonly cause: CauseName
  readonly item: number
  readonly file: (layout: Layout) => string
  /** A text on the line that is pointed at, after the change, and how many lines further down it is. */
  readonly at: (layout: Layout) => string | readonly [string, number]
}

const isCli = (layout: Layout) => layout.name === 'apiops-cli'
const specification = (layout: Layout) => `${layout.api}/specification.yaml`
const information = (layout: Layout, operation: 'generations' | 'edits') =>
  layout.operations[operation].replace('policy.xml', 'operationInformation.json')

const editsPolicy = (layout: Layout) => layout.operations.edits
const REWRITE = '<rewrite-uri'

const FAULTS: readonly Fault[] = [
  {
    fault: 'the edits operation is missing',
    change: (l) =>
      isCli(l)
        ? [remove('apis/image-gateway/operations/images_edits/')]
        : [remove(editsPolicy(l)), replace(specification(l), / {2}\/images\/edits:[\s\S]*$/, '')],
    cause: 'operation-missing',
    item: 1,
    file: (l) => (isCli(l) ? 'apis/image-gateway/apiInformation.json' : specification(l)),
    at: (l) => (isCli(l) ? '{' : 'paths:'),
  },
  {
    fault: 'the edits operation was deleted and its policy left behind',
    change: (l) =>
      isCli(l) ? [remove(information(l, 'edits'))] : [replace(specification(l), / {2}\/images\/edits:[\s\S]*$/, '')],
    cause: 'operation-missing',
    item: 1,
    file: editsPolicy,
    at: () => '<policies>',
  },
  {
    fault: 'the edits operation takes PUT',
    change: (l) =>
      isCli(l)
        ? [replace(information(l, 'edits'), '"POST"', '"PUT"')]
        : [replace(specification(l), '  /images/edits:\n    post:', '  /images/edits:\n    put:')],
    cause: 'operation-missing',
    item: 1,
    file: (l) => (isCli(l) ? information(l, 'edits') : specification(l)),
    at: (l) => (isCli(l) ? '"urlTemplate"' : '    put:'),
  },
  {
    fault: 'the template of edits is mis-spelt',
    change: (l) => [replace(isCli(l) ? information(l, 'edits') : specification(l), '/images/edits', '/images/edit')],
    cause: 'operation-missing',
    item: 1,
    file: (l) => (isCli(l) ? information(l, 'edits') : specification(l)),
    at: (l) => (isCli(l) ? '/images/edit' : ['/images/edit:', 1]),
  },
  {
    fault: 'the rewrite of generations was copied into edits',
    change: (l) => [replace(editsPolicy(l), 'images/edits', 'images/generations')],
    cause: 'rewrite-copied',
    item: 2,
    file: editsPolicy,
    at: () => REWRITE,
  },
  {
    fault: 'edits is not rewritten, and api-version written for itself',
    change: (l) => [
      replace(
        editsPolicy(l),
        /<rewrite-uri[^>]*>/,
        '<set-query-parameter name="api-version"><value>2025-04-01-preview</value></set-query-parameter>',
      ),
      ...(isCli(l) ? [] : [replace(`${l.api}/apiInformation.json`, '.com/openai"', '.com"')]),
      ...(isCli(l) ? [] : [replace(l.operations.generations, '"/deployments', '"/openai/deployments')]),
    ],
    cause: 'rewrite-wrong',
    item: 2,
    file: (l) => (isCli(l) ? information(l, 'edits') : specification(l)),
    at: (l) => (isCli(l) ? '"urlTemplate"' : ['/images/edits:', 1]),
  },
  {
    fault: '/openai is doubled in edits',
    change: (l) => [replace(editsPolicy(l), 'template="', 'template="/openai')],
    cause: 'rewrite-wrong',
    item: 2,
    file: editsPolicy,
    at: () => REWRITE,
  },
  {
    fault: 'the rewrite of edits is mis-spelt',
    change: (l) => [replace(editsPolicy(l), '/images/edits', '/image/edits')],
    cause: 'rewrite-wrong',
    item: 2,
    file: editsPolicy,
    at: () => REWRITE,
  },
  {
    fault: 'the rewrite uses a parameter that the template does not have',
    change: (l) => [replace(editsPolicy(l), '{{image-deployment}}', '{deployment-id}')],
    cause: 'rewrite-wrong',
    item: 2,
    file: editsPolicy,
    at: () => REWRITE,
  },
  {
    fault: 'the rewrite names a named value that does not exist',
    change: (l) => [replace(editsPolicy(l), '{{image-deployment}}', '{{image-deploiment}}')],
    cause: 'rewrite-wrong',
    item: 2,
    file: editsPolicy,
    at: () => REWRITE,
  },
  {
    fault: 'edits goes to another deployment',
    change: (l) => [replace(editsPolicy(l), '{{image-deployment}}', 'dall-e-2')],
    cause: 'deployment-mismatch',
    item: 2,
    file: editsPolicy,
    at: () => REWRITE,
  },
  {
    fault: 'nothing writes api-version in edits',
    change: (l) => [
      replace(
        editsPolicy(l),
        isCli(l) ? /<set-query-parameter[\s\S]*<\/set-query-parameter>/ : '?api-version=2025-04-01-preview',
        '',
      ),
    ],
    cause: 'api-version-missing',
    item: 3,
    file: editsPolicy,
    at: () => REWRITE,
  },
  {
    fault: 'api-version is written before the rewrite that drops it',
    change: (l) => [
      replace(
        editsPolicy(l),
        isCli(l) ? /<set-query-parameter[\s\S]*<\/set-query-parameter>/ : '?api-version=2025-04-01-preview',
        '',
      ),
      replace(
        editsPolicy(l),
        REWRITE,
        `<set-query-parameter name="api-version" exists-action="override"><value>2025-04-01-preview</value></set-query-parameter>\n    ${REWRITE}`,
      ),
    ],
    cause: 'api-version-missing',
    item: 3,
    file: editsPolicy,
    at: () => '<set-query-parameter',
  },
  {
    fault: 'a caller may replace api-version in edits',
    change: (l) => [
      replace(
        editsPolicy(l),
        isCli(l) ? /<set-query-parameter[\s\S]*<\/set-query-parameter>/ : '?api-version=2025-04-01-preview',
        '',
      ),
      replace(
        editsPolicy(l),
        'copy-unmatched-params="false" />',
        'copy-unmatched-params="true" />\n    <set-query-parameter name="api-version" exists-action="skip"><value>2025-04-01-preview</value></set-query-parameter>',
      ),
    ],
    cause: 'api-version-unsupported',
    item: 3,
    file: editsPolicy,
    at: () => '<set-query-parameter',
  },
  {
    fault: 'edits does not inherit, and so loses authentication',
    change: (l) => [
      replace(
        editsPolicy(l),
        '<inbound>\n    <base />',
        `<inbound>\n    ${isCli(l) ? '<set-backend-service backend-id="azure-openai" />' : ''}`,
      ),
    ],
    cause: 'backend-credential-rejected',
    item: 4,
    file: editsPolicy,
    at: () => '<inbound>',
  },
  {
    fault: 'edits authenticates in another way',
    change: (l) => [
      write('namedValues/other-key/namedValueInformation.json', '{"properties":{"displayName":"other-key","secret":true}}'),
      replace(
        editsPolicy(l),
        '<base />',
        '<base />\n    <set-header name="api-key" exists-action="override"><value>{{other-key}}</value></set-header>',
      ),
    ],
    cause: 'auth-inconsistent',
    item: 4,
    file: editsPolicy,
    at: () => '<set-header',
  },
  {
    fault: 'edits demands a token that generations does not',
    change: (l) => [replace(editsPolicy(l), '<base />', '<base />\n    <validate-jwt header-name="Authorization" />')],
    cause: 'auth-inconsistent',
    item: 4,
    file: editsPolicy,
    at: () => '<validate-jwt',
  },
  {
    fault: 'edits loses the global forward-request',
    change: (l) => [replace(editsPolicy(l), '<backend>\n    <base />', '<backend>')],
    cause: 'short-circuited',
    item: 4,
    file: editsPolicy,
    at: () => '<backend>',
  },
  {
    fault: 'edits answers by itself',
    change: (l) => [replace(editsPolicy(l), '<base />', '<base />\n    <return-response />')],
    cause: 'short-circuited',
    item: 4,
    file: editsPolicy,
    at: () => '<return-response',
  },
  {
    fault: 'the product is not published',
    change: (l) => [replace(l.product, '"published"', '"notPublished"')],
    cause: 'subscription-key-rejected',
    item: 5,
    file: (l) => l.product,
    at: () => '"state"',
  },
  {
    fault: 'the subscription is suspended',
    change: (l) => [replace(l.subscription, '"active"', '"suspended"')],
    cause: 'subscription-key-rejected',
    item: 5,
    file: (l) => l.subscription,
    at: () => '"scope"',
  },
]

describe.each(LAYOUTS)('in the layout of $name', (layout) => {
  test.each(FAULTS)('$fault: found with cause, item, file and line', ({ change, cause, item, file, at }) => {
    const texts = changed(layout.texts, ...change(layout))
    const report = check(texts)
    const [first, ...others] = broken(report)
    const [needle, further] = [at(layout)].flat()
    const line = lineOf(texts, file(layout), String(needle)) + Number(further ?? 0)
    expect(first).toMatchObject({ cause, item, file: file(layout), line })
    expect(others.filter((other) => other.item !== item)).toEqual([])
    expect(statuses(report)[item - 1]).toBe('broken')
    expect(first?.sentence).not.toMatch(/(?<!\{)\{[a-zA-Z]+\}(?!\})/)
    expect(first?.remedy.length).toBeGreaterThan(10)
  })
})
