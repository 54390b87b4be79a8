import type { ChecklistItem } from '../model.ts'
import { seeApiVersion } from './check-api-version.ts'
import { checkCredentials, checkKeyHeaders, reachesBackend } from './check-authentication.ts'
import { deploymentOf, seePath } from './check-backend-path.ts'
import { checkHazards } from './check-hazards.ts'
import { checkKeys } from './check-key.ts'
import { checkNamedValues } from './check-named-values.ts'
import { checkOperations } from './check-operation.ts'
import { checkPair } from './check-pair.ts'
import { checkReach } from './check-reach.ts'
import { checkStreams } from './check-streams.ts'
import { type Doubt, uniqueDoubts } from './effective.ts'
import { type ApimExport, place } from './export.ts'
import { type Checked, checked, cited, combine, type Finding, finding, settle, unique } from './findings.ts'
import { type Judged, judge } from './judged.ts'
import type { Expectation, Pair } from './locate.ts'
import { IMAGE_OPERATIONS, locatePair } from './locate.ts'
import { pairDiff } from './pair.ts'
import type { FindingLevel, RuleId } from './rules.ts'

/** What an export says about items 1 to 5 of the checklist, before anything is published or sent. */
export interface ConfigurationReport {
  readonly folder: string
  readonly layout: ApimExport['layout']
  /** Items 1 to 5; evidence starts with `file:line`. */
  readonly items: readonly ChecklistItem[]
  /** Broken ones first. */
  readonly findings: readonly Finding[]
  /** What could not be read or told, with the items that it keeps from being judged (none: it matters to no item). */
  readonly unread: readonly Doubt[]
  /** The effective policies of the pair as a diff. */
  readonly pair: string
}

export const ITEMS = [
  { item: 1, title: 'the edits operation exists in APIM' },
  { item: 2, title: 'it is rewritten to its own path at the right deployment' },
  { item: 3, title: 'api-version is written' },
  { item: 4, title: 'authentication equals that of generations' },
  { item: 5, title: 'product and subscription allow edits' },
] as const

/** Judges an export. Pure: the same export gives the same report. */
export function checkConfiguration(exported: ApimExport, expectation: Expectation): ConfigurationReport {
  const pair = locatePair(exported, expectation)
  const operations = IMAGE_OPERATIONS.flatMap((name) => {
    const located = pair[name]
    return located.kind === 'found' ? [judge(exported, name, located.served)] : []
  })
  const all = combine([
    ...checkOperations(exported, pair, expectation),
    ...operations.flatMap((operation) => checkCalls(operation, expectation)),
    ...checkTogether(exported, operations, pair),
    checkNamedValues(exported, operations),
  ])
  const doubts = uniqueDoubts(all.doubts)
  const findings = inOrder(withoutEchoes(all.findings))
  return {
    folder: exported.folder,
    layout: exported.layout,
    items: ITEMS.map(({ item, title }) => itemOf(item, title, { ...all, findings, doubts })),
    findings,
    unread: [...doubts, ...gapsBeside(exported, doubts)],
    pair: pairDiff(exported, expectation),
  }
}

/** Items 2 and 3, and whether the operation reaches the backend: what each operation shows alone. */
function checkCalls(operation: Judged, expectation: Expectation): Checked[] {
  const { name, served, doubts } = operation
  const calls = operation.calls.filter(reachesBackend)
  const stopped =
    calls.length > 0 ? [] : [{ items: [2, 3], at: served.operation.at, sentence: `${name} does not reach the backend.` }]
  const guessed = calls.some((call) => call.guessed)
  const seen = combine([
    settle(
      2,
      calls.map((call) => seePath(call, name, served, expectation)),
      guessed,
    ),
    settle(
      3,
      calls.map((call) => seeApiVersion(call, name, served)),
      guessed,
    ),
    checkReach(operation),
  ])
  return [checked({ doubts: [...stopped, ...doubts] }), despite(doubts, seen)]
}

