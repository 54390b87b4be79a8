import { describe, expect, test } from 'vitest'
import { diagnose } from '../../src/diagnosis/diagnose.ts'
import { readAll } from '../../src/diagnosis/read-all.ts'
import type { AttributedExchange, Diagnosis, Problem } from '../../src/model.ts'
import { answer, exchange, picture } from '../exchanges.ts'
import { targetWith } from '../run/targets.ts'
import { chainOfThree, drawing, evidence, judgement, probe, problem } from './runs.ts'

const says = (message: string) => ({ error: { message, type: 'invalid_request_error', param: null, code: null } })
const BROKEN_FORM = says('Could not parse the multipart form of your request: Unexpected end of multipart data.')

/** What a requirement on a request that is wrong on purpose leads to. */
function diagnosed(bad: AttributedExchange, found: Partial<Problem>, target = chainOfThree): readonly Diagnosis[] {
  const sent = [probe('edits'), drawing('edits'), bad]
  const readings = readAll(sent, target)
  const failed = judgement('BAD-EDIT-CUT-OFF', 'failed', {
    problems: [problem(bad.id, { cause: 'wrong-refusal', ...found })],
    exchanges: [bad.id],
  })
  return diagnose(evidence({ target, readings, judgements: [failed] }))
}

const cutOff = (change: Partial<AttributedExchange>): AttributedExchange =>
  exchange({
    case: 'bad-edit-cut-off',
    operation: 'edits',
    request: { method: 'POST', url: 'https://gateway.test/v1/images/edits', headers: {}, body: 'half a form', parts: [] },
    ...change,
  })

describe('a request that is wrong on purpose', () => {
  test('leads to no diagnosis when it is refused as it should be, whatever the refusal says', () => {
    const readings = readAll([probe('edits'), cutOff({ response: answer(400, BROKEN_FORM) })], chainOfThree)
    expect(readings.at(-1)?.explanation?.cause).toBe('multipart-damaged')
    expect(diagnose(evidence({ readings, judgements: [judgement('BAD-EDIT-CUT-OFF', 'passed')] }))).toEqual([])
  })

  test('is not refused in the wrong way because of what is wrong with it', () => {
    const [first, ...others] = diagnosed(cutOff({ response: answer(500, BROKEN_FORM) }), {})
    expect(first).toMatchObject({ cause: 'wrong-refusal', affects: ['BAD-EDIT-CUT-OFF'] })
    expect(others).toEqual([])
  })

  test('that finds no route is not refused as a bad request: the operation is there', () => {
    const [first] = diagnosed(cutOff({ response: answer(404, { statusCode: 404, message: 'Resource not found' }) }), {})
    expect(first?.cause).toBe('wrong-refusal')
  })

  test('is explained by a firewall that lets it nowhere', () => {
    const page =
      '<html><body><center><h1>403 Forbidden</h1></center><hr><center>Microsoft-Azure-Application-Gateway/v2</center></body></html>'
    const [first] = diagnosed(cutOff({ response: answer(403, page, { headers: { 'content-type': 'text/html' } }) }), {})
    expect(first).toMatchObject({ cause: 'edge-blocked', hop: 'edge' })
  })

  test('that is drawn could have been mended by any relay in front of the model', () => {
    const drawn = cutOff({
      billing: 'paid',
      response: answer(200, { created: 1_769_000_000, data: [{}] }, { pictures: [picture()] }),
    })
    expect(diagnosed(drawn, {})[0]).toMatchObject({ cause: 'wrong-refusal', hop: 'unknown' })
    // A chain of one hop leaves nobody else.
    expect(diagnosed(drawn, {}, targetWith('ai-builder-space'))[0]).toMatchObject({ cause: 'wrong-refusal', hop: 'gateway' })
  })
})
