import { describe, expect, test } from 'vitest'
import { refined } from '../../src/diagnosis/refinements.ts'
import { preferring } from '../../src/diagnosis/refining.ts'
import type { AttributedExchange, CauseName, Operation } from '../../src/model.ts'
import type { Target } from '../../src/target/target.ts'
import { answer, failure, noAnswer } from '../exchanges.ts'
import { targetWith } from '../run/targets.ts'
import { drawing, evidence, finding, probe, refusal, shown } from './runs.ts'

const direct = (profile: string, version = '2025-04-01-preview'): Target => targetWith(profile, { TARGET_API_VERSION: version })

describe('a route that Azure OpenAI does not have', () => {
  const open = finding({ cause: 'rewrite-wrong', alternatives: [{ cause: 'operation-missing', because: 'APIM may have none' }] })
  const broken = (operation: Operation): AttributedExchange => drawing(operation, refusal(404))
  const missing = (operation: Operation) => shown(broken(operation), { cause: 'rewrite-wrong' })

  test.each(['rewrite-wrong', 'api-version-missing', 'api-version-unsupported'] as const)(
    'on edits alone is rather an api-version too old for edits, where %s was read from the answer',
    (cause) => {
      const made = refined({ ...open, cause }, evidence({ exchanges: [broken('edits'), drawing('generations')] }))
      expect(made).toMatchObject({ cause: 'api-version-unsupported', confidence: 'possible' })
      expect(made.evidence).toEqual([
        "generations reaches the model on the same way; Azure's specification has edits only from 2025-04-01-preview on",
        ...open.evidence,
      ])
    },
  )

  test('keeps the other causes as alternatives', () => {
    const exchanges = [broken('edits'), drawing('generations')]
    expect(refined(open, evidence({ exchanges })).alternatives).toEqual([
      { cause: 'rewrite-wrong', because: 'the answer alone allows it' },
      ...open.alternatives,
    ])
  })

  test.each([
    ['2025-04-01-preview', 'rewrite-wrong'],
    ['2025-04-01', 'rewrite-wrong'],
    ['2025-03-01-preview', 'api-version-unsupported'],
  ])('on edits alone, with TARGET_API_VERSION=%s, is %s', (version, cause) => {
    const exchanges = [broken('edits'), drawing('generations')]
    const made = refined(open, evidence({ exchanges, target: direct('apim-aoai', version) }))
    expect(made.cause).toBe(cause)
    if (cause === 'rewrite-wrong')
      expect(made.evidence[0]).toBe(
        `generations reaches the model on the same way, and TARGET_API_VERSION=${version} knows edits`,
      )
  })

  test('on edits alone of the model itself goes by the api-version that this suite sends', () => {
    const exchanges = [broken('edits'), drawing('generations')]
    const causeAt = (version: string) => refined(open, evidence({ exchanges, target: direct('aoai', version) })).cause
    expect(causeAt('2025-04-01-preview')).toBe('rewrite-wrong')
    expect(causeAt('2024-02-01')).toBe('api-version-unsupported')
  })

  test('on edits alone behind another gateway is no question of TARGET_API_VERSION, which only API Management is sent', () => {
    const exchanges = [broken('edits'), drawing('generations')]
    expect(refined(open, evidence({ exchanges, target: targetWith('generic') })).cause).toBe('api-version-unsupported')
  })

  test('on generations alone is a rewrite: every api-version that knows edits knows generations', () => {
    const made = refined(
      finding({ ...open, cause: 'api-version-missing', operation: 'generations', exchange: 'generate' }),
      evidence({ exchanges: [broken('generations'), drawing('edits')] }),
    )
    expect(made.cause).toBe('rewrite-wrong')
    expect(made.evidence[0]).toBe(
      'edits reaches the model on the same way, and every api-version that knows edits knows generations',
    )
  })

  test('on both is a fault of what they share', () => {
    const made = refined(
      { ...open, cause: 'api-version-missing' },
      evidence({ readings: [missing('edits'), missing('generations')] }),
    )
    expect(made).toMatchObject({ cause: 'rewrite-wrong', confidence: 'possible' })
    expect(made.evidence[0]).toContain('what they share')
  })

  test('is left as the answer itself names it, on one operation or on both', () => {
    const told = { ...open, cause: 'api-version-unsupported', confidence: 'likely', alternatives: [] } as const
    const on = (operation: Operation) =>
      finding({ ...told, operation, exchange: operation === 'edits' ? 'edit-one' : 'generate' })
    const alone = evidence({ exchanges: [broken('generations'), drawing('edits')] })
    const both = evidence({
      exchanges: [broken('edits'), broken('generations')],
      readings: [missing('generations'), missing('edits')],
    })
    expect(refined(on('generations'), alone)).toEqual(on('generations'))
    expect(refined(on('edits'), both)).toEqual(on('edits'))
  })

  test('beside an operation that fails for something else says nothing of what they share', () => {
    const other = shown(drawing('generations', refusal(500)), { cause: 'upstream-error' })
    const made = refined({ ...open, cause: 'api-version-missing' }, evidence({ readings: [missing('edits'), other] }))
    expect(made).toEqual({ ...open, cause: 'api-version-missing' })
  })

  test.each<[string, CauseName, readonly AttributedExchange[]]>([
    ['but is no matter of Azure OpenAI', 'deployment-not-found', [broken('edits'), broken('generations')]],
    ['but is no matter of Azure OpenAI, on one alone', 'deployment-not-found', [broken('edits'), drawing('generations')]],
    ['now and then', 'rewrite-wrong', [drawing('edits'), drawing('generations')]],
    ['of an operation that works', 'rewrite-wrong', [drawing('edits'), broken('generations')]],
  ])('%s is left as it was read', (_how, cause, exchanges) => {
    expect(refined({ ...open, cause }, evidence({ exchanges }))).toEqual({ ...open, cause })
  })
})

