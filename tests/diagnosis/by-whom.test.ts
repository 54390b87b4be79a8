import { describe, expect, test } from 'vitest'
import { refined } from '../../src/diagnosis/refinements.ts'
import type { AttributedExchange, Headers, Json } from '../../src/model.ts'
import { answer, attribution } from '../exchanges.ts'
import { targetWith } from '../run/targets.ts'
import { chainOfThree, drawing, evidence, finding, probe } from './runs.ts'

describe('the headers of the model that do not come through', () => {
  const lost = finding({ cause: 'identity-headers-missing', exchange: 'edit-one' })
  const drawn = (headers: Headers = {}): AttributedExchange =>
    drawing('edits', { response: answer(200, { data: [] }, { headers: { 'X-Oneapi-Request-Id': '2026', ...headers } }) })
  const refusedBy = (product: string): AttributedExchange =>
    probe('generations', {
      case: 'auth-generations-wrong',
      credential: 'wrong',
      attribution: attribution('one-api', { product }),
    })

  test.each(['X-Ms-Client-Request-Id', 'x-ratelimit-remaining-tokens', 'apim-request-id', 'azureml-model-session'])(
    'while %s does were deleted by name, as policies do it',
    (name) => {
      expect(refined(lost, evidence({ exchanges: [drawn({ [name]: '1' }), refusedBy('one-hub')] }))).toEqual(lost)
    },
  )

  test('together with all others were dropped by one-hub, where it is seen', () => {
    const made = refined(lost, evidence({ exchanges: [drawn(), refusedBy('one-hub')] }))
    expect(made).toMatchObject({ cause: 'identity-headers-missing', hop: 'one-api' })
    expect(made.evidence[0]).toContain('one-hub')
  })

  test.each([
    ['another product', [drawn({ 'x-ms': '1', 'retry-after': '1' }), refusedBy('new-api')]],
    ['no product', [drawn()]],
  ])('together with all others, behind a gateway that is known as %s, may have been dropped by several', (_what, exchanges) => {
    const made = refined(lost, evidence({ exchanges }))
    expect(made).toMatchObject({ cause: 'identity-headers-missing', hop: 'unknown' })
    expect(made.evidence[0]).toContain('one-api may drop those of every hop behind it')
  })

  test.each([
    ['where no gateway is in front', lost, evidence({ exchanges: [drawn()], target: targetWith('apim-aoai') })],
    ['where the export shows it', { ...lost, confidence: 'certain' } as const, evidence({ exchanges: [drawn()] })],
    ['where it is the request number of one-api', { ...lost, hop: 'one-api' } as const, evidence({ exchanges: [drawn()] })],
    ['where the call is not there', lost, evidence({ exchanges: [probe('edits')] })],
  ])('are laid to whom they were, %s', (_where, one, run) => {
    expect(refined(one, run)).toEqual(one)
  })
})

describe('a refusal without words', () => {
  const rejected = finding({ cause: 'request-rejected', hop: 'aoai' })
  const relayed = (message: string, change: Partial<AttributedExchange> = {}): AttributedExchange => {
    const body: Json = { error: { message, type: 'upstream_error', param: '', code: 'upstream_http_error' } }
    return probe('edits', { response: answer(400, body), attribution: attribution('one-api'), ...change })
  }

  test.each(['upstream image request failed with status 400 (request id: 2026)', 'openai_error', 'bad response status code 400'])(
    'that a relay passes on as "%s" lost them behind the relay',
    (message) => {
      expect(refined(rejected, evidence({ exchanges: [relayed(message)] }))).toMatchObject({
        cause: 'wrong-refusal',
        hop: 'apim',
        confidence: 'possible',
        alternatives: [{ cause: 'request-rejected' }],
      })
    },
  )

  test('lost them at a hop that cannot be told where several relays are behind, or nobody knows who answered', () => {
    const message = 'openai_error'
    const profile = { ...chainOfThree.profile, chain: ['one-api', 'gateway', 'apim', 'aoai'] } as const
    const target = { ...chainOfThree, profile }
    expect(refined(rejected, evidence({ exchanges: [relayed(message)], target })).hop).toBe('unknown')
    const unsigned = relayed(message, { attribution: attribution('unknown') })
    expect(refined(rejected, evidence({ exchanges: [unsigned] })).hop).toBe('unknown')
  })

  test.each<[string, AttributedExchange]>([
    ['that has words', relayed("Invalid value: '1x1'.")],
    ['of a request that is no probe', relayed('openai_error', { case: 'edit-one' })],
  ])('%s is what it says', (_which, one) => {
    const open = { ...rejected, exchange: one.id }
    expect(refined(open, evidence({ exchanges: [one] }))).toEqual(open)
  })
})
