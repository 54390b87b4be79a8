/** Azure's own paths, as an import of its specification makes them: callers bring deployment and api-version along. */
import { describe, expect, test } from 'vitest'
import { APIOPS, broken, type Change, changed, check, replace, statuses, type Texts, warnings, write } from './exports.ts'

const information = 'apis/openai-images/apiInformation.json'
const specification = 'apis/openai-images/specification.yaml'
const { edits, generations } = APIOPS.operations
const REWRITE = /\s*<rewrite-uri[^>]*>/

/** The operations below /openai/deployments/..., with no rewrite, before further changes. */
const native = (deployment: string, ...changes: readonly Change[]): Texts =>
  changed(
    APIOPS.texts,
    replace(information, '"path": "v1"', '"path": "openai"'),
    replace(specification, /^ {2}\/images\/generations/m, `  /deployments/${deployment}/images/generations`),
    replace(specification, /^ {2}\/images\/edits/m, `  /deployments/${deployment}/images/edits`),
    replace(generations, REWRITE, ''),
    replace(edits, REWRITE, ''),
    ...changes,
  )
const inbound = (statement: string): Change =>
  replace(edits, '<inbound>\n    <base />', `<inbound>\n    <base />\n    ${statement}`)

describe('a pair under Azure’s own path', () => {
  test.each(['{deployment-id}', 'gpt-image-1.5'])('with %s in it is right as far as it can be told', (deployment) => {
    const report = check(native(deployment))
    expect(report.findings).toEqual([])
    expect(statuses(report)).toEqual(['not-observable', 'holds', 'not-observable', 'holds', 'holds'])
    expect(report.items[2]?.evidence).toContainEqual(expect.stringContaining('The api-version of edits is the caller’s own'))
  })

  test.each([
    ['api-version', []],
    ['tenant', ['operation-demands-query']],
  ])('may demand what clients of Azure OpenAI send: %s', (name, ids) => {
    const demanded = `    post:\n      parameters:\n        - { name: ${name}, in: query, required: true, schema: { type: string } }\n      summary: Edit images`
    const report = check(native('{deployment-id}', replace(specification, '    post:\n      summary: Edit images', demanded)))
    expect(warnings(report)).toEqual(ids)
  })

  test('with another deployment in it is wrong', () => {
    expect(broken(check(native('dall-e-2'))).map(({ id }) => id)).toEqual(['deployment-other', 'deployment-other'])
  })

  test('that lacks edits is broken, and says at which path', () => {
    const report = check(
      native('{deployment-id}', replace(specification, / {2}\/deployments\/[^\n]*\/images\/edits:[\s\S]*$/, '')),
    )
    expect(broken(report)).toEqual([expect.objectContaining({ item: 1, cause: 'operation-missing' })])
  })

  test.each([
    ['written', 'override', 'holds'],
    // Its absence may be made up for, and the caller's own is a version that the hop before was given.
    ['written where callers send none', 'skip', 'not-observable'],
  ])('may have its api-version %s', (_how, action, status) => {
    const version = `<set-query-parameter name="api-version" exists-action="${action}"><value>2025-04-01-preview</value></set-query-parameter>`
    const both = native(
      '{deployment-id}',
      inbound(version),
      replace(generations, '<inbound>\n    <base />', `<inbound>\n    <base />\n    ${version}`),
    )
    expect(broken(check(both))).toEqual([])
    expect(statuses(check(both))[2]).toBe(status)
  })

  test('whose rewrite throws the caller’s api-version away is broken', () => {
    const rewrite = '<rewrite-uri template="/deployments/{deployment-id}/images/edits" copy-unmatched-params="false" />'
    const report = check(native('{deployment-id}', inbound(rewrite)))
    expect(broken(report)).toEqual([expect.objectContaining({ id: 'api-version-missing', item: 3, file: edits })])
    expect(warnings(report)).not.toContain('query-copied')
  })

  test('beside one at the paths of callers is not the one that is judged', () => {
    const both = changed(
      APIOPS.texts,
      replace(
        specification,
        /$/,
        '  /openai/deployments/{deployment-id}/images/edits:\n    post:\n      operationId: azure\n      responses: {}\n',
      ),
    )
    expect(check(both).findings).toEqual([])
    expect(statuses(check(both))).toEqual(Array(5).fill('holds'))
  })
})

describe('an operation with a wildcard', () => {
  const open = (path: string) =>
    check(
      changed(
        APIOPS.texts,
        replace(information, '"path": "v1"', `"path": "${path}"`),
        replace(specification, /paths:[\s\S]*$/, 'paths:\n  /*:\n    post:\n      operationId: any\n      responses: {}\n'),
      ),
    )

  test('below a path of its own may be called as Azure OpenAI is: that the pair is missing is a warning', () => {
    const report = open('openai')
    expect(broken(report)).toEqual([])
    expect(report.findings.map(({ cause, level }) => `${cause}: ${level}`)).toEqual(Array(2).fill('operation-missing: warning'))
    expect(statuses(report)).toEqual(Array(5).fill('not-observable'))
    expect(report.items[0]?.evidence.join()).toContain('POST /openai/* answers whatever stands behind it')
  })

  test('of another API is no excuse where generations has an operation of its own', () => {
    const echo = write('apis/echo/apiInformation.json', '{"properties":{"path":"echo","isCurrent":true}}')
    const echoed = write(
      'apis/echo/specification.yaml',
      'openapi: 3.0.1\npaths:\n  /*:\n    post:\n      operationId: any\n      responses: {}\n',
    )
    const texts = changed(APIOPS.texts, echo, echoed, replace(specification, / {2}\/images\/edits:[\s\S]*$/, ''))
    expect(broken(check(texts))).toEqual([expect.objectContaining({ cause: 'operation-missing', item: 1 })])
  })
})