describe('a cause that is preferred', () => {
  test('is no surer when it was the only one', () => {
    const only = finding({ cause: 'rewrite-wrong', confidence: 'likely' })
    expect(preferring(only, 'rewrite-wrong', 'both fail')).toEqual({ ...only, evidence: ['both fail', ...only.evidence] })
  })

  test('does not take the place of one that is certain', () => {
    const certain = finding({ cause: 'api-version-missing', confidence: 'certain' })
    expect(preferring(certain, 'rewrite-wrong', 'both fail')).toBe(certain)
  })
})

describe('a success that is none', () => {
  const empty = finding({ cause: 'response-schema', hop: 'unknown', exchange: 'edit-one' })
  const fulfilled = probe('edits', { response: answer(200, {}) })

  test.each(['response-schema', 'response-not-json', 'wrong-refusal'] as const)(
    'read as %s, was never asked of the model when the free probe is answered with success too',
    (cause) => {
      const made = refined({ ...empty, cause }, evidence({ exchanges: [fulfilled] }))
      expect(made).toMatchObject({ cause: 'short-circuited', hop: 'apim' })
      expect(made.evidence[0]).toBe('probe-edits: the free probe, which is wrong on purpose, is answered with success')
    },
  )

  test('is not moved in a chain without a relay', () => {
    const run = evidence({ exchanges: [fulfilled], target: direct('aoai') })
    expect(refined({ ...empty, hop: 'aoai' }, run)).toMatchObject({ cause: 'short-circuited', hop: 'aoai' })
  })

  test.each<[string, Partial<AttributedExchange>]>([
    ['was refused', refusal(400)],
    ['was redirected', { response: answer(300) }],
    ['was cut off', { failure: failure('cut-off') }],
    ['was not answered', noAnswer()],
    ['brought a picture, which was drawn by somebody', { billing: 'paid' }],
    ['was of the other operation', { operation: 'generations' }],
    ['was another request', { case: 'edit-two' }],
  ])('may come from the model when the free probe %s', (_what, change) => {
    expect(refined(empty, evidence({ exchanges: [{ ...fulfilled, ...change }] }))).toEqual(empty)
  })

  test('is left as it was read when that is more than an empty answer', () => {
    const undecodable = { ...empty, cause: 'image-undecodable' } as const
    expect(refined(undecodable, evidence({ exchanges: [fulfilled] }))).toEqual(undecodable)
  })

  test.each([
    ['error-status-200', 'aoai', 'oneapi-apim-aoai', 'apim'],
    ['error-status-200', 'one-api', 'oneapi-apim-aoai', 'one-api'],
    ['error-status-200', 'aoai', 'aoai', 'aoai'],
    ['response-schema', 'aoai', 'oneapi-apim-aoai', 'aoai'],
  ] as const)('%s with the words of %s in %s is a matter of %s', (cause, hop, profile, where) => {
    expect(refined({ ...empty, cause, hop }, evidence({ target: direct(profile) })).hop).toBe(where)
  })
})

