import { describe, expect, test } from 'vitest'
import { type ExportEdit, editExport, readExport } from '../../reference/apim/index.ts'
import { locatePair } from '../../src/configuration/locate.ts'
import { interpretExport } from '../../src/configuration/read-export.ts'
import { root } from '../../src/root.ts'
import { servedIn } from '../../src/run/asked-of-callers.ts'
import { decidedBy, leavesTheWay } from '../../src/run/decides.ts'
import { withNamedValues } from '../../src/run/named-values.ts'
import { apiVersionsOf, callerOf, deploymentsOf, type Files, keyHeaderOf, keysOf, publishedAt } from '../../src/run/stand-ins.ts'

const healthy = await readExport(`${root}fixtures/apim/healthy`)
const paths = { generations: '/v1/images/generations', edits: '/v1/images/edits' }
const edited = (...edits: readonly ExportEdit[]): Files => editExport(healthy, edits)
const INFORMATION = 'apis/images/apiInformation.json'
const SUBSCRIPTION = 'subscriptions/image-clients/subscriptionInformation.json'
const IN_PRODUCT = 'products/image-models/apis/images/productApiInformation.json'

function read(files: Files) {
  const exported = interpretExport('export', files)
  const pair = locatePair(exported, { paths, deployment: null })
  const api = pair.generations.kind === 'found' ? pair.generations.served.api : null
  return { exported, pair, api }
}

describe('the caller of a rehearsal', () => {
  const caller = (files: Files) => {
    const { exported, pair } = read(files)
    return callerOf(exported, [...new Set(servedIn(pair).map(({ api }) => api))], files)
  }

  test('has the key of a subscription that opens generations', () => {
    expect(caller(healthy)).toMatchObject({ subscription: 'image-clients', notRun: [] })
  })

  test('has that of another one rather than one that opens nothing, and says which are left out', () => {
    const scope = (name: string, text: string, state = 'active'): ExportEdit => ({
      file: `subscriptions/${name}/subscriptionInformation.json`,
      add: JSON.stringify({ properties: { displayName: name, scope: text, state } }),
    })
    const chosen = caller(
      edited(
        { file: SUBSCRIPTION, remove: true },
        scope('a-suspended', '/apis/images', 'suspended'),
        scope('b-other', '/apis/chat'),
        scope('c-right', '/apis/images'),
        scope('d-all', '/apis'),
      ),
    )
    expect(chosen.subscription).toBe('c-right')
    expect(chosen.assumptions).toEqual(['Callers have the key of the subscription c-right. Not rehearsed with: d-all.'])
  })

  /** Edits as an API of its own. */
  const apart: readonly ExportEdit[] = [
    { file: 'apis/images/specification.yaml', find: '/images/edits:', replace: '/images/others:' },
    {
      file: 'apis/own/apiInformation.json',
      add: JSON.stringify({ properties: { path: 'v1/images/edits', subscriptionRequired: true } }),
    },
    { file: 'apis/own/specification.json', add: JSON.stringify({ paths: { '/': { post: { operationId: 'edits' } } } }) },
  ]
  const product = (name: string, ...apis: readonly string[]): readonly ExportEdit[] => [
    {
      file: `products/${name}/productInformation.json`,
      add: JSON.stringify({ properties: { displayName: name, state: 'published' } }),
    },
    ...apis.map((api) => ({ file: `products/${name}/apis/${api}/productApiInformation.json`, add: '{}' })),
  ]
  const key = (name: string, scope: string): ExportEdit => ({
    file: `subscriptions/${name}/subscriptionInformation.json`,
    add: JSON.stringify({ properties: { displayName: name, scope, state: 'active' } }),
  })

  test('has the key that opens both operations before one of generations alone', () => {
    const both = [...product('both', 'images', 'own'), key('z-both', '/products/both')]
    expect(caller(edited(...apart, key('a-one', '/apis/images'), ...both))).toMatchObject({ subscription: 'z-both', notRun: [] })
  })

  test('has the key of a product, whose policy then runs, before one of all APIs', () => {
    const chosen = caller(edited(key('admin', '/apis')))
    expect(chosen.subscription).toBe('image-clients')
    expect(chosen.assumptions).toEqual(['Callers have the key of the subscription image-clients. Not rehearsed with: admin.'])
  })

  test('may have two keys where each opens one operation: then item 5 is not seen', () => {
    const chosen = caller(edited(...apart, key('b-edits', '/apis/own')))
    expect(chosen.subscription).toBe('image-clients')
    expect(chosen.notRun).toMatchObject([
      {
        file: 'subscriptions/b-edits/subscriptionInformation.json',
        reason: expect.stringContaining('image-clients does not open the API own, and b-edits does'),
        items: [5],
      },
    ])
  })

  test('has no key for edits where none opens it: that is the fault to be seen', () => {
    expect(caller(edited(...apart)).notRun).toEqual([])
  })

  test('keeps a subscription that opens nothing when there is no other: that is what callers have', () => {
    expect(caller(edited({ file: SUBSCRIPTION, find: '"active"', replace: '"suspended"' })).subscription).toBe('image-clients')
  })

  test('gets a key of the product when no subscription was exported', () => {
    const { subscription, files, assumptions } = caller(edited({ file: SUBSCRIPTION, remove: true }))
    expect(JSON.parse(files.get(`subscriptions/${subscription}/subscriptionInformation.json`) ?? '')).toMatchObject({
      properties: { scope: '/products/image-models', state: 'active' },
    })
    expect(assumptions).toEqual(['The export has no subscription: callers have a key of the product image-models.'])
  })

  test('is somebody who opens everything when no product has the API either, so that item 5 is not seen', () => {
    const { subscription, notRun } = caller(edited({ file: SUBSCRIPTION, remove: true }, { file: IN_PRODUCT, remove: true }))
    expect(subscription).toBe('master')
    expect(notRun.map(({ items }) => items)).toEqual([[5]])
  })

  test('needs no key where the API demands none', () => {
    const open = { file: INFORMATION, find: '"subscriptionRequired": true', replace: '"subscriptionRequired": false' }
    expect(caller(edited({ file: SUBSCRIPTION, remove: true }, { file: IN_PRODUCT, remove: true }, open)).notRun).toEqual([])
  })
})

