import type { CauseName } from '../model.ts'
import type { Doubt } from './effective.ts'
import { type Origin, place } from './export.ts'
import { type ConfigurationItem, type FindingLevel, RULES, type Rule, type RuleId } from './rules.ts'

/** One thing that is wrong, with where it is written and what to do about it. */
export interface Finding {
  readonly id: RuleId
  readonly item: ConfigurationItem | null
  readonly cause: CauseName
  readonly level: FindingLevel
  readonly sentence: string
  /** Relative to the export folder. */
  readonly file: string
  readonly line: number
  readonly remedy: string
}

/** Something that is as it should be. */
export interface Evidence {
  readonly item: ConfigurationItem
  readonly at: Origin
  readonly sentence: string
}

/** What one check has to say. */
export interface Checked {
  readonly findings: readonly Finding[]
  readonly evidence: readonly Evidence[]
  /** What keeps an item from being judged. */
  readonly doubts: readonly Doubt[]
}

export type Values = Readonly<Record<string, string>>

export function finding(id: RuleId, at: Origin, values: Values = {}): Finding {
  const rule: Rule = RULES[id]
  return {
    id,
    item: rule.item,
    cause: rule.cause,
    level: rule.level,
    sentence: fill(rule.sentence, values),
    file: at.file,
    line: at.line,
    remedy: fill(rule.remedy, values),
  }
}

function fill(template: string, values: Values): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole)
}

export function checked(parts: Partial<Checked>): Checked {
  return { findings: [], evidence: [], doubts: [], ...parts }
}

export function combine(all: readonly Checked[]): Checked {
  return {
    findings: unique(all.flatMap((one) => one.findings)),
    evidence: unique(all.flatMap((one) => one.evidence)),
    doubts: unique(all.flatMap((one) => one.doubts)),
  }
}

/** What was seen along one way through the policies. */
export type Seen =
  | { readonly kind: 'right'; readonly at: Origin; readonly sentence: string }
  | { readonly kind: 'wrong'; readonly finding: Finding }
  | { readonly kind: 'unclear'; readonly at: Origin; readonly sentence: string }

export function right(at: Origin, sentence: string): Seen {
  return { kind: 'right', at, sentence }
}

export function wrong(id: RuleId, at: Origin, values: Values): Seen {
  return { kind: 'wrong', finding: finding(id, at, values) }
}

export function unclear(at: Origin, sentence: string): Seen {
  return { kind: 'unclear', at, sentence }
}

/** What was doubtful on the way, as far as it matters to an item. */
export function doubtful(doubts: readonly Doubt[], item: ConfigurationItem): Seen[] {
  return doubts.filter((doubt) => doubt.items.includes(item)).map(({ at, sentence }) => unclear(at, sentence))
}

/**
 * One judgement from all ways through the policies. Broken is only what is broken whichever way a call goes; what is
 * broken on some ways is a warning, and the item cannot be told. Where ways are guessed, nothing is said of single ones.
 */
export function settle(item: ConfigurationItem, ways: readonly (readonly Seen[])[], guessed = false): Checked {
  const seen = ways.flat()
  const findings = unique(seen.flatMap((one) => (one.kind === 'wrong' ? [one.finding] : [])))
  const broken = (way: readonly Seen[]) => way.some((one) => one.kind === 'wrong' && one.finding.level === 'broken')
  const always = ways.length > 0 && ways.every(broken)
  return {
    findings: always ? findings : guessed ? [] : findings.map((one) => ({ ...one, level: 'warning' })),
    evidence: unique(seen.flatMap((one) => (one.kind === 'right' ? [{ item, at: one.at, sentence: one.sentence }] : []))),
    doubts: [
      ...unique(seen.flatMap((one) => (one.kind === 'unclear' ? [{ items: [item], at: one.at, sentence: one.sentence }] : []))),
      ...(always || guessed
        ? []
        : unique(findings.filter(({ level }) => level === 'broken').map((one) => onSomeWays(item, one)))),
    ],
  }
}

function onSomeWays(item: ConfigurationItem, { file, line, sentence }: Finding): Doubt {
  return { items: [item], at: { file, line }, sentence: `On some ways through the conditions of the policies: ${sentence}` }
}

export function unique<T>(things: readonly T[]): T[] {
  return [...new Map(things.map((thing) => [JSON.stringify(thing), thing])).values()]
}

/** `file:line sentence`, which terminals and editors turn into a link. */
export function cited(at: Origin, sentence: string): string {
  return `${place(at)} ${sentence}`
}
