import { describe, expect, test } from 'vitest'
import { type ExportEdit, editExport, readExport } from '../../reference/apim/index.ts'
import { locatePair } from '../../src/configuration/locate.ts'
import { interpretExport } from '../../src/configuration/read-export.ts'
import { root } from '../../src/root.ts'
import { externalCaches, headersAskedFor, limitsUncounted, withVersionNamed } from '../../src/run/asked-of-callers.ts'

const healthy = await readExport(`${root}fixtures/apim/healthy`)
const paths = { generations: '/v1/images/generations', edits: '/v1/images/edits' }
const EDITS = 'apis/images/operations/images-edits/policy.xml'
const INFORMATION = 'apis/images/apiInformation.json'

function read(...edits: readonly ExportEdit[]) {
  const files = editExport(healthy, edits)
  const exported = interpretExport('export', files)
  return { files, exported, pair: locatePair(exported, { paths, deployment: null }) }
}

const specification = healthy.get('apis/images/specification.yaml') ?? ''
const withoutEdits = {
  file: 'apis/images/specification.yaml',
  find: specification,
  replace: specification.replace('/images/edits:', '/images/others:'),
}
const inEvery = (statements: string): ExportEdit => ({
  file: 'policy.xml',
  find: '<inbound />',
  replace: `<inbound>${statements}</inbound>`,
})
const checkHeader = (name: string, ...values: readonly string[]) =>
  `<check-header name="${name}" failed-check-httpcode="403">${values.map((value) => `<value>${value}</value>`).join('')}</check-header>`
const unlessSent = (condition: string) =>
  `<choose><when condition="@(${condition})"><return-response><set-status code="403" /></return-response></when></choose>`
const asked = (...edits: readonly ExportEdit[]) => {
  const { exported, pair } = read(...edits)
  return headersAskedFor(exported, pair)
}

describe('a header that API Management demands is sent in a rehearsal', () => {
  test.each([
    ['with the value that is written', checkHeader('X-Azure-FDID', 'abc', 'def'), 'X-Azure-FDID', 'abc'],
    ['with the value of a named value', checkHeader('X-A', '{{api-version}}'), 'X-A', '2025-04-01-preview'],
    ['with a stand-in for one that is not exported', checkHeader('X-A', '{{aoai-key}}'), 'X-A', 'header-of-the-rehearsal'],
    ['with any value where any will do', checkHeader('X-A'), 'X-A', 'header-of-the-rehearsal'],
    [
      'where a condition refuses what comes without',
      unlessSent('context.Request.Headers.GetValueOrDefault("X-A", "") != "b"'),
      'X-A',
      'b',
    ],
  ])('%s', (_, statements, name, value) => {
    const { headers, assumptions } = asked(inEvery(statements))
    expect(headers).toEqual({ [name]: value })
    expect(assumptions).toEqual([`Whoever calls API Management sends the header ${name} as policy.xml:3 asks for it.`])
  })

  test.each([
    ['the credential itself', checkHeader('Authorization', 'Bearer x')],
    ['what leads to a refusal', unlessSent('context.Request.Headers.GetValueOrDefault("X-Blocked", "") == "yes"')],
    [
      'what only changes the way',
      '<choose><when condition="@(context.Request.Headers.GetValueOrDefault("X-A", "") != "b")"><trace source="s" /></when></choose>',
    ],
  ])('but not %s', (_, statements) => {
    expect(asked(inEvery(statements)).headers).toEqual({})
  })

  test('but not the key of the API itself, whatever its capitals', () => {
    expect(asked(inEvery(checkHeader('Api-Key', 'x'))).headers).toEqual({})
  })

  test.each([
    ['generations alone demands', { generations: checkHeader('X-A', 'b'), edits: '' }, {}],
    ['each of the two names otherwise', { generations: checkHeader('X-A', 'b'), edits: checkHeader('X-B', 'b') }, {}],
    ['both name in other capitals', { generations: checkHeader('X-A', 'b'), edits: checkHeader('x-a', 'b') }, { 'X-A': 'b' }],
    [
      'both demand among others',
      { generations: checkHeader('X-A', 'b'), edits: `${checkHeader('X-B', 'b')}${checkHeader('X-A', 'b')}` },
      { 'X-A': 'b' },
    ],
  ])('or one that %s', (_, demands, headers) => {
    const edits = (['generations', 'edits'] as const).map((operation) => {
      const file = `apis/images/operations/images-${operation}/policy.xml`
      const text = healthy.get(file) ?? ''
      return { file, find: text, replace: text.replace('<base />', `<base /><trace />${demands[operation]}`) }
    })
    expect(asked(...edits).headers).toEqual(headers)
  })

  test('and of generations alone where edits is missing', () => {
    const { pair, exported, files } = read(inEvery(checkHeader('X-A', 'b')), { file: EDITS, remove: true }, withoutEdits)
    expect(headersAskedFor(exported, pair).headers).toEqual({ 'X-A': 'b' })
    expect(withVersionNamed(pair, files).notRun).toEqual([])
  })

  test('but not with what an expression decides: then the way cannot be seen', () => {
    const { headers, notRun } = asked(inEvery(checkHeader('X-A', '@(context.RequestId.ToString())')))
    expect(headers).toEqual({})
    expect(notRun).toMatchObject([{ file: 'policy.xml', line: 3, element: 'check-header', items: [2, 3, 4, 6] }])
  })

  test('but not one that edits alone demands: that is the fault to be seen', () => {
    const text = healthy.get(EDITS) ?? ''
    const own = { file: EDITS, find: text, replace: text.replace('<base />', `<base />${checkHeader('X-A', 'b')}`) }
    expect(asked(own)).toEqual({ headers: {}, assumptions: [], notRun: [] })
  })
})

