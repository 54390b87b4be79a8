import type { Operation } from '../model.ts'
import { causes } from './causes.ts'
import { type Evidence, isRefusedByTheModel, works } from './evidence.ts'
import { exchangeOf, type Refinement } from './refining.ts'

/** The cases that send the bad request of the free probe, with the right credential. */
const sameRefusal = (operation: Operation): readonly string[] => [
  `probe-${operation}`,
  `again-${operation}`,
  `stray-query-${operation}`,
  `auth-${operation}-right`,
  ...(operation === 'edits' ? ['probe-edits-several'] : []),
]

/** Did the model itself refuse the same bad request another time? Then it is not the refusal that is wrong. */
const isRefusedRightElsewhere = (operation: Operation, { readings, target }: Evidence): boolean =>
  readings.some(({ exchange }) => sameRefusal(operation).includes(exchange.case) && isRefusedByTheModel(exchange, target.profile))

/** The same operation works for some calls and not for others: by what was asked, or by who happened to answer. */
export const ANSWERED_BOTH_WAYS: readonly Refinement[] = [
  {
    sentence: 'The operation works, and the same bad request is answered so each time: only its refusal is wrong.',
    refine(finding, evidence) {
      const exchange = exchangeOf(finding, evidence)
      const isProbe = exchange?.case === `probe-${finding.operation}` || exchange?.case === 'probe-edits-several'
      const stage = causes[finding.cause].stage
      if (
        !isProbe ||
        (finding.cause === 'short-circuited' && (exchange.response?.status ?? 0) < 300) ||
        (stage !== 'way' && stage !== 'request') ||
        !works(evidence, finding.operation) ||
        // It says in words that there is no route: of several instances behind one name, not all have it.
        (finding.cause === 'gateway-route-missing' && finding.confidence === 'certain') ||
        isRefusedRightElsewhere(finding.operation, evidence)
      )
        return null
      const again = evidence.readings.find((reading) => reading.exchange.case === `again-${finding.operation}`)?.exchange
      if (again === undefined || again.response?.status !== exchange.response?.status) return null
      const told = `${finding.operation} works with a sound request, so the way is whole`
      return {
        ...finding,
        cause: 'wrong-refusal',
        hop: exchange.attribution.answeredBy,
        evidence: [told, ...finding.evidence],
        alternatives: [],
      }
    },
  },
  {
    sentence: 'The route is missing for some calls and there for others: the instances behind the address differ.',
    refine(finding, evidence) {
      const { cause, operation, confidence } = finding
      const isThere = works(evidence, operation) || isRefusedRightElsewhere(operation, evidence)
      if (cause === 'operation-missing' && isThere) {
        const units = `other calls of ${operation} found it: an import may be under way, or the units of API Management differ`
        return { ...finding, confidence: 'likely', evidence: [units, ...finding.evidence] }
      }
      if (cause !== 'gateway-route-missing' || confidence !== 'certain' || !isThere) return null
      const told = `other calls of ${operation} found the route: behind this address are probably instances that differ, and not all of them have it`
      return { ...finding, evidence: [told, ...finding.evidence] }
    },
  },
]
