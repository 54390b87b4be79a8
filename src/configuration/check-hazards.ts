import { isSubscriptionKey } from './credentials.ts'
import type { EffectivePolicy, Placed } from './effective.ts'
import type { ApimExport, Section, Statement } from './export.ts'
import { type Checked, checked, type Finding, finding, type Values } from './findings.ts'
import type { Judged } from './judged.ts'
import type { RuleId } from './rules.ts'
import { roleOf } from './statements.ts'

/** What may work today and does not survive a multipart body, a slow picture, a stream or a debugging day. */
export function checkHazards(exported: ApimExport, generations: Judged, edits: Judged): Checked {
  return checked({
    findings: [
      ...statementHazards(edits, [...HAZARDS, ...OF_BOTH]),
      ...statementHazards(generations, OF_BOTH),
      ...openDoors([generations, edits]),
      ...bodyLogging(exported, edits),
    ],
  })
}

interface Hazard {
  readonly rule: RuleId
  readonly sections: readonly Section[]
  readonly applies: (placed: Placed) => boolean
}

const REQUEST: readonly Section[] = ['inbound', 'backend']
const ANSWER: readonly Section[] = ['outbound']
const IDENTITY_HEADERS = ['apim-request-id', 'x-ms-region', 'x-ms-deployment-name']

/** Statements of edits that are a hazard, each with the finding that it gives. */
const HAZARDS: readonly Hazard[] = [
  { rule: 'validate-content', sections: REQUEST, applies: ({ statement }) => statement.name === 'validate-content' },
  { rule: 'retry-without-buffer', sections: REQUEST, applies: retriesWithoutBody },
  { rule: 'json-body-read', sections: REQUEST, applies: ({ statement }) => readsJson(statement) },
  { rule: 'body-consumed', sections: REQUEST, applies: ({ statement }) => consumes(statement) && !readsJson(statement) },
  {
    rule: 'body-replaced',
    sections: REQUEST,
    applies: ({ statement }) => statement.name === 'set-body' && !mentions(statement, /Body/),
  },
  { rule: 'content-type-written', sections: REQUEST, applies: ({ statement }) => writes(statement, ['content-type']) },
  { rule: 'identity-audience', sections: REQUEST, applies: ({ statement }) => asksForOtherToken(statement) },
  {
    rule: 'identity-headers-removed',
    sections: ANSWER,
    applies: ({ statement }) => writes(statement, IDENTITY_HEADERS) && statement.attributes['exists-action'] === 'delete',
  },
  { rule: 'status-written', sections: ANSWER, applies: ({ statement }) => statement.name === 'set-status' },
  {
    rule: 'key-in-answer',
    sections: ANSWER,
    applies: ({ statement }) => statement.children.some(({ text }) => isSubscriptionKey(text)),
  },
  { rule: 'errors-answered', sections: ['on-error'], applies: ({ statement }) => statement.name === 'return-response' },
]

/** Of either operation: both draw a picture, and both can stream it. */
const OF_BOTH: readonly Hazard[] = [
  { rule: 'timeout-hopeless', sections: REQUEST, applies: ({ statement }) => timeoutMs(statement) < FASTEST_PICTURE_MS },
  {
    rule: 'timeout-short',
    sections: REQUEST,
    applies: ({ statement }) => timeoutMs(statement) >= FASTEST_PICTURE_MS && timeoutMs(statement) < SLOWEST_PICTURE_MS,
  },
  { rule: 'answer-read', sections: ANSWER, applies: ({ statement }) => readsAnswer(statement) },
  { rule: 'answer-validated', sections: ANSWER, applies: ({ statement }) => statement.name === 'validate-content' },
]

function statementHazards({ policies }: Judged, hazards: readonly Hazard[]): Finding[] {
  return policies.flatMap(({ sections }) =>
    hazards.flatMap((hazard) => hazard.sections.flatMap((section) => inspect(sections[section], hazard))),
  )
}

/** `send-request` and `return-response` hold statements about another request and another answer than the call's own. */
const OF_THEIR_OWN = ['send-request', 'send-one-way-request', 'return-response']

function inspect(statements: EffectivePolicy['sections'][Section], hazard: Hazard): Finding[] {
  return statements.flatMap((placed) => {
    const own = hazard.applies(placed) ? [finding(hazard.rule, placed.statement.at, wordsOf(placed.statement))] : []
    if (OF_THEIR_OWN.includes(placed.statement.name)) return own
    // What stands under a condition, or is tried again, may be meant.
    return [...own, ...inspect(placed.children, hazard).map((one) => ({ ...one, level: 'warning' as const }))]
  })
}

