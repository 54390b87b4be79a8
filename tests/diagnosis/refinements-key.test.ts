import { describe, expect, test } from 'vitest'
import { refined } from '../../src/diagnosis/refinements.ts'
import type { AttributedExchange, Hop, Json } from '../../src/model.ts'
import { answer } from '../exchanges.ts'
import { targetWith } from '../run/targets.ts'
import { chainOfThree, drawing, evidence, finding, probe, refusal } from './runs.ts'

/** The envelope of the one-api family. */
const saying = (message: string, code: string): Json => ({ error: { message, type: 'upstream_error', param: '', code } })

describe('a refused key', () => {
  const rejected = finding({ cause: 'client-credential-rejected', hop: 'client', exchange: 'edit-one' })
  const refused = (status: number, by: Hop | 'unknown', change: Partial<AttributedExchange> = {}): AttributedExchange =>
    drawing('edits', { ...refusal(status, by), ...change })

  test.each([
    [401, 'client-credential-rejected', 'generations'],
    [403, 'client-credential-missing', 'generations'],
    [401, 'request-rejected', 'chat'],
  ] as const)('with %i, read as %s, is no bad key when %s lets it in', (status, cause, elsewhere) => {
    const made = refined({ ...rejected, cause }, evidence({ exchanges: [refused(status, 'apim'), probe(elsewhere)] }))
    expect(made).toMatchObject({ cause: 'auth-inconsistent', hop: 'apim', confidence: 'likely' })
    expect(made.evidence[0]).toBe(`the same key is let in on ${elsewhere}`)
  })

  test('by some calls of an operation alone is refused by one of several instances', () => {
    const again = probe('edits', { id: 'again-edits', case: 'again-edits' })
    const made = refined(rejected, evidence({ exchanges: [refused(401, 'one-api'), again, probe('generations')] }))
    expect(made.cause).toBe('auth-inconsistent')
    expect(made.evidence[0]).toContain('other calls of edits are let in with the same key')
  })

  test('is refused where it was refused, not where the model is', () => {
    const own = refused(401, 'one-api', { response: answer(401, { error: { message: '无效的令牌', type: 'one_api_error' } }) })
    expect(refined(rejected, evidence({ exchanges: [own, probe('generations')] })).hop).toBe('one-api')
  })

  test.each<[string, Json, Hop]>([
    ['the flat words of API Management, as new-api writes them', saying('Invalid JWT.', 'bad_response_status_code'), 'apim'],
    ['the same, as the fork of Laisky writes them', saying('Invalid JWT.', 'upstream_http_error'), 'apim'],
    ['its whole answer, as one-hub writes it', saying('{ "statusCode": 401, "message": "Invalid JWT." }', 'x'), 'apim'],
    ['no word of its upstream, only its status', saying('openai_error', 'bad_response_status_code'), 'apim'],
    ['the words of the model', saying('Access denied due to invalid key or wrong API endpoint.', '401'), 'apim'],
  ])('by a relay that quotes %s, is refused by the hop whose words they are', (_what, body, hop) => {
    const exchanges = [refused(401, 'one-api', { response: answer(401, body) }), probe('generations')]
    expect(refined(rejected, evidence({ exchanges }))).toMatchObject({ cause: 'auth-inconsistent', hop })
  })

  test('by a relay that does not say whose status it passes on, may be refused by any of the hops behind', () => {
    const profile = { ...chainOfThree.profile, chain: ['one-api', 'gateway', 'apim', 'aoai'] } as const
    const words = saying('openai_error', 'bad_response_status_code')
    const exchanges = [refused(401, 'one-api', { response: answer(401, words) }), probe('generations')]
    expect(refined(rejected, evidence({ exchanges, target: { ...chainOfThree, profile } })).hop).toBe('unknown')
  })

  test('by nobody who can be named is refused by the hop right in front of the model', () => {
    const exchanges = [refused(401, 'unknown'), probe('generations')]
    expect(refined(rejected, evidence({ exchanges })).hop).toBe('apim')
    expect(
      refined(rejected, evidence({ exchanges, target: targetWith('aoai', { TARGET_API_VERSION: '2025-04-01-preview' }) })).hop,
    ).toBe('unknown')
  })

  test.each<[string, readonly AttributedExchange[]]>([
    ['everywhere', [refused(401, 'apim'), probe('generations', refusal(401, 'apim'))]],
    ['on the one operation that was asked', [refused(401, 'apim'), probe('edits')]],
    ['where the other operation broke down', [refused(401, 'apim'), probe('generations', refusal(500, 'apim'))]],
    ['where the other operation has no route', [refused(401, 'one-api'), probe('generations', refusal(404, 'one-api'))]],
    ['in words, with another status', [refused(400, 'apim'), probe('generations')]],
    ['that is not the right one', [refused(401, 'apim', { credential: 'wrong' }), probe('generations')]],
    ['in an exchange that is not there', [probe('generations')]],
  ])('%s may well be a bad key', (_how, exchanges) => {
    expect(refined(rejected, evidence({ exchanges }))).toEqual(rejected)
  })

  test('that is more than refused is what the answer says it is', () => {
    const disabled = finding({ cause: 'backend-key-auth-disabled', hop: 'aoai', exchange: 'edit-one' })
    expect(refined(disabled, evidence({ exchanges: [refused(403, 'aoai'), probe('generations')] }))).toEqual(disabled)
  })

  test('that the answer calls missing was sent: something on the way takes it off', () => {
    const missing = finding({ cause: 'client-credential-missing', hop: 'client', confidence: 'certain' })
    const made = refined(missing, evidence({ exchanges: [probe('edits', refusal(401, 'one-api'))] }))
    expect(made).toMatchObject({ cause: 'client-credential-missing', confidence: 'likely' })
    expect(made.evidence[0]).toContain('this suite did send the credential')
    const unsent = evidence({ exchanges: [probe('edits', { ...refusal(401, 'one-api'), credential: 'none' })] })
    expect(refined(missing, unsent)).toEqual(missing)
  })

  test.each([
    ['openai', 'client-credential-rejected', 'client'],
    ['apim-aoai', 'backend-credential-rejected', 'apim'],
  ])('by the model of %s is %s', (profile, cause, hop) => {
    const byTheModel = finding({ cause: 'backend-credential-rejected', hop: 'apim' })
    const target = targetWith(profile, { TARGET_API_VERSION: '2025-04-01-preview' })
    expect(refined(byTheModel, evidence({ target }))).toMatchObject({ cause, hop })
  })
})

