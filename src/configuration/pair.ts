import type { EffectivePolicy, Placed } from './effective.ts'
import { sectionsWithoutBase, uniqueDoubts } from './effective.ts'
import type { ApimExport, Section } from './export.ts'
import { place, SECTIONS } from './export.ts'
import { effectivePolicies } from './judged.ts'
import type { Expectation, Served } from './locate.ts'
import { locatePair } from './locate.ts'
import { oneLine, render } from './rendered.ts'

/** How one statement of generations stands to edits. */
export type Difference =
  | { readonly kind: 'same'; readonly generations: Placed; readonly edits: Placed }
  /** Equal but for the name of the operation in a path, as it ought to be. */
  | { readonly kind: 'own-path'; readonly generations: Placed; readonly edits: Placed }
  /** The same statement, about the same header or parameter, that says something else. */
  | { readonly kind: 'changed'; readonly generations: Placed; readonly edits: Placed }
  | { readonly kind: 'only-generations'; readonly generations: Placed }
  | { readonly kind: 'only-edits'; readonly edits: Placed }

/** Aligns two lists of statements in order, by what each is about. */
export function compareStatements(generations: readonly Placed[], edits: readonly Placed[]): Difference[] {
  const [left] = generations
  const [right] = edits
  if (!left) return edits.map((one) => ({ kind: 'only-edits', edits: one }))
  if (!right) return generations.map((one) => ({ kind: 'only-generations', generations: one }))
  if (alike(left) === alike(right)) {
    const kind = written(left) === written(right) ? 'same' : 'own-path'
    return [{ kind, generations: left, edits: right }, ...compareStatements(generations.slice(1), edits.slice(1))]
  }
  if (subject(left) === subject(right)) {
    return [{ kind: 'changed', generations: left, edits: right }, ...compareStatements(generations.slice(1), edits.slice(1))]
  }
  const next = edits.findIndex((one) => subject(one) === subject(left))
  const before = generations.findIndex((one) => subject(one) === subject(right))
  if (next === -1 || (before !== -1 && before < next)) {
    return [{ kind: 'only-generations', generations: left }, ...compareStatements(generations.slice(1), edits)]
  }
  return [{ kind: 'only-edits', edits: right }, ...compareStatements(generations, edits.slice(1))]
}

/** What a statement is about: two with the same subject are compared with each other. */
function subject({ statement }: Placed): string {
  return `${statement.name} ${statement.attributes.name ?? ''}`.toLowerCase()
}

function alike(placed: Placed): string {
  return written(placed).replace(/images\/(generations|edits)\b/g, 'images/{operation}')
}

function written({ statement, children }: Placed): string {
  const attributes = Object.entries(statement.attributes)
    .map(([name, value]) => ` ${name}="${oneLine(value)}"`)
    .sort()
    .join('')
  return `<${statement.name}${attributes}>${oneLine(statement.text)}${children.map(written).join('')}</${statement.name}>`
}

/**
 * The effective policies of the pair as a diff: `-` only in generations, `+` only in edits, `~` equal but for the
 * operation's own path, each with where it is written; `!` a section that does not inherit, `?` what was not read.
 * Secrets that stand in a policy are not shown.
 */
export function pairDiff(exported: ApimExport, expectation: Expectation): string {
  const { generations, edits } = locatePair(exported, expectation)
  if (generations.kind === 'missing') return 'There is no pair to compare: the generations operation is missing.'
  if (edits.kind === 'missing') return 'There is no pair to compare: the edits operation is missing.'
  const [left] = effectivePolicies(exported, generations.served)
  const [right] = effectivePolicies(exported, edits.served)
  return [
    `--- generations  ${title(generations.served)}`,
    `+++ edits        ${title(edits.served)}`,
    ...SECTIONS.flatMap((section) => sectionDiff(section, left, right)),
    ...baseNotes('generations', generations.served),
    ...baseNotes('edits', edits.served),
    ...uniqueDoubts([...(left?.doubts ?? []), ...(right?.doubts ?? [])]).map(({ at, sentence }) => `? ${place(at)} ${sentence}`),
  ].join('\n')
}

function title({ api, operation }: Served): string {
  const policy = operation.policy
  const file = policy === null ? null : policy.kind === 'read' ? policy.root.at.file : policy.at.file
  return `${operation.name} of ${api.name} (${file ?? 'no policy of its own'})`
}

function sectionDiff(section: Section, left: EffectivePolicy | undefined, right: EffectivePolicy | undefined): string[] {
  const differences = compareStatements(left?.sections[section] ?? [], right?.sections[section] ?? [])
  return differences.length === 0 ? [] : [`@@ ${section} @@`, ...differences.flatMap(lines)]
}

function lines(difference: Difference): string[] {
  const removed = 'generations' in difference ? marked('-', difference.generations) : []
  const added = 'edits' in difference ? marked('+', difference.edits) : []
  if (difference.kind === 'same') return render(difference.edits).map((line) => `  ${line}`)
  if (difference.kind === 'own-path') return marked('~', difference.edits)
  return [...removed, ...added]
}

function marked(mark: string, placed: Placed): string[] {
  return render(placed).map((line, index) => `${mark} ${line}${index === 0 ? `   (${place(placed.statement.at)})` : ''}`)
}

function baseNotes(name: string, { operation }: Served): string[] {
  return sectionsWithoutBase(operation.policy).map(({ section, at }) => `! ${name} has no <base/> in <${section}> (${place(at)})`)
}
