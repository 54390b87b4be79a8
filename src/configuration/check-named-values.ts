import type { Placed } from './effective.ts'
import type { ApimExport, Statement } from './export.ts'
import { type Checked, checked, type Finding, finding } from './findings.ts'
import type { Judged } from './judged.ts'
import { namedValuesIn } from './values.ts'

/** Named values that the pair's policies refer to and the export does not have; not told when it has none at all. */
export function checkNamedValues(exported: ApimExport, operations: readonly Judged[]): Checked {
  const known = exported.namedValues
  if (known === null || exported.gaps.some((gap) => gap.about === 'named value')) return checked({})
  const has = (name: string) => known.some((value) => value.displayName === name)
  const statements = operations.flatMap(({ policies }) => policies.flatMap(({ sections }) => Object.values(sections).flat()))
  return checked({ findings: statements.flatMap((placed) => missingIn(placed, placed.statement, has)) })
}

function missingIn({ statement, children }: Placed, outermost: Statement, has: (name: string) => boolean): Finding[] {
  // Liquid templates use the same braces for what is theirs.
  const liquid = statement.name === 'set-body' && statement.attributes.template === 'liquid'
  const texts = liquid ? [] : [statement.text, ...Object.values(statement.attributes)]
  const own = texts
    .flatMap(namedValuesIn)
    .filter((name) => !has(name))
    .map((name) => finding(ruleFor(outermost), statement.at, { name, statement: outermost.name }))
  const container = CONTAINERS.includes(outermost.name)
  return [...own, ...children.flatMap((child) => missingIn(child, container ? child.statement : outermost, has))]
}

const CONTAINERS = ['choose', 'when', 'otherwise', 'retry', 'limit-concurrency', 'wait']

function ruleFor({ name, attributes }: Statement) {
  if (name === 'rewrite-uri' || name === 'set-backend-service') return 'named-value-missing-in-url'
  const isVersion = name === 'set-query-parameter' && attributes.name?.toLowerCase() === 'api-version'
  return isVersion ? 'named-value-missing-in-api-version' : 'named-value-missing'
}
