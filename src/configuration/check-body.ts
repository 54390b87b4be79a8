import type { Placed } from './effective.ts'
import type { ApimExport, Statement } from './export.ts'
import { type Checked, checked, type Finding, finding } from './findings.ts'
import type { Judged } from './judged.ts'
import type { RuleId } from './rules.ts'

/** What the multipart bodies of edits and streamed answers do not survive: warnings that belong to no item. */
export function checkBodies(exported: ApimExport, edits: Judged): Checked {
  const placed = edits.policies.flatMap(({ sections }) => [...sections.inbound, ...sections.backend])
  return checked({ findings: [...placed.flatMap(inspect), ...bodyLogging(exported, edits)] })
}

/** Statements that endanger the request's body, each with the finding that it gives. */
const HAZARDS: readonly { readonly rule: RuleId; readonly applies: (placed: Placed) => boolean }[] = [
  { rule: 'validate-content', applies: ({ statement }) => statement.name === 'validate-content' },
  { rule: 'retry-without-buffer', applies: retriesWithoutBody },
  { rule: 'json-body-read', applies: ({ statement }) => expressionsIn(statement).some(readsJson) },
  {
    rule: 'body-consumed',
    applies: ({ statement }) =>
      statement.name !== 'set-body' && expressionsIn(statement).some((text) => consumes(text) && !readsJson(text)),
  },
]

function inspect(placed: Placed): Finding[] {
  const own = HAZARDS.filter(({ applies }) => applies(placed)).map(({ rule }) => finding(rule, placed.statement.at))
  return [...own, ...placed.children.flatMap(inspect)]
}

function retriesWithoutBody({ statement, children }: Placed): boolean {
  const forwards = children.filter((child) => child.statement.name === 'forward-request')
  return statement.name === 'retry' && forwards.some((child) => child.statement.attributes['buffer-request-body'] !== 'true')
}

function expressionsIn(statement: Statement): string[] {
  return [statement.text, ...Object.values(statement.attributes)].filter((text) => text.includes('Body'))
}

function readsJson(expression: string): boolean {
  return /context\.Request\.Body[?!]?\.As<\s*(?:JObject|JToken|JArray|dynamic|object)\s*>/.test(expression)
}

function consumes(expression: string): boolean {
  return (
    /context\.Request\.Body[?!]?\.As(?:FormUrlEncodedContent)?\b/.test(expression) &&
    !/preserveContent\s*:\s*true|\(\s*true\s*\)/.test(expression)
  )
}

function bodyLogging({ bodyLogging: logged }: ApimExport, { served }: Judged): Finding[] {
  const relevant = logged.filter((one) => one.api === null || one.api === served.api.name)
  const files = [...new Set(relevant.map((one) => one.at.file))]
  return files.flatMap((file) => {
    const sides = relevant.filter((one) => one.at.file === file)
    const [first] = sides
    return first
      ? [finding('body-logging', first.at, { sides: sides.map(({ side, bytes }) => `${side}: ${bytes} bytes`).join(', ') })]
      : []
  })
}
