import type { Hop } from '../model.ts'
import { type Evidence, isRefusedByTheModel, isWrongOnPurpose } from './evidence.ts'
import { exchangeOf, type Refinement } from './refining.ts'

export const CALLED_DIRECTLY: Refinement = {
  sentence: 'An inner hop that was called directly shows the same fault, or works.',
  refine(finding, evidence) {
    const { readings } = evidence
    const exchange = exchangeOf(finding, evidence)
    // Only the probes are sent there.
    if (exchange === undefined || isWrongOnPurpose(exchange)) return null
    const direct = readings.filter(
      ({ exchange }) =>
        exchange.sentTo !== 'target' && exchange.operation === finding.operation && exchange.credential === 'right',
    )
    // The model's own refusal of the free probe is what a sound hop answers.
    const failing = direct.find(
      ({ exchange, explanation }) =>
        explanation?.cause === finding.cause && !isRefusedByTheModel(exchange, evidence.target.profile),
    )
    if (failing !== undefined) {
      const { id, sentTo } = failing.exchange
      const told = `${id}: ${sentTo}, called directly, shows the same`
      // They are called from the model outwards: nobody in front of this one is needed for it.
      const inFront = sentTo !== 'target' && isInFrontOf(finding.hop, sentTo, evidence)
      return { ...finding, hop: inFront ? sentTo : finding.hop, confidence: 'certain', evidence: [told, ...finding.evidence] }
    }
    const sound = direct.filter(({ exchange }) => exchange.response?.status === 400).map(({ exchange }) => exchange.sentTo)
    if (sound.length === 0) return null
    const told = `called directly, ${sound.join(' and ')} let the same request through to the model`
    return { ...finding, evidence: [told, ...finding.evidence] }
  },
}

/** Of a hop that cannot be told, and of relays. The client and the edge are named for what they do themselves. */
function isInFrontOf(hop: Hop | 'unknown', inner: Hop, { target }: Evidence): boolean {
  const { chain } = target.profile
  return hop === 'unknown' || (chain.includes(hop) && chain.indexOf(hop) < chain.indexOf(inner))
}