describe("API Management's own 500", () => {
  const own = finding({ cause: 'backend-unreachable', exchange: 'edit-one' })
  const failing = drawing('edits', refusal(500, 'apim', 'Internal server error'))

  test.each(['backend-unreachable', 'backend-timeout', 'upstream-error'] as const)(
    'on edits alone, read as %s, is a statement that fails: the backend is there',
    (cause) => {
      const made = refined({ ...own, cause }, evidence({ exchanges: [failing, drawing('generations')] }))
      expect(made.cause).toBe('upstream-error')
      expect(made.evidence[0]).toBe('generations reaches the same backend: a statement of this policy fails')
    },
  )

  test('behind a probe that reaches the model is a time-out: the image takes longer', () => {
    const made = refined(own, evidence({ exchanges: [failing, probe('edits'), drawing('generations')] }))
    expect(made.cause).toBe('backend-timeout')
    expect(made.evidence[0]).toContain('the free probe reaches the model')
  })

  test.each<[string, Partial<typeof own>, readonly AttributedExchange[]]>([
    ['on both operations', {}, [failing, drawing('generations', refusal(500, 'apim'))]],
    ['of another hop', { hop: 'aoai' }, [failing, drawing('generations')]],
    ['with another status', {}, [drawing('edits', refusal(502, 'apim')), drawing('generations')]],
    ['that says what it is', { cause: 'deployment-not-found' }, [failing, drawing('generations')]],
  ])('%s is left as it was read', (_how, change, exchanges) => {
    expect(refined({ ...own, ...change }, evidence({ exchanges }))).toEqual({ ...own, ...change })
  })
})

describe('an inner hop that was called directly', () => {
  const seen = probe('edits', { ...refusal(404, 'apim') })
  const inner = (hop: 'apim' | 'aoai', change: Partial<AttributedExchange> = {}): AttributedExchange =>
    probe('edits', { id: `${hop}-probe-edits`, sentTo: hop, ...change })

  test('and shows the same makes it certain', () => {
    const readings = [shown(seen), shown(inner('apim', refusal(404, 'apim')), { cause: 'operation-missing' })]
    const made = refined(finding(), evidence({ readings }))
    expect(made).toMatchObject({ cause: 'operation-missing', confidence: 'certain' })
    expect(made.evidence[0]).toBe('apim-probe-edits: apim, called directly, shows the same')
  })

  test.each([
    ['one-api', 'apim', 'oneapi-apim-aoai', 'apim'],
    ['unknown', 'aoai', 'oneapi-apim-aoai', 'aoai'],
    ['aoai', 'apim', 'oneapi-apim-aoai', 'aoai'],
    ['edge', 'apim', 'oneapi-apim-aoai', 'edge'],
    ['client', 'apim', 'oneapi-apim-aoai', 'client'],
  ] as const)('and shows what %s was named for, asked at %s of %s, lays it to %s', (hop, asked, profile, where) => {
    const readings = [shown(seen), shown(inner(asked, refusal(404, asked)), { cause: 'operation-missing' })]
    expect(refined({ ...finding(), hop }, evidence({ readings, target: direct(profile) })).hop).toBe(where)
  })

  test('and refuses the free probe as a sound model does shows no fault, though its answer reads like one', () => {
    const rejected = { ...finding(), cause: 'request-rejected' } as const
    const readings = [shown(seen), shown(inner('aoai'), { cause: 'request-rejected' })]
    const made = refined(rejected, evidence({ readings }))
    expect(made.confidence).toBe(rejected.confidence)
    expect(made.evidence.join('\n')).not.toContain('shows the same')
  })

  test('and lets the request through to the model is told', () => {
    const made = refined(finding(), evidence({ exchanges: [seen, inner('apim'), inner('aoai')] }))
    expect(made).toMatchObject({ cause: 'operation-missing', confidence: 'likely' })
    expect(made.evidence[0]).toBe('called directly, apim and aoai let the same request through to the model')
  })

  test.each<[string, AttributedExchange]>([
    ['and is refused in another way', inner('apim', refusal(401, 'apim'))],
    ['on the other operation', inner('apim', { operation: 'generations' })],
    ['with another key', inner('apim', { credential: 'wrong' })],
    ['and is the target', inner('apim', { sentTo: 'target', case: 'edit-two' })],
  ])('%s says nothing', (_how, exchange) => {
    expect(refined(finding(), evidence({ exchanges: [seen, exchange] }))).toEqual(finding())
  })

  test('says nothing of an exchange that is not there', () => {
    expect(refined(finding(), evidence({ exchanges: [inner('apim')] }))).toEqual(finding())
  })
})

test.each([
  ['apim', 'ai-builder-space', 'gateway'],
  ['aoai', 'openai', 'openai'],
  ['one-api', 'apim-aoai', 'aoai'],
  ['openai', 'oneapi-apim-aoai', 'aoai'],
  ['apim', 'oneapi-apim-aoai', 'apim'],
  ['edge', 'aoai', 'edge'],
] as const)('what is to be fixed at %s is fixed, in the chain of %s, at %s', (hop, profile, where) => {
  expect(refined(finding({ cause: 'deployment-not-found', hop }), evidence({ target: direct(profile) })).hop).toBe(where)
})
