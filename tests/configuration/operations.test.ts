/** Item 1: which operation answers the path that callers use. */
import { describe, expect, test } from 'vitest'
import { matchPath } from '../../src/configuration/paths.ts'
import {
  APIOPS,
  APIOPS_CLI,
  broken,
  type Change,
  changed,
  check,
  EXPECTATION,
  lineOf,
  remove,
  replace,
  statuses,
  warnings,
  write,
} from './exports.ts'

const information = 'apis/openai-images/apiInformation.json'
const editsInformation = 'apis/image-gateway/operations/images_edits/operationInformation.json'

describe('a public path', () => {
  test('answers a wanted path literally, by a parameter or by a wildcard', () => {
    expect(matchPath('/v1/images/edits', '/v1/images/edits')).toEqual({ prefix: '', literal: 3, bound: {} })
    expect(matchPath('/V1/Images/{action}', '/v1/images/edits')).toEqual({ prefix: '', literal: 2, bound: { action: 'edits' } })
    expect(matchPath('/v1/*', '/v1/images/edits')).toEqual({ prefix: '', literal: 1, bound: { '*': 'images/edits' } })
    expect(matchPath('/v1/{*rest}', '/v1/images/edits')).toEqual({ prefix: '', literal: 1, bound: { rest: 'images/edits' } })
  })

  test('may have something before it, because a base URL may', () => {
    expect(matchPath('/contoso/v1/images/edits', '/v1/images/edits')?.prefix).toBe('contoso')
  })

  test('counts no parameter as a literal, whatever its name', () => {
    expect(matchPath('/v1/{images}/edits', '/v1/images/edits')).toEqual({ prefix: '', literal: 2, bound: { images: 'images' } })
  })

  test('does not answer another one', () => {
    expect(matchPath('/v1/images/edit', '/v1/images/edits')).toBeNull()
    expect(matchPath('/v1/images/edits/{id}', '/v1/images/edits')).toBeNull()
    expect(matchPath('/echo/*', '/v1/images/edits')).toBeNull()
  })
})

const ofVersion = (version: string): Change =>
  replace(information, '"path": "v1"', `"path": "v1", "apiVersion": "${version}", "apiVersionSetId": "/apiVersionSets/set"`)
const versionSet = (versioningScheme: string, names: object): Change =>
  write('version sets/set/versionSetInformation.json', JSON.stringify({ properties: { versioningScheme, ...names } }))
const withoutEdits = (text: string) => text.replace(/ {2}\/images\/edits:[\s\S]*$/, '')

/** A second API at the same path, reached by who names its version in a header. */
function otherVersion(api: string, specification: (text: string) => string): Change[] {
  const of = (file: string) => APIOPS.texts.get(`apis/openai-images/${file}`) ?? ''
  const versioned = of('apiInformation.json').replace(
    '"v1"',
    '"v1", "apiVersion": "v2", "apiVersionSetId": "/apiVersionSets/set"',
  )
  return [
    write(`${api}/apiInformation.json`, versioned),
    write(`${api}/specification.yaml`, specification(of('specification.yaml'))),
    versionSet('Header', { versionHeaderName: 'Api-Ver' }),
  ]
}

