import { readFileSync } from 'node:fs'
import { attribute } from '../../src/diagnosis/attribute.ts'
import { type Context, UNKNOWN_CHAIN } from '../../src/diagnosis/context.ts'
import { type Explanation, explain } from '../../src/diagnosis/explain.ts'
import type { Attribution, CauseName, Exchange, Hop, Json } from '../../src/model.ts'
import { parseRecorded } from '../../src/recorded/read-recorded.ts'

/** A recorded call as the fixtures hold it, and as `npm run diagnose` takes it. */
export interface Recording {
  readonly id: string
  readonly request: { readonly method: string; readonly url: string }
  readonly response: { readonly status: number | null; readonly headers: Readonly<Record<string, string>>; readonly body: Json }
}

export interface Capture extends Recording {
  readonly source: string
  readonly evidence: string
  readonly answeredBy: Hop | 'unknown'
  readonly product: string | null
  readonly category: string
}

export interface Variant extends Recording {
  readonly kind: 'seen' | 'written'
  readonly answeredBy: readonly (Hop | 'unknown')[]
  readonly causes: readonly (CauseName | null)[]
}

export const captures: readonly Capture[] = JSON.parse(readFileSync('fixtures/answers/captures.json', 'utf8'))
export const variants: readonly Variant[] = JSON.parse(readFileSync('fixtures/answers/variants.json', 'utf8'))

export interface Told {
  readonly exchange: Exchange
  readonly attribution: Attribution
  readonly explanation: Explanation | null
}

/** What the rules say of recordings, by position. */
export function tell(recordings: readonly Recording[], context: Context = UNKNOWN_CHAIN): readonly Told[] {
  return parseRecorded(JSON.stringify(recordings), 'recordings').items.map((item) => {
    if (item.kind === 'unreadable') throw new Error(`recording ${item.index} cannot be read: ${item.reason}`)
    const { exchange } = item
    const attribution = attribute(exchange, context)
    return { exchange, attribution, explanation: explain(exchange, attribution, context) }
  })
}

/** One answer that nobody recorded: what the rules say of it. */
export function tellOne(
  answer: Partial<Recording['response']>,
  request: Partial<Recording['request']> = {},
  context: Context = UNKNOWN_CHAIN,
): Told {
  const recording: Recording = {
    id: 'made',
    request: { method: 'POST', url: '/v1/images/edits', ...request },
    response: { status: null, headers: {}, body: null, ...answer },
  }
  const [told] = tell([recording], context)
  if (told === undefined) throw new Error('nothing was told')
  return told
}
