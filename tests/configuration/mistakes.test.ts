/**
 * Every mistake of the reference chain's API Management, found offline: the same cause and item as the live diagnosis,
 * or a row here that says what the configuration shows in its place, and why.
 */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { editExport } from '../../reference/apim/export.ts'
import { MISTAKES } from '../../reference/apim/mistakes.ts'
import { APIM_FAULTS } from '../../reference/faults/apim.ts'
import { check, FIXTURES, load, statuses } from './exports.ts'

const HEALTHY = load(join(FIXTURES, 'apim/healthy'))

interface Otherwise {
  readonly mistake: string
  /** The finding that shows it; null when nothing can. */
  readonly finding: string | null
  readonly because: string
}

const OTHERWISE: readonly Otherwise[] = [
  {
    mistake: 'edits-template-needs-version',
    finding: 'operation-demands-query',
    because: 'whether callers send it cannot be seen',
  },
  { mistake: 'api-path-changed', finding: null, because: 'a base URL may hold whatever stands before /v1' },
  { mistake: 'edits-rewrite-to-v1', finding: 'api-version-on-v1', because: 'that v1 refuses dated versions is inferred' },
  {
    mistake: 'edits-deployment-as-parameter',
    finding: 'rewrite-unknown-parameter',
    because: 'the configuration knows more than the 500 shows',
  },
  { mistake: 'edits-deployment-unknown', finding: 'deployment-other', because: 'which deployments exist cannot be seen' },
  { mistake: 'deployment-unknown', finding: 'deployment-other', because: 'which deployments exist cannot be seen' },
  { mistake: 'edits-version-old', finding: 'api-version-suspect', because: 'reports of both 404 and 200 exist for that version' },
  { mistake: 'version-old', finding: 'api-version-suspect', because: 'reports of both 404 and 200 exist for that version' },
  { mistake: 'edits-query-copied', finding: 'query-copied', because: 'it does no harm that a caller could see' },
  { mistake: 'edits-key-old', finding: 'credential-differs', because: 'whether a key is valid cannot be seen' },
  { mistake: 'key-old', finding: null, because: 'whether a key is valid cannot be seen' },
  { mistake: 'edits-key-as-bearer', finding: 'credential-differs', because: 'the difference shows, the refusal does not' },
  { mistake: 'edits-managed-identity', finding: 'credential-differs', because: 'roles are no part of an export' },
  { mistake: 'managed-identity', finding: null, because: 'roles are no part of an export' },
  { mistake: 'edits-identity-audience', finding: 'credential-differs', because: 'the difference is what the checklist asks for' },
  { mistake: 'edits-open', finding: 'key-not-demanded', because: 'something outside API Management may guard it' },
  { mistake: 'open', finding: 'key-not-demanded', because: 'something outside API Management may guard it' },
  { mistake: 'subscription-of-other-api', finding: null, because: 'keys may exist that were not exported' },
  { mistake: 'subscription-gone', finding: null, because: 'keys may exist that were not exported' },
  { mistake: 'key-header-default', finding: null, because: 'how callers send their key cannot be seen' },
  { mistake: 'key-header-authorization', finding: null, because: 'how callers send their key cannot be seen' },
  { mistake: 'bearer-not-read', finding: null, because: 'how callers send their key cannot be seen' },
  { mistake: 'refusals-as-403', finding: 'errors-answered', because: 'it is a hazard until an error happens' },
  { mistake: 'edits-needs-approval', finding: 'pair-differs', because: 'a refusal under a condition may be meant' },
  { mistake: 'edits-not-forwarded', finding: 'forward-lost', because: 'reaching the backend is part of item 4 here' },
  { mistake: 'not-forwarded', finding: 'forward-lost', because: 'reaching the backend is part of item 4 here' },
  { mistake: 'edits-answered-empty', finding: 'answered-early', because: 'reaching the backend is part of item 4 here' },
  { mistake: 'edits-answered-json', finding: 'answered-early', because: 'reaching the backend is part of item 4 here' },
  { mistake: 'edits-mocked', finding: 'answered-early', because: 'reaching the backend is part of item 4 here' },
  { mistake: 'edits-redirected', finding: 'redirected-early', because: 'reaching the backend is part of item 4 here' },
  { mistake: 'identity-headers-stripped', finding: 'identity-headers-removed', because: 'it is no part of items 1 to 5' },
  { mistake: 'edits-identity-headers-stripped', finding: 'identity-headers-removed', because: 'it is no part of items 1 to 5' },
  { mistake: 'region-stripped', finding: 'identity-headers-removed', because: 'it is no part of items 1 to 5' },
  { mistake: 'key-echoed', finding: 'key-in-answer', because: 'it is no part of items 1 to 5' },
  { mistake: 'errors-as-200', finding: 'status-written', because: 'it is a hazard until an error happens' },
  { mistake: 'backend-unreachable', finding: null, because: 'which hosts exist cannot be seen' },
  { mistake: 'edits-backend-unreachable', finding: 'pair-differs', because: 'which hosts exist cannot be seen' },
  { mistake: 'edits-timeout-short', finding: 'timeout-hopeless', because: 'it is no part of items 1 to 5' },
  { mistake: 'edits-expression-throws', finding: 'pair-differs', because: 'expressions are not run' },
  { mistake: 'rate-limit-low', finding: null, because: 'how much is called cannot be seen' },
  { mistake: 'edits-rate-limit-low', finding: 'pair-differs', because: 'how much is called cannot be seen' },
  { mistake: 'quota-used-up', finding: null, because: 'how much is called cannot be seen' },
  { mistake: 'edits-multipart-refused', finding: 'validate-content', because: 'it is no part of items 1 to 5' },
  { mistake: 'edits-body-limited', finding: 'validate-content', because: 'it is no part of items 1 to 5' },
  { mistake: 'edits-boundary-lost', finding: 'content-type-written', because: 'it is no part of items 1 to 5' },
  { mistake: 'edits-labelled-json', finding: 'content-type-written', because: 'it is no part of items 1 to 5' },
  { mistake: 'edits-body-replaced', finding: 'body-replaced', because: 'it is no part of items 1 to 5' },
  { mistake: 'events-logged', finding: 'body-logging', because: 'it is no part of items 1 to 5' },
  { mistake: 'events-read', finding: 'answer-read', because: 'it is no part of items 1 to 5' },
  { mistake: 'events-in-lumps', finding: null, because: 'it does no harm to events that hold pictures' },
]

