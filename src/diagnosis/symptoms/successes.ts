import { HOPS } from '../../model.ts'
import { isObject, type JsonObject } from '../json.ts'
import { type Clue, hasStatus, type Symptom } from '../symptom.ts'
import { COMPRESSED } from './compressed.ts'
import { STREAMS } from './streams.ts'

const isImages = ({ exchange }: Clue): boolean => exchange.operation === 'generations' || exchange.operation === 'edits'
const body = ({ reading }: Clue): JsonObject => (isObject(reading.body) ? reading.body : {})

function items(clue: Clue): readonly JsonObject[] {
  const { data } = body(clue)
  return Array.isArray(data) ? data.filter(isObject) : []
}

/** OpenAI may answer dall-e calls with links; whose own answer it is decides whether a link is right. */
const mayLink = ({ attribution }: Clue): boolean => ['openai', 'aoai'].includes(attribution.answeredBy)

/** Does the chain show the model's headers, and is none of them here? */
function hidesTheModel({ context, reading, attribution }: Clue): boolean {
  const due = context.identity === 'shown' && context.chain?.includes('aoai') === true
  const shown = ['apim-request-id', 'x-ms-region', 'x-ms-deployment-name'].some((name) => reading.headers.has(name))
  return due && !shown && attribution.answeredBy !== 'openai'
}

/** Answers that say 2xx and may still be wrong. A successful body itself is the checks' business, pictures above all. */
export const SUCCESSES: readonly Symptom[] = [
  {
    cause: 'auth-not-enforced',
    sentence: 'a request without a valid credential was served',
    when: ({ exchange }) => ['none', 'empty', 'wrong'].includes(exchange.credential),
    confidence: 'certain',
    hop: ({ context, attribution }) => context.chain?.[0] ?? attribution.reached[0] ?? 'unknown',
  },
  ...STREAMS,
  COMPRESSED,
  {
    cause: 'wrong-base-url',
    sentence: 'a web page with a 2xx status where an answer of the API is due',
    when: ({ reading }) => reading.content === 'page',
    confidence: 'likely',
  },
  {
    cause: 'content-filtered',
    sentence: 'a body without pictures says that the content filter stopped it',
    when: ({ reading }) =>
      reading.codes.some((code) => /^content_?filter|content_policy_violation|moderation_blocked/i.test(code)),
    confidence: 'likely',
    or: [{ cause: 'error-status-200', because: 'an error has an error status' }],
  },
  {
    cause: 'error-status-200',
    sentence: 'a 2xx status with an error in the body',
    when: ({ reading }) => reading.layers.some(({ shape }) => shape === 'error' || shape === 'flat' || shape === 'detail'),
    confidence: 'certain',
  },
  {
    cause: 'short-circuited',
    sentence: 'a 2xx status with an empty body, and nothing shows that the model was reached',
    when: (clue) =>
      isImages(clue) &&
      clue.reading.content === 'none' &&
      (clue.reading.headers.get('content-length') === '0' || clue.exchange.response?.bytes === 0) &&
      !clue.attribution.reached.includes('aoai'),
    confidence: 'likely',
    or: [{ cause: 'response-not-json', because: 'the body may have been lost on the way' }],
  },
  {
    cause: 'response-not-json',
    sentence: 'a 2xx status with text that is no JSON',
    when: ({ reading }) => reading.content === 'text',
    confidence: 'likely',
    or: [{ cause: 'wrong-base-url', because: 'another program may answer there' }],
  },
  {
    cause: 'image-undecodable',
    sentence: 'the picture cannot be decoded',
    when: ({ exchange }) => (exchange.response?.pictures ?? []).some(({ kind }) => kind === 'undecodable'),
    confidence: 'likely',
  },
  {
    cause: 'short-circuited',
    sentence: 'a JSON body without pictures, and nothing shows that the model was reached',
    when: (clue) =>
      isImages(clue) &&
      clue.reading.content === 'json' &&
      !Array.isArray(body(clue).data) &&
      hidesTheModel(clue) &&
      hasStatus(clue, 200),
    confidence: 'possible',
    or: [{ cause: 'response-schema', because: 'the model may have been reached by a hop that rebuilds the answer' }],
  },
  {
    cause: 'response-schema',
    sentence: 'the body has no list of pictures in data',
    when: (clue) => isImages(clue) && clue.reading.content === 'json' && items(clue).length === 0,
    confidence: 'likely',
  },
  {
    cause: 'response-schema',
    sentence: 'a picture is given as another type than the contract says (b64_json and url are texts)',
    when: (clue) =>
      isImages(clue) &&
      items(clue).some(
        (item) =>
          ['b64_json', 'url'].some((name) => item[name] !== undefined && typeof item[name] !== 'string') && !mayLink(clue),
      ),
    confidence: 'likely',
  },
  {
    cause: 'response-schema',
    sentence: 'a gateway answers with a link where GPT image models answer with b64_json',
    when: (clue) =>
      isImages(clue) && !mayLink(clue) && items(clue).some((item) => typeof item.url === 'string' && item.b64_json === undefined),
    confidence: 'possible',
  },
  {
    cause: 'response-schema',
    sentence: 'an item holds neither b64_json nor url',
    when: (clue) =>
      isImages(clue) && items(clue).some((item) => typeof item.url !== 'string' && typeof item.b64_json !== 'string'),
    confidence: 'likely',
  },
  {
    cause: 'identity-headers-missing',
    sentence: 'the call works, and none of the headers that name the model came through',
    when: (clue) => isImages(clue) && hidesTheModel(clue) && items(clue).length > 0,
    confidence: 'likely',
    hop: ({ context, attribution }) => HOPS.find((hop) => hop === attribution.answeredBy) ?? context.chain?.[0] ?? 'unknown',
  },
]
