import type { Answer, AttributedExchange, Attribution, Failure, Hop, Json, Picture, SentPart } from '../src/model.ts'

/**
 * A complete exchange: the free probe of generations, refused by Azure OpenAI as a bad request at the end of the whole
 * chain. A test says only what it is about.
 */
export function exchange(change: Partial<AttributedExchange> = {}): AttributedExchange {
  const { operation = 'generations' } = change
  const id = change.id ?? change.case ?? `probe-${operation}`
  const url = `https://gateway.test/v1/images/${operation}`
  return {
    id,
    case: id,
    operation,
    credential: 'right',
    sentTo: 'target',
    request: { method: 'POST', url, headers: {}, body: { model: 'gpt-image-1.5', size: '1x1' }, parts: [] },
    response: answer(400, { error: { code: 'invalid_value', message: 'Invalid size.', param: 'size', type: null } }),
    failure: null,
    startedAt: '2025-06-15T02:00:00.000Z',
    durationMs: 120,
    billing: 'free',
    client: null,
    curl: `curl -X POST ${url} -H "Authorization: Bearer $TARGET_API_KEY"`,
    attribution: attribution('aoai'),
    requestIds: {},
    ...change,
  }
}

/** A whole answer. Its text is that of the body, as the replay records it. */
export function answer(status: number | null, body: Json = null, change: Partial<Answer> = {}): Answer {
  const text = body === null ? '' : typeof body === 'string' ? body : JSON.stringify(body)
  return { status, headers: {}, body, text, bytes: text.length, pictures: [], events: [], headersMs: 100, ...change }
}

/** What stands in the place of an answer that never came. */
export const noAnswer = (
  kind: Failure['kind'] = 'timeout',
  phase: Failure['phase'] = 'headers',
): Pick<AttributedExchange, 'response' | 'failure'> => ({ response: null, failure: failure(kind, phase) })

export const failure = (kind: Failure['kind'], phase: Failure['phase'] = 'body'): Failure => ({
  kind,
  phase,
  message: 'nothing for 300000 ms',
})

/** A certain reading; what is known to be reached is everything up to the hop that answered. */
export function attribution(answeredBy: Attribution['answeredBy'], change: Partial<Attribution> = {}): Attribution {
  const reached = answeredBy === 'unknown' ? [] : upTo(answeredBy)
  return { answeredBy, product: null, couldAlsoBe: [], reached, confidence: 'certain', because: [], ...change }
}

const CHAIN: readonly Hop[] = ['one-api', 'apim', 'aoai']
const upTo = (hop: Hop): readonly Hop[] => (CHAIN.includes(hop) ? CHAIN.slice(0, CHAIN.indexOf(hop) + 1) : [hop])

export type Decoded = Extract<Picture, { kind: 'decoded' }>

/** A picture as it would be recorded: no colour anywhere, no light, and something to see. */
export const picture = (change: Partial<Decoded> = {}): Decoded => ({
  kind: 'decoded',
  format: 'png',
  width: 1024,
  height: 1024,
  hasAlpha: false,
  bytes: 2_000,
  sha256: 'a'.repeat(64),
  contrast: 40,
  hues: hues({}),
  centres: new Array<number | null>(12).fill(null),
  grid: grid(0),
  clear: [],
  file: null,
  ...change,
})

/** Shares of the twelve sectors of the colour circle, by sector: red is 0, green 4, blue 8. */
export const hues = (shares: Readonly<Record<number, number>>): readonly number[] =>
  Array.from({ length: 12 }, (_, sector) => shares[sector] ?? 0)

/** The same luminance in all 64 cells. */
export const grid = (luminance: number): readonly number[] => new Array<number>(64).fill(luminance)

export const link = (url = 'https://pictures.test/1.png'): Picture => ({ kind: 'link', url })

export const undecodable = (reason: string): Picture => ({
  kind: 'undecodable',
  reason,
  bytes: 12,
  sha256: 'b'.repeat(64),
})

/** The answer of a model that drew these pictures. */
export const drawn = (pictures: readonly Picture[], body: Json = {}): Pick<AttributedExchange, 'response'> => ({
  response: answer(200, body, { pictures }),
})

/** A request of several parts, each with a picture. */
export const sending = (...pictures: readonly Picture[]): Pick<AttributedExchange, 'request'> => ({
  request: {
    method: 'POST',
    url: 'https://gateway.test/v1/images/edits',
    headers: {},
    body: null,
    parts: pictures.map(
      (one, index): SentPart => ({
        name: 'image',
        filename: `${index}.png`,
        contentType: 'image/png',
        bytes: 2_000,
        value: null,
        picture: one,
      }),
    ),
  },
})
