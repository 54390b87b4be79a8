import type { Api, ApimExport, Origin } from './export.ts'
import { type Checked, checked, type Finding, finding } from './findings.ts'
import type { Expectation, ImageOperation, Located, Pair, Served } from './locate.ts'
import { IMAGE_OPERATIONS, isCalledByDeployment, openTo } from './locate.ts'
import { told } from './near-miss.ts'
import { publicPath } from './paths.ts'

/** Item 1: both operations exist, for POST, at the path that callers use. */
export function checkOperations(exported: ApimExport, pair: Pair, expectation: Expectation): Checked[] {
  const elsewhere = pair.asExpected ? [] : [atAnotherPath(pair, expectation)]
  return [...IMAGE_OPERATIONS.map((operation) => checkOperation(exported, pair, operation)), ...elsewhere]
}

function checkOperation(exported: ApimExport, pair: Pair, name: ImageOperation): Checked {
  const located = pair[name]
  if (located.kind === 'missing') return missing(exported, pair, located, name)
  const { api, operation } = located.served
  const demanded = (operation.urlTemplate.split('?')[1] ?? '').split('&').flatMap((pairOf) => pairOf.split('=')[0] || [])
  const also = pair.alsoAt.length === 0 ? '' : ` (pairs ${pair.alsoAt.join(', ')} are not judged)`
  const sentence = `${operation.method} ${publicPath(api, operation)} is the ${name} operation${also}.`
  const query = { operation: name, names: demanded.join(', ') }
  return checked({
    evidence: [{ item: 1, at: operation.at, sentence }],
    findings: [
      ...(isSent(located.served, demanded) ? [] : [finding('operation-demands-query', operation.at, query)]),
      ...withoutHttps(api),
    ],
    doubts: api.version.kind === 'none' ? [] : [{ items: [1], at: api.at, sentence: versionUnseen(api) }],
  })
}

/** The other schemes of an API are http, ws and wss (Microsoft.ApiManagement/service/apis, `protocols`). */
function withoutHttps({ name, at, protocols }: Api): readonly Finding[] {
  if (protocols === null || protocols.some((protocol) => protocol.toLowerCase() === 'https')) return []
  return [finding('operation-without-https', at, { api: name, protocols: protocols.join(', ') || 'nothing' })]
}

const versionUnseen = ({ name, version }: Api): string =>
  `${name} is ${told(version)}; whether callers get there cannot be seen here.`

/** Clients of Azure OpenAI send an api-version; those of OpenAI send no query at all. */
const isSent = (served: Served, demanded: readonly string[]): boolean =>
  demanded.every((name) => name === 'api-version' && isCalledByDeployment(served))

function missing(exported: ApimExport, pair: Pair, { near, gaps, path }: Missing, operation: ImageOperation): Checked {
  const open = openTo(exported, pair).map(({ at, path: have }) => ({
    items: [1],
    at,
    sentence: `POST ${have} answers whatever stands behind it; whether the hop before calls the pair there cannot be seen.`,
  }))
  const values = { operation, path }
  const found = near
    ? finding(RULE_OF[near.kind], near.at, { ...values, ...wordsOf(near) })
    : finding('operation-missing', lookedAt(exported, pair), values)
  const unseen = near?.kind === 'other-version' ? [{ items: [1], at: near.at, sentence: found.sentence }] : []
  if (gaps.length + open.length + unseen.length === 0) return checked({ findings: [found] })
  const demoted: Finding = { ...found, level: 'warning' }
  const undeclared = gaps.map(({ at, sentence, unreadable }) => ({
    items: [1],
    at,
    sentence: `${sentence} It may declare the missing ${operation} operation.`,
    ...(unreadable && { unreadable }),
  }))
  // Where the declarations are what is missing, a policy without one says nothing against the API.
  const isUndeclared = gaps.length > 0 && near?.kind === 'policy-only'
  return checked({ findings: isUndeclared ? [] : [demoted], doubts: [...undeclared, ...open, ...unseen] })
}

type Missing = Extract<Located, { kind: 'missing' }>

const RULE_OF = {
  'other-method': 'operation-other-method',
  'other-revision': 'operation-other-revision',
  'other-version': 'operation-other-version',
  'other-prefix': 'operation-other-prefix',
  'mis-spelt': 'operation-mis-spelt',
  'policy-only': 'operation-policy-only',
} as const

function wordsOf(near: NonNullable<Missing['near']>): Record<string, string> {
  if (near.kind === 'other-method') return { method: near.method }
  if (near.kind === 'other-revision') return { api: near.api }
  if (near.kind === 'other-version') return { api: near.api, version: near.version }
  if (near.kind === 'other-prefix') return { have: near.path, api: near.api }
  return near.kind === 'mis-spelt' ? { have: near.path } : { name: near.name }
}

/** Where the operation should have been declared: beside its sibling, else in the first API. */
function lookedAt(exported: ApimExport, pair: Pair): Origin {
  const sibling = IMAGE_OPERATIONS.map((name) => pair[name]).find((located) => located.kind === 'found')
  if (sibling?.kind === 'found') return sibling.served.api.declaredAt
  const current = exported.apis.filter((api) => api.current)
  return current[0]?.declaredAt ?? { file: 'apis', line: 1 }
}

function atAnotherPath(pair: Pair, expectation: Expectation): Checked {
  const found = IMAGE_OPERATIONS.flatMap((name) => {
    const located = pair[name]
    return located.kind === 'found' ? [{ name, served: located.served }] : []
  })
  const doubts = found.map(({ name, served }) => ({
    items: [1],
    at: served.operation.at,
    sentence: `${name} is published at ${publicPath(served.api, served.operation)}, not at ${expectation.paths[name]}; whether the hop before calls it there cannot be seen.`,
  }))
  return checked({ doubts })
}
