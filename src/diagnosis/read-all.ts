import type { AttributedExchange, Exchange, Failure } from '../model.ts'
import type { Target } from '../target/target.ts'
import { attribute } from './attribute.ts'
import { causes } from './causes.ts'
import { type Context, headersSeen } from './context.ts'
import type { Explained } from './environment.ts'
import { type Explanation, explain } from './explain.ts'
import { requestIds } from './request-ids.ts'
import { DROPPED } from './symptoms/failed-calls.ts'

/**
 * Reads every exchange of a run: what one of them lacks may mean something because others show it.
 * @param of whose exchanges these are, in the report's words
 */
export function readAll(exchanges: readonly Exchange[], { profile }: Target, of = 'this run'): readonly Explained[] {
  const throughTarget: Context = {
    chain: profile.chain,
    identity: profile.headers.identity,
    headersSeen: headersSeen(exchanges.filter(({ sentTo }) => sentTo === 'target')),
  }
  const isSilent = exchanges.every(({ response }) => response === null)
  const isNobodyThere = exchanges.every(({ failure }) => failure !== null && NOBODY_THERE.includes(failure.kind))
  return exchanges.map((exchange) => {
    const context = exchange.sentTo === 'target' ? throughTarget : innerContext(exchange.sentTo)
    const attribution = attribute(exchange, context)
    const attributed: AttributedExchange = { ...exchange, attribution, requestIds: requestIds(exchange) }
    const explanation = explain(exchange, attribution, context)
    return {
      exchange: attributed,
      explanation: isSilent && explanation !== null ? unreachable(explanation, isNobodyThere, of) : explanation,
    }
  })
}

/** No connection came about, and the failure says why. What ended otherwise may have been ended by anybody on the way. */
const NOBODY_THERE: readonly Failure['kind'][] = ['dns', 'refused', 'tls', 'interrupted']

/** Behind a target that answers nothing at all, a time-out or a cut connection is no fault of one operation. */
const unreachable = ({ cause, because }: Explanation, isNobodyThere: boolean, of: string): Explanation => ({
  cause: 'target-unreachable',
  hop: 'client',
  confidence: isNobodyThere ? 'certain' : 'likely',
  because: [`no request of ${of} was answered`, ...because],
  alternatives: isNobodyThere ? [] : [DROPPED, ...(causes[cause].stage === 'way' ? [{ cause, because: FURTHER_IN }] : [])],
})

const FURTHER_IN = 'connections are accepted, so that the target may be there and fail further in'

const innerContext = (hop: 'apim' | 'aoai'): Context => ({
  chain: hop === 'apim' ? ['apim', 'aoai'] : ['aoai'],
  identity: 'shown',
  headersSeen: [],
})
