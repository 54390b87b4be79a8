import { afterEach, describe, expect, test } from 'vitest'
import { type ExportEdit, editExport } from '../../reference/apim/index.ts'
import { parsePolicyXml } from '../../reference/apim/policy/xml.ts'
import { editsPolicy, HEALTHY, startChain, stopChains } from './apim-backend.ts'

afterEach(stopChains)

const EDITS = 'apis/images/operations/images-edits/policy.xml'

describe('a policy document in the rawxml format', () => {
  const attribute = (xml: string) => parsePolicyXml(xml).attributes.a
  const text = (xml: string) => parsePolicyXml(xml).text

  test.each([
    ['<x a="plain" />', 'plain'],
    ['<x a=\'@("q")\' />', '@("q")'],
    ['<x a="@(b == "c" && d < 1)" />', '@(b == "c" && d < 1)'],
    ['<x a="@(b == &quot;)&quot; &amp;&amp; true)" />', '@(b == ")" && true)'],
    ['<x a="@(f(")", \'"\', @"\\"))" />', '@(f(")", \'"\', @"\\"))'],
    ['<x a="@{ var b = "}"; return b; }" />', '@{ var b = "}"; return b; }'],
  ])('reads the attribute of %s', (xml, value) => {
    expect(attribute(xml)).toBe(value)
  })

  test('that is broken is not repeated: what it holds may be a key', () => {
    expect(() => parsePolicyXml('<x password="a"CANARY />')).toThrow(/^it is not well-formed XML \(\w+\)$/)
  })

  test.each([
    ['<x>@(a < b)</x>', '@(a < b)'],
    ['<x>@{ // it\'s a comment )\n return "</x>"; }</x>', '@{ // it\'s a comment )\n return "</x>"; }'],
    ['<x><![CDATA[{"a":"<b>"}]]></x>', '{"a":"<b>"}'],
    ['<x>a &lt; b</x>', 'a < b'],
    ['<x>mail@example.com (us)</x>', 'mail@example.com (us)'],
  ])('reads the text of %s', (xml, value) => {
    expect(text(xml)).toBe(value)
  })

  test('counts lines, also behind expressions of several lines and comments with markup', () => {
    const root = parsePolicyXml(
      '\uFEFF<!-- <a "\n -->\n<policies>\n<inbound>\n<a b="@{\n return 1 < 2;\n}" /><b />\n<c/></inbound></policies>',
    )
    const [inbound] = root.children
    expect([root.line, inbound?.line, ...(inbound?.children ?? []).map(({ line }) => line)]).toEqual([3, 4, 5, 7, 8])
  })

  test.each([
    ['<a>\n<b>\n</a>', 3],
    ['<a>\n<b c="@(d" />\n</a>', 2],
    ['', 1],
    ['<!-- nothing -->', 1],
    ['<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]>\n<a>&b;</a>', 1],
  ])('that is not well-formed (%j) is refused with the line %i', (xml, line) => {
    expect(() => parsePolicyXml(xml)).toThrow(expect.objectContaining({ line }))
  })
})