describe('a call of an official client that is refused', () => {
  const refusedCall = finding({
    cause: 'client-credential-rejected',
    hop: 'client',
    exchange: 'client-edit',
    confidence: 'possible',
  })
  const byClient: AttributedExchange = drawing('edits', {
    case: 'client-edit',
    client: {
      name: 'OpenAI 6.49.0',
      method: 'images.edit',
      result: { kind: 'threw', error: 'AuthenticationError', message: '401' },
    },
    ...refusal(401, 'apim'),
  })

  test('where the same call by hand is taken, is refused for what the client writes', () => {
    expect(refined(refusedCall, evidence({ exchanges: [byClient, drawing('edits')] }))).toEqual({
      ...refusedCall,
      cause: 'client-refused',
      hop: 'apim',
      confidence: 'likely',
      evidence: [
        'the same call by hand is answered with 200, and OpenAI 6.49.0 writes other headers or field names',
        ...refusedCall.evidence,
      ],
    })
  })

  test.each<[string, AttributedExchange, readonly AttributedExchange[]]>([
    ['where the call by hand is refused as well', byClient, [drawing('edits', refusal(401, 'apim'))]],
    ['with a key that is not the right one', { ...byClient, credential: 'wrong' }, [drawing('edits')]],
    ['and was sent by this suite', { ...byClient, client: null }, [drawing('edits')]],
  ])('%s is judged like every other', (_how, exchange, others) => {
    expect(refined(refusedCall, evidence({ exchanges: [exchange, ...others] })).cause).toBe('client-credential-rejected')
  })

  test('for a cause of its own is judged like every other', () => {
    const other = { ...refusedCall, cause: 'deployment-not-found', hop: 'apim' } as const
    expect(refined(other, evidence({ exchanges: [byClient, drawing('edits')] }))).toEqual(other)
  })
})
