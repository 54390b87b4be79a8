import { describe, expect, test } from 'vitest'
import { caseOfVariant, VARIANTS } from '../../src/cases/variants.ts'
import type { Explained } from '../../src/diagnosis/environment.ts'
import { type Finding, findingsOf } from '../../src/diagnosis/findings.ts'
import type { AttributedExchange, CauseName, Problem } from '../../src/model.ts'
import { attribution, noAnswer } from '../exchanges.ts'
import { targetWith } from '../run/targets.ts'
import { drawing, evidence, explanation, judgement, probe, problem, refusal, shown } from './runs.ts'

const seen = probe('edits', refusal(404, 'apim'))
const failed = (...problems: readonly Problem[]) => judgement('ROUTE-2', 'failed', { problems })

/** The finding of a requirement that failed with one problem, on an exchange that shows something alone or nothing. */
function found(
  of: Partial<Problem>,
  explained: CauseName | null,
  exchange: AttributedExchange = seen,
  others: readonly AttributedExchange[] = [],
): Finding | undefined {
  const reading = shown(exchange, explained === null ? null : { cause: explained, hop: 'one-api', confidence: 'possible' })
  const run = evidence({ readings: [reading], exchanges: others, judgements: [failed(problem(exchange.id, of))] })
  return findingsOf(run)[0]
}

describe('the findings of a run', () => {
  test('are the problems of what failed, each by its exchange', () => {
    const judgements = [
      failed(problem('probe-edits'), problem('probe-generations')),
      judgement('GEN-1', 'passed', { problems: [problem('probe-edits')] }),
      judgement('GEN-2', 'blocked', { problems: [problem('probe-edits')] }),
    ]
    const run = evidence({ exchanges: [seen, probe('generations', refusal(404))], judgements })
    expect(findingsOf(run).map(({ requirement, exchange, operation }) => [requirement, exchange, operation])).toEqual([
      ['ROUTE-2', 'probe-edits', 'edits'],
      ['ROUTE-2', 'probe-generations', 'generations'],
    ])
  })

  test('are none for an exchange that is not in the run', () => {
    expect(findingsOf(evidence({ judgements: [failed(problem('lost'))] }))).toEqual([])
  })
})

