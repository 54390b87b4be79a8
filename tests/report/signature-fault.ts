import type { Run } from '../../src/model.ts'
import { verdict } from '../../src/report/verdict.ts'
import { answer, attribution, checklist, diagnosis, exchange, judgement, run } from './runs.ts'

/** Generations 200, edits 404: the fault that this suite was made for, as a whole run would report it. */
export function signatureFault(change: Partial<Run> = {}): Run {
  const notFound = answer(404, { statusCode: 404, message: 'Resource not found' })
  const stopped = {
    operation: 'edits',
    response: notFound,
    durationMs: 210,
    attribution: attribution('apim', ['one-api', 'apim']),
    requestIds: { 'one-api': '20250615020001123456789abcdefgh' },
  } as const
  const broken = { status: 'broken', evidence: ['edit-one: APIM answered 404 "Resource not found"'] } as const
  const unseen = { status: 'not-observable', evidence: ['no edits call got past APIM'] } as const
  const numbered = { status: 'holds', evidence: ['generate-one has numbers of one-api and aoai'] } as const
  const failedOn = (exchange: string) => ({
    exchanges: [exchange],
    message: 'expected status 200, came 404',
    problems: [
      {
        exchange,
        cause: 'operation-missing',
        expected: 'status 200',
        actual: '404 {"statusCode":404,"message":"Resource not found"}',
      } as const,
    ],
  })
  const requirements = [
    judgement('GEN-1', 'passed', { area: 'text-to-image', exchanges: ['generate-one'] }),
    judgement('GEN-2', 'passed', {
      area: 'text-to-image',
      title: 'MUST hold one PNG of 1024 × 1024',
      exchanges: ['generate-one'],
    }),
    judgement('EDIT-1', 'failed', { ...failedOn('edit-one') }),
    judgement('EDIT-2', 'blocked', { title: 'MUST be in the schema of images', blockedBy: 'EDIT-1', exchanges: ['edit-one'] }),
    judgement('EDIT-PROBE', 'failed', { title: 'MUST let the model refuse a bad size', ...failedOn('edit-probe') }),
    judgement('MULTI-1', 'failed', { area: 'multi-image edit', ...failedOn('edit-two') }),
    judgement('MULTI-2', 'blocked', { area: 'multi-image edit', title: 'MUST keep the order', blockedBy: 'MULTI-1' }),
    judgement('AUTH-1', 'passed', { area: 'authentication', title: 'MUST refuse generations without a key' }),
    judgement('AUTH-9', 'failed', {
      area: 'authentication',
      title: 'MUST have edits and generations treat every credential alike',
      exchanges: ['auth-generations-wrong', 'auth-edits-wrong'],
      problems: [
        { exchange: 'auth-edits-wrong', cause: 'auth-inconsistent', expected: '401 refused by apim', actual: '404 from apim' },
      ],
    }),
  ]
  const diagnoses = [
    diagnosis({
      affects: ['EDIT-1', 'EDIT-PROBE', 'MULTI-1', 'AUTH-9'],
      exchanges: ['edit-one', 'edit-two', 'edit-probe'],
      evidence: [
        'edit-one, edit-two and edit-probe: 404 {"statusCode":404,"message":"Resource not found"}, which is what APIM writes when no operation matches',
        'generations on the same key went through one-api, apim and aoai',
        'edits without any credential answers 404 too: APIM matches the operation before it checks the key',
      ],
      remedy:
        'Azure portal → API Management → APIs → the API that one-api calls → Add operation: POST, URL template /images/edits. Copy the inbound policy of the generations operation and change only the path in <rewrite-uri> to /openai/deployments/gpt-image-1.5/images/edits.',
    }),
  ]
  return run({
    ...verdict(requirements, diagnoses, { knownFailures: [], failOn: 'MUST' }),
    paidImages: 1,
    requirements,
    diagnoses,
    checklist: checklist({ 1: broken, 2: unseen, 3: unseen, 4: unseen, 5: unseen, 6: numbered }),
    exchanges: [
      exchange({ billing: 'paid' }),
      exchange({ ...stopped, id: 'edit-one' }),
      exchange({ ...stopped, id: 'edit-two' }),
      exchange({ ...stopped, id: 'edit-probe' }),
      exchange({
        id: 'auth-generations-wrong',
        credential: 'wrong',
        response: answer(401),
        attribution: attribution('apim', ['one-api', 'apim']),
        requestIds: {},
      }),
      exchange({ ...stopped, id: 'auth-edits-wrong', credential: 'wrong', requestIds: {} }),
    ],
    ...change,
  })
}