function wordsOf({ name, attributes }: Statement): Values {
  const timeout = attributes['timeout-ms'] === undefined ? `${attributes.timeout ?? ''} s` : `${attributes['timeout-ms']} ms`
  return {
    statement: name,
    header: attributes.name ?? '',
    status: attributes.code ?? '',
    resource: attributes.resource ?? '',
    timeout,
  }
}

function retriesWithoutBody({ statement, children }: Placed): boolean {
  const forwards = children.filter((child) => child.statement.name === 'forward-request')
  return statement.name === 'retry' && forwards.some((child) => child.statement.attributes['buffer-request-body'] !== 'true')
}

/** Azure's documentation of image generation: "up to 60 seconds". */
const SLOWEST_PICTURE_MS = 60_000
/** No image model of this kind draws in less: not even a small picture of low quality, by the smallest of them. */
const FASTEST_PICTURE_MS = 3000

function timeoutMs({ name, attributes }: Statement): number {
  if (name !== 'forward-request') return Number.POSITIVE_INFINITY
  const milliseconds = Number(attributes['timeout-ms'] ?? Number(attributes.timeout ?? 300) * 1000)
  return Number.isNaN(milliseconds) ? Number.POSITIVE_INFINITY : milliseconds
}

function writes({ name, attributes }: Statement, headers: readonly string[]): boolean {
  return name === 'set-header' && headers.includes((attributes.name ?? '').toLowerCase())
}

/** `ai.azure.com` is the audience of Foundry, which serves the same models; a named value or an expression is left alone. */
function asksForOtherToken({ name, attributes }: Statement): boolean {
  const resource = attributes.resource ?? ''
  return (
    name === 'authentication-managed-identity' && /^https:/.test(resource) && !/cognitiveservices\.azure|ai\.azure/.test(resource)
  )
}

function mentions(statement: Statement, pattern: RegExp): boolean {
  return [statement.text, ...Object.values(statement.attributes)].some((text) => pattern.test(text))
}

function readsJson(statement: Statement): boolean {
  return mentions(statement, /context\.Request\.Body[?!]?\.As<\s*(?:JObject|JToken|JArray|dynamic|object)\s*>/)
}

/** Reads the caller's body without `preserveContent`, and does not write one in its place. */
function consumes(statement: Statement): boolean {
  const reads = mentions(statement, /context\.Request\.Body[?!]?\.As(?:FormUrlEncodedContent)?\b/)
  return statement.name !== 'set-body' && reads && !mentions(statement, /preserveContent\s*:\s*true|\(\s*true\s*\)/)
}

/** In its own words, its parts', or those of the request that it sends elsewhere. */
function readsAnswer(statement: Statement): boolean {
  if (PARTS.includes(statement.name)) return false
  const own = OF_THEIR_OWN.includes(statement.name)
    ? within(statement)
    : statement.children.filter(({ name }) => PARTS.includes(name))
  return [statement, ...own].some((one) => mentions(one, /context\.Response[?!]?\.Body[?!]?\.As\b/))
}

/** What stands in a statement and is none itself. */
const PARTS = ['value', 'message', 'metadata', 'dimension']
const within = ({ children }: Statement): Statement[] => children.flatMap((child) => [child, ...within(child)])

/** APIs that nobody guards: no key, and no statement that asks who calls. */
function openDoors(operations: readonly Judged[]): Finding[] {
  return operations
    .filter(({ served, policies }) => {
      const guarded = policies.some(({ sections }) =>
        sections.inbound.some(({ statement }) => roleOf(statement.name) === 'caller-authentication'),
      )
      return !served.api.subscriptionRequired && !guarded
    })
    .map(({ name, served }) => finding('key-not-demanded', served.api.at, { api: served.api.name, operation: name }))
}

function bodyLogging({ bodyLogging: logged }: ApimExport, { served }: Judged): Finding[] {
  const relevant = logged.filter((one) => one.api === null || one.api === served.api.name)
  const files = [...new Set(relevant.map((one) => one.at.file))]
  return files.flatMap((file) => {
    const sides = relevant.filter((one) => one.at.file === file)
    const words = sides.map(({ side, bytes }) => `${side}: ${bytes} bytes`).join(', ')
    return sides.slice(0, 1).map((first) => finding('body-logging', first.at, { sides: words }))
  })
}
