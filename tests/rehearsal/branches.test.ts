/** What hangs on a condition that cannot be decided. */
import { rm } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { decidedBy } from '../../src/run/decides.ts'
import { runSuite } from '../proof/run-suite.ts'
import { exported } from './exports.ts'

const THE_WAY = [2, 3, 4, 6]
const GOLD = '@(context.Request.Headers.GetValueOrDefault("X-Tier", "") == "gold" && context.Variables.Count < 9)'
const header = (name: string, value = 'gold') =>
  `<set-header name="${name}" exists-action="override"><value>${value}</value></set-header>`
const when = (branch: string, condition = GOLD) => `<when condition="${condition}">${branch}</when>`

interface Around {
  readonly section?: string
  /** In the same choose, after the undecided `when`. */
  readonly others?: string
  /** After the choose. */
  readonly after?: string
  readonly more?: Readonly<Record<string, string>>
}

/** What the `when` of line 4 decides. */
function decided(branch: string, { section = 'inbound', others = '', after = '', more = {} }: Around = {}) {
  const xml = `<policies>\n<${section}>\n<choose>\n${branch}\n${others}</choose>\n${after}</${section}>\n</policies>`
  const files = new Map(Object.entries({ 'policy.xml': xml, ...more }))
  return decidedBy({ file: 'policy.xml', line: 4, element: 'when', reason: '', instead: '' }, files)
}

test.each<[string, readonly number[], string, Around?]>([
  ['sets a credential', [4, 6], when(header('api-key'))],
  ['sets a header that may mean something to Azure', [4, 6], when(header('x-ms-client-request-id'))],
  ['sets a header that the service made up', [6], when(header('x-tier'))],
  ['sets one to what cannot fail', [6], when(header('x-tier', '@(context.Subscription?.Name ?? "<none>")'))],
  ['sets one of the answer', [6], when(header('api-key')), { section: 'outbound' }],
  ['sets one of an answer to an error', [6], when(header('X-Cause')), { section: 'on-error' }],
  [
    'sets one, and another where it does not hold',
    [4, 6],
    when(header('x-tier')),
    { others: `<otherwise>${header('api-key')}</otherwise>` },
  ],
  ['writes a query parameter', [3, 4], when('<set-query-parameter name="api-version"><value>v1</value></set-query-parameter>')],
  ['gets a token for the call', [4], when('<authentication-managed-identity resource="https://cognitiveservices.azure.com" />')],
  [
    'only reports',
    [],
    when('<trace source="a"><message>@((string)context.Variables["a"])</message></trace><emit-metric name="n" />'),
  ],
  [
    'decides again, about as little',
    [6],
    when(`<choose>${when(header('x-a'), '@(true)')}<otherwise>${header('x-b')}</otherwise></choose>`),
  ],
  [
    'stands above another that is only asked where it does not hold',
    [4, 6],
    when(header('x-a')),
    { others: when(header('api-key'), '@(true)') },
  ],
  [
    'sets a header that is only reported',
    [6],
    when(header('x-tier')),
    { after: '<trace source="a">@(context.Request.Headers["x-tier"])</trace>' },
  ],
  ['sets a header that another policy writes too', [6], when(header('x-tier')), { after: header('x-tier', 'none') }],
])('an undecided condition whose branch %s decides %j', (_what, items, branch, around) => {
  expect(decided(branch, around)).toEqual(items)
})

const ASKED: Readonly<Record<string, string>> = {
  'by an expression': header('api-key', '@(context.Request.Headers.GetValueOrDefault("X-Tier", ""))'),
  'by an attribute': '<check-header name="x-tier" failed-check-httpcode="403" failed-check-error-message="m" />',
  'by a name that is computed': '<set-variable name="v" value="@(context.Request.Headers.Count)" />',
  'by a text of its own': '<cache-lookup vary-by-developer="false"><vary-by-header>X-Tier</vary-by-header></cache-lookup>',
}

test.each(Object.entries(ASKED))('a header that is asked for %s may decide the whole way', (_how, after) => {
  expect(decided(when(header('x-tier')), { after })).toEqual(THE_WAY)
  const elsewhere = { 'apis/a/policy.xml': `<policies><inbound>${after}</inbound></policies>` }
  expect(decided(when(header('x-tier')), { more: elsewhere })).toEqual(THE_WAY)
})

