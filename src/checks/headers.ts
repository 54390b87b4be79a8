import { groupedBy } from '../grouped.ts'
import { type AttributedExchange, header, type Problem, type Profile } from '../model.ts'
import { NotObservable } from './check.ts'

/** At least one header that only the model writes. */
export function showsTheModel(exchange: AttributedExchange, { headers }: Profile): readonly Problem[] {
  const missing = absent(exchange, headers.identityNames)
  if (missing.length < headers.identityNames.length) return []
  return [
    {
      exchange: exchange.id,
      cause: 'identity-headers-missing',
      expected: `one of ${headers.identityNames.join(', ')}`,
      actual: 'none of them',
    },
  ]
}

/** Headers that the model's service writes on refusals too, and that nobody takes for a mark of it. */
const UNMARKED = ['x-ms-client-request-id', 'x-ratelimit-limit-tokens', 'x-ratelimit-remaining-tokens', 'x-ms-rai-invoked']

/**
 * A refusal of the model shows one of the headers that only the model writes, wherever others of its headers come through.
 * @throws NotObservable when none of them does: a gateway may drop all headers of a refusal (new-api does)
 */
export function keepsTheMarks(exchange: AttributedExchange, profile: Profile): readonly Problem[] {
  if (absent(exchange, UNMARKED).length === UNMARKED.length)
    throw new NotObservable('the refusal came without any header of the model: gateways may drop them all from refusals')
  return showsTheModel(exchange, profile)
}

/** All headers of the pass mark. */
export function showsAllOfTheModel(exchange: AttributedExchange, { headers }: Profile): readonly Problem[] {
  const missing = absent(exchange, headers.identityNames)
  return missing.length === 0
    ? []
    : [
        {
          exchange: exchange.id,
          cause: 'identity-headers-missing',
          expected: headers.identityNames.join(', '),
          actual: `without ${missing.join(', ')}`,
        },
      ]
}

/**
 * The answering deployment, where it is told, is the configured one.
 * @throws NotObservable when no deployment is configured or the answer names none
 */
export function isFromDeployment(exchange: AttributedExchange, deployment: string | null): readonly Problem[] {
  const answered = told(exchange, 'x-ms-deployment-name')
  if (deployment === null) throw new NotObservable('no deployment is configured (TARGET_DEPLOYMENT)')
  if (answered === null) throw new NotObservable('the answer names no deployment (no header x-ms-deployment-name)')
  return answered === deployment
    ? []
    : [
        {
          exchange: exchange.id,
          cause: 'deployment-mismatch',
          expected: `deployment ${deployment}`,
          actual: `deployment ${answered}`,
        },
      ]
}

/** Every call has a request number of the first hop. */
export function haveRequestNumbers(exchanges: readonly AttributedExchange[], profile: Profile): readonly Problem[] {
  const name = requestNumber(profile)
  if (answered(exchanges).length === 0) throw new NotObservable('no call was answered')
  return answered(exchanges)
    .filter((exchange) => told(exchange, name) === null)
    .map(({ id }) => ({
      exchange: id,
      cause: 'identity-headers-missing',
      expected: `${id}: header ${name}`,
      actual: 'no such header',
    }))
}

/** No two calls share a request number: a shared one means an answer that was not made for its request. */
export function haveNumbersOfTheirOwn(exchanges: readonly AttributedExchange[], profile: Profile): readonly Problem[] {
  const name = requestNumber(profile)
  const byNumber = groupedBy(answered(exchanges), (exchange) => told(exchange, name))
  return [...byNumber].flatMap(([number, calls]) =>
    number === null || calls.length === 1
      ? []
      : [
          {
            exchange: calls[0]?.id ?? '',
            cause: 'identity-headers-missing',
            expected: `a ${name} of its own for each call`,
            actual: `${calls.map(({ id }) => id).join(' and ')} share ${number}`,
          },
        ],
  )
}

const answered = (exchanges: readonly AttributedExchange[]): readonly AttributedExchange[] =>
  exchanges.filter(({ response }) => response !== null)

const absent = (exchange: AttributedExchange, names: readonly string[]): readonly string[] =>
  names.filter((name) => told(exchange, name) === null)

/** A header that is there and empty says as little as one that is not: gateways blank what they do not want to show. */
const told = ({ response }: AttributedExchange, name: string): string | null => header(response?.headers ?? {}, name) || null

/** @throws NotObservable when hops of this kind give no request number */
function requestNumber({ headers, name }: Profile): string {
  if (headers.requestId === null) throw new NotObservable(`targets of the kind ${name} give no request number of their own`)
  return headers.requestId
}
