import { expect, test } from 'vitest'
import { conformanceText, reportViolations } from '../../src/report/json.ts'
import { summaryMarkdown } from '../../src/report/summary.ts'
import { terminalText } from '../../src/report/terminal.ts'
import { run } from '../report/runs.ts'

const rehearsed = run({
  target: { ...run().target, embedded: true },
  rehearsal: {
    assumptions: ['Callers have /openai in their base URL.'],
    notRun: [
      {
        file: 'apis/images/policy.xml',
        line: 12,
        element: 'ip-filter',
        reason: 'The interpreter does not know this statement.',
        instead: 'The call goes on as if it were not there.',
        items: [4],
      },
    ],
  },
})
const terminal = terminalText(rehearsed, { columns: 100, colour: false, files: [], internalErrors: [] })
const NOTICE = 'Rehearsal of an APIM export in the embedded chain (one-api → apim → aoai): no real gateway was called.'
const NOT_RUN = 'apis/images/policy.xml:12 <ip-filter> (item 4 not seen): The interpreter does not know this statement.'

test('every report says in its first line that it is a rehearsal', () => {
  expect(terminal.split('\n')[0]).toBe(NOTICE)
  expect(summaryMarkdown(rehearsed).split('\n')[0]).toContain('Rehearsal of an APIM export in the embedded chain')
  expect(conformanceText(rehearsed).split('\n')[0]).toContain(NOTICE)
})

test('what could not be run and what was taken for granted stand in the terminal, in Markdown and in JSON', () => {
  expect(terminal.replace(/\s+/g, ' ')).toContain(`not run ${NOT_RUN} The call goes on as if it were not there.`)
  expect(terminal).toContain('  assumed   Callers have /openai in their base URL.')
  expect(summaryMarkdown(rehearsed)).toMatch(
    /### Rehearsal\n\n- not run: apis\/images\/policy.xml:12 .*\n- assumed: Callers have \/openai/,
  )
  expect(JSON.parse(conformanceText(rehearsed)).rehearsal).toEqual(rehearsed.rehearsal)
})

test('the schema takes a rehearsal, and none with an item that there is not', () => {
  expect(reportViolations(conformanceText(rehearsed))).toEqual([])
  expect(reportViolations(conformanceText(rehearsed).replace(/"items": \[\s*4\s*\]/, '"items": [7]'))).not.toEqual([])
})

test('a report of a shard says so beside the target', () => {
  const part = terminalText(run({ shard: { index: 2, count: 3 } }), {
    columns: 100,
    colour: false,
    files: [],
    internalErrors: [],
  })
  expect(part.split('\n')[0]).toBe('CONFORMANT  https://gateway.test/v1 (oneapi-apim-aoai, acceptance, shard 2/3)')
})