const otherwise = (name: string) => OTHERWISE.find((row) => row.mistake === name)

describe('a mistake that the configuration shows as plainly as a call does', () => {
  const plain = APIM_FAULTS.filter((fault) => !otherwise(fault.name))
  test.each(plain)('$name: $sentence', ({ name, diagnosis, item }) => {
    const mistake = MISTAKES.find((one) => one.name === name)
    const report = check(editExport(HEALTHY, mistake?.edits ?? []))
    const [first] = report.findings
    expect(first).toMatchObject({ cause: diagnosis, item, level: 'broken' })
    expect(statuses(report)[(item ?? 0) - 1]).toBe('broken')
    expect(new Set(report.findings.filter(({ level }) => level === 'broken').map(({ cause }) => cause))).toEqual(
      new Set([diagnosis]),
    )
  })
})

describe('a mistake of which the configuration shows something else', () => {
  test.each(OTHERWISE)('$mistake: $finding, because $because', ({ mistake: name, finding }) => {
    const mistake = MISTAKES.find((one) => one.name === name)
    expect(mistake).toBeDefined()
    const report = check(editExport(HEALTHY, mistake?.edits ?? []))
    if (finding === null) expect(report.findings).toEqual([])
    else expect(report.findings.map(({ id }) => id)).toContain(finding)
  })
})
