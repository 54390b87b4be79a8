import { describe, expect, it } from 'vitest'
import { attribute } from '../../src/diagnosis/attribute.ts'
import { adviceOn, causes, type Subject } from '../../src/diagnosis/causes.ts'
import { type Context, UNKNOWN_CHAIN } from '../../src/diagnosis/context.ts'
import { type Explanation, explain } from '../../src/diagnosis/explain.ts'
import { FAILED_CALLS } from '../../src/diagnosis/symptoms/failed-calls.ts'
import { REFUSALS } from '../../src/diagnosis/symptoms/refusals.ts'
import { SUCCESSES } from '../../src/diagnosis/symptoms/successes.ts'
import { type Answer, CAUSES, type CauseName, type Exchange, type Failure, type Operation } from '../../src/model.ts'
import { captures, tell, tellOne, variants } from './captures.ts'

const THREE: Context = { chain: ['one-api', 'apim', 'aoai'], identity: 'shown', headersSeen: [] }
const PICTURE = { created: 1_769_000_000, data: [{ b64_json: 'iVBORw0KGgo=' }] }

/** An exchange as the replay records it, where a recording cannot say what matters. */
function replayed(change: Partial<Exchange>, context: Context = THREE): Explanation | null {
  const { exchange } = tellOne({ status: 200, body: PICTURE }, { url: 'https://gateway.test/v1/images/edits' })
  const changed: Exchange = { ...exchange, credential: 'right', durationMs: 900, ...change }
  return explain(changed, attribute(changed, context), context)
}

const answer = (change: Partial<Answer>): Answer => ({
  status: 200,
  headers: {},
  body: null,
  text: null,
  bytes: null,
  pictures: [],
  events: [],
  headersMs: 10,
  ...change,
})
const failure = (kind: Failure['kind'], phase: Failure['phase']): Partial<Exchange> => ({
  response: null,
  failure: { kind, phase, message: kind },
})

describe('a call to which no whole answer came', () => {
  it('is told in the words of the network, as long as nothing came at all', () => {
    expect(replayed(failure('tls', 'connect'))?.because).toEqual(['the TLS handshake failed', 'tls'])
    const { response } = tellOne({ status: 200, body: {} }).exchange
    expect(replayed({ ...failure('cut-off', 'body'), response })?.because).not.toContain('cut-off')
  })

  it.each([
    ['dns', 'connect', 'target-unreachable'],
    ['refused', 'connect', 'target-unreachable'],
    ['tls', 'connect', 'target-unreachable'],
    ['timeout', 'connect', 'target-unreachable'],
    ['timeout', 'headers', 'backend-timeout'],
    ['reset', 'headers', 'upstream-error'],
    ['protocol', 'headers', 'response-not-json'],
    ['too-large', 'body', 'response-schema'],
  ] as const)('%s while in %s is %s', (kind, phase, cause) => {
    expect(replayed(failure(kind, phase))?.cause).toBe(cause)
  })

  it('a stream that is cut off is broken', () => {
    const events = [{ event: 'image_edit.partial_image', data: { type: 'image_edit.partial_image' }, atMs: 5 }]
    const cut = replayed({ response: answer({ events }), failure: { kind: 'cut-off', phase: 'body', message: 'cut off' } })
    expect(cut?.cause).toBe('stream-broken')
  })

  it('an interruption explains itself', () => {
    expect(replayed(failure('interrupted', 'headers'))).toBeNull()
    expect(replayed({ ...failure('interrupted', 'headers'), credential: 'wrong' })).toBeNull()
  })
})

describe('an answer that says 200', () => {
  it('with a picture is sound', () => {
    expect(replayed({}, UNKNOWN_CHAIN)).toBeNull()
  })

  it('to a request without a valid credential is not', () => {
    expect(replayed({ credential: 'wrong' })).toMatchObject({ cause: 'auth-not-enforced', hop: 'one-api' })
  })

  it('without the model’s headers, in a chain that shows them, lacks them', () => {
    expect(replayed({})?.cause).toBe('identity-headers-missing')
    expect(replayed({}, { ...THREE, identity: 'dropped' })).toBeNull()
  })

  it.each<[string, Partial<Answer>, CauseName]>([
    ['an empty body', { bytes: 0 }, 'short-circuited'],
    ['a web page', { body: '<!doctype html><title>Console</title>' }, 'wrong-base-url'],
    ['text', { body: 'OK' }, 'response-not-json'],
    ['an error', { body: { error: { message: 'boom', type: 'server_error', param: null, code: null } } }, 'error-status-200'],
    [
      'a filtered prompt',
      { body: { created: 1, error: { code: 'contentFilter', message: 'Your task failed as a result of our safety system.' } } },
      'content-filtered',
    ],
    ['JSON of another kind', { body: { ok: true } }, 'short-circuited'],
    ['no item', { body: { created: 1, data: [] } }, 'response-schema'],
    ['a url that is no text', { body: { created: 1, data: [{ url: { result: 'x' } }] } }, 'response-schema'],
    [
      'a picture that cannot be decoded',
      { body: PICTURE, pictures: [{ kind: 'undecodable', reason: 'cut', bytes: 3, sha256: '0' }] },
      'image-undecodable',
    ],
    [
      'a stream without its last event',
      { events: [{ event: 'image_edit.partial_image', data: null, atMs: 1 }] },
      'stream-broken',
    ],
  ])('%s is %s', (_what, change, cause) => {
    expect(replayed({ response: answer(change) })?.cause).toBe(cause)
  })
})

