import { describe, expect, test } from 'vitest'
import type { Evidence } from '../../src/diagnosis/evidence.ts'
import type { Finding } from '../../src/diagnosis/findings.ts'
import { refined } from '../../src/diagnosis/refinements.ts'
import type { AttributedExchange, CauseName, Json } from '../../src/model.ts'
import { answer, drawn, exchange, noAnswer, picture, undecodable } from '../exchanges.ts'
import { targetWith } from '../run/targets.ts'

const call = (fields: Readonly<Record<string, Json>>, change: Partial<AttributedExchange>): AttributedExchange => {
  const { request } = exchange()
  return exchange({ id: 'call', request: { ...request, body: fields }, ...change })
}

/** What the run makes of one finding on this exchange. */
function madeOf(cause: CauseName, one: AttributedExchange): Pick<Finding, 'cause' | 'hop' | 'evidence'> {
  const evidence: Evidence = {
    target: targetWith('oneapi-apim-aoai'),
    judgements: [],
    readings: [{ exchange: one, explanation: null }],
    configuration: [],
  }
  const finding: Finding = {
    cause,
    hop: 'aoai',
    confidence: 'likely',
    operation: 'generations',
    exchange: 'call',
    requirement: 'GEN-JPEG',
    evidence: ['seen'],
    alternatives: [],
  }
  const { cause: found, hop, evidence: told } = refined(finding, evidence)
  return { cause: found, hop, evidence: told }
}

const lost = { cause: 'parameter-ignored', hop: 'unknown', evidence: [expect.any(String), 'seen'] }

describe('a picture that is not as it was asked for', () => {
  const told = (body: Json): Partial<AttributedExchange> => drawn([picture()], body)

  test('lost its parameter on the way when the answer names another value', () => {
    expect(madeOf('image-format-mismatch', call({ output_format: 'jpeg' }, told({ output_format: 'png' })))).toEqual(lost)
    expect(madeOf('image-size-mismatch', call({ size: '1536x1024' }, told({ size: '1024x1024' })))).toEqual(lost)
    expect(madeOf('parameter-ignored', call({ quality: 'low' }, told({ quality: 'high' })))).toEqual(lost)
  })

  test('and is wrong in another way as well keeps its own cause', () => {
    expect(madeOf('edit-ignored-input', call({ size: '1536x1024' }, told({ size: '1024x1024' }))).cause).toBe(
      'edit-ignored-input',
    )
  })

  test.each<[string, Readonly<Record<string, Json>>, Json]>([
    ['names the value that was sent', { size: '1536x1024' }, { size: '1536x1024' }],
    ['names none', { size: '1536x1024' }, {}],
    ['names one for auto', { size: 'auto' }, { size: '1024x1024' }],
    ['names one that nobody sent', {}, { size: '1024x1024' }],
  ])('is the fault of what drew it when the answer %s', (_what, sent, body) => {
    expect(madeOf('image-size-mismatch', call(sent, told(body)))).toMatchObject({ cause: 'image-size-mismatch', hop: 'aoai' })
  })
})

describe('a request with an impossible value', () => {
  test('that brings a picture was changed on the way', () => {
    expect(madeOf('wrong-refusal', call({ size: '1x1' }, drawn([picture()])))).toEqual({
      ...lost,
      evidence: [expect.stringContaining('size 1x1'), 'seen'],
    })
  })

  test.each<[string, AttributedExchange]>([
    ['brings none', call({ size: '1x1' }, { response: answer(500, {}) })],
    ['brings one that cannot be decoded', call({ size: '1x1' }, drawn([undecodable('cut')]))],
    ['brings no answer', call({ size: '1x1' }, noAnswer('too-large', 'body'))],
    ['was not sent with it', call({ size: '1024x1024' }, drawn([picture()]))],
  ])('that %s is refused wrongly', (_what, one) => {
    expect(madeOf('wrong-refusal', one).cause).toBe('wrong-refusal')
  })
})