describe('the pair', () => {
  test('is found behind any common prefix', () => {
    const report = check(changed(APIOPS.texts, replace(information, '"v1"', '"contoso/v1"')))
    expect(report.findings).toEqual([])
    expect(report.items[0]?.evidence).toContainEqual(
      expect.stringContaining('POST /contoso/v1/images/edits is the edits operation'),
    )
  })

  test('is found behind a version in the path', () => {
    const versioned = replace(
      information,
      '"path": "v1"',
      '"path": "contoso", "apiVersion": "v1", "apiVersionSetId": "/apiVersionSets/set"',
    )
    const set = write('version sets/set/versionSetInformation.json', '{"properties":{"versioningScheme":"Segment"}}')
    expect(statuses(check(changed(APIOPS.texts, versioned, set)))[0]).toBe('holds')
  })

  test.each([
    ['Header', 'versionHeaderName', 'header'],
    ['Query', 'versionQueryName', 'query parameter'],
  ])('of a version by %s exists; whether callers name it cannot be told', (scheme, key, kind) => {
    const report = check(changed(APIOPS.texts, ofVersion('v2'), versionSet(scheme, { [key]: 'Api-Ver' })))
    expect(report.findings).toEqual([])
    expect(statuses(report)).toEqual(['not-observable', 'holds', 'holds', 'holds', 'holds'])
    expect(report.items[0]?.evidence.join('\n')).toContain(`version v2, which callers name in the ${kind} Api-Ver`)
  })

  test('of a version whose version set was not exported has a path that is not known', () => {
    expect(statuses(check(changed(APIOPS.texts, ofVersion('v2'))))[0]).toBe('not-observable')
  })

  test('is the one without a version, though another version at the same path comes first and lacks edits', () => {
    const report = check(changed(APIOPS.texts, ...otherVersion('apis/an-old-one', withoutEdits)))
    expect(report.findings).toEqual([])
    expect(statuses(report)[0]).toBe('holds')
  })

  test('that only a named version has in full is no certain fault: callers may name it', () => {
    const specification = replace('apis/openai-images/specification.yaml', / {2}\/images\/edits:[\s\S]*$/, '')
    const report = check(changed(APIOPS.texts, ...otherVersion('apis/newer', (text) => text), specification))
    expect(broken(report)).toEqual([])
    expect(warnings(report)).toContain('operation-other-version')
    expect(statuses(report)[0]).toBe('not-observable')
    expect(report.findings[0]?.sentence).toBe(
      'POST /v1/images/edits is answered only by newer, version v2, which callers name in the header Api-Ver; a call that does not name it gets 404.',
    )
  })

  test('at another path than the expected one cannot be told: the hop before may call it there', () => {
    const report = check(changed(APIOPS.texts, replace(information, '"v1"', '"openai"')))
    expect(broken(report)).toEqual([])
    expect(statuses(report)).toEqual(['not-observable', 'holds', 'holds', 'holds', 'holds'])
  })

  test('at another path that lacks edits is broken, and says at which path', () => {
    const texts = changed(
      APIOPS.texts,
      replace(information, '"v1"', '"openai"'),
      replace('apis/openai-images/specification.yaml', / {2}\/images\/edits:[\s\S]*$/, ''),
    )
    expect(broken(check(texts))[0]?.sentence).toContain('nothing answers POST /openai/images/edits')
  })

  test('served by one operation with a parameter holds when its rewrite keeps the parameter', () => {
    const texts = changed(
      APIOPS_CLI.texts,
      remove('apis/image-gateway/operations/images_generations/'),
      replace(editsInformation, '/v1/images/edits', '/v1/images/{action}'),
      replace(APIOPS_CLI.operations.edits, '/images/edits', '/images/{action}'),
    )
    expect(statuses(check(texts))).toEqual(['holds', 'holds', 'holds', 'holds', 'holds'])
  })

  test('is not complete when edits is behind another prefix', () => {
    const other = 'apis/other'
    const texts = changed(
      APIOPS_CLI.texts,
      remove('apis/image-gateway/operations/images_edits/'),
      write(`${other}/apiInformation.json`, '{"properties":{"path":"other"}}'),
      write(
        `${other}/operations/edits/operationInformation.json`,
        '{"properties":{"method":"POST","urlTemplate":"/v1/images/edits"}}',
      ),
    )
    expect(broken(check(texts))[0]).toMatchObject({
      id: 'operation-other-prefix',
      file: `${other}/operations/edits/operationInformation.json`,
    })
  })

  test('is not complete when edits is only in a revision that is not current', () => {
    const texts = changed(
      APIOPS.texts,
      replace('apis/openai-images/specification.yaml', / {2}\/images\/edits:[\s\S]*$/, ''),
      replace(
        'apis/openai-images;rev=1/specification.yaml',
        'paths:\n',
        'paths:\n  /images/edits:\n    post:\n      operationId: Images_Edits\n',
      ),
    )
    expect(broken(check(texts))[0]).toMatchObject({
      id: 'operation-other-revision',
      file: 'apis/openai-images;rev=1/specification.yaml',
      line: 7,
    })
  })

  test('lacks generations just as well', () => {
    const report = check(changed(APIOPS_CLI.texts, remove('apis/image-gateway/operations/images_generations/')))
    expect(broken(report)[0]).toMatchObject({ id: 'operation-missing', item: 1 })
    expect(broken(report)[0]?.sentence).toContain('POST /v1/images/generations')
  })

  test('demands a query parameter when the specification does', () => {
    const parameters =
      '    post:\n      parameters:\n        - { name: api-version, in: query, required: true, schema: { type: string } }\n      summary: Edit images'
    const report = check(
      changed(
        APIOPS.texts,
        replace('apis/openai-images/specification.yaml', '    post:\n      summary: Edit images', parameters),
      ),
    )
    expect(warnings(report)).toEqual(['operation-demands-query'])
  })
})