describe('what the answer says of itself', () => {
  test('explains an unexpected status, with all that was seen', () => {
    const alternatives = [{ cause: 'rewrite-wrong', because: 'or the path is wrong' }] as const
    const readings = [shown(seen, { because: ['no such operation', 'status 404'], alternatives })]
    expect(findingsOf(evidence({ readings, judgements: [failed(problem('probe-edits'))] }))).toEqual([
      {
        cause: 'operation-missing',
        hop: 'apim',
        confidence: 'certain',
        operation: 'edits',
        exchange: 'probe-edits',
        requirement: 'ROUTE-2',
        evidence: [
          'probe-edits: no such operation',
          'probe-edits: status 404',
          'probe-edits: expected status 200, got 404 Resource not found',
        ],
        alternatives,
      },
    ])
  })

  test.each([
    'gateway-route-missing',
    'request-rejected',
    'upstream-error',
    'backend-timeout',
    'redirected',
    'short-circuited',
    'client-credential-rejected',
    'response-not-json',
    'wrong-base-url',
  ] as const)('is better than %s, which is the status alone', (cause) => {
    expect(found({ cause }, 'operation-missing')).toMatchObject({
      cause: 'operation-missing',
      hop: 'one-api',
      confidence: 'possible',
    })
  })

  test.each(['image-size-mismatch', 'response-schema', 'identity-headers-missing'] as const)(
    'is no better than %s, which a check saw',
    (cause) => {
      expect(found({ cause }, 'operation-missing')).toMatchObject({ cause, confidence: 'likely', alternatives: [] })
    },
  )

  test.each(['rate-limited', 'edge-blocked', 'content-filtered', 'target-unreachable'] as const)(
    'is better than all when it is no answer to what was asked: %s',
    (cause) => {
      expect(found({ cause: 'image-size-mismatch' }, cause)?.cause).toBe(cause)
    },
  )

  test.each([502, 500, 401, 403])('is better than a parameter in the URL that is blamed for a %i', (status) => {
    const stray = { ...probe('edits', refusal(status, 'edge')), id: 'stray-query-edits', case: 'stray-query-edits' }
    for (const cause of ['rewrite-wrong', 'api-version-unsupported'] as const)
      expect(found({ cause }, 'upstream-error', stray)?.cause).toBe('upstream-error')
  })

  test('is better than a parameter in the URL where no answer came, and no better where the model answered otherwise', () => {
    expect(found({ cause: 'rewrite-wrong' }, 'upstream-error', { ...seen, ...noAnswer() })?.cause).toBe('upstream-error')
    expect(found({ cause: 'rewrite-wrong' }, 'operation-missing', seen)?.cause).toBe('rewrite-wrong')
  })

  test.each(['rewrite-wrong', 'upstream-error'] as const)(
    'is asked of the call that came out wrong, where the one that was judged (%s) is refused as it should be',
    (cause) => {
      const stray = probe('edits', { id: 'stray-query-edits', case: 'stray-query-edits' })
      const refused = shown(probe('edits', refusal(401, 'one-api')), { cause: 'client-credential-rejected', hop: 'client' })
      const sound = shown(probe('edits', { id: 'again-edits' }))
      const of = (compared: Explained) =>
        findingsOf(
          evidence({
            readings: [shown(stray), compared],
            judgements: [{ ...failed(problem(stray.id, { cause })), exchanges: [stray.id, compared.exchange.id] }],
          }),
        )[0]
      expect(of(refused)).toMatchObject({ cause: 'client-credential-rejected', exchange: 'probe-edits' })
      expect(of(refused)?.evidence.at(-1)).toContain('stray-query-edits: expected')
      expect(of(sound)).toMatchObject({ cause, exchange: 'stray-query-edits' })
    },
  )

  test.each([
    ['the first hop itself refuses the body', 422, 'one-api', 'possible', ['wrong-refusal']],
    ['the first hop itself finds it bad', 400, 'one-api', 'possible', ['wrong-refusal']],
    ['the model was asked', 400, 'aoai', 'likely', []],
    ['it was served', 200, 'one-api', 'likely', []],
  ] as const)('of a door that seems open is %s', (_what, status, hop, confidence, others) => {
    const keyless = { ...probe('edits', refusal(status, hop)), id: 'auth-edits-none', case: 'auth-edits-none' }
    const made = found({ cause: 'auth-not-enforced' }, null, keyless)
    expect(made).toMatchObject({ cause: 'auth-not-enforced', hop: 'one-api', confidence })
    expect(made?.alternatives.map(({ cause }) => cause)).toEqual(others)
  })

  test.each([
    [502, 'edge', 'upstream-error'],
    [502, 'one-api', 'wrong-refusal'],
    [500, 'edge', 'wrong-refusal'],
  ] as const)('of a %i of %s, where a refusal was due and the operation works, is %s', (status, hop, cause) => {
    const keyless = { ...probe('edits', refusal(status, hop)), id: 'auth-edits-none', case: 'auth-edits-none' }
    expect(found({ cause: 'wrong-refusal' }, 'upstream-error', keyless, [drawing('edits')])?.cause).toBe(cause)
  })

  test('is better than all when it is about the size of the body alone', () => {
    expect(found({ cause: 'image-size-mismatch' }, 'body-too-large')?.cause).toBe('body-too-large')
  })

  test('is no better when nothing explains itself', () => {
    expect(found({}, null)).toMatchObject({
      cause: 'gateway-route-missing',
      hop: 'apim',
      confidence: 'likely',
      evidence: ['probe-edits: expected status 200, got 404 Resource not found'],
      alternatives: [],
    })
  })

  test('gives its alternatives to what the check saw as well', () => {
    const alternatives = [{ cause: 'response-schema', because: 'or a field is missing' }] as const
    const readings = [shown(seen, { ...explanation(), cause: 'image-undecodable', alternatives })]
    const judgements = [failed(problem('probe-edits', { cause: 'image-undecodable' }))]
    expect(findingsOf(evidence({ readings, judgements }))[0]).toMatchObject({ cause: 'image-undecodable', alternatives })
  })
})

