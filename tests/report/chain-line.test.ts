import { describe, expect, test } from 'vitest'
import type { AttributedExchange, Diagnosis, Run } from '../../src/model.ts'
import { drawn, ways } from '../../src/report/chain-line.ts'
import { answer, attribution, diagnosis, exchange, judgement, run } from './runs.ts'

/** The drawn line and outcome of an edit that failed like this. */
function failing(call: Partial<AttributedExchange>, cause: Partial<Diagnosis> | null): string {
  const changed: Run = run({
    requirements: [judgement('EDIT-1', 'failed', { exchanges: ['edit-one'] })],
    diagnoses: cause === null ? [] : [diagnosis({ affects: ['EDIT-1'], ...cause })],
    exchanges: [exchange({ id: 'edit-one', operation: 'edits', ...call })],
  })
  const way = ways(changed)[0]
  return way === undefined ? '' : `${drawn(way)} | ${way.outcome}`
}

const timeout = { kind: 'timeout', phase: 'headers', message: 'no answer' } as const
const refused = { kind: 'refused', phase: 'connect', message: 'ECONNREFUSED' } as const

describe('the line of a call', () => {
  test('that went through ends at the model', () => {
    const [way] = ways(run())
    expect(way && `${drawn(way)} | ${way.outcome}`).toBe('client ─ one-api ✓ ─ apim ✓ ─ aoai ✓ | 200 from aoai')
  })

  test.each<[string, Partial<AttributedExchange>, Partial<Diagnosis> | null, string]>([
    [
      'stops where it was refused',
      { response: answer(404), attribution: attribution('apim', ['one-api', 'apim']) },
      {},
      'client ─ one-api ✓ ─ apim ✗ · aoai | 404 from apim',
    ],
    [
      'shows the hop to fix before the one that answered',
      { response: answer(404), attribution: attribution('aoai', ['one-api', 'apim', 'aoai']) },
      { cause: 'rewrite-wrong' },
      'client ─ one-api ✓ ─ apim ✗ ─ aoai ✓ | 404 from aoai, to fix at apim',
    ],
    [
      'marks a suspicion as one',
      {
        response: answer(404),
        attribution: { ...attribution('apim', ['one-api']), couldAlsoBe: ['one-api'], confidence: 'possible' },
      },
      { confidence: 'likely' },
      'client ─ one-api ✓ ─ apim ✗? · aoai | 404 from apim (or one-api)',
    ],
    [
      'says where it cannot tell',
      { response: answer(500), attribution: attribution('unknown', ['one-api']) },
      null,
      'client ─ one-api ✓ · apim ? · aoai ? | 500 from an unknown hop',
    ],
    [
      'does not guess where a silent call hung',
      { response: null, failure: timeout, durationMs: 300_000, attribution: attribution('unknown', []) },
      { cause: 'backend-timeout', hop: 'aoai', confidence: 'possible' },
      'client · one-api ? · apim ? · aoai ✗? | timeout after 5 min 0 s',
    ],
    [
      'does not deny that the model answered when its headers are stripped',
      { response: answer(200), attribution: attribution('one-api', ['one-api']) },
      { cause: 'identity-headers-missing', confidence: 'likely' },
      'client ─ one-api ✓ · apim ✗? · aoai ? | 200 from one-api, to fix at apim',
    ],
    [
      'never left when nothing listens',
      { response: null, failure: refused, durationMs: 3, attribution: attribution('unknown', []) },
      { cause: 'target-unreachable', hop: 'client' },
      'client ✗ · one-api · apim · aoai | refused after 3 ms',
    ],
    [
      'has an edge where one answered',
      { response: answer(403), attribution: attribution('edge', ['edge']) },
      { cause: 'edge-blocked', hop: 'edge' },
      'client ─ edge ✗ · one-api · apim · aoai | 403 from edge',
    ],
  ])('%s', (_words, call, cause, line) => {
    expect(failing(call, cause)).toBe(line)
  })

  test('is not drawn from a call that was meant to be refused, nor from one to an inner hop', () => {
    const wrong = exchange({ id: 'a', credential: 'wrong', response: answer(401) })
    const direct = exchange({ id: 'b', sentTo: 'aoai' })
    expect(ways(run({ exchanges: [wrong, direct] }))).toEqual([])
  })

  test('is that of the call that failed, not of its sound neighbours', () => {
    const broken = exchange({ id: 'two', response: answer(404), attribution: attribution('apim', ['one-api', 'apim']) })
    const changed = run({
      requirements: [judgement('GEN-9', 'failed', { exchanges: ['two'] })],
      exchanges: [exchange({ id: 'one' }), broken, exchange({ id: 'three' })],
    })
    expect(ways(changed).map(({ outcome }) => outcome)).toEqual(['404 from apim'])
  })

  test('is that of the call that the first diagnosis explains', () => {
    const at = (id: string, status: number) =>
      exchange({ id, response: answer(status), attribution: attribution('apim', ['apim']) })
    const changed = run({
      requirements: ['one', 'two'].map((id) => judgement(id, 'failed', { exchanges: [id] })),
      diagnoses: [diagnosis({ affects: ['two'] }), diagnosis({ cause: 'upstream-error', affects: ['one'] })],
      exchanges: [at('one', 500), at('two', 404)],
    })
    expect(ways(changed).map(({ outcome }) => outcome)).toEqual(['404 from apim'])
  })

  test('is that of the call that shows the diagnosis, not of a sound one that is unjudged with it', () => {
    const limited = exchange({ id: 'limited', response: answer(429), attribution: attribution('apim', ['one-api', 'apim']) })
    const changed = run({
      requirements: [judgement('GEN-1', 'unjudged', { exchanges: ['generate-one', 'limited'] })],
      diagnoses: [diagnosis({ cause: 'rate-limited', affects: ['GEN-1'], exchanges: ['limited'] })],
      exchanges: [exchange(), limited],
    })
    expect(ways(changed).map(({ outcome }) => outcome)).toEqual(['429 from apim'])
  })

  test('is that of the call that got deepest, when all are sound', () => {
    const probe = exchange({ id: 'probe', response: answer(400) })
    const shallow = exchange({ id: 'shallow', attribution: attribution('one-api', ['one-api']) })
    const requirements = [judgement('GEN-PROBE', 'passed', { exchanges: ['probe'] })]
    const drawnFrom = (...exchanges: AttributedExchange[]) => ways(run({ requirements, exchanges })).map(({ outcome }) => outcome)
    expect(drawnFrom(shallow, exchange(), probe)).toEqual(['200 from aoai'])
    expect(drawnFrom(probe)).toEqual(['400 from aoai, as expected'])
    expect(drawnFrom({ ...probe, id: 'unjudged' })).toEqual(['400 from aoai'])
  })

  test('does not blame the sound half of a comparison', () => {
    const changed = run({
      requirements: [judgement('PAIR-1', 'failed', { exchanges: ['generate-one', 'edit-one'] })],
      diagnoses: [diagnosis({ affects: ['PAIR-1'] })],
    })
    expect(ways(changed).map(drawn)).toEqual(Array(2).fill('client ─ one-api ✓ ─ apim ✓ ─ aoai ✓'))
  })
})