describe('the key of a rehearsal goes', () => {
  const header = (files: Files): string | null => {
    const { api } = read(files)
    return api === null ? 'no API' : keyHeaderOf(api, files)
  }

  test('as a bearer where the API reads one', () => {
    expect(header(healthy)).toBeNull()
  })

  test('else into the header that the API reads', () => {
    expect(header(edited({ file: INFORMATION, find: ',\n      "bearer": "enabled"', replace: '' }))).toBe('api-key')
  })
})

describe('a named value without a value', () => {
  const SECRET: ExportEdit = {
    file: 'named values/secret/namedValueInformation.json',
    add: '{"properties":{"displayName":"secret","secret":true}}',
  }
  const used = (file: string, find: string, replace: string): Files => edited(SECRET, { file, find, replace })
  const EDITS = 'apis/images/operations/images-edits/policy.xml'

  test('is taken for the key of Azure OpenAI', () => {
    const { assumptions, notRun, files } = withNamedValues(healthy, 'gpt-image-1.5')
    expect(assumptions).toEqual([
      '{{aoai-key}} has no value in the export: the key of the embedded Azure OpenAI stands in for it.',
    ])
    expect(notRun).toEqual([])
    expect(files).toEqual(healthy)
  })

  test.each([
    ['a base URL', 'apis/images/policy.xml', '{{aoai-endpoint}}', '{{secret}}', 'https://stand-in.openai.azure.com', [2]],
    ['a host', 'apis/images/policy.xml', '{{aoai-endpoint}}', 'https://{{secret}}', 'stand-in.openai.azure.com', [2]],
    ['a deployment', EDITS, '{{deployment-id}}', '{{ secret }}', 'my-images', [2]],
    ['an api-version', EDITS, '{{api-version}}', '{{secret}}', '2025-04-01-preview', [3]],
    ['an api-version in a template', EDITS, '/images/edits"', '/images/edits?api-version={{secret}}"', '2025-04-01-preview', [3]],
  ])('in the place of %s gets one, and what it decides is not seen', (_place, file, find, by, value, items) => {
    const { files, notRun } = withNamedValues(used(file, find, by), 'my-images')
    expect(notRun.map((one) => [one.items, one.instead])).toEqual([[items, `${value} stands in for it.`]])
    expect(JSON.parse(files.get('named values/secret/namedValueInformation.json') ?? '')).toEqual({
      properties: { displayName: 'secret', secret: true, value },
    })
  })

  test('that is no key, as far as can be told, leaves all that it may decide unseen', () => {
    const flag: ExportEdit = {
      file: 'named values/enabled/namedValueInformation.json',
      add: JSON.stringify({ properties: { displayName: 'enabled', secret: true } }),
    }
    const files = edited(flag, {
      file: 'apis/images/policy.xml',
      find: '<inbound>',
      replace: '<inbound><set-variable name="e" value="{{enabled}}" />',
    })
    const { notRun, assumptions } = withNamedValues(files, 'gpt-image-1.5')
    expect(notRun).toMatchObject([{ element: 'named value', items: [2, 3, 4, 6] }])
    expect(assumptions.join()).not.toContain('{{enabled}}')
  })

  describe('that a token service is asked with', () => {
    const ID: ExportEdit = {
      file: 'named values/app/namedValueInformation.json',
      add: '{"properties":{"displayName":"app","secret":true}}',
    }
    const asked = (address: string, form: string, more = ''): Files => {
      const request = `<send-request><set-url>${address}</set-url><set-body>@("${form}")</set-body></send-request>${more}`
      return edited(ID, { file: 'apis/images/policy.xml', find: '<inbound>', replace: `<inbound>${request}` })
    }
    const TOLD = '{{app}} has no value in the export: 00000000-0000-0000-0000-000000000000 stands in for it.'

    test.each([
      ['for its tenant', asked('https://login.microsoftonline.com/{{app}}/oauth2/v2.0/token', 'a=b')],
      ['for its identity', asked('https://login.microsoftonline.com/t/oauth2/token', 'grant_type=a&client_id={{ app }}&b=c')],
    ])('%s has any', (_what, files) => {
      const { assumptions, notRun } = withNamedValues(files, 'gpt-image-1.5')
      expect(notRun).toEqual([])
      expect(assumptions).toContain(TOLD)
    })

    test('is another where it is looked at elsewhere', () => {
      const compared = '<choose><when condition="@("{{app}}" == "a")"><return-response /></when></choose>'
      const { assumptions, notRun } = withNamedValues(asked('https://a.example', 'client_id={{app}}', compared), 'gpt-image-1.5')
      expect(assumptions).not.toContain(TOLD)
      expect(notRun).toMatchObject([{ element: 'named value', items: [2, 3, 4, 6] }])
    })
  })

  test('that is empty counts as one without a value', () => {
    const file = 'named values/aoai-key/namedValueInformation.json'
    const empty = JSON.stringify({ properties: { displayName: 'aoai-key', secret: true, value: '' } })
    const { assumptions } = withNamedValues(new Map([...healthy, [file, empty]]), 'gpt-image-1.5')
    expect(assumptions).toEqual([expect.stringContaining('{{aoai-key}} has no value in the export')])
  })

  test('that nothing uses is left alone', () => {
    expect(withNamedValues(edited(SECRET), 'gpt-image-1.5').notRun).toEqual([])
  })
})