describe('the deployment', () => {
  test('may be any when none is expected', () => {
    const report = check(
      changed(APIOPS.texts, replace('named values/5f1c/namedValueInformation.json', 'gpt-image-1.5', 'other')),
      { ...EXPECTATION, deployment: null },
    )
    expect(statuses(report)[1]).toBe('holds')
  })

  test('of the two differs: a warning when none is expected', () => {
    const texts = changed(APIOPS.texts, replace(APIOPS.operations.edits, '{{image-deployment}}', 'other'))
    expect(warnings(check(texts, { ...EXPECTATION, deployment: null }))).toEqual(['deployments-differ'])
  })
})

describe('an API', () => {
  const file = 'apis/image-gateway/apiInformation.json'
  const served = (protocols: string) => changed(APIOPS_CLI.texts, replace(file, '"path":', `"protocols": ${protocols}, "path":`))

  test.each(['["http"]', '["ws", "wss"]'])('that is served by %s only is warned of, for callers use https', (protocols) => {
    const report = check(served(protocols))
    expect(report.findings.map(({ id, level }) => [id, level])).toContainEqual(['operation-without-https', 'warning'])
    expect(broken(report)).toEqual([])
  })

  test.each(['["https"]', '["http", "HTTPS"]', '[]'])('that is served by %s is not', (protocols) => {
    expect(check(served(protocols)).findings).toEqual([])
  })

  test('whose backend is called by http is warned of: its key goes out in clear text', () => {
    const url = '"url": "https://contoso.openai.azure.com"'
    const texts = changed(
      APIOPS_CLI.texts,
      replace('backends/azure-openai/backendInformation.json', url, url.replace('https', 'http')),
    )
    expect(new Set(warnings(check(texts)))).toEqual(new Set(['backend-in-clear']))
  })
})

describe('api-version', () => {
  test.each(['2024-02-01', '2024-10-21', '2025-03-01-preview', '2025-04-01', '2026-13-40', 'preview'])(
    '%s is suspect for edits: a warning',
    (version) => {
      const texts = changed(
        APIOPS_CLI.texts,
        replace('namedValues/image-api-version/namedValueInformation.json', '2025-04-01-preview', version),
      )
      const report = check(texts)
      expect(report.findings).toEqual([
        expect.objectContaining({ id: 'api-version-suspect', level: 'warning', file: APIOPS_CLI.operations.edits, line: 5 }),
      ])
      expect(statuses(report)[2]).toBe('holds')
    },
  )

  test('later than every known one is not called wrong', () => {
    const texts = changed(
      APIOPS_CLI.texts,
      replace('namedValues/image-api-version/namedValueInformation.json', '2025-04-01-preview', '2026-05-01'),
    )
    expect(check(texts).findings).toEqual([])
  })

  test('appended to the caller’s is sent twice', () => {
    const texts = changed(
      APIOPS_CLI.texts,
      replace(APIOPS_CLI.operations.edits, 'exists-action="override"', 'exists-action="append"'),
      replace(APIOPS_CLI.operations.edits, 'copy-unmatched-params="false"', 'copy-unmatched-params="true"'),
    )
    expect(broken(check(texts)).map((finding) => finding.id)).toEqual(['api-version-twice'])
  })

  test('appended after the caller’s was dropped is only a warning', () => {
    const texts = changed(
      APIOPS_CLI.texts,
      replace(APIOPS_CLI.operations.edits, 'exists-action="override"', 'exists-action="append"'),
    )
    expect(warnings(check(texts))).toEqual(['api-version-action'])
  })

  test('from a named value that does not exist is missing', () => {
    const texts = changed(APIOPS_CLI.texts, replace(APIOPS_CLI.operations.edits, '{{image-api-version}}', '{{api-version}}'))
    expect(broken(check(texts))[0]).toMatchObject({
      id: 'named-value-missing-in-api-version',
      cause: 'api-version-missing',
      item: 3,
    })
  })

  test('of an imported operation is dropped by the rewrite, because its template matched it', () => {
    const texts = changed(
      APIOPS_CLI.texts,
      replace(editsInformation, '/v1/images/edits"', '/v1/images/edits?api-version={api-version}"'),
      replace(APIOPS_CLI.operations.edits, /<set-query-parameter[\s\S]*<\/set-query-parameter>/, ''),
      replace(APIOPS_CLI.operations.edits, 'copy-unmatched-params="false"', 'copy-unmatched-params="true"'),
    )
    expect(broken(check(texts))).toEqual([expect.objectContaining({ id: 'api-version-missing', item: 3 })])
  })
})

