import { groupedBy } from '../grouped.ts'
import { type CauseName, type Confidence, type Diagnosis, HOPS, type Hop } from '../model.ts'
import { type Cause, STAGES } from './cause.ts'
import { adviceOn, causes } from './causes.ts'
import { environmentOf, hitsMachines } from './environment.ts'
import type { Evidence } from './evidence.ts'
import { type Finding, findingsOf } from './findings.ts'
import { refined } from './refinements.ts'

interface Group {
  readonly cause: CauseName
  readonly hop: Hop | 'unknown'
  readonly findings: readonly Finding[]
}

/** What is wrong, the cause to act on first; consequences are folded under their cause. Empty when nothing failed. */
export function diagnose(evidence: Evidence): readonly Diagnosis[] {
  const findings = [...findingsOf(evidence), ...environmentFindings(evidence)].map((finding) => refined(finding, evidence))
  const groups = [...groupedBy(findings, ({ cause }) => cause)].map(([cause, group]) => ({
    cause,
    hop: outermost(group.map(({ hop }) => hop)),
    findings: group,
  }))
  return folded(groups.toSorted(byWeight)).map(({ group, consequences }) => diagnosisOf(group, consequences, evidence))
}

/** One fault that shows on answers of several hops lies at the outermost of them, which all of these answers passed. */
function outermost(hops: readonly (Hop | 'unknown')[]): Hop | 'unknown' {
  return HOPS.find((hop) => hops.includes(hop)) ?? 'unknown'
}

/** Requirements that could not be judged because of the environment are explained like failed ones. */
function environmentFindings(evidence: Evidence): readonly Finding[] {
  const environment = environmentOf(evidence.readings)
  return evidence.judgements
    .filter(({ status }) => status === 'unjudged')
    .flatMap((judgement) =>
      evidence.readings
        .filter(({ exchange }) => judgement.exchanges.includes(exchange.id))
        .flatMap(({ exchange, explanation }): readonly Finding[] =>
          explanation === null || !(exchange.id in environment || hitsMachines(explanation))
            ? []
            : [
                {
                  ...explanation,
                  operation: exchange.operation,
                  exchange: exchange.id,
                  requirement: judgement.id,
                  evidence: explanation.because.map((reading) => `${exchange.id}: ${reading}`),
                },
              ],
        ),
    )
}

/** A picture that is not quite as it was asked for: what was lost with something graver often makes it so. */
const NOT_QUITE: readonly CauseName[] = ['image-size-mismatch', 'image-format-mismatch', 'parameter-ignored']

function byWeight(one: Group, other: Group): number {
  return (
    STAGES.indexOf(causes[one.cause].stage) - STAGES.indexOf(causes[other.cause].stage) ||
    Number(NOT_QUITE.includes(one.cause)) - Number(NOT_QUITE.includes(other.cause)) ||
    confidenceOf(other) - confidenceOf(one) ||
    requirementsOf(other).length - requirementsOf(one).length
  )
}

const CONFIDENCE: readonly Confidence[] = ['possible', 'likely', 'certain']
const confidenceOf = ({ findings }: Group): number =>
  Math.max(...findings.map(({ confidence }) => CONFIDENCE.indexOf(confidence)))
const requirementsOf = ({ findings }: Group): readonly string[] => [...new Set(findings.map(({ requirement }) => requirement))]

interface Folded {
  readonly group: Group
  readonly consequences: readonly Group[]
}

function folded(groups: readonly Group[]): readonly Folded[] {
  const entries: { readonly group: Group; readonly consequences: Group[] }[] = []
  for (const group of groups) {
    const cause = entries.find((entry) => isConsequence(group, entry.group))
    if (cause === undefined) entries.push({ group, consequences: [] })
    else cause.consequences.push(group)
  }
  return entries
}

/**
 * Everything that the later group shows is on operations (or for credentials) that the cause already breaks: a call that
 * never reached the model cannot answer with the right picture.
 */
function isConsequence(group: Group, cause: Group): boolean {
  const stage = (one: Group): Cause['stage'] => causes[one.cause].stage
  const breaksCalls = stage(cause) === 'environment' || stage(cause) === 'way' || stage(cause) === 'request'
  const operations = new Set(cause.findings.map(pathOf))
  if (breaksCalls && group.findings.every((finding) => operations.has(pathOf(finding)))) return true
  if (stage(group) !== 'consequence') return false
  const variants = new Set(cause.findings.map(({ exchange }) => variantOf(exchange)))
  return group.findings.every((one) => operations.has(pathOf(one)) || variants.has(variantOf(one.exchange)))
}

/** The operation at whose path a call went, with whatever method. */
const pathOf = ({ operation, exchange }: Finding): string => /^wrong-method-(\w+)$/.exec(exchange)?.[1] ?? operation

/** The credential of a cell of the authentication matrix, whichever operation it belongs to. */
const variantOf = (exchange: string): string => exchange.replace(/^auth-(?:generations|edits|chat)-/, '')

function diagnosisOf(group: Group, consequences: readonly Group[], { target }: Evidence): Diagnosis {
  const best = group.findings.toSorted((one, other) => CONFIDENCE.indexOf(other.confidence) - CONFIDENCE.indexOf(one.confidence))
  const [first] = best
  const row = causes[group.cause]
  const alternatives = first?.alternatives ?? []
  const { remedy, settle } = adviceOn(group.cause, {
    operation: first?.operation ?? 'edits',
    deployment: target.deployment,
    chain: target.profile.chain,
    hop: group.hop,
  })
  return {
    cause: group.cause,
    hop: group.hop,
    confidence: first?.confidence ?? 'possible',
    checklistItems: row.item === null ? [] : [row.item],
    affects: [...new Set([group, ...consequences].flatMap(requirementsOf))],
    exchanges: [...new Set(group.findings.map(({ exchange }) => exchange))],
    evidence: [...new Set(best.flatMap(({ evidence }) => evidence))].slice(0, 6),
    remedy,
    alternatives: [
      ...alternatives.map(({ cause, because }) => `${cause}: ${because}`),
      ...(first?.confidence === 'certain' || settle === null ? [] : [`to settle it: ${settle}`]),
    ],
  }
}
