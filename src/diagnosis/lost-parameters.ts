import { fieldOf } from '../checks/asked.ts'
import { isObject } from '../checks/body.ts'
import type { AttributedExchange, CauseName } from '../model.ts'
import { exchangeOf, type Refinement } from './refining.ts'

/** What a picture may be that is not as it was asked for. */
const NOT_AS_ASKED: readonly CauseName[] = ['image-format-mismatch', 'image-size-mismatch', 'parameter-ignored']
/** What a free probe may be taken for that brings a picture. */
const FULFILLED: readonly CauseName[] = ['wrong-refusal', 'short-circuited', 'response-schema']

/** The settings that the model repeats in its answer, as it was given them (openai-openapi, ImagesResponse). */
const TOLD = ['size', 'output_format', 'background', 'quality'] as const

/** The parameters of a request that did not reach the model as they were sent. Who lost them does not show from outside. */
export const LOST_PARAMETERS: readonly Refinement[] = [
  {
    sentence: 'The model itself names another value than was sent: somebody in front of it lost or changed the parameter.',
    refine(finding, evidence) {
      const exchange = exchangeOf(finding, evidence)
      if (exchange === undefined || !NOT_AS_ASKED.includes(finding.cause)) return null
      const lost = TOLD.flatMap((name) => misheard(exchange, name))
      if (lost.length === 0) return null
      const told = `${exchange.id}: ${lost.join(', ')}: so it was given`
      return { ...finding, cause: 'parameter-ignored', hop: 'unknown', evidence: [told, ...finding.evidence] }
    },
  },
  {
    sentence: 'A value that no model takes brought a picture: the value did not reach the model.',
    refine(finding, evidence) {
      const exchange = exchangeOf(finding, evidence)
      if (exchange === undefined || exchange.operation === 'other' || !FULFILLED.includes(finding.cause)) return null
      const change = Object.entries(evidence.target.profile.freeRefusal[exchange.operation]?.change ?? {})
      const impossible = change.filter(([name, value]) => value !== null && fieldOf(exchange, name) === String(value))
      const isDrawn = exchange.response?.pictures.some(({ kind }) => kind === 'decoded') === true
      if (!isDrawn || impossible.length === 0) return null
      const told = `${exchange.id}: a picture came although it asked for ${impossible.map((pair) => pair.join(' ')).join(', ')}`
      return { ...finding, cause: 'parameter-ignored', hop: 'unknown', evidence: [told, ...finding.evidence] }
    },
  },
]

/** The value that was sent and the one that the answer tells, when they differ. */
function misheard(exchange: AttributedExchange, name: (typeof TOLD)[number]): readonly string[] {
  const body = exchange.response?.body ?? null
  const told = isObject(body) ? (body[name] ?? null) : null
  const sent = fieldOf(exchange, name)
  return sent === null || sent === 'auto' || typeof told !== 'string' || told === sent
    ? []
    : [`${name} was sent as ${sent} and the answer says ${told}`]
}
