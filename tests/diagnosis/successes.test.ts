import { describe, expect, test } from 'vitest'
import { type Context, UNKNOWN_CHAIN } from '../../src/diagnosis/context.ts'
import { type Explanation, explain } from '../../src/diagnosis/explain.ts'
import type { Answer, AttributedExchange, Attribution, Json } from '../../src/model.ts'
import { answer, attribution, exchange, picture, undecodable } from '../exchanges.ts'

const SHOWN: Context = { chain: ['one-api', 'apim', 'aoai'], identity: 'shown', headersSeen: [] }
const DROPPED: Context = { ...SHOWN, identity: 'dropped' }
const PICTURE: Json = { created: 1_769_000_000, data: [{ b64_json: '[picture 0]' }] }

/** What a success shows alone; unless something else is said, it is one of edits whose author is not known. */
const told = (
  response: Answer,
  context: Context = UNKNOWN_CHAIN,
  author: Attribution = attribution('unknown'),
  change: Partial<AttributedExchange> = {},
): Explanation | null => explain(exchange({ operation: 'edits', response, ...change }), author, context)

const saying = (body: Json, change: Partial<Answer> = {}): Answer => answer(200, body, change)
const item = (one: Json): Answer => saying({ created: 1_769_000_000, data: [one] })

describe('a success without a valid credential', () => {
  test.each(['none', 'empty', 'wrong'] as const)('was let in by the first hop: %s', (credential) => {
    expect(told(saying(PICTURE), SHOWN, attribution('aoai'), { credential })).toMatchObject({
      cause: 'auth-not-enforced',
      hop: 'one-api',
    })
  })

  test('was let in by the first that is known to be reached, else by nobody who can be named', () => {
    const credential = 'none'
    expect(told(saying(PICTURE), UNKNOWN_CHAIN, attribution('apim'), { credential })?.hop).toBe('one-api')
    expect(told(saying(PICTURE), UNKNOWN_CHAIN, attribution('unknown'), { credential })?.hop).toBe('unknown')
  })

  test.each(['right', 'right-as', 'unknown'] as const)('is not one that was sent %s', (credential) => {
    expect(told(saying(PICTURE), UNKNOWN_CHAIN, attribution('unknown'), { credential })).toBeNull()
  })
})

describe('a success that the content filter stopped', () => {
  test.each(['contentFilter', 'content_filter', 'content_policy_violation', 'moderation_blocked'])('says so by %s', (code) => {
    expect(told(saying({ error: { code, message: 'no' } }))).toMatchObject({
      cause: 'content-filtered',
      alternatives: [{ cause: 'error-status-200', because: 'an error has an error status' }],
    })
  })

  test('does not say so by a code that only speaks of content', () => {
    expect(told(saying({ error: { code: 'no_content_filter', message: 'no' } }))?.cause).toBe('error-status-200')
  })
})

test.each<[string, Json]>([
  ['an error object', { error: { code: '500', message: 'boom' } }],
  ['a flat error', { statusCode: 500, message: 'boom' }],
  ['a detail', { detail: 'boom' }],
])('a success with %s is an error', (_what, body) => {
  expect(told(saying(body))?.cause).toBe('error-status-200')
})

describe('a success with nothing in it', () => {
  const empty = (change: Partial<Answer> = {}): Answer => answer(200, null, change)

  test.each<[string, Answer]>([
    ['by the length of its body', empty({ bytes: 0 })],
    ['by its header', empty({ bytes: null, headers: { 'Content-Length': '0' } })],
  ])('was made up on the way, as is seen %s', (_how, response) => {
    expect(told(response)).toMatchObject({ cause: 'short-circuited', alternatives: [{ cause: 'response-not-json' }] })
  })

  test.each<[string, () => Explanation | null]>([
    ['its length was not recorded', () => told(empty({ bytes: null }))],
    ['the model was reached', () => told(empty(), UNKNOWN_CHAIN, attribution('aoai'))],
    ['it is one of chat', () => told(empty(), UNKNOWN_CHAIN, attribution('unknown'), { operation: 'chat' })],
    ['it is one of another operation', () => told(empty(), UNKNOWN_CHAIN, attribution('unknown'), { operation: 'other' })],
  ])('shows nothing alone when %s', (_when, explained) => {
    expect(explained()).toBeNull()
  })

  test('was made up on the way for generations, too', () => {
    expect(told(empty(), UNKNOWN_CHAIN, attribution('unknown'), { operation: 'generations' })?.cause).toBe('short-circuited')
  })
})

