import { describe, expect, it } from 'vitest'
import type { Json } from '../../src/model.ts'
import { captures, type Recording, type Told, tell, variants } from './captures.ts'

/** Changes that are as likely in the next capture, and mean nothing. */
interface Perturbation {
  readonly sentence: string
  readonly text?: (text: string) => string
  readonly response?: (response: Recording['response']) => Recording['response']
}

const recordings: readonly Recording[] = [...captures, ...variants]

const PERTURBATIONS: readonly Perturbation[] = [
  {
    sentence: 'other hosts under the same domains',
    text: (text) => text.replace(/https:\/\/(?!www|platform|help)[\w<>-]+\.(azure-api|openai\.azure)/g, 'https://fabrikam-7.$1'),
  },
  {
    sentence: 'other GUIDs and request numbers',
    text: (text) =>
      text
        .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'feedbeef-0123-4567-89ab-cdef01234567')
        .replace(/\b20\d{12}\d{1,9}(?=[0-9A-Za-z]{8}\b)/g, '20301231235959123456')
        .replace(/\breq_\w+/g, 'req_ffffffffffffffff'),
  },
  {
    sentence: 'other dates and years',
    text: (text) =>
      text
        .replace(/\b20(?:1\d|2\d) (\d\d:)/g, '2031 $1')
        .replace(/\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3}/g, 'Fri, 03 Jan'),
  },
  { sentence: 'other times to wait', text: (text) => text.replace(/\b\d+(?= (?:seconds|days|hours|minutes))/g, '17') },
  {
    sentence: 'other models and deployments',
    text: (text) => text.replace(/\b(?:gpt-image-[\w.]+(?:-mini)?|gpt-[345][\w.-]*|dall-e-[23]|grok-[\w.-]+)\b/g, 'picasso-7.5'),
  },
  {
    sentence: 'other regions',
    text: (text) =>
      text.replace(/East US 2|East US|West US 3|West US|West Europe|westeurope|Sweden Central|North Central US/g, 'Japan East'),
  },
  { sentence: 'other key fragments', text: (text) => text.replace(/\bsk-[\w*.]+|fake_key/g, 'sk-zz***99') },
  {
    sentence: 'other groups and token names',
    text: (text) => text.replace(/当前分组 \w+/g, '当前分组 vip-7').replace(/under group \w+/g, 'under group vip-7'),
  },
  {
    sentence: 'header names in capitals',
    response: (response) => ({
      ...response,
      headers: Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name.toUpperCase(), value])),
    }),
  },
  {
    sentence: 'headers in another order',
    response: (response) => ({ ...response, headers: Object.fromEntries(Object.entries(response.headers).reverse()) }),
  },
  { sentence: 'members of the body in another order', response: (response) => ({ ...response, body: reversed(response.body) }) },
  {
    sentence: 'the body as indented text',
    response: (response) => ({
      ...response,
      body: typeof response.body === 'object' && response.body !== null ? JSON.stringify(response.body, null, 4) : response.body,
    }),
  },
  {
    sentence: 'headers that say nothing',
    response: (response) => ({
      ...response,
      headers: { ...response.headers, Vary: 'Accept-Encoding', 'X-Frame-Options': 'DENY', Pragma: 'no-cache' },
    }),
  },
]

/** What must not change. The quotation in `because` does. */
const answerOf = ({ attribution: { because: _, ...attribution }, explanation }: Told): unknown => ({
  ...attribution,
  cause: explanation?.cause ?? null,
  hop: explanation?.hop ?? null,
  sure: explanation?.confidence ?? null,
  alternatives: explanation?.alternatives.map(({ cause }) => cause) ?? [],
})

describe('what means nothing changes nothing', () => {
  it.each(PERTURBATIONS)('$sentence', ({ text, response }) => {
    const changed = recordings.map((recording): Recording => {
      const other =
        text === undefined
          ? recording
          : {
              ...recording,
              response: {
                ...recording.response,
                body: mapped(recording.response.body, text),
                headers: mappedHeaders(recording.response.headers, text),
              },
            }
      return response === undefined ? other : { ...other, response: response(other.response) }
    })
    const answers = (list: readonly Recording[]): unknown =>
      tell(list).map((told, index) => [recordings[index]?.id, answerOf(told)])
    expect(answers(changed)).toEqual(answers(recordings))
  })

  it('keeps author and cause when every URL in a message is masked, as new-api masks them', () => {
    const masked = recordings.map((recording) => ({
      ...recording,
      response: {
        ...recording.response,
        body: mapped(recording.response.body, (text) =>
          /<html|<head|<h\d/i.test(text) ? text : text.replace(/\bhttps?:\/\/[\w./?=&#%-]+/g, 'https://***.com/***'),
        ),
      },
    }))
    const brief = (list: readonly Told[]): unknown =>
      list.map(({ attribution, explanation }, index) => [recordings[index]?.id, attribution.answeredBy, explanation?.cause])
    expect(brief(tell(masked))).toEqual(brief(tell(recordings)))
  })

  it('really changes something in each perturbation', () => {
    const unchanged = PERTURBATIONS.filter(
      ({ text }) =>
        text !== undefined &&
        recordings.every(
          ({ response }) =>
            JSON.stringify(mapped(response.body, text)) === JSON.stringify(response.body) &&
            JSON.stringify(mappedHeaders(response.headers, text)) === JSON.stringify(response.headers),
        ),
    )
    expect(unchanged.map(({ sentence }) => sentence)).toEqual([])
  })
})

function mapped(value: Json, change: (text: string) => string): Json {
  if (typeof value === 'string') return change(value)
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map((item: Json) => mapped(item, change))
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, mapped(member, change)]))
}

const mappedHeaders = (
  headers: Recording['response']['headers'],
  change: (text: string) => string,
): Recording['response']['headers'] => Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, change(value)]))

function reversed(value: Json): Json {
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map(reversed)
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, member]) => [name, reversed(member)] as const)
      .reverse(),
  )
}
