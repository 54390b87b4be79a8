import { allWordsOf, readingOf } from './answer-reading.ts'
import { askedOf } from './asked.ts'
import { asItComes } from './calls.ts'
import { type Asked, decide } from './conditions.ts'
import { isSubscriptionKey } from './credentials.ts'
import type { EffectivePolicy, Placed } from './effective.ts'
import type { ApimExport, Section, Statement } from './export.ts'
import { type Checked, checked, type Finding, finding, type Values } from './findings.ts'
import type { Judged } from './judged.ts'
import { masked, maskedAddress } from './masking.ts'
import type { RuleId } from './rules.ts'
import { roleOf } from './statements.ts'
import { resolveValue } from './values.ts'

/** What may work today and does not survive a multipart body, a slow picture or a debugging day. */
export function checkHazards(exported: ApimExport, generations: Judged, edits: Judged): Checked {
  const shortTimes = shortTimesWith(exported.namedValues)
  const found = statementHazards(exported, edits, [...HAZARDS, ...shortTimes])
  return checked({
    findings: [...found, ...statementHazards(exported, generations, shortTimes), ...openDoors([generations, edits])],
    // A token for somebody else may be one that the model takes as well: it does not hold, and is not broken for sure.
    doubts: found
      .filter(({ id }) => id === 'identity-audience')
      .map(({ file, line, sentence }) => ({ items: [4], at: { file, line }, sentence })),
  })
}

interface Hazard {
  readonly rule: RuleId
  readonly sections: readonly Section[]
  readonly applies: (placed: Placed) => boolean
  /** Only where it meets every call: under a condition it is as it should be. */
  readonly always?: true
}

const REQUEST: readonly Section[] = ['inbound', 'backend']
const ANSWER: readonly Section[] = ['outbound']
const IDENTITY_HEADERS = ['apim-request-id', 'x-ms-region', 'x-ms-deployment-name']

/** Statements of edits that are a hazard, each with the finding that it gives. */
const HAZARDS: readonly Hazard[] = [
  {
    rule: 'validate-content',
    sections: REQUEST,
    applies: ({ statement }) => statement.name === 'validate-content' && prevents(statement),
  },
  { rule: 'retry-without-buffer', sections: REQUEST, applies: retriesWithoutBody },
  { rule: 'json-body-demanded', sections: REQUEST, applies: ({ statement }) => readsJson(statement) && demandsJson(statement) },
  { rule: 'json-body-read', sections: REQUEST, applies: ({ statement }) => readsJson(statement) && !demandsJson(statement) },
  { rule: 'body-consumed', sections: REQUEST, applies: ({ statement }) => consumes(statement) && !readsJson(statement) },
  {
    rule: 'body-replaced',
    sections: REQUEST,
    applies: ({ statement }) => statement.name === 'set-body' && !mentions(statement, /Body/),
  },
  {
    rule: 'body-as-text',
    sections: REQUEST,
    applies: ({ statement }) =>
      statement.name === 'set-body' && mentions(statement, /context\.Request\.Body[?!]?\.As<\s*string\s*>/),
  },
  {
    rule: 'content-type-written',
    sections: REQUEST,
    applies: ({ statement }) => writes(statement, ['content-type']) && statement.attributes['exists-action'] !== 'skip',
  },
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
  {
    rule: 'errors-answered',
    sections: ['on-error'],
    applies: ({ statement }) => statement.name === 'return-response',
    always: true,
  },
  { rule: 'answer-replaced', sections: ANSWER, applies: replacesAnswer },
  { rule: 'length-refused', sections: REQUEST, applies: refusesByLength },
]

/** Of either operation: both draw a picture. */
const shortTimesWith = (namedValues: ApimExport['namedValues']): readonly Hazard[] => {
  const waits = ({ statement }: Placed): number => timeoutMs(statement, namedValues)
  return [
    { rule: 'timeout-hopeless', sections: REQUEST, applies: (placed) => waits(placed) < FASTEST_PICTURE_MS },
    {
      rule: 'timeout-short',
      sections: REQUEST,
      applies: (placed) => waits(placed) >= FASTEST_PICTURE_MS && waits(placed) < SLOWEST_PICTURE_MS,
    },
  ]
}

