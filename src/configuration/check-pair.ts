import { isCredentialStatement } from './credentials.ts'
import { effectivePolicy, sectionsWithoutBase } from './effective.ts'
import type { ApimExport, Origin, Section, Statement } from './export.ts'
import { SECTIONS } from './export.ts'
import { type Checked, checked, type Finding, finding } from './findings.ts'
import type { Judged } from './judged.ts'
import { maskedAddress } from './masking.ts'
import { compareStatements, type Difference } from './pair.ts'
import { roleOf } from './statements.ts'

/** Item 4, second half: the policies are kept as a pair, and each inherits what its API has. */
export function checkPair(exported: ApimExport, generations: Judged, edits: Judged): Checked[] {
  const left = generations.policies[0]
  const right = edits.policies[0]
  if (!left || !right) return []
  const unread = [...left.doubts, ...right.doubts].length > 0
  const lost = new Set([...lostSections(generations), ...lostSections(edits)])
  const differences = SECTIONS.flatMap((section) =>
    compareStatements(left.sections[section], right.sections[section])
      .filter((difference) => !(lost.has(section) && isInherited(difference)))
      .flatMap((difference) => fromDifference(difference, edits)),
  )
  // Beside a document that cannot be read, a statement that seems to be missing may be there.
  return [checked({ findings: unread ? [] : differences }), baseMissing(exported, generations), baseMissing(exported, edits)]
}

function lostSections({ served }: Judged): Section[] {
  return sectionsWithoutBase(served.operation.policy).map(({ section }) => section)
}

/** Is it a broader statement that one operation does not inherit? Then the missing `<base/>` is what is reported. */
function isInherited(difference: Difference): boolean {
  if (difference.kind === 'only-generations')
    return isMinor(difference.generations.statement.name) && difference.generations.scope !== 'operation'
  return difference.kind === 'only-edits' && isMinor(difference.edits.statement.name) && difference.edits.scope !== 'operation'
}

function isMinor(statement: string): boolean {
  return roleOf(statement) !== 'caller-authentication'
}

function fromDifference(difference: Difference, edits: Judged): Finding[] {
  if (difference.kind === 'same' || difference.kind === 'own-path') return []
  const one = difference.kind === 'only-generations' ? difference.generations : difference.edits
  const { statement } = one
  if (judgedElsewhere(difference)) return []
  const values = { statement: named(one.statement.name, statement.attributes.name), how: HOW[difference.kind] }
  const at = difference.kind === 'only-generations' ? documentOf(edits, statement.at) : statement.at
  if (roleOf(statement.name) === 'caller-authentication') return [finding('caller-authentication-differs', at, values)]
  if (difference.kind === 'changed' && statement.name === 'set-backend-service') {
    const [left, right] = [difference.generations, difference.edits].map((placed) => placed.statement.attributes)
    const backends = {
      generations: maskedAddress(left?.['base-url'] ?? left?.['backend-id'] ?? '?'),
      edits: maskedAddress(right?.['base-url'] ?? right?.['backend-id'] ?? '?'),
    }
    return [finding('backend-differs', at, backends)]
  }
  return [finding('pair-differs', at, values)]
}

const HOW = {
  changed: 'says something else in generations than in edits',
  'only-generations': 'is in generations and not in edits',
  'only-edits': 'is in edits and not in generations',
} as const

function named(statement: string, name: string | undefined): string {
  return name === undefined ? statement : `${statement} name="${name}"`
}

/** Path, api-version, credentials and what ends a call have checks of their own, which say more. */
function judgedElsewhere(difference: Exclude<Difference, { kind: 'same' | 'own-path' }>): boolean {
  const { statement } = difference.kind === 'only-generations' ? difference.generations : difference.edits
  if (isCredentialStatement(statement.name, statement.attributes.name)) return true
  if (statement.name === 'set-query-parameter') return statement.attributes.name?.toLowerCase() === 'api-version'
  if (statement.name === 'rewrite-uri') {
    return difference.kind !== 'changed' || copies(difference.generations.statement.attributes) === copies(statement.attributes)
  }
  return difference.kind !== 'changed' && ['forward-request', 'return-response', 'mock-response'].includes(statement.name)
}

function copies(attributes: Readonly<Record<string, string>>): string {
  return attributes['copy-unmatched-params'] ?? 'true'
}

/** A statement that edits lacks is missing in the policy of edits. */
function documentOf({ served }: Judged, otherwise: Origin): Origin {
  const policy = served.operation.policy
  return policy?.kind === 'read' ? policy.root.at : otherwise
}

/** A forward-request of one's own stands in the place of the inherited one: with both, the call would be forwarded twice. */
function forwardsItself({ operation: { policy } }: Judged['served'], section: Section): boolean {
  const body = policy?.kind === 'read' ? policy.root.children.find(({ name }) => name === section) : undefined
  return section === 'backend' && body !== undefined && holds(body, 'forward-request')
}

const holds = (statement: Statement, name: string): boolean =>
  statement.children.some((child) => child.name === name || holds(child, name))

function baseMissing(exported: ApimExport, { name, served }: Judged): Checked {
  const without = sectionsWithoutBase(served.operation.policy).filter(({ section }) => !forwardsItself(served, section))
  const [first] = without
  if (!first) return checked({})
  const inherited = effectivePolicy(exported, served.api, { ...served.operation, policy: null }, null)
  const lost = without.flatMap(({ section }) => inherited.sections[section].map(({ statement }) => `<${statement.name}>`))
  const values = {
    operation: name,
    sections: without.map(({ section }) => `<${section}>`).join(', '),
    lost:
      lost.length === 0
        ? 'nothing is inherited there today, but what is added to the API later will not apply'
        : `it loses ${[...new Set(lost)].join(', ')}`,
  }
  return checked({ findings: [finding('base-missing', first.at, values)] })
}
