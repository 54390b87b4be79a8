import type { Placed } from '../configuration/effective.ts'
import { type ApimExport, type Origin, place } from '../configuration/export.ts'
import { judge } from '../configuration/judged.ts'
import { IMAGE_OPERATIONS, type ImageOperation, type Pair, type Served } from '../configuration/locate.ts'
import { told } from '../configuration/near-miss.ts'
import { isKnown, resolveValue } from '../configuration/values.ts'
import type { NotRun } from '../model.ts'
import { objectAt, parseJson } from '../recorded/json.ts'
import { HEADER_VALUE } from './named-values.ts'
import type { Files, StandIn } from './stand-ins.ts'

/** The operations of the pair that are there. */
export function servedIn(pair: Pair): readonly Served[] {
  return IMAGE_OPERATIONS.flatMap((name) => (pair[name].kind === 'found' ? [pair[name].served] : []))
}

/** The pair without the version that callers must name beside the path: the hop before is taken to name it. */
export function withVersionNamed(pair: Pair, files: Files): StandIn {
  const versioned = servedIn(pair).filter(({ api }) => api.version.kind !== 'none')
  const bare = new Map(files)
  for (const file of versioned.map(({ api }) => `apis/${api.name}/apiInformation.json`)) {
    const { apiVersion: _, ...properties } = objectAt(parseJson(files.get(file) ?? ''), 'properties')
    bare.set(file, JSON.stringify({ properties }))
  }
  const [first] = versioned
  return {
    files: bare,
    assumptions: first === undefined ? [] : [`The pair is ${told(first.api.version)}: callers are taken to get there.`],
    notRun: IMAGE_OPERATIONS.flatMap((name) => elsewhere(pair, name)),
  }
}

/** An operation that only another version has may well be called there. */
function elsewhere(pair: Pair, name: ImageOperation): NotRun[] {
  const located = pair[name]
  if (located.kind === 'found' || located.near?.kind !== 'other-version') return []
  const { at, api, version } = located.near
  const reason = `${name} is only in ${api}, ${version}; whether callers get there cannot be seen here.`
  return [{ ...at, element: 'api', reason, instead: `${name} is called without a version.`, items: [1, 2, 3, 4, 5, 6] }]
}

export interface AskedFor {
  /** Headers that the hop before API Management is taken to send. */
  readonly headers: Readonly<Record<string, string>>
  readonly assumptions: readonly string[]
  readonly notRun: readonly NotRun[]
}

/**
 * Headers that both operations refuse calls without, such as the number of a Front Door: whoever stands before API Management
 * sends them, or nobody would get through. One that only one of the two asks for is left out: that is a fault to be seen.
 */
export function headersAskedFor(exported: ApimExport, pair: Pair): AskedFor {
  const [first = [], ...others] = IMAGE_OPERATIONS.filter((name) => pair[name].kind === 'found').map((name) =>
    demandsOf(exported, pair, name),
  )
  const common = first.filter((one) =>
    others.every((all) => all.some(({ name }) => name.toLowerCase() === one.name.toLowerCase())),
  )
  const sent = common.filter(({ value }) => isKnown(value))
  return {
    headers: Object.fromEntries(sent.map(({ name, value }) => [name, value])),
    assumptions: sent.map(({ name, at }) => `Whoever calls API Management sends the header ${name} as ${place(at)} asks for it.`),
    notRun: common.filter(({ value }) => !isKnown(value)).map(untold),
  }
}

function untold({ name, at }: Demand): NotRun {
  const reason = `Which value the header ${name} must have is decided by an expression.`
  return { ...at, element: 'check-header', reason, instead: 'Calls come without it.', items: [2, 3, 4, 6] }
}

interface Demand {
  readonly name: string
  readonly value: string
  readonly at: Origin
}

function demandsOf(exported: ApimExport, pair: Pair, operation: ImageOperation): Demand[] {
  const names = { namedValues: exported.namedValues, variables: {} }
  const sent = ['authorization', 'content-type', ...servedIn(pair).map(({ api }) => api.keyHeader.toLowerCase())]
  return statementsOf(exported, pair, operation)
    .flatMap((placed) => demanded(placed) ?? [])
    .filter(({ name }) => !sent.includes(name.toLowerCase()))
    .map(({ raw, ...demand }) => ({
      ...demand,
      value: isNamedValue(raw) ? known(resolveValue(raw, names)) : resolveValue(raw, names),
    }))
}

/** Calls that even a full run stays below: a limit above them changes nothing. */
const MANY_CALLS = 200

/** Limits on calls, which a rehearsal leaves uncounted: it sends in seconds what callers send in hours. */
export function limitsUncounted(exported: ApimExport, pair: Pair): readonly string[] {
  const limits = IMAGE_OPERATIONS.flatMap((name) => statementsOf(exported, pair, name)).filter(
    ({ statement }) =>
      /^(?:rate-limit|quota)(?:-by-key)?$/.test(statement.name) && !(Number(statement.attributes.calls) > MANY_CALLS),
  )
  return [
    ...new Set(
      limits.map(({ statement: { name, attributes, at } }) =>
        uncounted(name, attributes.calls, attributes['renewal-period'], at),
      ),
    ),
  ]
}

function uncounted(name: string, calls = '?', period = '?', at: Origin): string {
  return `<${name}> lets ${calls} calls pass in ${period} s (${place(at)}): the calls of a rehearsal are not counted.`
}

/** Caches outside of the gateway that policies name: the cache of the embedded chain stands in for them. */
export function externalCaches(exported: ApimExport, pair: Pair): readonly string[] {
  const named = IMAGE_OPERATIONS.flatMap((name) => statementsOf(exported, pair, name)).filter(
    ({ statement }) =>
      /^cache-(?:lookup|store|remove)-value$/.test(statement.name) && statement.attributes['caching-type'] === 'external',
  )
  const [first] = named
  return first === undefined
    ? []
    : [`The external cache that ${place(first.statement.at)} names is set up; an export cannot show it.`]
}

const isNamedValue = (raw: string): boolean => /^\{\{[^{}]+\}\}$/.test(raw)
/** A named value without a value has the same stand-in when it is run. */
const known = (value: string): string => (isKnown(value) ? value : HEADER_VALUE)

/** Every inbound statement of an operation, whichever way leads there. */
function statementsOf(exported: ApimExport, pair: Pair, name: ImageOperation): Placed[] {
  const located = pair[name]
  if (located.kind === 'missing') return []
  return judge(exported, name, located.served).policies.flatMap(({ sections }) => everyStatement(sections.inbound))
}

const everyStatement = (placed: readonly Placed[]): Placed[] => placed.flatMap((one) => [one, ...everyStatement(one.children)])

const UNLESS_SENT = /^@\(\s*context\.Request\.Headers\.GetValueOrDefault\("([^"]+)"(?:\s*,\s*"[^"]*")?\)\s*!=\s*"([^"]+)"\s*\)$/

/** The header that a statement refuses calls without, as it is written. */
function demanded({ statement, children }: Placed): { name: string; raw: string; at: Origin } | null {
  const { name: element, attributes, at } = statement
  if (element === 'check-header') {
    const values = statement.children.filter(({ name }) => name === 'value').map(({ text }) => text)
    return { name: attributes.name ?? '', raw: values[0] ?? HEADER_VALUE, at }
  }
  const [, name, raw] = element === 'when' ? (UNLESS_SENT.exec(attributes.condition ?? '') ?? []) : []
  const refuses = everyStatement(children).some((child) => child.statement.name === 'return-response')
  return name === undefined || raw === undefined || !refuses ? null : { name, raw, at }
}
