import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { describe, expect, test } from 'vitest'
import type { Run } from '../../src/model.ts'
import { conformanceText, reportViolations } from '../../src/report/json.ts'
import { junitXml } from '../../src/report/junit.ts'
import { requestNumbersCsv } from '../../src/report/request-numbers.ts'
import { summaryMarkdown } from '../../src/report/summary.ts'
import { terminalText } from '../../src/report/terminal.ts'
import { answer, checklist, configuration, diagnosis, exchange, judgement, run } from './runs.ts'

/** What a gateway could put into an answer to harm whoever reads the report. */
const hostile = [
  '=cmd()|\u0000\u0007\u001b[2J\u001b]0;owned\u0007\u009b2J\u202e\ud800\ufffe',
  '<script>alert(1)</script></details><img src=x onerror=y> ]]> --> & &amp; "quoted" \'single\'',
  '````\n```\n# heading\n| a | b |\n| --- | --- |\n- \\| [link](javascript:x) ![i](https://e.test/i.png) `code` $x$ ~~s~~ **b**',
].join('\r\n\t')

/** A run in which every text that may come from outside is hostile. */
function attacked(): Run {
  const problems = [{ exchange: 'edit', cause: 'request-rejected', expected: hostile, actual: hostile }] as const
  return run({
    verdict: 'nonconformant',
    reason: `it fails: ${hostile}`,
    requirements: [
      judgement('EDIT-1', 'failed', { title: hostile, message: hostile, problems, exchanges: ['edit'] }),
      judgement('EDIT-2', 'unjudged', { message: hostile }),
      judgement('EDIT-3', 'failed', { level: 'SHOULD', message: hostile }),
      judgement('EDIT-4', 'failed', { message: hostile }),
    ],
    checklist: checklist().map((item) => ({ ...item, title: hostile, evidence: [hostile] })),
    diagnoses: Array.from({ length: 2 }, () =>
      diagnosis({ affects: ['EDIT-1'], evidence: [hostile], remedy: hostile, alternatives: [hostile] }),
    ),
    exchanges: [
      exchange({
        id: 'edit',
        operation: 'edits',
        response: answer(404, hostile),
        requestIds: { 'one-api': hostile },
        curl: hostile,
      }),
      exchange({ id: `auth-edits-${hostile}`, operation: 'edits', credential: 'wrong' }),
    ],
    configuration: configuration({
      folder: hostile,
      items: checklist().map((item) => ({ ...item, title: hostile })),
      findings: configuration().findings.map((finding) => ({ ...finding, sentence: hostile, file: hostile, remedy: hostile })),
      unread: [hostile],
      unreadable: [hostile],
      pair: hostile,
      sideBySide: configuration().sideBySide.map((row) => ({ ...row, sentence: hostile })),
    }),
    knownFailures: [{ id: 'EDIT-4', reason: hostile, state: 'still-failing' }],
    changes: {
      comparedWith: { startedAt: '2025-06-14T02:00:00.000Z', url: hostile, profile: hostile, tier: 'probe' },
      newlyBroken: [hostile],
      newlySeen: [],
      fixed: [],
      movedHop: [{ id: hostile, from: hostile, to: hostile }],
      notReached: [],
      noLongerJudged: [],
      slower: [{ case: hostile, beforeMs: 1, nowMs: 2 }],
    },
  })
}

/** Everything but line breaks that moves a cursor, turns text around or is no character. */
const unprintable = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Noncharacter_Code_Point}]/u

test('the terminal is not painted by a body', () => {
  const text = terminalText(attacked(), { columns: 80, colour: false, files: [], internalErrors: [hostile] })
  expect(text).not.toMatch(unprintable)
  expect(text).toContain('\\x1b[2J')
  expect(text.trimEnd().split('\n').at(-1)).toMatch(/^verdict: nonconformant: it fails: =cmd/)
})

describe('Markdown', () => {
  const lines = summaryMarkdown(attacked()).split('\n')
  /** Lines outside fenced blocks, found as CommonMark finds them: a fence closes with at least as many backticks. */
  const outside = (): readonly string[] => {
    let fence: string | null = null
    return lines.filter((line) => {
      const ticks = /^`{3,}/.exec(line)?.[0]
      if (fence === null) {
        fence = ticks ?? null
        return fence === null
      }
      if (ticks !== undefined && ticks.length >= fence.length && line.trim() === ticks) fence = null
      return false
    })
  }

  test('has no tag, link, image, code or formula but its own', () => {
    const text = outside()
      .join('\n')
      .replace(/<\/?(?:details|summary)(?: open)?>/g, '')
    expect(text).not.toMatch(/[<>`$~\\]|\]\(/)
    expect(text).not.toMatch(unprintable)
    expect(lines.filter((line) => line.startsWith('</details>'))).toHaveLength(
      lines.filter((line) => line.startsWith('<details')).length,
    )
  })

  test('has the same number of cells in each row of a table', () => {
    const tables = outside()
      .join('\n')
      .split('\n\n')
      .filter((block) => block.startsWith('|'))
    const widths = tables.map((table) => new Set(table.split('\n').map((row) => row.split('|').length)))
    expect(tables.length).toBeGreaterThan(4)
    expect(widths.every((width) => width.size === 1)).toBe(true)
  })

  test('has no heading but its own', () => {
    const headings = outside().filter((line) => /^#+ /.test(line))
    expect(headings.filter((line) => line.includes('heading'))).toEqual([])
    expect(headings).toContain('### Request numbers')
  })
})

test('JUnit is XML that any parser takes, and still holds the words', () => {
  const xml = junitXml(attacked())
  expect(XMLValidator.validate(xml)).toBe(true)
  expect(xml).not.toMatch(unprintable)
  const parsed = new XMLParser({ ignoreAttributes: false }).parse(xml)
  const cases = parsed.testsuites.testsuite.testcase
  expect(cases[0].failure['#text']).toContain('<script>alert(1)</script>')
  expect(cases.map((one: object) => Object.keys(one).find((key) => key === 'failure' || key === 'skipped'))).toEqual([
    'failure',
    'skipped',
    'skipped',
    'skipped',
  ])
})

test('no cell of the CSV is a formula, and each row has every column', () => {
  const csv = requestNumbersCsv(attacked())
  const rows = csv.split('\r\n').slice(0, -1)
  const cells = rows.map((row) => [...`${row},`.matchAll(/"((?:[^"]|"")*)",/g)].map(([, cell]) => cell ?? ''))
  const header = ['id', 'case', 'time', 'status', 'one-api', 'aoai', 'target']
  expect(cells[0]).toEqual(header)
  expect(cells.every((row) => row.length === header.length)).toBe(true)
  expect(cells.flat().filter((cell) => /^\s*[=+\-@|]/.test(cell))).toEqual([])
  expect(cells[1]?.[4]).toMatch(/^'=cmd\(\)/)
})

test('JSON keeps what came, byte for byte', () => {
  const text = conformanceText(attacked())
  expect(reportViolations(text)).toEqual([])
  expect(JSON.parse(text).requirements[0].message).toBe(hostile)
})
