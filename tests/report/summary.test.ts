import { expect, test } from 'vitest'
import { summaryMarkdown } from '../../src/report/summary.ts'
import { configuration, exchange, judgement, run, unchanged } from './runs.ts'
import { signatureFault } from './signature-fault.ts'

test('the signature fault reads well as Markdown', () => {
  expect(summaryMarkdown(signatureFault())).toMatchSnapshot()
})

test('a sound run says so, and has no empty headings', () => {
  const text = summaryMarkdown(run({ checklist: [], exchanges: [] }))
  expect(text).toMatch(/^## ✅ CONFORMANT: https:\/\/gateway.test\/v1/)
  expect(text.match(/^#+ .*/gm)).toHaveLength(3)
})

test('changes are listed, and so is that there were none', () => {
  expect(summaryMarkdown(run({ changes: unchanged }))).toContain('Compared with the run of 2025-06-14T02:00:00.000Z:\n\n- none')
  expect(summaryMarkdown(run({ changes: { ...unchanged, fixed: ['EDIT-1', 'EDIT-2'] } }))).toContain(
    ':\n\n- fixed: EDIT-1, EDIT-2\n',
  )
})

test('an export of APIM stands beside the gateway, with the pair compared', () => {
  const text = summaryMarkdown(run({ configuration: configuration() }))
  expect(text).toContain("| 2 edits is rewritten to the deployment's images/edits | broken | holds | DIFFER |")
  expect(text).toContain('- **differ:** Item 2: What is published is not this export.')
  expect(text).toContain(
    '- broken: edits/policy.xml:12 rewrite-copied: The rewrite of edits ends in images/generations. **Do this:** Let &lt;rewrite-uri&gt;',
  )
  expect(text).toContain('```text\n- images/generations\n+ images/edits\n```')
})

test('known failures stand with their reasons, a stale one in bold above the tables', () => {
  const text = summaryMarkdown(run({ knownFailures: [{ id: 'EDIT-1', reason: 'ticket 7', state: 'stale' }] }))
  expect(text).toMatch(/^## ❌ CONFORMANT, BUT A KNOWN FAILURE PASSES AGAIN:/)
  expect(text).toContain('**EDIT-1 passes again.')
  expect(text).toContain('| EDIT-1 | stale | ticket 7 |')
})

test('it stays under the limit of a job summary, whatever the answers hold', () => {
  const ids = Array.from({ length: 300 }, (_, index) => `EDIT-${index}`)
  const huge = run({
    requirements: ids.map((id) => judgement(id, 'failed', { message: '|'.repeat(5000), exchanges: [id] })),
    exchanges: ids.map((id) => exchange({ id })),
  })
  expect(Buffer.byteLength(summaryMarkdown(huge))).toBeLessThan(1024 * 1024)
  expect(summaryMarkdown(huge)).toContain('and 240 more in request-numbers.csv')
  expect(summaryMarkdown(huge)).toContain('and 294 more in conformance.json')
})