test('a success with text may come from another program', () => {
  expect(told(saying('OK'))).toMatchObject({ cause: 'response-not-json', alternatives: [{ cause: 'wrong-base-url' }] })
})

describe('a picture that cannot be decoded', () => {
  test('is told of among others', () => {
    expect(told(saying(PICTURE, { pictures: [picture(), undecodable('cut')] }))?.cause).toBe('image-undecodable')
  })

  test('is not one that can', () => {
    expect(told(saying(PICTURE, { pictures: [picture()] }))).toBeNull()
  })
})

describe('JSON without pictures', () => {
  test('was made up on the way where the model shows itself otherwise', () => {
    expect(told(saying({ ok: true }), SHOWN)).toMatchObject({ cause: 'short-circuited', confidence: 'possible' })
  })

  test.each<[string, () => Explanation | null]>([
    ['the model shows itself', () => told(saying({ ok: true }, { headers: { 'x-ms-region': 'East US' } }), SHOWN)],
    ['the chain hides the model', () => told(saying({ ok: true }), DROPPED)],
    ['the chain has no Azure OpenAI', () => told(saying({ ok: true }), { ...SHOWN, chain: ['gateway'] })],
    ['OpenAI answered', () => told(saying({ ok: true }), SHOWN, attribution('openai'))],
    ['there is a list, though an empty one', () => told(saying({ data: [] }), SHOWN)],
    ['the status is another success', () => told(answer(202, { ok: true }), SHOWN)],
  ])('is an answer that is not as the contract says when %s', (_when, explained) => {
    expect(explained()?.cause).toBe('response-schema')
  })

  test('is nobody’s fault on chat', () => {
    expect(told(saying({ ok: true }), SHOWN, attribution('unknown'), { operation: 'chat' })).toBeNull()
  })
})

describe('an item of the list', () => {
  test.each<[string, Json]>([
    ['is no object', 'picture'],
    ['holds neither picture nor link', { revised_prompt: 'a cat' }],
    ['holds a link that is no text', { url: { result: 'https://pictures.test/1.png' } }],
    ['holds a picture that is no text', { b64_json: ['[picture 0]'] }],
    ['holds a link beside a picture that is no text', { url: 'https://pictures.test/1.png', b64_json: 1 }],
  ])('is wrong when it %s', (_how, one) => {
    expect(told(item(one))).toMatchObject({ cause: 'response-schema', confidence: 'likely' })
  })

  test('is wrong among others that are right', () => {
    expect(told(saying({ data: [{ b64_json: '[picture 0]' }, { b64_json: 1 }] }))?.cause).toBe('response-schema')
    expect(told(saying({ data: [{ b64_json: '[picture 0]' }, {}] }))?.cause).toBe('response-schema')
  })

  test('may be a link where OpenAI or Azure OpenAI answered, and is doubtful elsewhere', () => {
    const link = item({ url: 'https://pictures.test/1.png' })
    expect(told(link, UNKNOWN_CHAIN, attribution('openai'))).toBeNull()
    expect(told(link, UNKNOWN_CHAIN, attribution('aoai'))).toBeNull()
    expect(told(link, UNKNOWN_CHAIN, attribution('gateway'))).toMatchObject({ cause: 'response-schema', confidence: 'possible' })
  })

  test('may name a link beside the picture', () => {
    expect(told(item({ url: 'https://pictures.test/1.png', b64_json: '[picture 0]' }))).toBeNull()
  })

  test('is no matter on chat', () => {
    const chat = { operation: 'chat' } as const
    for (const one of [{}, { b64_json: 1 }, { url: 'https://pictures.test/1.png' }])
      expect(told(item(one), SHOWN, attribution('gateway'), chat)).toBeNull()
  })
})

describe('a success that works and does not show the model', () => {
  test('lacks its headers in a chain that shows them, by whoever answered', () => {
    expect(told(saying(PICTURE), SHOWN)).toMatchObject({ cause: 'identity-headers-missing', hop: 'one-api' })
    expect(told(saying(PICTURE), SHOWN, attribution('apim'))).toMatchObject({ cause: 'identity-headers-missing', hop: 'apim' })
  })

  test.each(['apim-request-id', 'X-Ms-Region', 'x-ms-deployment-name'])('lacks none when %s is there', (name) => {
    expect(told(saying(PICTURE, { headers: { [name]: 'here' } }), SHOWN)).toBeNull()
  })

  test('lacks none where nobody promised them', () => {
    expect(told(saying(PICTURE), DROPPED)).toBeNull()
    expect(told(saying(PICTURE), UNKNOWN_CHAIN)).toBeNull()
  })
})
