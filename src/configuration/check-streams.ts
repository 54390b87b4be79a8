import { allWordsOf, asksForStreams, PARTS, readingOf, wordsOf } from './answer-reading.ts'
import type { Placed } from './effective.ts'
import type { ApimExport, Origin, Statement } from './export.ts'
import { type Checked, checked, type Finding, finding } from './findings.ts'
import type { Judged } from './judged.ts'
import type { RuleId } from './rules.ts'

/** What keeps a stream from arriving as it is drawn. Streams of both operations pass the same way. */
export function checkStreams(exported: ApimExport, operations: readonly Judged[]): Checked {
  const findings = operations.flatMap((operation) => [...heldBack(operation), ...bodyLogging(exported, operation)])
  return checked({ findings })
}

/** A statement that works on the whole answer. */
interface Held {
  readonly rule: RuleId
  readonly statement: string
  readonly at: Origin
  /** Of every answer; else of those that meet a condition. */
  readonly always: boolean
}

/** Sure is only what holds whichever key a call comes with: a product's policy applies to calls with its own keys. */
function heldBack({ policies }: Judged): Finding[] {
  const ways = policies.map(({ sections }) => heldIn(sections.outbound, true))
  const isAlways = (one: Held): boolean => ways.every((way) => way.some((held) => held.always && isSame(held, one)))
  return ways
    .flat()
    .map((one) => finding(isAlways(one) ? one.rule : 'answer-read-at-times', one.at, { statement: one.statement }))
}

const isSame = ({ at }: Held, other: Held): boolean => at.file === other.at.file && at.line === other.at.line

function heldIn(statements: readonly Placed[], always: boolean): Held[] {
  return statements.flatMap((placed) => [...heldBy(placed.statement, always), ...heldWithin(placed, always)])
}

function heldBy(statement: Statement, always: boolean): Held[] {
  const { name, attributes, at } = statement
  if (PARTS.includes(name)) return []
  const isRewriting = REWRITING.includes(name) || (CONVERTING.includes(name) && attributes.apply === 'always')
  if (isRewriting) return [{ rule: 'answer-rewritten', statement: name, at, always }]
  const reading = readingOf(decidingWords(statement))
  if (reading.kind === 'none') return []
  const rule = reading.keeps || name === 'return-response' ? 'answer-read' : 'answer-consumed'
  return [{ rule, statement: name, at, always: always && reading.sure }]
}

/** Statements that give answers another body, or look through the one that they have. */
const REWRITING = ['validate-content', 'set-body', 'find-and-replace', 'redirect-content-urls']
const CONVERTING = ['json-to-xml', 'xml-to-json']
/** Statements that hold statements about another request and another answer than the call's own. */
const ABOUT_OTHERS = ['send-request', 'send-one-way-request', 'return-response']

/** The first condition of a choose is asked of every answer, the next ones of those that are left. */
function decidingWords(statement: Statement): readonly string[] {
  if (statement.name === 'choose') return conditionsOf(statement).slice(0, 1)
  return ABOUT_OTHERS.includes(statement.name) ? allWordsOf(statement) : wordsOf(statement)
}

const conditionsOf = ({ children }: Statement): readonly string[] => children.map(({ attributes }) => attributes.condition ?? '')

function heldWithin({ statement, children }: Placed, always: boolean): Held[] {
  if (ABOUT_OTHERS.includes(statement.name)) return []
  if (statement.name !== 'choose') return heldIn(children, always)
  return conditionsOf(statement).some(asksForStreams) ? [] : children.flatMap((branch) => heldIn(branch.children, false))
}

function bodyLogging({ bodyLogging: logged }: ApimExport, { served }: Judged): Finding[] {
  const relevant = logged.filter((one) => one.api === null || one.api === served.api.name)
  const files = [...new Set(relevant.map((one) => one.at.file))]
  return files.flatMap((file) => {
    const sides = relevant.filter((one) => one.at.file === file)
    const words = sides.map(({ side, bytes }) => `${side}: ${bytes} bytes`).join(', ')
    return sides.slice(0, 1).map((first) => finding('body-logging', first.at, { sides: words }))
  })
}