/** What only calls with the keys of some product meet may be meant for them. */
function statementHazards(exported: ApimExport, { name, served, policies }: Judged, hazards: readonly Hazard[]): Finding[] {
  const { call, context } = asItComes(exported, name, served)
  const asked = askedOf(call, context)
  const ways = policies.map(({ sections }) =>
    hazards.flatMap((hazard) => hazard.sections.flatMap((section) => inspect(sections[section], hazard, asked))),
  )
  const isAlways = ({ id, file, line }: Finding): boolean =>
    ways.every((way) => way.some((other) => other.id === id && other.file === file && other.line === line))
  return ways.flat().map((one) => (isAlways(one) ? one : warned(one)))
}

/** `send-request` and `return-response` hold statements about another request and another answer than the call's own. */
const OF_THEIR_OWN = ['send-request', 'send-one-way-request', 'return-response']
/** What stands under a condition, or is tried again, may be meant. */
const AT_TIMES = ['when', 'otherwise', 'retry']

function inspect(statements: EffectivePolicy['sections'][Section], hazard: Hazard, asked: Asked): Finding[] {
  return statements.flatMap((placed) => {
    const { statement, children } = placed
    const own = hazard.applies(placed) ? [finding(hazard.rule, statement.at, wordsOf(statement))] : []
    if (OF_THEIR_OWN.includes(statement.name)) return own
    if (statement.name === 'when' && decide(statement.attributes.condition ?? '', asked) === false) return own
    const within = inspect(children, hazard, asked)
    if (!AT_TIMES.includes(statement.name)) return [...own, ...within]
    return [...own, ...(hazard.always ? [] : within.map(warned))]
  })
}

const warned = (one: Finding): Finding => ({ ...one, level: 'warning' })

function wordsOf({ attributes }: Statement): Values {
  const timeout = attributes['timeout-ms'] === undefined ? `${attributes.timeout ?? ''} s` : `${attributes['timeout-ms']} ms`
  const status = masked(attributes.code ?? '', 'word')
  return { header: attributes.name ?? '', status, resource: maskedAddress(attributes.resource ?? ''), timeout }
}

function retriesWithoutBody({ statement, children }: Placed): boolean {
  const forwards = children.filter((child) => child.statement.name === 'forward-request')
  return statement.name === 'retry' && forwards.some((child) => child.statement.attributes['buffer-request-body'] !== 'true')
}

/** Azure's documentation of image generation: "up to 60 seconds". */
const SLOWEST_PICTURE_MS = 60_000
/** No image model of this kind draws in less: not even a small picture of low quality, by the smallest of them. */
const FASTEST_PICTURE_MS = 3000

/** Endless where it is not written, or what is written cannot be told. */
function timeoutMs({ name, attributes }: Statement, namedValues: ApimExport['namedValues']): number {
  if (name !== 'forward-request') return Number.POSITIVE_INFINITY
  const written = (attribute: string): number | null => {
    const text = attributes[attribute]
    return text === undefined ? null : Number(resolveValue(text, { namedValues, variables: {} }))
  }
  const milliseconds = written('timeout-ms') ?? (written('timeout') ?? 300) * 1000
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

/** One expression that reads it whatever the call is like: neither a condition that asks for something else first, nor a block. */
function demandsJson({ attributes, text }: Statement): boolean {
  const code = [attributes.value, text].find((one) => one !== undefined && /Request\.Body/.test(one)) ?? ''
  return /^@\(/.test(code) && !/\?(?![.[])|&&|\|\|/.test(code)
}

/** Does any of its checks refuse? The others only write down what they find. */
function prevents({ attributes, children }: Statement): boolean {
  return [attributes, ...children.map((child) => child.attributes)].some((all) => Object.values(all).includes('prevent'))
}

/** One that hands on the model's own body is told of as reading it. */
function replacesAnswer({ statement }: Placed): boolean {
  return statement.name === 'return-response' && readingOf(allWordsOf(statement)).kind === 'none'
}

function refusesByLength({ statement: { name, attributes }, children }: Placed): boolean {
  const isAsked = name === 'when' && /content-length/i.test(attributes.condition ?? '')
  return isAsked && children.some((child) => child.statement.name === 'return-response')
}

/** Reads the caller's body without `preserveContent`, and does not write one in its place. */
function consumes(statement: Statement): boolean {
  const reads = mentions(statement, /context\.Request\.Body[?!]?\.As(?:FormUrlEncodedContent)?\b/)
  return statement.name !== 'set-body' && reads && !mentions(statement, /preserveContent\s*:\s*true|\(\s*true\s*\)/)
}

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