describe('a refusal in the wrong form', () => {
  test('is a consequence where the operation does not work', () => {
    expect(found({ cause: 'wrong-refusal' }, 'operation-missing')?.cause).toBe('operation-missing')
  })

  test('is what it is where the operation works', () => {
    expect(found({ cause: 'wrong-refusal' }, 'operation-missing', seen, [drawing('edits')])?.cause).toBe('wrong-refusal')
  })

  test.each([
    'client-credential-missing',
    'client-credential-rejected',
    'subscription-key-missing',
    'subscription-key-rejected',
    'backend-credential-rejected',
  ] as const)('is what it is when it refuses a credential: %s', (explained) => {
    expect(found({ cause: 'wrong-refusal' }, explained)?.cause).toBe('wrong-refusal')
  })
})

describe('a request that is wrong on purpose', () => {
  const [bad = ''] = VARIANTS.filter(({ turn }) => turn === 'bad').map(caseOfVariant)
  const refused = probe('edits', { ...refusal(404, 'apim'), case: bad })

  test('is judged by the check, not by what a refusal of it would mean elsewhere', () => {
    expect(found({ cause: 'request-rejected' }, 'operation-missing', refused)?.cause).toBe('request-rejected')
    expect(found({ cause: 'request-rejected' }, 'body-too-large', refused)?.cause).toBe('request-rejected')
  })

  test('is not judged at all by an answer to something else', () => {
    expect(found({ cause: 'request-rejected' }, 'rate-limited', refused)?.cause).toBe('rate-limited')
  })
})

describe('where to fix it', () => {
  const at = (of: Partial<Problem>, exchange: Partial<AttributedExchange> = {}, profile = 'oneapi-apim-aoai') => {
    const target = targetWith(profile, { TARGET_API_VERSION: '2025-04-01-preview' })
    const one = { ...seen, ...exchange }
    return findingsOf(evidence({ target, exchanges: [one], judgements: [failed(problem('probe-edits', of))] }))[0]?.hop
  }

  test.each(['auth-not-enforced', 'credential-echoed'] as const)('%s is fixed at the first hop, which knows the key', (cause) => {
    expect(at({ cause })).toBe('one-api')
    expect(at({ cause }, {}, 'apim-aoai')).toBe('apim')
  })

  test('a request number of the first hop is missing there', () => {
    expect(at({ cause: 'identity-headers-missing', expected: 'probe-edits: header X-Oneapi-Request-Id' })).toBe('one-api')
    expect(at({ cause: 'identity-headers-missing', expected: 'one of apim-request-id, x-ms-region' })).toBe('apim')
  })

  test('a picture for a bad request may have been asked for by any relay', () => {
    expect(at({ cause: 'wrong-refusal' }, { billing: 'paid' })).toBe('unknown')
    expect(at({ cause: 'wrong-refusal' }, { billing: 'free' })).toBe('apim')
    expect(at({ cause: 'wrong-refusal' }, { billing: 'paid', attribution: attribution('aoai') }, 'aoai')).toBe('aoai')
  })

  test('what any relay may have changed in the answer is nobody’s for sure, but the only hop’s', () => {
    expect(at({ cause: 'image-size-mismatch' })).toBe('unknown')
    expect(at({ cause: 'image-size-mismatch' }, { attribution: attribution('aoai') }, 'aoai')).toBe('aoai')
  })

  test('what the table of causes names is fixed there, and the rest where it was answered', () => {
    expect(at({ cause: 'deployment-mismatch' }, { attribution: attribution('aoai') })).toBe('apim')
    expect(at({ cause: 'redirected' }, { attribution: attribution('edge') })).toBe('edge')
  })
})
