import type { Call } from './call.ts'
import { type BackendCredentials, credentialsOf } from './credentials.ts'
import { effectivePolicy, sectionsWithoutBase } from './effective.ts'
import type { Api, ApimExport, Origin } from './export.ts'
import { place } from './export.ts'
import { type Checked, checked, type Finding, finding, unique } from './findings.ts'
import type { Judged } from './judged.ts'

/** Item 4, first half: both operations give AOAI the same credential, and it is not the caller's key. */
export function checkCredentials(exported: ApimExport, generations: Judged, edits: Judged): Checked {
  return compareCredentials(exported, generations, credentialsOfAll(generations), edits, credentialsOfAll(edits))
}

type Given = Extract<BackendCredentials, { kind: 'given' }>

/** The credentials of an operation, the same on every way through its policies; null when they are not. */
function credentialsOfAll({ calls, served }: Judged): BackendCredentials | null {
  const all = calls.filter(reachesBackend).map((call) => credentialsOf(call, served.api))
  const [first, ...others] = unique(all.map(withoutOrigin))
  if (first === undefined || others.length > 0) return null
  return all[0] ?? null
}

export function reachesBackend(call: Call): boolean {
  return call.end.kind === 'forwarded'
}

function withoutOrigin(credentials: BackendCredentials): string {
  return credentials.kind === 'given' ? credentials.identity : credentials.kind
}

function compareCredentials(
  exported: ApimExport,
  generations: Judged,
  left: BackendCredentials | null,
  edits: Judged,
  right: BackendCredentials | null,
): Checked {
  if (!left || !right) return undecided([...(left ? [] : [generations]), ...(right ? [] : [edits])])
  const passed = [...passedKey(generations, left), ...passedKey(edits, right)]
  if (passed.length > 0) return checked({ findings: passed })
  if (left.kind === 'given' && right.kind === 'given') return bothGiven(left, right)
  if (left.kind === 'given' && right.kind !== 'given') return lost(exported, edits, generations, left)
  if (right.kind === 'given' && left.kind !== 'given') return lost(exported, generations, edits, right)
  const leaked = [left, right].flatMap((one) => (one.kind === 'callers-key' ? [one] : []))
  if (leaked.length === 2) {
    return checked({ findings: leaked.map(({ header, at }) => finding('credential-callers-key', at, { header })) })
  }
  const sentence = 'No policy that was read gives AOAI a credential: the calls only work when callers bring AOAI’s own.'
  return checked({ doubts: [{ items: [4], at: edits.served.operation.at, sentence }] })
}

/** A policy that hands the caller's key on to AOAI. */
function passedKey({ name }: Judged, credentials: BackendCredentials): Finding[] {
  if (credentials.kind !== 'callers-key' || credentials.by !== 'statement') return []
  return [finding('credential-passes-key', credentials.at, { operation: name, header: credentials.header })]
}

function undecided(operations: readonly Judged[]): Checked {
  const doubts = operations.map(({ name, calls, served }) => ({
    items: [4],
    at: served.operation.at,
    sentence: calls.some(reachesBackend)
      ? `Which credential ${name} gives AOAI depends on a condition.`
      : `${name} does not reach the backend, so its credential cannot be told.`,
  }))
  return checked({ doubts })
}

function bothGiven(left: Given, right: Given): Checked {
  if (left.identity === right.identity) {
    const sentence = `Both operations give AOAI ${right.label}. Whether AOAI accepts it, only a call can tell.`
    return checked({ evidence: [{ item: 4, at: right.at, sentence }] })
  }
  const values = { generations: left.label, generationsAt: place(left.at), edits: right.label }
  return checked({ findings: [finding('credential-differs', right.at, values)] })
}

function lost(exported: ApimExport, without: Judged, sibling: Judged, credential: Given): Checked {
  const gap = whereBaseIsMissing(exported, without)
  const values = {
    operation: without.name,
    sibling: sibling.name,
    credential: credential.label,
    siblingAt: place(credential.at),
    because: gap ? ', because its inbound section has no <base/>' : '',
  }
  return checked({ findings: [finding('credential-lost', gap ?? whereItBelongs(without), values)] })
}

/** The inbound section that cuts inherited statements off. */
function whereBaseIsMissing(exported: ApimExport, { served }: Judged): Origin | null {
  const gap = sectionsWithoutBase(served.operation.policy).find(({ section }) => section === 'inbound')
  const inherited = effectivePolicy(exported, served.api, { ...served.operation, policy: null }, null).sections.inbound
  return gap && inherited.length > 0 ? gap.at : null
}

function whereItBelongs({ served }: Judged): Origin {
  const policy = served.operation.policy
  if (policy?.kind !== 'read') return served.operation.at
  return policy.root.children.find((child) => child.name === 'inbound')?.at ?? policy.root.at
}

/** Two APIs may look for the subscription key in two headers. */
export function checkKeyHeaders(generations: Api, edits: Api): Checked {
  const alike = generations.keyHeader.toLowerCase() === edits.keyHeader.toLowerCase()
  if (alike || !generations.subscriptionRequired || !edits.subscriptionRequired) return checked({})
  return checked({
    findings: [finding('key-header-differs', edits.at, { generations: generations.keyHeader, edits: edits.keyHeader })],
  })
}
