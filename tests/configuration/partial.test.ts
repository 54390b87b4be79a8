/** What cannot be read or told is listed and keeps its items from being judged; it is never guessed, and never a crash. */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  APIOPS,
  APIOPS_CLI,
  broken,
  type Change,
  changed,
  check,
  FIXTURES,
  LAYOUTS,
  lineOf,
  load,
  remove,
  replace,
  statuses,
  write,
} from './exports.ts'

describe.each(LAYOUTS)('in the layout of $name', (layout) => {
  test('a policy of edits that is not well-formed is listed with its line', () => {
    const report = check(changed(layout.texts, replace(layout.operations.edits, '</inbound>', '')))
    expect(report.unread).toContainEqual(
      expect.objectContaining({
        items: [2, 3, 4],
        at: { file: layout.operations.edits, line: expect.any(Number) },
        unreadable: true,
      }),
    )
    expect(report.unread[0]?.sentence).toContain('not well-formed XML')
    expect(statuses(report)).toEqual(['holds', 'not-observable', 'not-observable', 'not-observable', 'holds'])
  })

  test('an empty policy of edits is listed', () => {
    const report = check(changed(layout.texts, write(layout.operations.edits, '')))
    expect(report.unread.some(({ at }) => at.file === layout.operations.edits)).toBe(true)
    expect(broken(report)).toEqual([])
  })

  test('a statement that this check does not know makes items 2 to 4 not observable', () => {
    const texts = changed(layout.texts, replace(layout.operations.edits, '<base />', '<base />\n    <quantum-route to="mars" />'))
    const report = check(texts)
    expect(statuses(report)).toEqual(['holds', 'not-observable', 'not-observable', 'not-observable', 'holds'])
    expect(report.unread).toContainEqual(
      expect.objectContaining({ at: { file: layout.operations.edits, line: lineOf(texts, layout.operations.edits, 'quantum') } }),
    )
  })

  test('what cannot be followed is not what cannot be read', () => {
    const report = check(
      changed(layout.texts, replace(layout.operations.edits, '<base />', '<base /><quantum-route to="mars" />')),
    )
    expect(report.unread.filter(({ unreadable }) => unreadable)).toEqual([])
  })

  test('a rewrite by an expression makes item 2 not observable', () => {
    const template =
      'template="@("/openai/deployments/" + context.Request.Headers.GetValueOrDefault("X-Model", "x") + "/images/edits")"'
    const base = layout === APIOPS ? [replace('apis/openai-images/apiInformation.json', '.com/openai"', '.com"')] : []
    const sibling = layout === APIOPS ? [replace(layout.operations.generations, '"/deployments', '"/openai/deployments')] : []
    const report = check(
      changed(layout.texts, ...base, ...sibling, replace(layout.operations.edits, /template="[^"]*"/, template)),
    )
    expect(statuses(report)[1]).toBe('not-observable')
    expect(broken(report).filter((finding) => finding.item === 2)).toEqual([])
  })

  test('a missing product file makes item 5 not observable', () => {
    const report = check(changed(layout.texts, replace(layout.product, '{', '')))
    expect(statuses(report)[4]).toBe('not-observable')
    expect(report.unread).toContainEqual(
      expect.objectContaining({ items: [5], at: expect.objectContaining({ file: layout.product }) }),
    )
  })

  test('an unreadable file never throws, and never turns into a healthy report with findings', () => {
    for (const [file, text] of layout.texts) {
      for (const share of [0, 0.3, 0.6, 0.9]) {
        const report = check(changed(layout.texts, write(file, text.slice(0, Math.floor(text.length * share)))))
        for (const item of report.items) {
          const isBroken = report.findings.some((finding) => finding.item === item.item && finding.level === 'broken')
          expect(item.status === 'broken').toBe(isBroken)
        }
      }
    }
  })

  test('a file that is missing never throws', () => {
    for (const file of layout.texts.keys()) expect(check(changed(layout.texts, remove(file))).items).toHaveLength(5)
  })
})

test('a specification that is no YAML may declare what is missing, and is listed as what nobody can read', () => {
  const file = 'apis/openai-images/specification.yaml'
  const report = check(changed(APIOPS.texts, write(file, 'openapi: 3.0.1\npaths:\n\t/images/edits: [')))
  expect(statuses(report)[0]).toBe('not-observable')
  expect(report.unread).toContainEqual(expect.objectContaining({ at: expect.objectContaining({ file }), unreadable: true }))
})

test('an API without any specification was exported so, which is no file that nobody can read', () => {
  const report = check(changed(APIOPS.texts, remove('apis/openai-images/specification.yaml')))
  expect(report.items[0]?.evidence[0]).toContain('so its operations are not known')
  expect(statuses(report)[0]).toBe('not-observable')
  expect(report.unread.filter(({ unreadable }) => unreadable)).toEqual([])
})

describe('expressions that only look like a problem', () => {
  test('are followed where they only join constants and variables', () => {
    const statements =
      '<set-variable name="model" value="gpt-image-1.5" />\n    <rewrite-uri copy-unmatched-params="false" template="@($"/openai/deployments/{(string)context.Variables["model"]}/images/" + "edits")" />'
    const report = check(changed(APIOPS_CLI.texts, replace(APIOPS_CLI.operations.edits, /<rewrite-uri[^>]*>/, statements)))
    expect(statuses(report)[1]).toBe('holds')
  })

  test.each([
    'context.Request.OriginalUrl.Path.Substring(3)',
    '"/images/" + context.Request.MatchedParameters["operation"]',
    '"-of-" + context.Variables.GetValueOrDefault("region", "us") + "/images/edits"',
  ])('leave the path open where their unknown part may end it rightly: %s', (rest) => {
    const template = `template="@("/openai/deployments/gpt-image-1.5" + ${rest})"`
    const report = check(changed(APIOPS_CLI.texts, replace(APIOPS_CLI.operations.edits, /template="[^"]*"/, template)))
    expect(broken(report)).toEqual([])
    expect(statuses(report)[1]).toBe('not-observable')
  })

  test('show a mis-spelt rewrite whatever their unknown part comes to', () => {
    const template = 'template="@("/openai/deployment/" + context.Request.Headers["X"].First() + "/images/edits")"'
    const report = check(changed(APIOPS_CLI.texts, replace(APIOPS_CLI.operations.edits, /template="[^"]*"/, template)))
    expect(broken(report).map((finding) => finding.id)).toEqual(['rewrite-mis-spelt'])
  })

  test('show a copied rewrite even when the deployment is decided later', () => {
    const template = 'template="@("/openai/deployments/" + context.Request.Headers["X"].First() + "/images/generations")"'
    const report = check(changed(APIOPS_CLI.texts, replace(APIOPS_CLI.operations.edits, /template="[^"]*"/, template)))
    expect(broken(report).map((finding) => finding.cause)).toEqual(['rewrite-copied'])
  })

  test('on the operation itself are decided: one shared policy with a choose', () => {
    const branch = (name: string) =>
      `<when condition="@(context.Operation.Id == "images_${name}")"><rewrite-uri template="/openai/deployments/gpt-image-1.5/images/${name}" copy-unmatched-params="false" /></when>`
    const shared = `<include-fragment fragment-id="to-azure-openai" />\n<choose>${branch('generations')}${branch('edits')}</choose>\n<set-query-parameter name="api-version" exists-action="override"><value>2025-04-01-preview</value></set-query-parameter>`
    const texts = changed(
      APIOPS_CLI.texts,
      replace('apis/image-gateway/policy.xml', '<include-fragment fragment-id="to-azure-openai" />', shared),
      remove(APIOPS_CLI.operations.generations),
      remove(APIOPS_CLI.operations.edits),
    )
    expect(statuses(check(texts))).toEqual(['holds', 'holds', 'holds', 'holds', 'holds'])
    const wrong = check(changed(texts, replace('apis/image-gateway/policy.xml', '/images/edits"', '/images/generations"')))
    expect(broken(wrong).map(({ cause, file, line }) => ({ cause, file, line }))).toEqual([
      { cause: 'rewrite-copied', file: 'apis/image-gateway/policy.xml', line: 5 },
    ])
  })

  test.each([
    ['415 of every form', '"Content-Type", "").Contains("multipart/form-data")', ['answered-early']],
    ['415 of what is no form', '"Content-Type", "").Contains("application/json")', []],
    ['403 of some callers', '"X-Blocked", "") == "yes"', []],
  ])('on the type of the body tell a refusal of edits from one of something else: %s', (_, condition, ids) => {
    const refusal = `<base /><choose><when condition="@(context.Request.Headers.GetValueOrDefault(${condition})"><return-response><set-status code="415" /></return-response></when></choose>`
    const report = check(changed(APIOPS_CLI.texts, replace(APIOPS_CLI.operations.edits, '<base />', refusal)))
    expect(broken(report).map(({ id }) => id)).toEqual(ids)
  })

  test('on the caller make what differs a warning, and the item not observable', () => {
    const rewrite = `<choose><when condition="@(context.Request.Headers.ContainsKey("X-Old"))"><rewrite-uri template="/openai/deployments/gpt-image-1.5/images/generations" copy-unmatched-params="false" /></when></choose>\n    <set-query-parameter`
    const report = check(changed(APIOPS_CLI.texts, replace(APIOPS_CLI.operations.edits, '<set-query-parameter', rewrite)))
    expect(broken(report)).toEqual([])
    expect(report.findings).toContainEqual(expect.objectContaining({ id: 'rewrite-copied', level: 'warning' }))
    expect(statuses(report)[1]).toBe('not-observable')
  })
})

describe('a list of a product’s APIs that cannot be read is a doubt about item 5, never a missing API', () => {
  const list = 'products/images/apis.json'
  test.each(['nope', '', '{}', '{"value":[{"name":"images"}]}', '[{"name":', '[{"title":"images"}]', '[null]'])(
    '%s in the list of apiops-cli',
    (text) => {
      const report = check(changed(APIOPS_CLI.texts, write(list, text)))
      expect(statuses(report)).toEqual(['holds', 'holds', 'holds', 'holds', 'not-observable'])
      expect(broken(report)).toEqual([])
      expect(report.unread).toContainEqual(expect.objectContaining({ items: [5], at: expect.objectContaining({ file: list }) }))
    },
  )

  const link = 'products/images/apis/openai-images/productApiInformation.json'
  test.each(['nope', '', '[]', '{"a":'])('%s in the link of Azure/apiops', (text) => {
    const report = check(changed(APIOPS.texts, write(link, text)))
    expect(statuses(report)).toEqual(['holds', 'holds', 'holds', 'holds', 'not-observable'])
    expect(broken(report)).toEqual([])
    expect(report.unread).toContainEqual(expect.objectContaining({ items: [5], at: { file: link, line: expect.any(Number) } }))
  })

  test('says what is not known', () => {
    const report = check(changed(APIOPS_CLI.texts, write(list, '{"value":[{"name":"images"}]}')))
    expect(report.items[4]?.evidence[0]).toBe(
      `${list}:1 It is no list of APIs, so which APIs the product images has is not known.`,
    )
  })

  test('an empty list is a product without APIs', () => {
    const report = check(changed(APIOPS_CLI.texts, write(list, '[]')))
    expect(broken(report).map(({ id }) => id)).toContain('no-key')
  })

  test('the policy of the product may apply to the pair, so that what it breaks is a warning', () => {
    const answer = '<policies><inbound><base /><return-response /></inbound><backend><base /></backend></policies>'
    const report = check(changed(APIOPS_CLI.texts, write(list, 'nope'), write('products/images/policy.xml', answer)))
    expect(broken(report)).toEqual([])
    expect(report.findings).toContainEqual(expect.objectContaining({ id: 'answered-early', level: 'warning' }))
  })
})

test('a fragment kept in the JSON beside it is read, and points at the line that holds it', () => {
  const file = 'policyFragments/to-azure-openai/policyFragmentInformation.json'
  const value = APIOPS_CLI.texts.get(APIOPS_CLI.shared) ?? ''
  const json = JSON.stringify({ properties: { description: 'd', value } }, null, 2)
  const report = check(changed(APIOPS_CLI.texts, remove(APIOPS_CLI.shared), write(file, json)))
  expect(report.findings).toEqual([])
  expect(report.items[3]?.evidence[0]).toMatch(/^policyFragments\/to-azure-openai\/policyFragmentInformation.json:4 /)
})

describe('what lies outside the export', () => {
  const cases: readonly (readonly [string, Change, readonly number[]])[] = [
    ['a fragment', remove('policyFragments/'), [2, 3, 4]],
    ['a backend', remove('backends/'), [2, 4]],
    ['the named values', remove('namedValues/'), [2, 3]],
  ]
  test.each(cases)('%s: the items that depend on it cannot be told', (_, change, items) => {
    const report = check(changed(APIOPS_CLI.texts, change))
    expect(broken(report)).toEqual([])
    for (const item of items) expect(report.items[item - 1]?.status, `item ${item}`).toBe('not-observable')
  })

  test('an unreadable specification may hide the operation: a warning, not a verdict', () => {
    const report = check(changed(APIOPS.texts, replace('apis/openai-images/specification.yaml', 'paths:', 'paths: [')))
    expect(broken(report)).toEqual([])
    expect(statuses(report)[0]).toBe('not-observable')
  })

  test('an API without any declaration of its operations may serve them: nothing is called missing', () => {
    const report = check(changed(APIOPS.texts, remove('apis/openai-images/specification.yaml')))
    expect(broken(report)).toEqual([])
    expect(statuses(report)[0]).toBe('not-observable')
    expect(report.unread.map(({ sentence }) => sentence).join()).toContain('its operations are not known')
  })

  test('an unreadable file of an unrelated API matters to nothing', () => {
    const report = check(
      changed(
        APIOPS.texts,
        write('apis/pets/apiInformation.json', '{"properties":{"path":"pets"}}'),
        write('apis/pets/specification.yaml', 'paths: ['),
      ),
    )
    expect(statuses(report)).toEqual(['holds', 'holds', 'holds', 'holds', 'holds'])
    expect(report.unread).toEqual([expect.objectContaining({ items: [], at: { file: 'apis/pets/specification.yaml', line: 1 } })])
  })

  test('an answer that a send-request got may be the model’s', () => {
    const answer = '<send-request response-variable-name="r" mode="new" />\n    <return-response response-variable-name="r" />'
    const report = check(changed(APIOPS.texts, replace(APIOPS.operations.edits, '<base />', `<base />\n    ${answer}`)))
    expect(broken(report)).toEqual([])
    expect(statuses(report).slice(1, 4)).toEqual(['not-observable', 'not-observable', 'not-observable'])
  })
})

test('an export of everything odd at once gives an honest report', () => {
  const report = check(load(join(FIXTURES, 'exports/odd')))
  expect(statuses(report)).toEqual(['holds', 'not-observable', 'not-observable', 'not-observable', 'not-observable'])
  expect(broken(report)).toEqual([])
  expect(report.unread.length).toBeGreaterThan(3)
})