test('a limit that a run may reach is told, one far above is not', () => {
  const low = '<rate-limit-by-key calls="{{calls}}" renewal-period="60" counter-key="a" />'
  const { exported, pair } = read(inEvery(`${low}<quota calls="100000" renewal-period="3600" />`))
  expect(limitsUncounted(exported, pair)).toEqual([
    '<rate-limit-by-key> lets {{calls}} calls pass in 60 s (policy.xml:3): the calls of a rehearsal are not counted.',
  ])
})

describe('a version beside the path', () => {
  const set = { file: 'versionSets/s/versionSetInformation.json', add: '{"properties":{"versioningScheme":"Query"}}' }
  const versioned = {
    file: INFORMATION,
    find: '"path": "v1"',
    replace: '"path": "v1", "apiVersion": "v2", "apiVersionSetId": "/apiVersionSets/s"',
  }

  test('is taken to be named by callers, and said so', () => {
    const { pair, files } = read(versioned, set)
    const standIn = withVersionNamed(pair, files)
    const { apiVersion: _, ...unversioned } = JSON.parse(files.get(INFORMATION) ?? '').properties
    expect(JSON.parse(standIn.files.get(INFORMATION) ?? '')).toEqual({ properties: unversioned })
    expect(standIn.assumptions).toEqual([
      'The pair is version v2, which callers name in the query parameter api-version: callers are taken to get there.',
    ])
  })

  test('is nothing where the pair has none', () => {
    const { pair, files } = read()
    expect(withVersionNamed(pair, files)).toEqual({ files, assumptions: [], notRun: [] })
  })

  test('that alone has an operation leaves open whether callers get there', () => {
    const { pair, files } = read(
      set,
      { file: 'apis/newer/apiInformation.json', add: versioned.replace.replace(/^(.*)$/, '{"properties":{$1}}') },
      { file: 'apis/newer/specification.yaml', add: specification },
      { file: EDITS, remove: true },
      withoutEdits,
    )
    expect(withVersionNamed(pair, files).notRun).toMatchObject([
      {
        file: 'apis/newer/specification.yaml',
        element: 'api',
        reason: expect.stringContaining('edits is only in newer, version v2'),
      },
    ])
  })
})

test('an external cache that a policy names is taken to be set up, and one of the gateway needs no word', () => {
  const lookUp = (type: string) => `<cache-lookup-value key="k" variable-name="v" caching-type="${type}" />`
  const told = (type: string) => {
    const { exported, pair } = read(inEvery(lookUp(type)))
    return externalCaches(exported, pair)
  }
  expect(told('external')).toEqual(['The external cache that policy.xml:3 names is set up; an export cannot show it.'])
  expect(told('prefer-external')).toEqual([])
})