describe('an answer that is a refusal', () => {
  it('of API Management after a long wait is a time-out, at once rather a connection or a policy', () => {
    const body = { statusCode: 500, message: 'Internal server error', activityId: '1' }
    expect(replayed({ response: answer({ status: 500, body }), durationMs: 240_000 })).toMatchObject({
      cause: 'backend-timeout',
      hop: 'apim',
    })
    expect(replayed({ response: answer({ status: 500, body }), durationMs: 90 })?.cause).toBe('backend-unreachable')
  })

  it('that does not say whose it is names the likeliest cause, the others, and is not sure', () => {
    const { explanation } = tellOne({ status: 404, headers: { 'X-Oneapi-Request-Id': '1' } }, {}, THREE)
    expect(explanation).toMatchObject({ cause: 'operation-missing', hop: 'apim', confidence: 'possible' })
    expect(explanation?.alternatives.map(({ cause }) => cause)).toEqual([
      'rewrite-wrong',
      'api-version-unsupported',
      'gateway-route-missing',
    ])
  })

  it.each<[Operation, string, CauseName]>([
    ['edits', '/openai/deployments/d/images/edits?api-version=2024-02-01', 'api-version-unsupported'],
    ['edits', '/openai/deployments/d/images/edits?api-version=2025-04-01-preview', 'api-version-unsupported'],
    ['edits', '/openai/deployments/d/images/edits', 'api-version-missing'],
    ['edits', '/openai/openai/deployments/d/images/edits?api-version=2025-04-01-preview', 'rewrite-wrong'],
    ['edits', '/openai/deployments/d/v1/images/edits?api-version=2025-04-01-preview', 'rewrite-wrong'],
    ['generations', '/openai/deployments/d/images/generations?api-version=2022-12-01', 'api-version-unsupported'],
  ])('of %s by Azure OpenAI at %s is %s', (_operation, url, cause) => {
    const { explanation } = tellOne(
      { status: 404, body: { error: { code: '404', message: 'Resource not found' } } },
      { url: `https://r.openai.azure.com${url}` },
    )
    expect(explanation?.cause).toBe(cause)
  })

  it('of a body that is no form is the caller’s own when it was sent so, and damage on the way when it was not', () => {
    const message = "Unsupported content type: 'application/json'. This API method only accepts 'multipart/form-data' requests."
    const body = { error: { message, type: 'invalid_request_error', param: null, code: 'unsupported_content_type' } }
    const sentAs = (type: string): Explanation | null => {
      const { exchange } = tellOne({ status: 400, body }, { url: 'https://gateway.test/v1/images/edits' })
      return replayed({ response: exchange.response, request: { ...exchange.request, headers: { 'Content-Type': type } } })
    }
    expect(sentAs('application/json')?.cause).toBe('request-rejected')
    expect(sentAs('multipart/form-data; boundary=b')?.cause).toBe('multipart-damaged')
  })

  it('is quoted, shortened', () => {
    const { explanation } = tellOne({
      status: 400,
      body: { error: { message: `Invalid size${'!'.repeat(500)}`, type: 'invalid_request_error', param: 'size', code: null } },
    })
    expect(explanation?.because.join('')).toContain('Invalid size!!!')
    expect(explanation?.because.join('').length).toBeLessThan(400)
  })

  it('that repeats the credential says so', () => {
    const { explanation } = tellOne({
      status: 401,
      body: {
        error: {
          message: 'Incorrect API key provided: [redacted: the credential].',
          type: 'invalid_request_error',
          param: null,
          code: 'invalid_api_key',
        },
      },
    })
    expect(explanation?.because).toContain('the answer repeats the credential')
  })
})

/** Causes that only several exchanges, or the pictures themselves, can show. */
const NOT_ALONE: readonly CauseName[] = [
  'answers-mixed-up',
  'auth-inconsistent',
  'client-fault',
  'client-refused',
  'credential-echoed',
  'edit-ignored-input',
  'image-count-mismatch',
  'image-format-mismatch',
  'image-size-mismatch',
  'text-damaged',
]

/** Rows that need what a recording lacks: the chain of the profile, how long the call took, or the headers of the request. */
const NEED_A_RUN =
  /by way of API Management|API Management's 500 (?:after|at once)|this one was sent as JSON|behind it may have answered without asking/

