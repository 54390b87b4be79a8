import { fieldOf } from '../checks/asked.ts'
import { works } from './evidence.ts'
import { exchangeOf, type Refinement } from './refining.ts'

/** How relays that expect one JSON put it that they got events (one-api and Laisky's fork, new-api, one-hub). */
const UNREADABLE = /unmarshal_response_body_failed|decode_response_failed|bad_response_body/

/** What becomes of a stream in a hop that does not know streams of images. */
export const UNREAD_STREAMS: readonly Refinement[] = [
  {
    sentence: 'The plain image comes, and for a streamed one the relay says that it cannot read what it got: it got events.',
    refine(finding, evidence) {
      const exchange = exchangeOf(finding, evidence)
      if (exchange === undefined || finding.cause !== 'upstream-error' || fieldOf(exchange, 'stream') !== 'true') return null
      if (!UNREADABLE.test(exchange.response?.text ?? '') || !works(evidence, finding.operation)) return null
      const told = `${exchange.id}: the same request without stream is answered; this one is read as one JSON, which events are not`
      const hop = exchange.attribution.answeredBy
      return { ...finding, cause: 'stream-broken', hop, evidence: [told, ...finding.evidence], alternatives: [] }
    },
  },
]
