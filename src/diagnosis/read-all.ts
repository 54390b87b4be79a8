import type { AttributedExchange, Exchange } from '../model.ts'
import type { Target } from '../target/target.ts'
import { attribute } from './attribute.ts'
import { type Context, headersSeen } from './context.ts'
import type { Explained } from './environment.ts'
import { type Explanation, explain } from './explain.ts'
import { requestIds } from './request-ids.ts'

/** Reads every exchange of a run: what one of them lacks may mean something because others show it. */
export function readAll(exchanges: readonly Exchange[], { profile }: Target): readonly Explained[] {
  const throughTarget: Context = {
    chain: profile.chain,
    identity: profile.headers.identity,
    headersSeen: headersSeen(exchanges.filter(({ sentTo }) => sentTo === 'target')),
  }
  const silent = exchanges.every(({ response }) => response === null)
  return exchanges.map((exchange) => {
    const context = exchange.sentTo === 'target' ? throughTarget : innerContext(exchange.sentTo)
    const attribution = attribute(exchange, context)
    const attributed: AttributedExchange = { ...exchange, attribution, requestIds: requestIds(exchange) }
    const explanation = explain(exchange, attribution, context)
    return { exchange: attributed, explanation: silent && explanation !== null ? unreachable(explanation) : explanation }
  })
}

/** Behind a target that answers nothing at all, a time-out or a cut connection is no fault of one operation. */
const unreachable = ({ because }: Explanation): Explanation => ({
  cause: 'target-unreachable',
  hop: 'client',
  confidence: 'certain',
  because: ['no request of this run was answered', ...because],
  alternatives: [],
})

const innerContext = (hop: 'apim' | 'aoai'): Context => ({
  chain: hop === 'apim' ? ['apim', 'aoai'] : ['aoai'],
  identity: 'shown',
  headersSeen: [],
})