describe('what cannot be run', () => {
  const notRunOf = async (edits: readonly ExportEdit[]) => (await startChain({ edits })).apim.notRun

  test.each([
    ['a statement that is not known', '<find-and-replace from="a" to="b" />', 'find-and-replace', /does not know/],
    [
      'an expression outside the subset',
      '<set-header name="v"><value>@(context.User.Id)</value></set-header>',
      'set-header',
      /context\.User/,
    ],
    ['a statement in the wrong section', '<forward-request />', 'forward-request', /not allow it in inbound/],
    ['a missing attribute', '<rewrite-uri />', 'rewrite-uri', /template is missing/],
    [
      'a named value that is not there',
      '<set-header name="a"><value>{{nothing}}</value></set-header>',
      'set-header',
      /named value nothing/,
    ],
    ['a backend that is not there', '<set-backend-service backend-id="none" />', 'set-backend-service', /no backend none/],
    ['a liquid template', '<set-body template="liquid">{{body.a}}</set-body>', 'set-body', /liquid/],
    ['a limit that is no number', '<rate-limit calls="many" renewal-period="60" />', 'rate-limit', /calls is no number/],
    [
      'a part of a limit',
      '<rate-limit calls="9" renewal-period="9"><api id="x" calls="1" /></rate-limit>',
      'rate-limit',
      /<api>/,
    ],
    ['an answer out of a variable', '<return-response response-variable-name="v" />', 'return-response', /variable v/],
  ])('%s is reported with file, line and name', async (_, xml, element, reason) => {
    const [found, ...more] = await notRunOf(editsPolicy({ inbound: `\n${xml}` }))
    expect(found).toMatchObject({ file: EDITS, line: 3, element, matters: true, reason: expect.stringMatching(reason) })
    expect(found?.instead).not.toBe('')
    expect(more).toEqual([])
  })

  test.each(['trace', 'cors', 'llm-token-limit', 'emit-metric', 'cache-lookup'])(
    '%s is reported as a statement that does not matter',
    async (name) => {
      expect(await notRunOf(editsPolicy({ inbound: `<${name} />` }))).toMatchObject([{ element: name, matters: false }])
    },
  )

  test('is passed over, and the rest of the policy runs', async () => {
    const inbound = '<base /><find-and-replace /><rewrite-uri template="/put" copy-unmatched-params="false" />'
    const chain = await startChain({ edits: editsPolicy({ inbound }) })
    await chain.call('/v1/images/edits')
    expect(chain.last().url).toBe('/put')
  })

  test('in a condition makes it unfulfilled, and is reported where the condition stands', async () => {
    const inbound = '<base /><choose>\n<when condition="@(context.User.Id == "a")"><return-response /></when></choose>'
    const chain = await startChain({ edits: editsPolicy({ inbound }) })
    await chain.call('/v1/images/edits')
    expect(chain.backend.arrived).toHaveLength(1)
    expect(chain.apim.notRun).toMatchObject([
      { line: 3, element: 'when', reason: expect.stringContaining('context.User'), matters: true },
    ])
  })

  test('in a fragment is reported where the fragment stands', async () => {
    const file = 'policy fragments/own/policy.xml'
    const found = await notRunOf([
      ...editsPolicy({ inbound: '<include-fragment fragment-id="own" />' }),
      { file, add: '<fragment>\n\n<wait /></fragment>' },
    ])
    expect(found).toMatchObject([{ file, line: 3, element: 'wait' }])
  })

  test('of a document that is not well-formed answers its calls with 500, and says in which line', async () => {
    const chain = await startChain({ edits: [{ file: EDITS, find: '</inbound>', replace: '</inbond>' }] })
    expect((await chain.call('/v1/images/edits')).status).toBe(500)
    expect((await chain.call('/v1/images/generations')).status).toBe(200)
    expect(chain.apim.notRun).toMatchObject([
      { file: EDITS, line: 8, element: 'policies', reason: expect.stringContaining('not well-formed') },
    ])
  })

  test('a pool of backends is called at its first member, by priority', async () => {
    const information = (properties: object) => JSON.stringify({ properties })
    const chain = await startChain({
      edits: [
        ...editsPolicy({ inbound: '<base /><set-backend-service backend-id="pool" />' }),
        {
          file: 'backends/pool/backendInformation.json',
          add: information({
            type: 'Pool',
            pool: {
              services: [
                { id: '/backends/b', priority: 2 },
                { id: '/backends/a', priority: 1 },
              ],
            },
          }),
        },
        { file: 'backends/a/backendInformation.json', add: information({ url: 'https://contoso-images.openai.azure.com/a' }) },
        { file: 'backends/b/backendInformation.json', add: information({ url: 'https://contoso-images.openai.azure.com/b' }) },
      ],
    })
    await chain.call('/v1/images/edits')
    expect(chain.last().url).toBe('/a/images/edits')
    expect(chain.apim.notRun).toMatchObject([{ element: 'set-backend-service', matters: false }])
  })
})

