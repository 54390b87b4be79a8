import { describe, expect, test } from 'vitest'
import { causes } from '../../src/diagnosis/causes.ts'
import { diagnose } from '../../src/diagnosis/diagnose.ts'
import type { Evidence } from '../../src/diagnosis/evidence.ts'
import type { Explanation } from '../../src/diagnosis/explain.ts'
import type { AttributedExchange, CauseName, Hop, Judgement } from '../../src/model.ts'
import { noAnswer } from '../exchanges.ts'
import { drawing, evidence, judgement, probe, problem, refusal, shown } from './runs.ts'

/** A call that shows a cause alone, and the requirements that fail for it. */
interface Shows {
  readonly exchange: AttributedExchange
  readonly explanation: Partial<Explanation> | null
  readonly fails: readonly string[]
}

const shows = (exchange: AttributedExchange, explanation: Partial<Explanation> | null, ...fails: readonly string[]): Shows => ({
  exchange,
  explanation,
  fails,
})

const run = (calls: readonly Shows[], judgements: readonly Judgement[] = []): Evidence =>
  evidence({
    readings: calls.map(({ exchange, explanation }) => shown(exchange, explanation)),
    judgements: [
      ...calls.flatMap(({ exchange: { id }, fails }) =>
        fails.map((name) => judgement(name, 'failed', { problems: [problem(id)] })),
      ),
      ...judgements,
    ],
  })

const causesOf = (evidenceOfRun: Evidence): readonly CauseName[] => diagnose(evidenceOfRun).map(({ cause }) => cause)

const edit = drawing('edits', refusal(404, 'apim'))
const secondEdit = drawing('edits', { ...refusal(404, 'apim'), id: 'edit-several', case: 'edit-several' })
const generate = drawing('generations', refusal(404, 'apim'))

describe('a diagnosis', () => {
  test('is one for all requirements and exchanges that show its cause', () => {
    const diagnoses = diagnose(run([shows(edit, {}, 'EDIT-1', 'EDIT-2'), shows(secondEdit, {}, 'EDIT-1', 'MULTI-1')]))
    expect(diagnoses).toEqual([
      {
        cause: 'operation-missing',
        hop: 'apim',
        confidence: 'certain',
        checklistItems: [1],
        affects: ['EDIT-1', 'EDIT-2', 'MULTI-1'],
        exchanges: ['edit-one', 'edit-several'],
        evidence: [
          'edit-one: API Management has no such operation',
          'edit-one: expected status 200, got 404 Resource not found',
          'edit-several: API Management has no such operation',
          'edit-several: expected status 200, got 404 Resource not found',
        ],
        remedy: expect.stringContaining('POST /images/edits'),
        alternatives: [],
      },
    ])
    expect(diagnoses[0]?.remedy).toContain('/openai/deployments/gpt-image-1.5/')
  })

  test('is none when nothing failed', () => {
    expect(diagnose(run([shows(edit, {})], [judgement('EDIT-1', 'passed')]))).toEqual([])
  })

  test('is about no item of the checklist when its cause is none of them', () => {
    expect(diagnose(run([shows(edit, { cause: 'upstream-error' }, 'EDIT-1')]))[0]?.checklistItems).toEqual([])
  })

  test('is as sure as its surest exchange, which speaks first and for which operation', () => {
    const [first] = diagnose(
      run([
        shows(
          edit,
          { confidence: 'possible', because: ['perhaps'], alternatives: [{ cause: 'redirected', because: 'or so' }] },
          'EDIT-1',
        ),
        shows(
          generate,
          { confidence: 'likely', because: ['rather'], alternatives: [{ cause: 'wrong-base-url', because: 'or not' }] },
          'GEN-1',
        ),
      ]),
    )
    expect(first).toMatchObject({ confidence: 'likely', exchanges: ['edit-one', 'generate'] })
    expect(first?.evidence[0]).toBe('generate: rather')
    expect(first?.remedy).toContain('POST /images/generations')
    expect(first?.alternatives).toEqual(['wrong-base-url: or not', `to settle it: ${causes['operation-missing'].settle}`])
  })

  test('says how to settle it only where that is left', () => {
    const likely = shows(edit, { cause: 'rate-limited', confidence: 'likely' }, 'EDIT-1')
    expect(causes['rate-limited'].settle).toBeNull()
    expect(diagnose(run([likely]))[0]?.alternatives).toEqual([])
  })

  test('quotes no more than six pieces of evidence, each once', () => {
    const because = ['one', 'two', 'three', 'two', 'four', 'five', 'six']
    expect(diagnose(run([shows(edit, { because }, 'EDIT-1', 'EDIT-2')]))[0]?.evidence).toEqual(
      ['one', 'two', 'three', 'four', 'five', 'six'].map((reading) => `edit-one: ${reading}`),
    )
  })

  test.each<[readonly (Hop | 'unknown')[], Hop | 'unknown']>([
    [['aoai', 'one-api', 'apim'], 'one-api'],
    [['unknown', 'apim'], 'apim'],
    [['unknown', 'unknown'], 'unknown'],
  ])('that shows at %j lies at %s', (hops, hop) => {
    const calls = hops.map((at, index) =>
      shows({ ...edit, id: `edit-${index}`, case: `edit-${index}` }, { cause: 'deployment-not-found', hop: at }, 'EDIT-1'),
    )
    expect(diagnose(run(calls))[0]?.hop).toBe(hop)
  })
})

