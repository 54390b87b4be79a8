import { XMLBuilder } from 'fast-xml-parser'
import type { AttributedExchange, Judgement, Run } from '../model.ts'
import { failures, mismatches, showing } from './failures.ts'
import { notice } from './notice.ts'
import { oneLine, shorten, visible } from './text.ts'

interface Element {
  readonly [name: string]: string | number | Element | readonly Element[]
}

const builder = new XMLBuilder({
  ignoreAttributes: false,
  format: true,
  suppressEmptyNode: true,
  suppressBooleanAttributes: false,
})

/**
 * JUnit XML: suites are areas, cases are requirements. A `failure` is what makes the run fail, so that a publisher's colour and the
 * exit status agree: what only warns and a known failure are skipped with their message, a stale known failure fails.
 */
export function junitXml(run: Run): string {
  const note = notice(run)
  const areas = [...new Set(run.requirements.map(({ area }) => area))]
  const suites = [...(run.verdict === 'unjudged' ? [unjudgedSuite(run)] : []), ...areas.map((area) => areaSuite(area, run))]
  const first = `<?xml version="1.0" encoding="UTF-8"?>${note === null ? '' : `<!-- ${note} -->`}\n`
  return (
    first +
    builder.build({
      testsuites: { ...attributes({ name: 'image gateway conformance', time: seconds(run.durationMs) }), testsuite: suites },
    })
  )
}

function areaSuite(area: string, run: Run): Element {
  const cases = run.requirements.filter((judgement) => judgement.area === area).map((judgement) => testcase(judgement, run))
  return suite(area, cases, run)
}

/** Without it a publisher would show a run that judged nothing as green. */
function unjudgedSuite(run: Run): Element {
  const error = { ...attributes({ message: oneLine(run.reason), type: 'unjudged' }), '#text': visible(run.reason) }
  return suite('verdict', [{ ...attributes({ name: 'the target could be judged', classname: 'verdict' }), error }], run)
}

function suite(name: string, cases: readonly Element[], run: Run): Element {
  const having = (kind: string): number => cases.filter((entry) => kind in entry).length
  const properties = {
    verdict: run.verdict,
    target: run.target.url,
    profile: run.target.profile,
    tier: run.tier,
    paidImages: run.paidImages,
  }
  return {
    ...attributes({
      name: oneLine(name),
      tests: cases.length,
      failures: having('failure'),
      errors: having('error'),
      skipped: having('skipped'),
      timestamp: run.startedAt,
    }),
    properties: {
      property: Object.entries(properties).map(([property, value]) =>
        attributes({ name: property, value: oneLine(String(value)) }),
      ),
    },
    testcase: cases,
  }
}

function testcase(judgement: Judgement, run: Run): Element {
  const { id, title, area } = judgement
  const exchanges = run.exchanges.filter((exchange) => judgement.exchanges.includes(exchange.id))
  const shown = exchanges.filter(({ id: exchange }) => showing(judgement).includes(exchange))
  const longest = Math.max(0, ...exchanges.map(({ durationMs }) => durationMs))
  return {
    ...attributes({ name: oneLine(`${id} ${title}`), classname: oneLine(area), time: seconds(longest) }),
    ...outcome(judgement, shown, run),
  }
}

function outcome(judgement: Judgement, exchanges: readonly AttributedExchange[], run: Run): Element {
  const { id, status, level } = judgement
  const { fatal, known } = failures([judgement], run)
  const entry = run.knownFailures.find((failure) => failure.id === id)
  const message = shorten(oneLine(judgement.message || mismatches(judgement).join('; ')), 500)
  if (fatal.length > 0) return { failure: explained(message, judgement, exchanges) }
  if (known.length > 0) return { skipped: explained(`known failure: ${oneLine(entry?.reason ?? '')}`, judgement, exchanges) }
  if (status === 'failed') return { skipped: explained(`warning, a ${level} failed: ${message}`, judgement, exchanges) }
  if (entry?.state === 'stale')
    return {
      failure: attributes({ message: 'passes again; KNOWN_FAILURES must no longer name it', type: 'stale-known-failure' }),
    }
  if (status === 'passed') return {}
  const blocker = judgement.blockedBy === null ? '' : ` by ${judgement.blockedBy}`
  return { skipped: attributes({ message: oneLine(`${status}${blocker}${message === '' ? '' : `: ${message}`}`) }) }
}

function explained(message: string, { problems }: Judgement, exchanges: readonly AttributedExchange[]): Element {
  const lines = [
    ...problems.flatMap(({ expected, actual }) => [`expected  ${expected}`, `came      ${shorten(actual, 2000)}`]),
    ...exchanges.flatMap(({ case: name, attribution, requestIds, curl }) => [
      '',
      `case      ${name}`,
      `answered  ${attribution.answeredBy} (${attribution.confidence}): ${attribution.because.join('; ')}`,
      ...Object.entries(requestIds).map(([hop, number]) => `request number at ${hop}: ${number}`),
      curl,
    ]),
  ]
  return { ...attributes({ message, type: problems[0]?.cause ?? 'failed' }), '#text': visible(`\n${lines.join('\n')}\n`) }
}

const attributes = (values: Readonly<Record<string, string | number>>): Record<string, string | number> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [`@_${name}`, value]))

const seconds = (ms: number): string => (ms / 1000).toFixed(3)