test('so may one in a document that cannot be read, or that is part of a JSON file', () => {
  expect(decided(when(header('x-tier')), { more: { 'apis/a/policy.xml': '<policies>' } })).toEqual(THE_WAY)
  const fragment = JSON.stringify({ properties: { value: `<fragment>${ASKED['by an expression']}</fragment>` } })
  expect(decided(when(header('x-tier')), { more: { 'policyFragments/a.json': fragment } })).toEqual(THE_WAY)
})

test.each<[string, string, Around?]>([
  ['answers the call', when('<return-response />')],
  ['calls another backend', when('<set-backend-service base-url="https://b.openai.azure.com" />')],
  ['calls another path', when('<rewrite-uri template="/a" />')],
  ['refuses calls', when('<check-header name="a" failed-check-httpcode="403" failed-check-error-message="m" />')],
  ['runs a fragment', when('<include-fragment fragment-id="f" />')],
  ['runs the broader policies', when('<base />')],
  ['does what nobody knows', when('<teleport-request />')],
  ['writes a body', when('<set-body>a</set-body>')],
  ['sets a variable', when('<set-variable name="a" value="b" />')],
  ['sets a variable to a token', when('<authentication-managed-identity resource="r" output-token-variable-name="t" />')],
  ['says how the body is to be read', when(header('Content-Type'))],
  ['says how the answer is to be read', when(header('Content-Encoding')), { section: 'outbound' }],
  ['sets a header whose name is computed', when(header('@(context.RequestId.ToString())'))],
  ['sets a header to what may not be there', when(header('x-tier', '@((string)context.Variables[&quot;a&quot;])'))],
  [
    'sets a header to a part of what may not be there',
    when(header('x-tier', '@(context.Request.Headers.GetValueOrDefault("X-A").Trim())')),
  ],
  ['sets a header to what a body says', when(header('x-tier', '@(context.Request.Body.As&lt;JObject&gt;(true).ToString())'))],
  ['takes the body away to report it', when('<trace source="a">@(context.Request.Body.As<string>())</trace>')],
  [
    'does little, and another where it does not hold',
    when(header('x-a')),
    { others: '<otherwise><return-response /></otherwise>' },
  ],
  ['decides again, about more', when(`<choose>${when('<return-response />', '@(true)')}</choose>`)],
  ['does little, where the condition itself may fail', when(header('x-a'), '@((int)context.Variables["a"] < 9)')],
  [
    'does little, where the condition itself reads the body',
    when(header('x-a'), '@(context.Request.Body.As<JObject>(true).Count < 9)'),
  ],
  ['does little, where the next condition may fail', when(header('x-a')), { others: when('', '@(context.User.Id == "a")') }],
])('an undecided condition whose branch %s decides the whole way', (_what, branch, around) => {
  expect(decided(branch, around)).toEqual(THE_WAY)
})

test('a condition that is not found where it was told decides the whole way', () => {
  const one = { file: 'policy.xml', line: 4, element: 'when', reason: '', instead: '' }
  expect(decidedBy(one, new Map())).toEqual(THE_WAY)
  expect(decidedBy({ ...one, line: 1 }, new Map([['policy.xml', '<policies><inbound /></policies>']]))).toEqual(THE_WAY)
})

test('a rehearsal of an undecided condition for a header of one’s own holds, and only the request numbers are not seen', {
  timeout: 60_000,
}, async () => {
  const policy = `<choose>${when(header('x-tier'))}</choose>\n<choose>${when('<trace source="a">few</trace>', '@(context.Variables.Count < 9)')}</choose>\n\t\t<set-backend-service`
  const folder = await exported('Azure/apiops', [
    { file: 'apis/images/policy.xml', find: '<set-backend-service', replace: policy },
  ])
  const { status, run, output } = await runSuite({ APIM_EXPORT: folder }, [], 'rehearse')
  await rm(folder, { recursive: true, force: true })
  expect(status, output).toBe(0)
  expect(run?.rehearsal?.notRun).toMatchObject([{ element: 'when', items: [6] }])
  expect(run?.checklist.map(({ status: seen }) => seen)).toEqual([...Array(5).fill('holds'), 'not-observable'])
})