describe('the cause to act on', () => {
  test('is the one that stops a call earlier', () => {
    const calls = [
      shows(drawing('edits', { id: 'small', case: 'small' }), { cause: 'redirected' }, 'EDIT-1'),
      shows(generate, { cause: 'request-rejected', confidence: 'likely' }, 'GEN-1', 'GEN-2', 'GEN-3'),
    ]
    expect(causesOf(run(calls))).toEqual(['redirected', 'request-rejected'])
    expect(causesOf(run(calls.toReversed()))).toEqual(['redirected', 'request-rejected'])
  })

  test('is, at one stage, the surer one', () => {
    const calls = [
      shows(edit, { cause: 'redirected', confidence: 'likely' }, 'EDIT-1', 'EDIT-2'),
      shows(generate, { cause: 'deployment-not-found', hop: 'one-api', confidence: 'certain' }, 'GEN-1'),
    ]
    expect(causesOf(run(calls))).toEqual(['deployment-not-found', 'redirected'])
  })

  test('is, at one stage, the one that any of its exchanges makes surer', () => {
    const calls = [
      shows(edit, { cause: 'redirected', confidence: 'likely' }, 'EDIT-1'),
      shows(generate, { cause: 'deployment-not-found', confidence: 'possible' }, 'GEN-1'),
      shows(
        { ...generate, id: 'gen-jpeg', case: 'gen-jpeg' },
        { cause: 'deployment-not-found', confidence: 'certain' },
        'GEN-JPEG',
      ),
    ]
    expect(causesOf(run(calls))).toEqual(['deployment-not-found', 'redirected'])
  })

  test('is, when they are as sure, the one that breaks more requirements', () => {
    const calls = [
      shows(edit, { cause: 'redirected' }, 'EDIT-1'),
      shows(generate, { cause: 'deployment-not-found', hop: 'one-api' }, 'GEN-1', 'GEN-2'),
    ]
    expect(causesOf(run(calls))).toEqual(['deployment-not-found', 'redirected'])
  })
})

describe('a picture that shows nothing of what was sent', () => {
  const asked = { ...problem('edit-one'), expected: '1536x1024' }
  const fails = (id: string, cause: CauseName): Judgement => judgement(id, 'failed', { problems: [{ ...asked, cause }] })

  test.each(['image-size-mismatch', 'image-format-mismatch'] as const)(
    'is graver than an %s, however much that breaks',
    (cause) => {
      const judgements = [fails('EDIT-5', cause), fails('MULTI-5', cause), fails('EDIT-9', 'edit-ignored-input')]
      const readings = [shown(drawing('edits'))]
      expect(causesOf(evidence({ readings, judgements }))).toEqual(['edit-ignored-input', cause])
    },
  )

  test('is graver than a parameter that was lost for certain', () => {
    const lost = shows(secondEdit, { cause: 'parameter-ignored' }, 'MULTI-5')
    const ignored = shows(edit, { cause: 'edit-ignored-input', confidence: 'possible' }, 'EDIT-9')
    expect(causesOf(run([lost, ignored]))).toEqual(['edit-ignored-input', 'parameter-ignored'])
  })
})