describe('what lies on the way of a call', () => {
  test('is what cannot be run of its operation, API, product and of all APIs', async () => {
    const unknown = (file: string, find: string): ExportEdit => ({ file, find, replace: `<find-and-replace />${find}` })
    const { apim } = await startChain({
      edits: [
        unknown(EDITS, '<rewrite-uri'),
        unknown('apis/images/policy.xml', '<set-backend-service'),
        unknown('products/image-models/policy.xml', '<rate-limit'),
        unknown('policy.xml', '<forward-request'),
        { file: 'products/other/productInformation.json', add: '{}' },
        { file: 'products/other/policy.xml', add: '<policies><inbound><find-and-replace /></inbound></policies>' },
        { file: 'apis/other/apiInformation.json', add: '{"properties":{"path":"other","type":"graphql"}}' },
      ],
    })
    const files = (path: string) => apim.notRunFor('POST', path).map(({ file }) => file)
    const shared = ['policy.xml', 'products/image-models/policy.xml', 'apis/images/policy.xml']
    expect(files('/v1/images/generations')).toEqual(shared)
    expect(files('/v1/images/edits')).toEqual([...shared, EDITS])
    expect(files('/v1/images/nothing')).toHaveLength(apim.notRun.length)
  })

  test('workspaces, which are not loaded, are reported', async () => {
    const file = 'workspaces/team/apis/a/apiInformation.json'
    const { apim } = await startChain({ edits: [{ file, add: '{}' }] })
    expect(apim.notRun).toMatchObject([{ file, element: 'workspace', matters: true }])
  })
})

test('a policy as AI gateways have them runs whole: identity, a pool, retries, metrics, a handler of errors', async () => {
  const information = (properties: object) => JSON.stringify({ properties })
  const statuses = [429, 503, 200]
  const chain = await startChain({
    respond: (_, response) => {
      response.writeHead(statuses.shift() ?? 500)
      response.end('{}')
    },
    edits: [
      ...editsPolicy({
        inbound: `<base />
        <authentication-managed-identity resource="https://cognitiveservices.azure.com" output-token-variable-name="token" ignore-error="false" />
        <set-header name="Authorization" exists-action="override"><value>@("Bearer " + (string)context.Variables["token"])</value></set-header>
        <set-backend-service backend-id="pool" />
        <azure-openai-emit-token-metric namespace="n"><dimension name="User" value="@(context.User.Id)" /></azure-openai-emit-token-metric>`,
        backend: `<retry count="2" interval="0" first-fast-retry="true" condition="@(context.Response.StatusCode == 429 || (context.Response.StatusCode == 503 && !context.Response.StatusReason.Contains("Backend pool")))">
          <forward-request buffer-request-body="true" /></retry>`,
        onError: '<base /><choose><when condition="@(context.Response.StatusCode == 503)"><return-response /></when></choose>',
      }),
      { file: 'backends/pool/backendInformation.json', add: information({ pool: { services: [{ id: '/backends/one' }] } }) },
      {
        file: 'backends/one/backendInformation.json',
        add: information({ url: 'https://contoso-images.openai.azure.com/openai' }),
      },
    ],
  })
  const answer = await chain.call('/v1/images/edits', { body: 'form' })
  expect(answer.status).toBe(200)
  expect(chain.backend.arrived.map(({ url, body }) => [url, body])).toEqual(Array(3).fill(['/openai/images/edits', 'form']))
  expect(chain.last().headers.authorization).toMatch(/^Bearer /)
  expect(chain.apim.notRun.filter(({ matters }) => matters)).toEqual([])
})

describe('a named value without a value', () => {
  const arrivedKey = async (options: { secrets: ReadonlyMap<string, string>; anySecret?: string }) => {
    const chain = await startChain({ export: editExport(HEALTHY, []), ...options })
    await chain.call('/v1/images/edits')
    return { key: chain.last().headers['api-key'], notRun: chain.apim.notRun }
  }

  test('has the stand-in of its name', async () => {
    expect(await arrivedKey({ secrets: new Map([['aoai-key', 'mine']]), anySecret: 'any' })).toEqual({ key: 'mine', notRun: [] })
  })

  test('has the stand-in for any secret', async () => {
    expect(await arrivedKey({ secrets: new Map(), anySecret: 'any' })).toEqual({ key: 'any', notRun: [] })
  })

  test('is reported where nothing stands in for it', async () => {
    expect((await arrivedKey({ secrets: new Map() })).notRun).toMatchObject([
      { file: 'apis/images/policy.xml', line: 7, element: 'set-header', reason: expect.stringContaining('aoai-key') },
    ])
  })
})
