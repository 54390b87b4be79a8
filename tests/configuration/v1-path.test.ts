/** The v1 path of Azure OpenAI, whose api-version is left out: a dated one may be refused, whoever writes it. */
import { describe, expect, test } from 'vitest'
import { APIOPS, broken, type Change, changed, check, lineOf, replace, statuses, warnings } from './exports.ts'

const OPERATIONS = Object.entries(APIOPS.operations)

/** Both operations rewritten to the v1 path, with what may stand beside the rewrite. */
const rewritten = (attributes: string, beside = ''): Change =>
  OPERATIONS.map(([name, file]) =>
    replace(file, /<rewrite-uri[^>]*>/, `<rewrite-uri template="/v1/images/${name}"${attributes} />${beside}`),
  ).reduce((all, next) => (texts) => next(all(texts)))

const version = (action: string, value = '') =>
  `<set-query-parameter name="api-version" exists-action="${action}">${value}</set-query-parameter>`

describe('the api-version of the v1 path', () => {
  test.each([
    ['a rewrite that leaves the query of callers out', rewritten(' copy-unmatched-params="false"')],
    ['a statement that takes it off', rewritten('', version('delete'))],
    ['another one, that is not a date', rewritten('', version('override', '<value>preview</value>'))],
  ])('is right with %s', (_how, change) => {
    const report = check(changed(APIOPS.texts, change))
    expect(broken(report)).toEqual([])
    expect(statuses(report)[2]).toBe('holds')
  })

  test('cannot be told where that of callers is passed on, which names the rewrite that passes it', () => {
    const texts = changed(APIOPS.texts, rewritten(''))
    const report = check(texts)
    expect(statuses(report)[2]).toBe('not-observable')
    expect(report.findings.filter(({ id }) => id !== 'query-copied')).toEqual(
      OPERATIONS.map(([name, file]) =>
        expect.objectContaining({
          id: 'api-version-passed-to-v1',
          level: 'warning',
          item: 3,
          cause: 'api-version-unsupported',
          file,
          line: lineOf(texts, file, 'rewrite-uri'),
          sentence: expect.stringContaining(name),
        }),
      ),
    )
  })

  test('cannot be told where one is written for callers who send none: those who do are passed on', () => {
    const report = check(changed(APIOPS.texts, rewritten('', version('skip', '<value>preview</value>'))))
    expect(statuses(report)[2]).toBe('not-observable')
    expect(new Set(warnings(report))).toEqual(new Set(['query-copied', 'api-version-passed-to-v1']))
  })
})