describe('a consequence', () => {
  test('of a call that does not get to the model is all that is wrong with its answers', () => {
    const calls = [
      shows(edit, {}, 'EDIT-1'),
      shows(secondEdit, { cause: 'redirected', confidence: 'likely' }, 'MULTI-1', 'MULTI-2'),
    ]
    expect(diagnose(run(calls))).toMatchObject([
      { cause: 'operation-missing', affects: ['EDIT-1', 'MULTI-1', 'MULTI-2'], exchanges: ['edit-one'] },
    ])
  })

  test('of a path that leads nowhere is the answer to another method there', () => {
    const get = drawing('edits', { id: 'wrong-method-edits', case: 'wrong-method-edits', operation: 'other' })
    const other = { ...get, id: 'wrong-method-generations' }
    const page = { cause: 'wrong-base-url', confidence: 'likely' } as const
    expect(diagnose(run([shows(edit, {}, 'EDIT-1'), shows(get, page, 'PATH-3')]))).toMatchObject([
      { cause: 'operation-missing', affects: ['EDIT-1', 'PATH-3'] },
    ])
    expect(causesOf(run([shows(edit, {}, 'EDIT-1'), shows(other, page, 'PATH-2')]))).toEqual([
      'operation-missing',
      'wrong-base-url',
    ])
  })

  test('is nothing that shows on another operation too', () => {
    const calls = [
      shows(edit, {}, 'EDIT-1'),
      shows(secondEdit, { cause: 'redirected', confidence: 'likely' }, 'MULTI-1'),
      shows(generate, { cause: 'redirected', confidence: 'likely' }, 'GEN-1'),
    ]
    expect(causesOf(run(calls))).toEqual(['operation-missing', 'redirected'])
  })

  const badAnswer = { cause: 'image-undecodable', confidence: 'likely' } as const
  test('is nothing of an answer that is wrong in another way', () => {
    const calls = [
      shows(edit, { cause: 'image-undecodable' }, 'EDIT-1'),
      shows(secondEdit, { ...badAnswer, cause: 'error-status-200' }, 'MULTI-1'),
    ]
    expect(causesOf(run(calls))).toHaveLength(2)
  })

  test.each(['rate-limited', 'redirected', 'request-rejected'] as const)('may be one of %s', (cause) => {
    expect(causesOf(run([shows(edit, { cause }, 'EDIT-1'), shows(secondEdit, badAnswer, 'MULTI-1')]))).toEqual([cause])
  })
})

describe('what is seldom a fault of its own', () => {
  /** A cell of the authentication matrix that shows a cause. */
  const cell = (operation: 'generations' | 'edits', variant: string, cause: CauseName, ...fails: readonly string[]): Shows =>
    shows(
      probe(operation, { id: `auth-${operation}-${variant}`, case: `auth-${operation}-${variant}`, credential: 'none' }),
      { cause },
      ...fails,
    )

  test('follows from the same credential being let in on the other operation', () => {
    const calls = [
      cell('edits', 'none', 'auth-not-enforced', 'AUTH-1'),
      cell('generations', 'none', 'identity-headers-missing', 'AUTH-2'),
    ]
    expect(causesOf(run(calls))).toEqual(['auth-not-enforced'])
  })

  test('follows from what is wrong with the same operation', () => {
    const calls = [
      cell('edits', 'none', 'auth-not-enforced', 'AUTH-1'),
      cell('edits', 'wrong', 'identity-headers-missing', 'AUTH-2'),
    ]
    expect(causesOf(run(calls))).toEqual(['auth-not-enforced'])
  })

  test('is a fault where that explains only some of it', () => {
    const calls = [
      cell('edits', 'none', 'auth-not-enforced', 'AUTH-1'),
      cell('generations', 'none', 'identity-headers-missing', 'AUTH-2'),
      cell('generations', 'wrong', 'identity-headers-missing', 'AUTH-2'),
    ]
    expect(causesOf(run(calls))).toEqual(['auth-not-enforced', 'identity-headers-missing'])
  })

  test('is a fault where neither explains it', () => {
    const calls = [
      cell('edits', 'none', 'auth-not-enforced', 'AUTH-1'),
      cell('generations', 'wrong', 'identity-headers-missing', 'AUTH-2'),
    ]
    expect(causesOf(run(calls))).toEqual(['auth-not-enforced', 'identity-headers-missing'])
  })
})

describe('a requirement that could not be judged', () => {
  const limited = shown(generate, { cause: 'rate-limited', because: ['429', 'later'], hop: 'aoai' })
  const unjudged = judgement('GEN-1', 'unjudged', { exchanges: ['generate'] })

  test('is explained like a failed one', () => {
    expect(diagnose(evidence({ readings: [limited], judgements: [unjudged] }))).toMatchObject([
      { cause: 'rate-limited', affects: ['GEN-1'], exchanges: ['generate'], evidence: ['generate: 429', 'generate: later'] },
    ])
  })

  test.each<[string, Evidence]>([
    ['it was only not applicable', evidence({ readings: [limited], judgements: [{ ...unjudged, status: 'not-applicable' }] })],
    ['another exchange met the limit', evidence({ readings: [limited], judgements: [{ ...unjudged, exchanges: ['edit-one'] }] })],
    ['its exchange shows a fault', evidence({ readings: [shown(generate, {})], judgements: [unjudged] })],
    [
      'the run was interrupted',
      evidence({ readings: [shown({ ...generate, ...noAnswer('interrupted') })], judgements: [unjudged] }),
    ],
    ['its exchange shows nothing', evidence({ readings: [shown(generate)], judgements: [unjudged] })],
  ])('is not explained when %s', (_why, evidenceOfRun) => {
    expect(diagnose(evidenceOfRun)).toEqual([])
  })
})
