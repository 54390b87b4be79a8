import { expect, test } from 'vitest'
import { type Context, UNKNOWN_CHAIN } from '../../src/diagnosis/context.ts'
import { type Explanation, explain } from '../../src/diagnosis/explain.ts'
import type { AttributedExchange, Attribution, Headers, Hop, Json, Operation } from '../../src/model.ts'
import { answer, attribution, exchange } from '../exchanges.ts'

/** An answer, and what is already known of it. Nothing is known of it unless a test says so. */
export interface Told {
  readonly status?: number | null
  readonly body?: Json
  readonly headers?: Headers
  readonly url?: string
  readonly operation?: Operation
  readonly by?: Attribution['answeredBy']
  readonly couldAlsoBe?: readonly Hop[]
  readonly chain?: readonly Hop[] | undefined
  readonly change?: Partial<AttributedExchange>
}

/** What an answer on edits shows alone; null when it shows nothing. */
export function explained({
  status = 400,
  body = null,
  headers = {},
  by = 'unknown',
  couldAlsoBe = [],
  ...told
}: Told): Explanation | null {
  const { operation = 'edits', url = 'https://gateway.test/v1/images/edits', chain, change } = told
  const { request } = exchange()
  const one = exchange({ operation, request: { ...request, url }, response: answer(status, body, { headers }), ...change })
  const context: Context = chain === undefined ? UNKNOWN_CHAIN : { ...UNKNOWN_CHAIN, chain }
  return explain(one, attribution(by, { couldAlsoBe, reached: by === 'unknown' ? [] : [by] }), context)
}

/** `<cause> at <where to fix it>`, and the other causes that it may be. */
const inWords = (explanation: Explanation | null): string =>
  explanation === null
    ? 'nothing'
    : [`${explanation.cause} at ${explanation.hop}`, ...explanation.alternatives.map(({ cause }) => cause)].join(' or ')

/** A test for each answer: what it means. */
export function itMeans(rows: readonly (readonly [what: string, told: Told, meaning: string])[]): void {
  test.each(rows)('%s', (_what, told, meaning) => {
    expect(inWords(explained(told))).toBe(meaning)
  })
}

/** A body that says this, in nobody's envelope. */
export const saying = (message: string): Json => ({ message })
/** A body with this code, in nobody's envelope. */
export const coded = (code: string): Json => ({ message: 'no', code })