describe('a key that the export gives to the model is taken for a valid one', () => {
  const API = 'apis/images/policy.xml'
  const named = JSON.stringify({ properties: { displayName: 'aoai-key', value: 'key-of-a-named-value' } })

  test.each([
    [
      'in a named value',
      new Map([...healthy, ['named values/aoai-key/namedValueInformation.json', named]]),
      'key-of-a-named-value',
    ],
    ['in a policy', edited({ file: API, find: '{{aoai-key}}', replace: 'key-in-a-policy' }), 'key-in-a-policy'],
    [
      'in a backend entity',
      new Map([
        ...healthy,
        ['backends/aoai/backendInformation.json', '{"properties":{"credentials":{"header":{"api-key":["key-of-a-backend"]}}}}'],
      ]),
      'key-of-a-backend',
    ],
  ])('%s', (_where, files, key) => {
    expect(keysOf(files)).toContain(key)
  })

  test('and a reference or an expression is none', () => {
    const computed = edited({ file: API, find: '{{aoai-key}}', replace: '@(context.Subscription.Key)' })
    for (const files of [healthy, computed]) expect(keysOf(files).filter((key) => /[{@]/.test(key))).toEqual([])
  })
})

describe('the pair is called', () => {
  const published = (files: Files) => publishedAt(read(files).pair, paths, files)
  const path = (text: string): ExportEdit => ({ file: INFORMATION, find: '"path": "v1"', replace: `"path": "${text}"` })

  test('where it is', () => {
    expect(published(healthy)).toEqual({ files: healthy, assumptions: [], notRun: [] })
  })

  test('behind what callers have in their base URL', () => {
    expect(published(edited(path('openai/v1'))).assumptions).toEqual(['Callers have /openai in their base URL.'])
  })

  test.each([
    ['openai', 'openai/v1'],
    ['', 'v1'],
  ])('without the /v1 of callers at /%s, where the hop before is taken to call it', (at, moved) => {
    const { files, assumptions } = published(edited(path(at)))
    expect(JSON.parse(files.get(INFORMATION) ?? '')).toMatchObject({ properties: { path: moved } })
    expect(assumptions).toEqual([
      `The pair is published without the /v1 of its callers' paths, below /${at}: the hop before is taken to call it there.`,
    ])
  })
})

test('every deployment that an export names exists, and those that the suite expects', () => {
  const EXPRESSION = '@("/openai/deployments/" + (string)context.Variables["d"] + "/images/edits")'
  const files = edited({
    file: 'apis/images/operations/images-edits/policy.xml',
    find: '"/openai/deployments/{{deployment-id}}/images/edits"',
    replace: `"${EXPRESSION}" d="gpt-image-15"`,
  })
  expect(Object.keys(deploymentsOf(files, ['mine']))).toEqual(expect.arrayContaining(['gpt-image-1.5', 'gpt-image-15', 'mine']))
})

test('an api-version has edits unless its published specification is known not to', () => {
  const versions = ['2024-02-01', '2024-12-01-preview', '2025-04-01-preview', '2026-03-01']
  const files = new Map([['policy.xml', versions.join(' ')]])
  expect(apiVersionsOf(files)).toEqual({ all: versions, withEdits: ['2025-04-01-preview', '2026-03-01'] })
})

describe('what a statement decides', () => {
  const policy = '<policies>\n<inbound>\n<x />\n</inbound>\n<outbound>\n<x />\n</outbound>\n</policies>'
  const files = new Map([['policy.xml', policy]])
  const one = { file: 'policy.xml', reason: '', instead: '' }

  test.each([
    ['set-header', 3, [4, 6]],
    ['set-header', 6, [6]],
    ['set-body', 6, [2, 3, 4, 6]],
    ['rewrite-uri', 3, [2, 3]],
    ['subscription', 1, [5]],
    ['product', 1, [5]],
    ['teleport-request', 3, [2, 3, 4, 6]],
  ])('%s in line %i: items %j', (element, line, items) => {
    expect(decidedBy({ ...one, element, line }, files)).toEqual(items)
  })

  test('leaves the call alone only where it decides no more than the numbers of an answer', () => {
    expect(leavesTheWay({ ...one, element: 'set-header', line: 6, items: [6] })).toBe(true)
    expect(leavesTheWay({ ...one, element: 'set-header', line: 3, items: [4, 6] })).toBe(false)
  })
})