/** Items 4 and 5: what can only be said of the two together. */
function checkTogether(exported: ApimExport, operations: readonly Judged[], pair: Pair): Checked[] {
  const [generations, edits] = ['generations', 'edits'].map((name) => operations.find((operation) => operation.name === name))
  if (!generations || !edits) return [checked({ doubts: [halfPair(operations, pair, exported)] })]
  const doubts = [...generations.doubts, ...edits.doubts]
  return [
    despite(doubts, checkCredentials(exported, generations, edits)),
    checkKeyHeaders(generations.served.api, edits.served.api),
    despite(doubts, combine(checkPair(exported, generations, edits))),
    ...checkKeys(exported, generations.served, edits.served),
    checkDeployments(generations, edits),
    checkHazards(exported, generations, edits),
    checkStreams(exported, [generations, edits]),
  ]
}

/** What is wrong by what is there, and so is wrong even where a part of the policies cannot be read. */
const EVEN_SO: readonly RuleId[] = [
  'rewrite-copied',
  'rewrite-swapped',
  'rewrite-unknown-parameter',
  'deployment-other',
  'api-version-callers',
  'api-version-twice',
  'answered-early',
  'redirected-early',
  'credential-passes-key',
]

/** Leaves out what seems to be broken only because something was not read or followed. */
function despite(doubts: readonly Doubt[], { findings, ...rest }: Checked): Checked {
  const doubted = (item: number | null) => item !== null && doubts.some((doubt) => doubt.items.includes(item))
  const standing = findings.filter((one) => one.level === 'warning' || EVEN_SO.includes(one.id) || !doubted(one.item))
  return { ...rest, findings: standing }
}

function halfPair(operations: readonly Judged[], pair: Pair, exported: ApimExport): Doubt {
  const at = operations[0]?.served.operation.at ?? exported.apis[0]?.at ?? { file: 'apis', line: 1 }
  const missing = IMAGE_OPERATIONS.filter((name) => pair[name].kind === 'missing').join(' and ')
  return { items: [2, 3, 4, 5], at, sentence: `Without the ${missing} operation there is no pair to judge.` }
}

function checkDeployments(generations: Judged, edits: Judged): Checked {
  const [left, right] = [generations, edits].map(({ calls }) => unique(calls.filter(reachesBackend).map(deploymentOf)))
  const [one] = left ?? []
  const [other] = right ?? []
  if (left?.length !== 1 || right?.length !== 1 || !one || !other || one === other) return checked({})
  const at = edits.calls.find((call) => call.path.rewrite)?.path.rewrite ?? edits.served.operation.at
  return checked({ findings: [finding('deployments-differ', at, { generations: one, edits: other })] })
}

function itemOf(item: number, title: string, { findings, doubts, evidence }: Checked): ChecklistItem {
  const own = findings.filter((one) => one.item === item)
  const unclear = doubts.filter((doubt) => doubt.items.includes(item))
  const broken = own.some(({ level }) => level === 'broken')
  const seen = evidence.filter((one) => one.item === item)
  const found = own.map(({ file, line, sentence }) => cited({ file, line }, sentence))
  const doubted = unclear.map(({ at, sentence }) => cited(at, sentence))
  return {
    item,
    title,
    status: broken ? 'broken' : unclear.length > 0 || seen.length === 0 ? 'not-observable' : 'holds',
    // First what makes the item what it is: a warning leaves nothing open.
    evidence: unique([
      ...(broken ? [...found, ...doubted] : [...doubted, ...found]),
      ...seen.map(({ at, sentence }) => cited(at, sentence)),
    ]),
  }
}

/** A warning at the very place where something of the same item is broken says nothing new. */
function withoutEchoes(findings: readonly Finding[]): Finding[] {
  const broken = findings.filter(({ level }) => level === 'broken')
  const echoes = (one: Finding) =>
    broken.some(({ file, line, item }) => file === one.file && line === one.line && (item === null || item === one.item))
  return findings.filter((one) => one.level !== 'warning' || !echoes(one))
}

/** What comes first in the list of findings. */
const LEVELS: readonly FindingLevel[] = ['broken', 'breaks-streams', 'warning']

function inOrder(findings: readonly Finding[]): Finding[] {
  const weight = (one: Finding) => LEVELS.indexOf(one.level) * 10 + (one.item ?? 6)
  return [...findings].sort((a, b) => weight(a) - weight(b))
}

/** What could not be read and was not in the way of any item. */
function gapsBeside(exported: ApimExport, doubts: readonly Doubt[]): Doubt[] {
  const known = new Set(doubts.map((doubt) => place(doubt.at)))
  return exported.gaps.filter((gap) => !known.has(place(gap.at))).map(({ at, sentence }) => ({ items: [], at, sentence }))
}