describe('the tables', () => {
  const rows = [...FAILED_CALLS, ...SUCCESSES, ...REFUSALS]

  it('have a row for every cause that one exchange can show', () => {
    const shown = new Set<CauseName>(rows.map(({ cause }) => cause))
    expect(CAUSES.filter((cause) => !shown.has(cause)).toSorted()).toEqual([...NOT_ALONE].toSorted())
  })

  it('have no row for refusals that no known answer needs', () => {
    const told = tell([...captures, ...variants])
    const used = new Set(told.map(({ explanation }) => explanation?.because[0]))
    const unused = REFUSALS.map(({ sentence }) => sentence).filter(
      (sentence) => !used.has(sentence) && !NEED_A_RUN.test(sentence),
    )
    expect(unused).toEqual([])
  })

  it('are certain only where they offer no other cause', () => {
    expect(rows.filter(({ confidence, or = [] }) => confidence === 'certain' && or.length > 0)).toEqual([])
  })

  it('never offer a cause as an alternative to itself', () => {
    expect(rows.filter(({ cause, or = [] }) => or.some((other) => other.cause === cause))).toEqual([])
  })
})

const remedyOf = (name: CauseName, about: Partial<Subject> = {}): string =>
  adviceOn(name, { operation: 'edits', deployment: 'gpt-image-1.5', chain: null, hop: 'apim', ...about }).remedy

describe('the causes', () => {
  it.each(CAUSES)('%s says what it means, what to do, and where', (name) => {
    const { meaning, remedy, item, hop } = causes[name]
    expect(meaning).toMatch(/^[A-Z].*\.$/s)
    expect(remedy.length).toBeGreaterThan(60)
    expect(remedyOf(name)).not.toMatch(/\{(?:operation|deployment)\}/)
    if (item !== null) expect(['apim', 'aoai']).toContain(hop)
  })

  it('have a cause for each item of the acceptance checklist', () => {
    expect([...new Set(CAUSES.map((name) => causes[name].item))].filter((item) => item !== null).toSorted()).toEqual([
      1, 2, 3, 4, 5, 6,
    ])
  })

  it('fill the operation and the deployment into the remedy', () => {
    const remedy = remedyOf('operation-missing')
    expect(remedy).toContain('POST /images/edits')
    expect(remedy).toContain('/openai/deployments/gpt-image-1.5/images/edits')
    expect(remedyOf('operation-missing', { deployment: null })).toContain('<your deployment>')
  })

  it.each([
    ['generations', 'images/generations'],
    ['edits', 'images/edits'],
    ['chat', 'chat/completions'],
    ['other', 'images/edits'],
  ] as const)('speak of %s by the path %s', (operation, path) => {
    expect(remedyOf('operation-missing', { operation })).toContain(`POST /${path} `)
  })

  const straight = (name: CauseName, chain: Subject['chain']) =>
    adviceOn(name, { operation: 'edits', deployment: 'gpt-image-1.5', chain, hop: 'apim' })

  it.each(CAUSES.filter((name) => causes[name].hop === 'apim' && causes[name].straight !== undefined))(
    '%s speaks of no policy where callers reach the model themselves',
    (name) => {
      const { remedy, settle } = straight(name, ['aoai'])
      expect(remedy).not.toMatch(/API Management|<[a-z]+-|\{/)
      expect(remedy).toMatch(/TARGET_|api\.openai\.com/)
      expect(settle ?? '').not.toMatch(/APIM_|AOAI_/)
      expect(straight(name, ['openai'])).toEqual({ remedy, settle })
    },
  )

  it.each([null, ['gateway'], ['apim', 'aoai'], ['one-api', 'openai'], []] as const)(
    'speak of policies in the chain %j',
    (chain) => {
      expect(straight('rewrite-wrong', chain).remedy).toContain('<rewrite-uri')
      expect(straight('rewrite-wrong', chain).settle).toContain('AOAI_URL')
    },
  )

  const ofGateways = CAUSES.filter((name) => causes[name].gateway !== undefined)

  it.each(ofGateways)('%s speaks of no policy where a gateway is at fault', (name) => {
    for (const hop of ['gateway', 'one-api'] as const) {
      const remedy = remedyOf(name, { hop, operation: 'chat', chain: ['gateway'] })
      expect(remedy).not.toMatch(/API Management|polic|<[a-z]+|\{/)
      expect(remedy).toContain('/v1/chat/completions')
      expect(remedyOf(name, { hop })).toContain('/v1/images/edits')
    }
    expect(remedyOf(name, { hop: 'apim' })).toMatch(/<[a-z]+-|inbound/)
  })

  it('have no hop to ask behind the model itself', () => {
    expect(CAUSES.filter((name) => /(?:APIM|AOAI)_/.test(straight(name, ['aoai']).settle ?? ''))).toEqual([])
    expect(straight('body-too-large', ['aoai']).settle).toBe(causes['body-too-large'].settle)
  })

  it('that only a policy can make are corrected elsewhere where there is none', () => {
    const ofPolicies = CAUSES.filter((name) => causes[name].hop === 'apim' && causes[name].straight === undefined)
    expect(ofPolicies.toSorted()).toEqual([
      'backend-credential-rejected',
      'backend-timeout',
      'backend-unreachable',
      'subscription-key-missing',
      'subscription-key-rejected',
    ])
  })
})