describe('the backend', () => {
  const ownBaseUrl = replace(
    APIOPS_CLI.operations.edits,
    '<base />',
    '<base />\n    <set-backend-service base-url="https://other.openai.azure.com/openai" />',
  )

  test('that an inherited backend-id sets is not changed by base-url', () => {
    const texts = changed(APIOPS_CLI.texts, ownBaseUrl)
    const report = check(texts)
    expect(warnings(report)).toContain('base-url-ineffective')
    expect(statuses(report)[1]).toBe('holds')
  })

  test('that an inherited backend-id sets is named where the path was written for the base-url without effect', () => {
    const texts = changed(
      APIOPS_CLI.texts,
      ownBaseUrl,
      replace(APIOPS_CLI.operations.edits, 'template="/openai/deployments', 'template="/deployments'),
    )
    const report = check(texts)
    expect(broken(report).map(({ id, file, line }) => ({ id, file, line }))).toEqual([
      {
        id: 'base-url-overruled',
        file: APIOPS_CLI.operations.edits,
        line: lineOf(texts, APIOPS_CLI.operations.edits, 'base-url'),
      },
    ])
    expect(warnings(report)).not.toContain('base-url-ineffective')
  })

  test.each([
    ['GET', ['holds', 'broken', 'holds', 'holds', 'holds'], ['method-other']],
    ['post', ['holds', 'holds', 'holds', 'holds', 'holds'], []],
    ['@(context.Request.Headers.GetValueOrDefault("X-Method"))', ['holds', 'not-observable', 'holds', 'holds', 'holds'], []],
  ])('is asked with %s where set-method says so', (method, items, ids) => {
    const own = replace(APIOPS_CLI.operations.edits, '<base />', `<base />\n    <set-method>${method}</set-method>`)
    const report = check(changed(APIOPS_CLI.texts, own))
    expect(broken(report).map(({ id }) => id)).toEqual(ids)
    expect(statuses(report)).toEqual(items)
  })

  test('is missing when nothing names one', () => {
    const texts = changed(APIOPS_CLI.texts, replace(APIOPS_CLI.shared, '<set-backend-service backend-id="azure-openai" />', ''))
    expect(broken(check(texts)).map(({ id, file }) => ({ id, file }))).toContainEqual({
      id: 'backend-url-missing',
      file: 'apis/image-gateway/apiInformation.json',
    })
  })

  test('of a pool is followed to each of its members', () => {
    const member = (name: string, url: string) =>
      write(`backends/${name}/backendInformation.json`, JSON.stringify({ properties: { url } }))
    const pool = write(
      'backends/azure-openai/backendInformation.json',
      '{"properties":{"type":"Pool","pool":{"services":[{"id":"/backends/a"},{"id":"/backends/b"}]}}}',
    )
    const good = changed(
      APIOPS_CLI.texts,
      pool,
      member('a', 'https://a.openai.azure.com'),
      member('b', 'https://b.openai.azure.com'),
    )
    expect(statuses(check(good))[1]).toBe('holds')
    const half = check(changed(good, member('b', 'https://b.openai.azure.com/openai')))
    expect(broken(half)).toEqual([])
    expect(statuses(half)[1]).toBe('not-observable')
  })

  test('may be a named value, also one whose value is not exported', () => {
    const named = replace(information, 'https://contoso.openai.azure.com/openai', '{{endpoint}}')
    const value = (properties: string) =>
      write('named values/e/namedValueInformation.json', `{"properties":{"displayName":"endpoint",${properties}}}`)
    const known = changed(APIOPS.texts, named, value('"value":"https://contoso.openai.azure.com/openai"'))
    expect(statuses(check(known))[1]).toBe('holds')
    const secret = check(changed(APIOPS.texts, named, value('"secret":true')))
    expect(statuses(secret)[1]).toBe('not-observable')
    expect(broken(secret)).toEqual([])
  })

  test('without /openai anywhere is wrong', () => {
    const texts = changed(APIOPS.texts, replace(information, '.com/openai"', '.com"'))
    expect(broken(check(texts)).map((finding) => finding.id)).toEqual(['rewrite-without-openai', 'rewrite-without-openai'])
  })
})
